"""Which role may do what? Read from `rulebook/access.toml`; asked by every page before it opens.

Role and permission ids are stable and never reused. One that names an unknown permission stops the service.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Role:
    """One job in the service: what it is called, what it does, and the permissions it carries."""

    id: str
    name: str
    does: str
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Access:
    """The whole of the access file: permissions with their words, roles in the file's order."""

    permissions: dict[str, str]
    roles: dict[str, Role]

    def may(self, held: Iterable[str], permission: str) -> bool:
        """Does any of these roles carry this permission? A role that has left the file carries nothing."""
        return any(permission in self.roles[role].may for role in held if role in self.roles)

    def roles_with(self, permission: str) -> tuple[Role, ...]:
        """Every role that carries this permission: whom to ask."""
        return tuple(role for role in self.roles.values() if permission in role.may)


class AccessFileWrong(ValueError):
    """The access file contradicts itself; the sentence says where."""


def read_access(path: Path) -> Access:
    """The access file at `path`; raises `AccessFileWrong` where a role names a permission it doesn't define."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    permissions = dict(content["permissions"])
    roles = {}
    for id, held in content["roles"].items():
        if unknown := set(held["may"]) - set(permissions):
            raise AccessFileWrong(
                f"{path.name}: role {id} may {', '.join(sorted(unknown))}, which no line under [permissions] defines"
            )
        roles[id] = Role(id=id, name=held["name"], does=held["does"], may=frozenset(held["may"]))
    return Access(permissions=permissions, roles=roles)


@cache
def access() -> Access:
    """This installation's access file, read once a process."""
    return read_access(settings.RULEBOOK / "access.toml")
