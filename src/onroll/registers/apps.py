"""The room of session marks: what every school wrote for every pupil and session, and who changed it when."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Session marks per pupil, school and academic year."""

    name = "onroll.registers"
    label = "registers"

    def ready(self) -> None:
        """Files of marks are applied here, whoever loads them."""
        from onroll.intake.appliers import enter
        from onroll.registers.loading import FEED, load_marks

        enter(FEED, load_marks)
