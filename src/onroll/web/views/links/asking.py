"""Which pairs does this person want to see, and which comes next? The filters of the review queue, read from the address."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from onroll.children.selectors import pairs
from onroll.children.selectors.pairs import ASKED, BANDS, RESTING, WAITING, Waiting
from onroll.children.selectors.stakes import ORDER
from onroll.web.components.filters import Choice, Option
from onroll.web.parts.words import feed_name

STATES = {WAITING: "Waits for a decision", ASKED: "Waits for somebody else: you asked", RESTING: "Nobody could tell"}
KEPT = 300  # seconds
NAMES = ("state", "stake", "feed", "band", "record")


def asked_of(query: QueryDict) -> pairs.Asked:
    """What the address, or a form that remembers one, asks for; anything that is no choice is ignored."""
    record = query.get("record", "")
    return pairs.Asked(
        states=tuple(value for value in query.getlist("state") if value in STATES),
        stakes=tuple(value for value in query.getlist("stake") if value in ORDER),
        feeds=tuple(query.getlist("feed")),
        bands=tuple(value for value in query.getlist("band") if value in BANDS),
        record=int(record) if record.isdecimal() and len(record) < 18 else None,
    )


def remembered(query: QueryDict) -> str:
    """The filters alone, as a query, for links and forms that come back to the queue."""
    kept = QueryDict(mutable=True)
    for name in NAMES:
        if query.getlist(name):
            kept.setlist(name, query.getlist(name))
    return kept.urlencode()


def queue(request: HttpRequest) -> list[Waiting]:
    """Every undecided pair as this person sees them, the gravest first; kept while nothing about it changes."""
    day, person = timezone.localdate(), request.actor.id
    key = f"links-queue-{day}-{person.replace(' ', '-')}-{pairs.edition()}"
    return cache.get_or_set(key, lambda: pairs.undecided(day, person=person), KEPT)


def choices(request: HttpRequest, everything: Sequence[Waiting]) -> list[Choice]:
    """The filters with their counts."""
    held = pairs.counts(everything)
    feeds = sorted(held["feed"], key=feed_name)
    made = [
        Choice("stake", "What is at stake", [Option(str(s), s.words, held["stake"][str(s)]) for s in ORDER]),
        Choice("band", "How likely one child", [Option(band, words, held["band"][band]) for band, (words, _, _) in BANDS.items()]),
        Choice("feed", "A record of", [Option(feed, feed_name(feed), held["feed"][feed]) for feed in feeds]),
        Choice("state", "Where it stands", [Option(state, words, held["state"][state]) for state, words in STATES.items()]),
    ]  # fmt: skip
    return [choice.read(request) for choice in made]


def address_of(a: int, b: int, query: str = "") -> str:
    """The page of a pair, with the filters of the queue it was come from."""
    return reverse("link-pair", args=[a, b]) + (f"?{query}" if query else "")


def address_of_next(request: HttpRequest, query: str, a: int = 0, b: int = 0) -> str:
    """The pair that comes after this one (gone or not) under the filters; the queue itself at its end."""
    wanted = asked_of(QueryDict(query))
    held = [pair for pair in queue(request) if wanted.holds(pair)]
    following = pairs.after(held, a, b) or next((pair for pair in held if {pair.a, pair.b} != {a, b}), None)
    if following is None:
        return reverse("links") + (f"?{query}" if query else "")
    return address_of(following.a, following.b, query)
