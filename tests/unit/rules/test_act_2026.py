"""Does the preview of the Act of 2026 say who would be registrable, what is missing and which times would begin?"""

from __future__ import annotations

from datetime import date

from onroll.rules.act_2026 import duties, preview
from onroll.rules.definitions import Position

HELD = frozenset({"name", "date_of_birth", "address"})
HOME = Position(school_age=True, resident=True, home_education="suitable")
IN_SCHOOL = Position(school_age=True, resident=True, on_roll=True, attending=True, full_time=True)
UNPLACED = Position(school_age=True, resident=True, on_roll=None)


def test_who_would_be_registrable_and_what_is_missing():
    children = [("A", HOME, HELD), ("B", IN_SCHOOL, HELD), ("C", HOME, HELD | {"parents"}), ("D", UNPLACED, HELD)]
    answer = preview(children, commences_on=date(2027, 9, 1))
    assert answer.commences_on == date(2027, 9, 1)
    assert [child.key for child in answer.registrable] == ["A", "C"]
    assert answer.missing["parents"] == 1
    assert answer.missing["educating-parents"] == 2
    assert "child-name" not in answer.missing
    assert sum(answer.left_out.values()) == 2


def test_the_times_that_would_begin_are_those_of_the_parts_supposed_to():
    assert {duty.id for duty in duties(["cnis_active"])} == {"cw-parent", "cw-home", "cw-provider-ask", "cw-436E"}
    assert {duty.id for duty in duties(["consent_active", "sao_2026_active"])} == {
        "cw-434A-reapply", "cw-prelim", "cw-nominate"
    }  # fmt: skip
    assert duties(["nsap_active"]) == (), "planned is not enacted"
    assert all(duty.duty_on and duty.says for duty in preview([], commences_on=date(2027, 9, 1)).duties)
