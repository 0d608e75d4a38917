"""How does a model file drive Splink, on DuckDB here or on Spark for a region or the country?

Splink weighs two explanations, one child or not; the model weighs four. What a household shares is carried over by asking each
telling field (forename, middle name, date of birth, sex, each number) twice: within a household the second rate is that of brothers
and sisters, elsewhere that of strangers. Whether two records are of one household is itself one comparison (surname and place
together), so nothing is counted twice. Names' frequencies become Splink's term-frequency adjustments.

What isn't carried over, and must follow in the same way after either engine: the guard, the groups that may not contradict
themselves, and what groups have and lack (`guarding`, `settling`). Every condition is plain SQL that DuckDB and Spark both read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import Birth, Model, Name, Number, Place, Sex
from onroll.linkage.preparing import NUMBERS, Prepared, prepare
from onroll.people.likeness import skeleton

_ONE, _KIN, _STRANGERS = 0, 1, 3
_TYPICAL = {
    "forename": 0.003,
    "surname": 0.001,
    "middle_name": 0.003,
    "birth_date": 1 / 6570,
    "place": 0.0001,
    "rare": 1e-8,
}
HOUSEHOLD = "(surname_l = surname_r AND postcode_l = postcode_r)"
_FORENAME = "forename_l IS NULL OR forename_r IS NULL"
_DIGITS = "birth_l IS NULL OR birth_r IS NULL"

# Field -> (condition of no value, its levels from the nearest on: level, condition). The last level stands for all the rest.
_LEVELS: Mapping[str, tuple[str, tuple[tuple[Any, str], ...]]] = {
    "forename": (_FORENAME, (
        (Name.EQUAL, "forename_l = forename_r"),
        (Name.SWAPPED, "forename_l = surname_r AND surname_l = forename_r"),
        (Name.SPELLING, "levenshtein(forename_l, forename_r) <= CASE WHEN length(forename_l) < 6 THEN 1 ELSE 2 END"),
        (Name.VARIANT, "forename_ear_l = forename_ear_r AND length(forename_ear_l) > 2"),
        (Name.PART, "forename_l = middle_name_r OR middle_name_l = forename_r"),
        (Name.DIFFERENT, ""),
    )),
    "middle_name": ("middle_name_l IS NULL OR middle_name_r IS NULL", (
        (Name.EQUAL, "middle_name_l = middle_name_r"),
        (Name.INITIAL, "substr(middle_name_l, 1, 1) = substr(middle_name_r, 1, 1)"),
        (Name.DIFFERENT, ""),
    )),
    "birth_date": (_DIGITS, (
        (Birth.EQUAL, "birth_l = birth_r"),
        (Birth.SWAPPED, "substr(birth_l, 1, 4) = substr(birth_r, 1, 4) AND substr(birth_l, 5, 2) = substr(birth_r, 7, 2)"
                        " AND substr(birth_l, 7, 2) = substr(birth_r, 5, 2)"),
        (Birth.ONE_DIGIT, "levenshtein(birth_l, birth_r) <= 1"),
        (Birth.FILLER, "(substr(birth_l, 5) = '0101' OR substr(birth_r, 5) = '0101') AND substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"),
        (Birth.DIFFERENT, ""),
    )),
    "sex": ("sex_l IS NULL OR sex_r IS NULL", ((Sex.SAME, "sex_l = sex_r"), (Sex.DIFFERENT, ""))),
    **{kind: (f"{kind}_l IS NULL OR {kind}_r IS NULL", ((Number.SAME, f"{kind}_l = {kind}_r"), (Number.DIFFERENT, "")))
       for kind in NUMBERS},
}  # fmt: skip
_FREQUENCIES = {"forename": "forename", "middle_name": "middle_name", "birth_date": "birth"}


def splink_settings(model: Model, *, records: int) -> dict[str, Any]:
    """Splink's settings for a run over so many records, as what its JSON file holds; `splink_rows` gives the rows."""
    prior = model.prior["one_child"]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": min(0.5, prior / max(records, 2)),
        "blocking_rules_to_generate_predictions": _blocking(),
        "comparisons": [_household(model), *(_comparison(model, name) for name in _LEVELS)],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def splink_rows(records: Iterable[LinkRecord]) -> list[dict[str, Any]]:
    """The rows Splink is given: values cleaned as for our own runs, None where there is none."""
    ready = prepare(records)
    names = ready.names.values
    return [
        {
            "unique_id": int(ready.ids[at]),
            "forename": _value(names, ready.forename[at]),
            "forename_ear": skeleton(_value(names, ready.forename[at]) or "") or None,
            "surname": _value(names, ready.surname[at]),
            "surname_ear": skeleton(_value(names, ready.surname[at]) or "") or None,
            "middle_name": _value(names, ready.middle[at]),
            "birth": f"{ready.birth[at]:08d}" if ready.birth[at] else None,
            "sex": (None, "F", "M")[ready.sex[at]],
            "postcode": _value(ready.postcodes.values, ready.postcode[at]),
            "home": _value(ready.homes.values, ready.home[at]),
            **_numbers(ready, at),
        }
        for at in range(len(ready))
    ]


