"""Does the access file hold together, and is a mistake in it refused with a sentence?"""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.accounts.roles import AccessFileWrong, access, read_access


def test_every_permission_is_carried_by_a_role_or_waits_for_its_page() -> None:
    carried = {permission for role in access().roles.values() for permission in role.may}
    assert carried == set(access().permissions)


def test_a_role_carries_what_its_line_says_and_no_more() -> None:
    assert access().may(["data_officer"], "load.apply")
    assert not access().may(["tracking_officer"], "load.apply")
    assert access().may(["scrutiny", "data_officer"], "load.apply")
    assert not access().may([], "rules.view")


def test_a_role_that_left_the_file_carries_nothing() -> None:
    assert not access().may(["emperor"], "child.view")


def test_who_to_ask_for_a_permission() -> None:
    assert [role.id for role in access().roles_with("accounts.manage")] == ["administrator"]


def test_a_permission_nobody_defined_is_named(tmp_path: Path) -> None:
    path = tmp_path / "access.toml"
    path.write_text('[permissions]\n"a.b" = "x"\n[roles.r]\nname = "R"\ndoes = "r"\nmay = ["a.b", "a.c"]\n')
    with pytest.raises(AccessFileWrong, match=r"role r may a\.c"):
        read_access(path)
