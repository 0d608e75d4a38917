"""Do the re-themed style sheets carry nothing that is GOV.UK's alone, and does the build survive having no npm?"""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.launcher import frontend
from onroll.launcher.processes import CannotStart

PUBLISHED = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    ":root{--govuk-brand-colour:#1d70b8}.a{font-family:GDS Transport,arial,sans-serif;color:red}"
    ".crest{background-image:url(/assets/images/govuk-crest.svg)}.i{background:url(/assets/images/icon-tick.svg)}"
    "@media print{.a{font-family:sans-serif}}\n/*# sourceMappingURL=govuk.css.map */"
)


def test_typeface_crest_and_map_are_gone_and_colours_stay() -> None:
    styles = frontend.rethemed(PUBLISHED)
    for gone in ("GDS Transport", "@font-face", "crest.svg", "sourceMappingURL", "url(/assets"):
        assert gone not in styles
    assert ".a{font-family:var(--council-font,system-ui" in styles and ";color:red}" in styles
    assert "url(images/icon-tick.svg)" in styles
    assert ":root{--govuk-brand-colour:#1d70b8}" in styles
    assert "@media print{.a{font-family:sans-serif}}" in styles


def test_the_second_sheet_does_not_set_the_colours_again() -> None:
    assert ":root" not in frontend.rethemed(PUBLISHED, second=True)


def test_a_scripts_map_is_left_out() -> None:
    assert frontend.without_map("export{a};//# sourceMappingURL=a.js.map\n") == "export{a};\n"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(folder: Path) -> Path:
        raise frontend.CannotFetch("  npm error code ENOTFOUND")

    monkeypatch.setattr(frontend, "BUILD", tmp_path)
    monkeypatch.setattr(frontend, "FRONTEND", tmp_path / "frontend")
    monkeypatch.setattr(frontend, "fetch", refuse)
    return tmp_path


def test_without_npm_or_an_earlier_build_it_says_what_to_do(offline: Path) -> None:
    with pytest.raises(CannotStart, match="(?s)could not be fetched from npm.*ENOTFOUND"):
        frontend.make_ready()


def test_without_npm_an_earlier_build_still_serves(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (offline / "frontend").mkdir()
    (offline / "frontend" / "stamp.txt").write_text("of an older lock")
    frontend.make_ready()
    assert "the ones from last time are used" in capsys.readouterr().err
    assert (offline / "frontend" / "stamp.txt").read_text() == "of an older lock"


def test_what_is_locked_is_what_is_asked_for() -> None:
    for name in frontend.LOCKED:
        assert (frontend.PROJECT / name).exists()
    lock = (frontend.PROJECT / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in lock and "resolved" not in lock
