"""What does the rule book hold? Every file of it, read once, found by any of its names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

from onroll.rules.refusals import UnknownRule
from onroll.rules.rulebook.clock_files import read_clock
from onroll.rules.rulebook.definition_files import Definition, read_definition
from onroll.rules.rulebook.enquiry_file import EnquiryRule, read_enquiries
from onroll.rules.rulebook.fields import open_file, read_governance
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook
from onroll.rules.rulebook.model import Clock
from onroll.rules.rulebook.statements import CodeList, Statement, read_codes, read_statements

NEAR_ENOUGH = 0.75  # of the letters in common: a slip of the finger, not another rule


class RuleBook:
    """The rule book of one folder; each part is read when first asked for, and kept."""

    def __init__(self, folder: Path = RULEBOOK) -> None:
        """`folder` holds `clocks/`, `definitions/`, `codes/`, `duties/` and the rest. Nothing is read yet."""
        self.folder = folder

    @cached_property
    def clocks(self) -> Mapping[str, Clock]:
        """Every clock by its own id, in the order of topics. Raises BrokenRuleBook."""
        paths = sorted((self.folder / "clocks").glob("*/*.toml"))
        clocks = {path.stem: read_clock(path, self.folder) for path in paths}
        if len(clocks) != len(paths):
            raise BrokenRuleBook("Two clocks have the same id.")
        return clocks

    @cached_property
    def clock_names(self) -> Mapping[str, str]:
        """Every name a clock answers to, with its own id. Raises BrokenRuleBook where two clocks share one."""
        names: dict[str, str] = {}
        for clock in self.clocks.values():
            for name in (clock.id, *clock.also):
                if names.setdefault(name, clock.id) != clock.id:
                    raise BrokenRuleBook(f"{clock.path}: {name} is also a name of {names[name]}.")
        return names

    def clock(self, name: str) -> Clock:
        """The clock of that name: its own id, or the id it has in a table of the law. Raises UnknownRule."""
        try:
            return self.clocks[self.clock_names[name]]
        except KeyError:
            raise UnknownRule(self.why_no_clock(name)) from None

    def why_no_clock(self, name: str) -> str:
        """The sentence for a name that no clock has: what else is called so, or that nothing is."""
        statement = self.statements.get(name)
        if statement:
            why = statement.not_computed or f"the service works it out elsewhere ({statement.computed_by})"
            return f"{name} isn't a clock: {why}. {statement.says}"
        if name in self.definition_names:
            return f"{name} isn't a clock but a definition of who counts. {self.definition(name).says}"
        codes = next((codes for codes in self.codes.values() if name in (codes.id, *codes.also)), None)
        if codes:
            return f"{name} isn't a clock but a list. {codes.says}"
        if name in self.enquiries:
            return f"{name} isn't a clock but whom to ask. {self.enquiries[name].says}"
        if name in self.elsewhere:
            return f"{name} isn't a clock: see {self.elsewhere[name]}."
        known = {known.casefold(): known for known in (*self.clock_names, *self.definition_names, *self.statements)}
        near = [known[one] for one in get_close_matches(name.strip().casefold(), known, n=2, cutoff=NEAR_ENOUGH)]
        return f"No rule is called {name!r}." + (f" Did you mean {' or '.join(near)}?" if near else "")

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """Every statement by its id. Raises BrokenRuleBook where two share one."""
        names: dict[str, Statement] = {}
        for path in sorted((self.folder / "statements").glob("*.toml")):
            for statement in read_statements(path, self.folder):
                if statement.id in names:
                    raise BrokenRuleBook(f"{statement.path}: {statement.id} is also in {names[statement.id].path}.")
                names[statement.id] = statement
        return names

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Every definition by its own id. Raises BrokenRuleBook."""
        paths = sorted((self.folder / "definitions").glob("*.toml"))
        return {path.stem: read_definition(path, self.folder) for path in paths}

    @cached_property
    def definition_names(self) -> Mapping[str, str]:
        """Every name of a definition, with its own id."""
        return {
            name: definition.id
            for definition in self.definitions.values()
            for name in (definition.id, *definition.also)
        }

    def definition(self, name: str) -> Definition:
        """The definition of that name. Raises UnknownRule."""
        try:
            return self.definitions[self.definition_names[name]]
        except KeyError:
            raise UnknownRule(f"No definition is called {name!r}.") from None

    @cached_property
    def codes(self) -> Mapping[str, CodeList]:
        """Every list of codes by its own id. Raises BrokenRuleBook."""
        paths = sorted((self.folder / "codes").glob("*.toml"))
        lists = [read_codes(path, self.folder) for path in paths]
        return {codes.id: codes for codes in lists}

    @cached_property
    def enquiries(self) -> Mapping[str, EnquiryRule]:
        """Whom to ask about a child, by id, in the file's order. Raises BrokenRuleBook."""
        return read_enquiries(self.folder / "enquiries.toml", self.folder)

    @cached_property
    def elsewhere(self) -> Mapping[str, str]:
        """What the compiled law names and another file or module keeps, by name."""
        fields = open_file(self.folder / "elsewhere.toml", self.folder)
        read_governance(fields)
        return {name: str(where) for part in fields.rest().values() for name, where in part.items()}

    @cached_property
    def version(self) -> str:
        """A short digest of every file: what a stored timeline is stamped with."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*.toml")):
            digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]


@lru_cache(maxsize=4)
def rule_book(folder: Path = RULEBOOK) -> RuleBook:
    """The rule book of a folder, read once a process."""
    return RuleBook(folder)