def _value(values: list, code: int) -> Any:
    return values[code] if code >= 0 else None


def _numbers(ready: Prepared, at: int) -> dict[str, Any]:
    return {kind: _value(ready.numbers[kind].values, ready.number[kind][at]) for kind in NUMBERS}


def _blocking() -> list[dict[str, str]]:
    pairs = [[kind] for kind in NUMBERS] + [
        ["birth", "forename_ear"], ["birth", "surname_ear"], ["birth", "postcode"], ["postcode", "forename_ear"],
        ["home", "forename_ear"], ["forename", "surname"],
    ]  # fmt: skip
    return [{"blocking_rule": " AND ".join(f"l.{one} = r.{one}" for one in columns)} for columns in pairs]


def _household(model: Model) -> dict[str, Any]:
    """Surname and place in one comparison, so that a household's are not two pieces of evidence."""
    surname, place = model.weights["surname"], model.weights["place"]
    rows = [
        ("one household", HOUSEHOLD, Name.EQUAL, Place.SAME),
        ("same surname", "surname_l = surname_r", Name.EQUAL, Place.ELSEWHERE),
        ("surname nearly the same, same postcode", "postcode_l = postcode_r AND levenshtein(surname_l, surname_r) <= 2", Name.SPELLING, Place.SAME),
        ("same postcode", "postcode_l = postcode_r", Name.DIFFERENT, Place.SAME),
        ("surname nearly the same", "levenshtein(surname_l, surname_r) <= 2", Name.SPELLING, Place.ELSEWHERE),
    ]  # fmt: skip
    levels = [_level("no surname", "surname_l IS NULL OR surname_r IS NULL", null=True)]
    for words, condition, name, where in rows:
        u = _rate(surname[name, _STRANGERS], "surname") * _rate(place[where, _STRANGERS], "place")
        levels.append(_level(words, condition, float(surname[name, _ONE] * place[where, _ONE]), u))
    rest = float(surname[Name.DIFFERENT, _ONE] * place[Place.ELSEWHERE, _ONE])
    levels.append(_level("all other", "ELSE", rest, 0.93))
    return {"output_column_name": "household", "comparison_levels": levels}


def _comparison(model: Model, name: str) -> dict[str, Any]:
    missing, conditions = _LEVELS[name]
    levels = [_level(f"{name} missing", missing, null=True)]
    for words, within, second in (("in one household", f"{HOUSEHOLD} AND ", _KIN), ("", "", _STRANGERS)):
        for level, condition in conditions:
            rates = model.weights[name][level]
            text = f"{within}({condition})" if condition else (within.removesuffix(" AND ") or "ELSE")
            made = _level(
                f"{name} {level.name.lower()} {words}".strip(),
                text,
                float(rates[_ONE]) / 2,
                _rate(rates[second], name) / 2,
            )
            if not within and name in _FREQUENCIES and int(level) == 0:
                made |= {"tf_adjustment_column": _FREQUENCIES[name], "tf_adjustment_weight": 1.0}
            levels.append(made)
    return {"output_column_name": name, "comparison_levels": levels}


def _rate(rate: float, name: str) -> float:
    """A rate; where a frequency stands in, a middling one, which the term-frequency adjustment then corrects."""
    if rate == rate:
        return float(rate)
    return _TYPICAL["rare" if name in NUMBERS else name]


def _level(words: str, condition: str, m: float = 0.0, u: float = 0.0, *, null: bool = False) -> dict[str, Any]:
    if null:
        return {"sql_condition": condition, "label_for_charts": words, "is_null_level": True}
    return {
        "sql_condition": condition, "label_for_charts": words, "m_probability": min(max(m, 1e-9), 0.9999),
        "u_probability": min(max(u, 1e-12), 0.9999), "fix_m_probability": True, "fix_u_probability": True,
    }  # fmt: skip
