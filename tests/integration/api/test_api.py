"""Does the API answer what the commands answer, refuse in a sentence, and do what its description says?"""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from onroll.api.operations import OPERATIONS, description
from onroll.places.models import School
from onroll.rules.rulebook.asking import ask_due, list_rules
from onroll.rules.rulebook.finding import entries

pytestmark = pytest.mark.django_db


def test_the_description_names_every_operation_and_no_other() -> None:
    described = {path: operations["get"]["operationId"] for path, operations in description()["paths"].items()}
    routes = {"/" + re.sub(r"<str:(\w+)>", r"{\1}", one.route): one.name for one in OPERATIONS}
    assert described == routes
    assert description()["openapi"].startswith("3.1")


def test_the_description_names_every_part_of_a_query_that_an_operation_takes() -> None:
    for one in OPERATIONS:
        path = "/" + re.sub(r"<str:(\w+)>", r"{\1}", one.route)
        parameters = description()["paths"][path]["get"].get("parameters", [])
        assert tuple(each["name"] for each in parameters if each["in"] == "query") == one.view.takes


def test_every_reference_of_the_description_leads_somewhere() -> None:
    schemas = description()["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(description())))
    assert named == set(schemas)


def holds(schema: str, answer: dict) -> None:
    """The answer has exactly the parts that the description gives it, of the kinds it gives."""
    described = description()["components"]["schemas"][schema]
    assert set(answer) == set(described["properties"])
    assert set(described["required"]) == set(answer)
    kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    for name, value in answer.items():
        assert isinstance(value, kinds[described["properties"][name]["type"]]), name


def test_due_is_what_the_command_prints(asking) -> None:
    answer = asking.get("/api/due?rule=ex-day6-pex&on=2026-11-02&as_at=2026-11-10").json()
    assert answer["last_day"] == "2026-11-09"
    assert answer["outcome"] == "missed"
    assert answer == ask_due("ex-day6-pex", on=date(2026, 11, 2), as_at=date(2026, 11, 10))
    holds("Due", answer)


def test_events_may_be_given_more_than_once(asking) -> None:
    answer = asking.get(
        "/api/due?rule=ex-gb-15&on=2026-11-02&event=paused=2026-11-03: why&event=resumed=2026-11-05"
    ).json()
    assert answer["original_last_day"] < answer["last_day"]


def test_rules_are_what_the_command_lists(asking) -> None:
    from django.utils import timezone

    rows = asking.get("/api/rules").json()
    assert rows == list_rules(as_at=timezone.localdate())
    holds("RuleRow", rows[0])
    assert {row["id"] for row in asking.get("/api/rules?q=sixth permanent").json()} >= {"ex-day6"}
    assert asking.get("/api/rules?q=zebra").json() == []


def test_every_rule_can_be_asked_for(asking) -> None:
    for entry in entries():
        answer = asking.get(f"/api/rules/{entry.id}")
        assert answer.status_code == 200, entry.id
        holds("Rule", answer.json())
    assert asking.get("/api/rules/ex-day6-pex").json()["id"] == "ex-day6"
    assert asking.get("/api/rules/ex-day6").json()["versions"][0]["n"] == 6


@pytest.mark.parametrize(("address", "status", "sentence"), [
    ("/api/due", 400, "Say which rule"), ("/api/due?rule=nothing&on=2026-11-02", 404, "No rule is called 'nothing'."),
    ("/api/due?rule=ex-day6&on=tomorrow", 400, "is not a date"), ("/api/due?rule=ex-day6", 400, "needs the day"),
    ("/api/due?rule=ex-day6&on=2026-11-02&urn=1", 404, "No school has the number 1"),
    ("/api/due?rule=ex-day6&start=2026-11-02", 400, "Nothing is known of start"),
    ("/api/due?rule=cw-parent&on=2026-11-02", 400, "enacted, not in force"),
    ("/api/due?rule=ex-day6&on=2026-11-02&event=x", 400, "can't be read as an event"), ("/api/rules/nothing", 404, "No rule is called"),
])  # fmt: skip
def test_a_refusal_is_one_sentence_with_its_status(asking, address: str, status: int, sentence: str) -> None:
    answer = asking.get(address)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert sentence in answer.json()["error"]


def test_a_school_that_is_held_is_counted_on_its_own_days(asking) -> None:
    from django.utils import timezone

    School.objects.create(urn="990001", name="Abbey Primary School", as_at=date(2026, 9, 1), recorded_at=timezone.now())
    assert asking.get("/api/due?rule=ex-day6&on=2026-11-02&urn=990001").json()["last_day"] == "2026-11-09"


def test_it_only_answers_questions_and_only_people_signed_in(asking, client) -> None:
    assert asking.post("/api/due").status_code in (403, 405)
    assert client.get("/api/rules").status_code == 302
    assert "no-store" in asking.get("/api/rules")["Cache-Control"]
