"""Which column of this file is which column of the feed? For `reading`, before any row.

Headings are matched without regard to case or outer blanks, in any order. A starred column that is missing refuses the
file and is named, with what looks like it.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onroll.extracts.layouts import Feed
from onroll.extracts.rows import Refused


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands in a row of `width` fields, to which `absent` blanks are added for columns not in the file.

    So every column of the feed has a place in every row, and a missing one reads as blank.
    """

    names: tuple[str, ...]  # of every place: the feed's name, or the file's heading for an unknown column
    at: Mapping[str, int]  # the feed's columns
    width: int
    absent: int
    unknown: tuple[str, ...]  # headings that the feed doesn't know

    def present(self, name: str) -> bool:
        """Whether the file itself has the column."""
        return self.at[name] < self.width


def bind(file_name: str, headings: Sequence[str], feed: Feed) -> Columns:
    """Match a file's headings with a feed's columns; raises `Refused` for a column twice or a starred one missing."""
    matched = matched_columns(headings, feed)
    _refuse_twice(file_name, headings, matched)
    present = {name: index for index, name in enumerate(matched) if name}
    _refuse_missing(file_name, headings, feed, present)
    names, unknown = _all_names(headings, matched, feed)
    absent = [column.name for column in feed.columns if column.name not in present]
    at = present | {name: len(names) + index for index, name in enumerate(absent)}
    return Columns((*names, *absent), at, len(names), len(absent), unknown)


def matched_columns(headings: Sequence[str], feed: Feed) -> list[str]:
    """The feed's column for each heading, "" where it knows none; a second layout's heading counts where the first is absent."""
    matched = [
        feed.by_heading[heading.lower()].name if heading.lower() in feed.by_heading else "" for heading in headings
    ]
    taken = set(matched)
    for index, heading in enumerate(headings):
        other = feed.aliases.get(heading.lower(), "")
        if not matched[index] and other and other not in taken:
            matched[index] = other
    return matched


def _refuse_twice(file_name: str, headings: Sequence[str], matched: Sequence[str]) -> None:
    for name, count in Counter(name for name in matched if name).items():
        if count > 1:
            where = ", ".join(str(i + 1) for i, found in enumerate(matched) if found == name)
            raise Refused(
                f'{file_name} has the column "{name}" {"twice" if count == 2 else f"{count} times"} (columns {where}), so that nobody can '
                "say which one holds. Remove or rename all but one."
            )


def _refuse_missing(file_name: str, headings: Sequence[str], feed: Feed, present: Mapping[str, int]) -> None:
    missing = [name for name in feed.starred if name not in present]
    if not missing:
        return
    named = ", ".join(f'"{name}"' for name in missing)
    alike = [f'"{heading}"' for name in missing if (heading := _near_miss(name, headings, present))]
    hint = f" It has {' and '.join(dict.fromkeys(alike))}: is that meant? Rename it." if alike else ""
    raise Refused(
        f"{file_name} has no column {named}, which every {feed.name} file must have.{hint or ' Ask the source to add it.'}"
        if len(missing) == 1
        else f"{file_name} lacks the columns {named}, which every {feed.name} file must have.{hint or ' Ask the source to add them.'}"
    )


def _near_miss(name: str, headings: Sequence[str], present: Mapping[str, int]) -> str:
    """The heading that most looks like the missing column, or ""; columns that are something else already are left out."""
    free = {_squashed(heading): heading for heading in headings if heading and heading not in present}
    close = difflib.get_close_matches(_squashed(name), free, n=1, cutoff=0.75)
    return free[close[0]] if close else ""


def _squashed(heading: str) -> str:
    return "".join(letter for letter in heading.lower() if letter.isalnum())


def _all_names(headings: Sequence[str], matched: Sequence[str], feed: Feed) -> tuple[list[str], tuple[str, ...]]:
    """A name for each place, no two alike, and the unknown headings. A heading left blank is named by its place; one of a
    second layout stays as it came, so that the row is kept in the words of its source."""
    names: list[str] = []
    unknown: list[str] = []
    used = {name for name in matched if name}
    for index, (heading, name) in enumerate(zip(headings, matched, strict=True)):
        if not name:
            name = heading or f"column {index + 1}"
            while name in used:
                name = f"{name} (column {index + 1})"
            if heading:
                unknown.append(name)
        elif heading.lower() in feed.aliases and heading.lower() not in feed.by_heading:
            name = heading
        used.add(name)
        names.append(name)
    return names, tuple(unknown)
