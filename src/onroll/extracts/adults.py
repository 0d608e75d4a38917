"""Who are the adults around a child, and how may they be contacted (Q10)? For `reading`, from the rows of `adults`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from onroll.extracts.checking import Identity, RowChecker
from onroll.extracts.headings import Columns
from onroll.extracts.layouts import Feed
from onroll.extracts.layouts.person import ADDRESS_LINES
from onroll.extracts.rows import Adult, Fault, ReadRow
from onroll.extracts.values import read_flag
from onroll.people.postcodes import normalise_postcode

MOST_CAREFUL = "no_contact"  # what a mark that can't be read stands for: nobody is written to by mistake


class AdultChecker(RowChecker):
    """Checks rows that name an adult for a child of another feed: `source_system` is the qualifier, `source_id` the child's."""

    def __init__(self, feed: Feed, columns: Columns, *, as_at: date, known_urns: Collection[str] | None) -> None:
        super().__init__(feed, columns, as_at=as_at, known_urns=known_urns)
        self._marks = feed.by_name["safe_contact"].codes

    def check(self, line: int, values: list[str], identity: Identity | None, raw: Mapping[str, str]) -> ReadRow | Fault:
        """Check one cleaned row, or say what sets it aside: no child's id, or no adult's name."""
        at = self.columns.at
        if not values[at["adult_name"]]:
            sentence = f"Line {line}: there is no adult_name. Give the name of the adult whom the row is about."
            return Fault(line, "adult_name", "", "no-name", sentence)
        result = super().check(line, values, identity, raw)
        if isinstance(result, Fault):
            return result
        faults = list(result.warnings)
        return replace(result, adult=self._adult(line, values, faults), warnings=tuple(faults))

    def _adult(self, line: int, values: list[str], faults: list[Fault]) -> Adult:
        at = self.columns.at
        responsible = read_flag(values[at["parental_responsibility"]])
        lines = [values[at[name]] for name in ("address", *ADDRESS_LINES) if values[at[name]]]
        written = values[at["postcode"]]
        postcode = normalise_postcode(written) if written else ""
        if written and not postcode:
            faults.append(Fault(line, "postcode", written, "postcode-form", f'Line {line}, postcode: "{written[:20]}" does not have the form '
                                "of a UK postcode, like NN1 1AA. It was kept as it came."))  # fmt: skip
        return Adult(
            name=values[at["adult_name"]],
            relationship=values[at["relationship"]],
            parental_responsibility=None if responsible is None else responsible == "T",
            address=", ".join(lines),
            postcode=postcode,
            phone=values[at["phone"]],
            email=values[at["email"]],
            safe_contact=self._safe_contact(line, values[at["safe_contact"]], faults),
        )

    def _safe_contact(self, line: int, text: str, faults: list[Fault]) -> str:
        mark = text.lower()
        if not text or mark in self._marks:
            return mark or "any"
        faults.append(Fault(line, "safe_contact", text, "safe-contact-unreadable", f'Line {line}, safe_contact: "{text[:40]}" is not one of '
                            f"{', '.join(self._marks)}. Until it is put right the adult counts as {MOST_CAREFUL}."))  # fmt: skip
        return MOST_CAREFUL
