"""Is every row of the compiled law in the rule book, and do the generated files say what it says today?"""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.__main__ import INDEX, REFERENCE, write_generated
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.law_index import law_index, render_index
from onroll.rules.rulebook.pages import reference_pages

REPOSITORY = Path(__file__).parents[2]
COMPILED = REPOSITORY.parent / "shared" / "spec" / "rulebook.md"
NOT_IDS = {"V", "V2", "M", "D", "W", "S", "L14", "L22", "C"}
BOOK = rule_book()


def ids_of_the_compiled_law() -> dict[str, str]:
    """Every id in the first column of a table of the compiled law, and every id of its machine block, by section."""
    found: dict[str, str] = {}
    section, head = "", ""
    for line in COMPILED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        clock = re.match(r"- \{id: ([\w-]+)", line)
        if clock:
            found[clock[1]] = "13"
        if not line.startswith("|"):
            head = ""
            continue
        first = line.strip().strip("|").split(" | ")[0].strip()
        if not head:
            head = first
        elif head == "code" and "`" not in first and not set(first) <= set("-| "):
            found[f"deletion-grounds:{first}"] = section
        elif head == "code":
            found |= {f"attendance-2024:{code}": section for code in re.findall(r"`([^`]+)`", first)}
        elif head != "mark":
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", first), section)
    return found


@pytest.mark.skipif(not COMPILED.exists(), reason="the compiled law isn't beside this repository")
def test_every_row_of_the_compiled_law_is_held_or_says_why_not():
    ids = ids_of_the_compiled_law()
    assert len(ids) > 250
    held, _ = law_index(BOOK)
    assert sorted(name for name in ids if name not in held) == []


@pytest.mark.skipif(not COMPILED.exists(), reason="the compiled law isn't beside this repository")
def test_every_clock_of_the_machine_block_is_a_clock_with_the_same_numbers():
    text = COMPILED.read_text(encoding="utf-8")
    block = re.findall(r"- \{id: ([\w-]+), n: (\d+), unit: (\w+), .*?status: (\w+)", text)
    assert len(block) == 29
    units = {
        "sd": "school_day", "cd": "calendar_day", "wd": "working_day", "sessions": "session", "months": "month",
        "years": "year",
    }  # fmt: skip
    statuses = {
        "in_force": "in force", "guidance": "guidance", "local": "local", "enacted_not_commenced": "enacted, not in force"
    }  # fmt: skip
    for name, n, unit, status in block:
        version = BOOK.clock(name).versions[-1]
        assert (version.n, version.unit.value) == (int(n), units[unit]), name
        assert version.provenance.status.value == statuses[status], name


@pytest.mark.skipif(not COMPILED.exists(), reason="the compiled law isn't beside this repository")
def test_every_counting_of_the_machine_block_is_the_clock_s():
    text = COMPILED.read_text(encoding="utf-8")
    countings = {
        "e0": "E_IS_DAY_0", "e1": "E_IS_DAY_1", "nth": "NTH_DAY_OF", "continuous": "CONTINUOUS_RUN", "cumulative": "CUMULATIVE"
    }  # fmt: skip
    for name, counting in re.findall(r"- \{id: ([\w-]+),.*?from: (\w+)", text):
        assert BOOK.clock(name).versions[-1].counting.value == countings[counting], name


SURER_THAN_THE_WORST_MARK = {
    "ap": "the definition was read in the primary source; only the new name of a part wasn't",
    "cw-436D-15": "the fifteen days are V2; only the clause on changes is from memory",
    "ex-gb-15": "the fifteen days are V; only the timing before an examination is from memory",
    "pn-transition": "a name of the limit, whose three years are V2; the file says what is to be confirmed",
    "pn-clock": "a name of the time to pay, which is V2; an answer from a presumed receipt is to be confirmed",
    "pn-unpaid": "a name of the time to pay, which is V2",
    "vsh-csw": "the role was read; only that section 6 isn't commenced was derived",
}


