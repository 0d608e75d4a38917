"""Whose marks does a school take, and what of the pupil's life shows in them? What `marks` needs, without its arrays."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One pupil on one school's roll. Days are ordinals; `suspended` and `part_time` are (first, last) of them."""

    upn: str
    urn: str
    school: int
    number: int
    birth: int
    start: int
    end: int
    risk: float
    suspended: tuple[tuple[int, int], ...]
    part_time: tuple[tuple[int, int], ...]
