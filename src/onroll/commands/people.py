"""`onroll people list`, `onroll people add`: who may sign in. How a new installation gets its first administrator."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.urls import reverse
from django.utils import timezone

from onroll.accounts.actions import CannotDo, add_person
from onroll.accounts.first_passwords import link_parts
from onroll.accounts.models import User
from onroll.accounts.roles import access
from onroll.commands.answering import add_form, me, print_rows, refuse, tell

HEADINGS = ("id", "email", "name", "team", "roles", "access")


def add_arguments(parser: ArgumentParser) -> None:
    """`list`, or `add` with an address, a name and roles."""
    ways = parser.add_subparsers(dest="way", metavar="list|add", required=True)
    add_form(ways.add_parser("list", help="everybody who may, or once could, sign in"), default="csv")
    add = ways.add_parser("add", help="add a person; prints the link with which they set their password")
    add.add_argument("email", help="they sign in with it")
    add.add_argument("name", help='full name, e.g. "Ada Bell"')
    add.add_argument("--role", action="append", required=True, choices=list(access().roles), help="may be given again")
    add.add_argument("--team", default="", help="made if it isn't there yet")


def run(args: Namespace) -> int:
    """Prints people, or adds one and prints the way to their first password."""
    if args.way == "list":
        print_rows(args.format, HEADINGS, (_row(person) for person in User.objects.select_related("team")))
        return 0
    try:
        person = add_person(
            email=args.email, name=args.name, roles=args.role, team=args.team, by=me(), at=timezone.now()
        )
    except CannotDo as why:
        return refuse(str(why))
    tell(f"{person.name} is added. Give them the service's address with this after it; it works once, for three days:")
    print(reverse("first-password-link", args=link_parts(person)))
    return 0


def _row(person: User) -> tuple[object, ...]:
    team = person.team.name if person.team else ""
    state = "open" if person.may_sign_in(on=timezone.localdate()) else "none"
    return (person.pk, person.email, person.name, team, " ".join(person.roles), state)
