"""What does this council look like? Name, colours, logo, fonts and contact, from `theme.toml` in the installation's folder.

The front end's colours are CSS custom properties, so one small style sheet at `/theme.css` re-dresses every page. A pair
of colours that can't be read together (WCAG 2.2, 1.4.3: 4.5 to 1) is refused when the service starts.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from onroll.places.authorities import authority_name

ENOUGH = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FONTS = re.compile(r"[A-Za-z0-9 ,\"'-]{1,200}")
_LOGO = re.compile(r"[A-Za-z0-9._-]{1,100}\.(svg|png)")


class ThemeWrong(ValueError):
    """A line of the theme can't be used; the sentence says which and why."""


@dataclass(frozen=True)
class Theme:
    """One council's dress. Colours are `#rrggbb`; `logo` is a file in the installation's folder, SVG or PNG."""

    council: str = "Your council"  # where the file gives none, the authority's own name stands in its place
    service: str = "OnRoll"
    accent: str = "#0b5563"  # the header's ground; buttons keep the design system's green
    accent_text: str = "#ffffff"
    link: str = "#0b5563"
    link_hover: str = "#062f37"
    surface: str = "#eef4f5"
    surface_border: str = "#8fb3ba"
    fonts: str = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
    logo: str = ""
    contact: str = "your administrator"
    contact_email: str = ""
    contact_phone: str = ""
    safeguarding_team: str = (
        "children's social care"  # whom to tell that a child may be harmed; the council's to confirm
    )
    safeguarding_phone: str = ""
    safeguarding_phone_at_night: str = ""  # outside office hours

    def __post_init__(self) -> None:
        for name in ("accent", "accent_text", "link", "link_hover", "surface", "surface_border"):
            if not _COLOUR.fullmatch(getattr(self, name)):
                raise ThemeWrong(
                    f"theme: {name} = {getattr(self, name)!r} is not a colour like #0b5563, in small letters"
                )
        if not _FONTS.fullmatch(self.fonts):
            raise ThemeWrong("theme: fonts is a list of family names with commas between")
        if self.logo and not _LOGO.fullmatch(self.logo):
            raise ThemeWrong("theme: logo is the name of an .svg or .png file in the installation's folder")
        for above, below in (
            ("accent_text", "accent"), ("link", "surface"), ("link", "#ffffff"), ("link_hover", "#ffffff"), ("#0b0c0c", "surface"),
        ):  # fmt: skip
            front, ground = (getattr(self, name, name) for name in (above, below))
            if (ratio := contrast(front, ground)) < ENOUGH:
                raise ThemeWrong(
                    f"theme: {above} {front} on {below} {ground} has a contrast of {ratio:.2f} to 1; {ENOUGH} is needed"
                )

    @cached_property
    def css(self) -> str:
        """The style sheet served at `/theme.css`, loaded after the front end's own."""
        return (
            ":root{"
            f"--council-font:{self.fonts};--council-accent:{self.accent};--council-accent-text:{self.accent_text};"
            f"--govuk-brand-colour:{self.accent};--govuk-link-colour:{self.link};--govuk-link-hover-colour:{self.link_hover};"
            f"--govuk-surface-background-colour:{self.surface};--govuk-surface-border-colour:{self.surface_border};"
            f"--govuk-template-background-colour:{self.surface}"
            "}\n"
        )

    @cached_property
    def edition(self) -> str:
        """Changes with the style sheet; part of its address, so that a browser may keep it for ever."""
        return sha256(self.css.encode()).hexdigest()[:12]


def _light(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, 1 to 21 (WCAG 2.2, definition)."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def read_theme(path: Path) -> Theme:
    """The theme in a file, defaults where it says nothing; raises `ThemeWrong` for a line that can't be used."""
    if not path.exists():
        return Theme()
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Theme)}
    if unknown := set(given) - known:
        raise ThemeWrong(f"theme: {', '.join(sorted(unknown))} is not a setting; there are {', '.join(sorted(known))}")
    return Theme(**{name: str(value) for name, value in given.items()})


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: float) -> Theme:
    given = read_theme(path)
    return replace(given, council=authority_name(settings.AUTHORITY)) if given.council == Theme.council else given


def theme() -> Theme:
    """This installation's theme, read again when its file changes."""
    path = settings.HOME / "theme.toml"
    return _read(path, path.stat().st_mtime if path.exists() else 0.0)
