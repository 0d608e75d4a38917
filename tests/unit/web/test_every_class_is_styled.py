"""Does every class that a page writes exist in a style sheet or script, so that no part silently loses its look?"""

from __future__ import annotations

import re

import pytest
from django.conf import settings

WEB = settings.PROJECT / "src" / "onroll" / "web"
BUILT = settings.PROJECT / "build" / "frontend"
# Names that only scripts look for, or that mark a place without a look of its own.
NO_LOOK = frozenset(
    [
        "govuk-template__header",
        "govuk-template__footer",
        "moj-filter__content",
        "moj-pagination",
        "moj-timeline__header",
    ]
)


def _written() -> set[str]:
    """Every class of the design systems and of ours in templates and in the tags that write markup."""
    found: set[str] = set()
    for path in [*WEB.rglob("*.html"), *(WEB / "templatetags").glob("*.py"), *(WEB / "forms").glob("*.py")]:
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text()) if path.suffix == ".html" else path.read_text()
        found |= set(re.findall(r"(?<![\w-])(?:govuk|moj|onroll)-[a-z][\w!-]*(?![\w.-]*[./])", text))
    return {name for name in found if not name.endswith("-")}


def test_every_class_is_styled() -> None:
    if not BUILT.exists():
        pytest.skip("the design systems' style sheets come with ./onroll's set-up step, which hasn't run here")
    examples = (settings.PROJECT / "build" / "govuk-fixtures").glob("*.json")  # some of its names have no look
    sheets = [*BUILT.rglob("*.css"), *BUILT.rglob("*.js"), *examples, *(WEB / "static" / "onroll").glob("*.css")]
    known = "\n".join(path.read_text() for path in sheets).replace("\\", "")
    missing = {name for name in _written() if not re.search(rf"{re.escape(name)}(?![\w-])", known)}
    assert missing - NO_LOOK == set()
