"""What will a word do, in sentences a person reads before saying it?"""

from __future__ import annotations

from onroll.children.selectors.effects import Becomes, Effect
from onroll.rules.status import Spell
from onroll.web.parts.words import counted, status_name


def effect_lines(effect: Effect) -> list[str]:
    """How many records move, what becomes of each child, and what it does to the list of children nobody has placed."""
    if effect.refused:
        return [effect.refused]
    if not effect.moved:
        return ["No record moves and no status changes."]
    lines = [f"{counted(effect.moved, 'record moves', 'records move')}."]
    lines += [_becomes(one) for one in effect.children]
    if effect.found > 0:
        lines.append(f"{counted(effect.found, 'child', 'children')} fewer among the children nobody has placed.")
    elif effect.found < 0:
        lines.append(f"{counted(-effect.found, 'child', 'children')} more among the children nobody has placed.")
    return lines


def _becomes(one: Becomes) -> str:
    if one.records_after == 0:
        return f"Child {one.child}, {one.name}, keeps no record of its own: its number leads to the other, with its cases and notes."
    held = counted(one.records_after, "record", "records")
    if one.child is None:
        return f"A child of its own is made: {one.name}, {held}, {_status(one.after)}."
    who = f"Child {one.child}, {one.name}"
    if one.records_before == 0:
        return f"{who}, is a child of its own again: {held}, {_status(one.after)}."
    if one.changes:
        return f"{who}: {held} instead of {one.records_before}; {_status(one.before)} becomes {_status(one.after)}."
    return f"{who}: {held} instead of {one.records_before}; stays {_status(one.after)}."


def _status(spell: Spell | None) -> str:
    return f"“{status_name(spell.status).lower()}”" if spell else "without a status"
