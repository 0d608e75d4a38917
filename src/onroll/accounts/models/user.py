"""A person who uses the service: how they sign in, which roles they hold, and from when until when.

Not Django's groups and permissions: what a role may do is in `rulebook/access.toml`, reviewed with the rule book.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from onroll.accounts.models.team import Team
from onroll.accounts.roles import Role, access
from onroll.audit.actor import Actor


class PeopleManager(BaseUserManager["User"]):
    """Finds people by e-mail address whatever its case; people are made by `accounts.actions` only."""

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """One person. `schools` (URNs) will limit a school user to their own pupils; empty means it doesn't apply."""

    email = models.EmailField("email address", unique=True, help_text="Always in lower case")
    name = models.CharField("full name", max_length=150)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    schools = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    started_on = models.DateField(null=True, blank=True, help_text="First day they may sign in")
    ended_on = models.DateField(null=True, blank=True, help_text="Last day they may sign in")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    objects = PeopleManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    privacy = {"email": "identifying", "name": "identifying", "password": "sensitive"} | dict.fromkeys(
        ("id", "team", "roles", "schools", "started_on", "ended_on", "is_active", "must_change_password", "added_at",
         "last_login"), "operational",
    )  # fmt: skip

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(started_on=None)
                | models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="person_starts_before_ending",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        """Does a role this person holds carry this permission?"""
        return access().may(self.roles, permission)

    def may_sign_in(self, *, on: date) -> bool:
        """Is this account open on this day? Both its first and its last day count."""
        return bool(
            self.is_active
            and (self.started_on is None or self.started_on <= on)
            and (self.ended_on is None or on <= self.ended_on)
        )

    @property
    def roles_held(self) -> tuple[Role, ...]:
        """The roles that stand in the access file, in its order."""
        return tuple(role for role in access().roles.values() if role.id in self.roles)

    @property
    def roles_in_words(self) -> str:
        return ", ".join(role.name for role in self.roles_held) or "no role"

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission of every role held."""
        return frozenset(permission for role in self.roles_held for permission in role.may)

    @property
    def permissions_in_words(self) -> list[str]:
        """The same, as sentences' ends, in the access file's order."""
        return [words for permission, words in access().permissions.items() if permission in self.permissions]

    def as_actor(self, request_id: str = "") -> Actor:
        """This person as the audit log names them, with the roles they hold at this moment."""
        return Actor(id=str(self.pk), name=self.name, role=self.roles_in_words, request_id=request_id)
