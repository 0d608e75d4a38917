"""Can a council put on its own colours, and is a pair nobody can read refused?"""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.web.theme import Theme, ThemeWrong, contrast, read_theme


def test_contrast_is_as_the_guidelines_define_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_without_a_file_there_is_a_theme_of_our_own(tmp_path: Path) -> None:
    assert read_theme(tmp_path / "theme.toml") == Theme()


def test_a_council_names_itself_and_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "theme.toml"
    path.write_text('council = "Westmarch Council"\naccent = "#5b2a86"\nlink = "#4a2270"\nlogo = "arms.svg"\n')
    theme = read_theme(path)
    assert theme.council == "Westmarch Council"
    assert "--govuk-brand-colour:#5b2a86" in theme.css
    assert "--govuk-link-colour:#4a2270" in theme.css
    assert theme.edition != Theme().edition


@pytest.mark.parametrize(("given", "said"), [
    ({"accent": "#ffdd00"}, "accent_text #ffffff on accent #ffdd00"),
    ({"link": "#999999"}, "link #999999 on surface"),
    ({"surface": "#444444"}, "on surface #444444"),
    ({"accent": "red"}, "is not a colour"),
    ({"accent": "#fff;}body{display:none"}, "is not a colour"),
    ({"fonts": "Arial;}*{color:red"}, "fonts is a list"),
    ({"logo": "../secret_key"}, "logo is the name"),
    ({"logo": "https://elsewhere.example/a.svg"}, "logo is the name"),
])  # fmt: skip
def test_what_cannot_be_read_or_is_no_colour_is_refused_with_a_sentence(given: dict[str, str], said: str) -> None:
    with pytest.raises(ThemeWrong, match=said.replace("*", r"\*").replace("(", r"\(")):
        Theme(**given)


def test_a_setting_that_does_not_exist_is_named(tmp_path: Path) -> None:
    path = tmp_path / "theme.toml"
    path.write_text('colour = "#000000"\n')
    with pytest.raises(ThemeWrong, match="colour is not a setting; there are accent"):
        read_theme(path)