@pytest.mark.skipif(not COMPILED.exists(), reason="the compiled law isn't beside this repository")
def test_nothing_is_surer_than_its_mark_in_the_compiled_law():
    ranks = {"verified": 0, "secondary": 1, "to be confirmed": 2}
    checked = 0
    for name, mark in marks_of_the_compiled_law().items():
        certainty = certainty_of(name)
        if not certainty or name in SURER_THAN_THE_WORST_MARK:
            continue
        worst = "to be confirmed" if mark & {"M", "D"} else "secondary" if "V2" in mark else "verified"
        assert ranks[certainty] >= ranks[worst], f"{name}: {certainty}, though its mark is {sorted(mark)}"
        checked += 1
    assert checked > 100


def marks_of_the_compiled_law() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    heads: list[str] = []
    for line in COMPILED.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not line.startswith("|"):
            heads = []
        elif not heads:
            heads = cells
        elif "mark" in heads and len(cells) == len(heads):
            mark = set(re.findall(r"\b(V2|V|M|D)\b", cells[heads.index("mark")]))
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", cells[0]), mark)
    return found


def certainty_of(name: str) -> str:
    if name in BOOK.clock_names:
        return BOOK.clock(name).versions[-1].provenance.certainty.value
    if name in BOOK.definition_names:
        return BOOK.definition(name).versions[-1].provenance.certainty.value
    return BOOK.statements[name].provenance.certainty.value if name in BOOK.statements else ""


def test_every_id_that_is_no_clock_says_what_it_is():
    held, _ = law_index(BOOK)
    for name in held:
        if name not in BOOK.clock_names and ":" not in name:
            with pytest.raises(CannotAnswer, match="isn't a clock"):
                BOOK.clock(name)


def test_what_is_named_elsewhere_exists():
    for where in BOOK.elsewhere.values():
        path = where.split(":")[0]
        if "/" in path:
            assert (REPOSITORY / path).exists(), where


def test_the_index_of_the_law_is_as_generated():
    assert (BOOK.folder / INDEX).read_text(encoding="utf-8") == render_index(BOOK)


def test_the_officers_reference_is_as_generated():
    pages = reference_pages(BOOK)
    assert len(pages) > 100
    for name, text in pages.items():
        assert (REFERENCE / name).read_text(encoding="utf-8") == text, f"{name}: run python -m onroll.rules.rulebook"
    ours = [path.name for path in REFERENCE.glob("*.md") if path.name.startswith(("clock-", "definition-", "codes-"))]
    assert sorted(set(ours) - set(pages)) == []


def test_writing_the_reference_removes_the_page_of_a_rule_that_is_gone(tmp_path):
    book = RuleBook(_copy(BOOK.folder, tmp_path / "rulebook"))
    reference = tmp_path / "reference"
    reference.mkdir()
    (reference / "clock-gone.md").write_text("a rule that is no more")
    (reference / "somebody-elses.md").write_text("not ours")
    assert write_generated(book, reference) == len(reference_pages(book))
    assert not (reference / "clock-gone.md").exists()
    assert (reference / "somebody-elses.md").exists()
    assert write_generated(book, reference) == len(list(reference.glob("*.md"))) - 1, "a second time changes nothing"


def test_the_command_writes_beside_the_rule_book_and_says_how_many_pages(tmp_path, monkeypatch, capsys):
    book = RuleBook(_copy(BOOK.folder, tmp_path / "rulebook"))
    monkeypatch.setattr("onroll.rules.rulebook.folder.RULEBOOK", book.folder)
    monkeypatch.setattr("onroll.rules.rulebook.book.rule_book", lambda: book)
    (book.folder / INDEX).unlink()
    monkeypatch.delitem(sys.modules, "onroll.rules.rulebook.__main__")
    runpy.run_module("onroll.rules.rulebook", run_name="__main__")
    written = list((tmp_path / "docs" / "officers" / "reference").glob("*.md"))
    assert capsys.readouterr().out == f"{len(written)} pages in docs/officers/reference\n"
    assert len(written) == len(reference_pages(BOOK))
    assert (book.folder / INDEX).read_text(encoding="utf-8") == render_index(BOOK)


def _copy(folder: Path, to: Path) -> Path:
    for path in folder.rglob("*.toml"):
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return to
