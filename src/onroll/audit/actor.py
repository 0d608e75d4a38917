"""Who is doing this? Every action takes an `Actor` by name, so that nothing happens in nobody's name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person signed in, or OnRoll itself; plain text, so that the log outlives the account.

    `role` is what the person held at that moment; `request_id` ties the entries of one request together.
    """

    id: str
    name: str
    role: str
    request_id: str = ""

    def __str__(self) -> str:
        return self.name


SYSTEM = Actor(id="system", name="OnRoll itself", role="system")


def at_the_command_line(login: str) -> Actor:
    """The person who runs a command on the machine itself, by the machine's name for them."""
    return Actor(id=f"command line: {login}", name=login, role="command line")


@dataclass(frozen=True, slots=True)
class Subject:
    """What was looked at or changed: a kind ("child", "load", "person", "list") and its id as plain text."""

    kind: str
    id: str = ""
