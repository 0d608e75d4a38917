"""A figure's file that can't be meant is refused when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.reports.definition import BrokenFigure, UnknownFigure, read_figure
from unit.reports.counted import FIGURES, child, counted, definition

GOOD = """
id = "a"
title = "t"
question = "q?"
counts = "ehe"
counts_in_words = "w"
source = "s"
percent_of = "column"
percent_in_words = "all"
[[row]]
id = "r"
label = "R"
[[column]]
id = "c"
label = "C"
"""


def written(folder: Path, text: str, name: str = "a") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_figure(written(tmp_path, GOOD)).rows[0].label == "R"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id = "a"', 'id = "b"', "not its file's name"),
        ('title = "t"', 'titel = "t"', "titel"),
        ('title = "t"\n', "", "title"),
        ('label = "R"', 'label = "R"\nsechs = "F"', "sechs"),
        ('percent_of = "column"', 'percent_of = "table"', "of a row or a column"),
        ('percent_in_words = "all"\n', "", "must say its base"),
        ('percent_of = "column"', 'percent_of = "row"', "total column"),
        ('source = "s"', 'source = "s"\nrows_add_to = "x"', "none of them"),
        ('source = "s"', 'source = "s"\nrow_for_each = "hat"', "row for each"),
        ("[[column]]", '[[row]]\nid = "r"\nlabel = "S"\n[[column]]', "one id"),
        ("[[row]]", '[rate]\nrow = "x"\nper = 100\nages = [5, 16]\n[[row]]', "no row"),
        ("[[row]]", "[[row", "a.toml"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(BrokenFigure, match=sentence):
        read_figure(written(tmp_path, GOOD.replace(old, new, 1)))


def test_an_unknown_figure_is_told_which_there_are() -> None:
    with pytest.raises(UnknownFigure, match="cme-length"):
        definition("cme-lenght")
    assert (FIGURES / "cme-length.toml").exists()


def test_contradictions_have_a_row_each_and_may_add_to_more_than_the_children() -> None:
    children = [
        child(1, "contradicted", contradictions=frozenset({"two-rolls", "home-and-applying"})),
        child(2, "contradicted", contradictions=frozenset({"two-rolls"})),
    ]
    rows = counted("contradictions", children, labels={"two-rolls": "Two main rolls"}).as_rows()
    assert [row[:3] for row in rows] == [
        ("Any contradiction", "Children", 2),
        ("Two main rolls", "Children", 2),
        ("home-and-applying", "Children", 1),
    ]


def test_exits_are_by_school_the_most_first_and_add_up() -> None:
    children = [child(n, "unexplained-exit", place=urn, sex="F") for n, urn in enumerate(["1", "2", "2", ""])]
    table = counted("unexplained-exits", children, labels={"1": "Ash", "2": "Birch"})
    assert [(row[0], row[2]) for row in table.as_rows() if row[1] == "Total"] == [
        ("Total", 4),
        ("Birch", 2),
        ("Not known", 1),
        ("Ash", 1),
    ]


def test_the_walk_from_one_definition_to_another_adds_up() -> None:
    def under(child_id: int, *definitions: str, **told: object) -> object:
        from dataclasses import replace

        return replace(child(child_id, **told), definitions=dict.fromkeys(definitions))  # type: ignore[arg-type]

    local, statutory = "cme-local-broad", "cme-statutory"
    from unit.reports.counted import BORN

    table = counted(
        "definition-reconciliation",
        [
            under(1, local, statutory, status="cme_known"),
            under(2, local, status="on_roll_not_attending"),
            under(3, local, status="cme_known", date_of_birth=BORN["too young"]),
            under(4, local, status="section_19"),
            under(5, statutory, status="cme_unknown"),
            under(6, "ehe"),
        ],
    )
    counts = {row[0]: row[2] for row in table.as_rows()}
    assert counts["Counted under either definition"] == 5
    assert counts["Wider local count"] == 4 == counts["Counted under both"] + 3
    assert counts["Statutory count"] == 2 == counts["Counted under both"] + counts["Only statutory"]
