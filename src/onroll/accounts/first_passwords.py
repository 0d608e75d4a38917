"""Who may set their own password by a link, and is the link still good? Once, and within `PASSWORD_RESET_TIMEOUT`.

The token is worked out from the account and the service's secret, so nothing is stored; setting a password, signing in
or a reset makes it worthless.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from onroll.accounts.models import User


def link_parts(person: User) -> tuple[str, str]:
    """The two parts of the address `first-password-link`: who, and the token."""
    return urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)


def person_of(who: str, token: str, *, on: date) -> User | None:
    """Whom a link is for; None where it was made up, used, is too old, or the account isn't open on that day."""
    try:
        person = User.objects.get(pk=int(urlsafe_base64_decode(who)))
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return person if person.may_sign_in(on=on) and default_token_generator.check_token(person, token) else None
