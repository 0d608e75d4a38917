"""The web room, as Django knows it."""

from django.apps import AppConfig
from django.core.checks import Error, register


class WebConfig(AppConfig):
    name = "onroll.web"
    label = "web"

    def ready(self) -> None:
        register(_theme_can_be_read)


def _theme_can_be_read(**_: object) -> list[Error]:
    """A council's colours that nobody can read stop the start, with the sentence that says which."""
    from onroll.web.theme import ThemeWrong, theme

    try:
        theme()
    except (ThemeWrong, ValueError) as wrong:
        return [Error(str(wrong), id="onroll.theme")]
    return []
