"""A model is a file: what is read is what was written, its thresholds follow from what mistakes cost, and it can be learnt and compared."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from onroll.linkage import Decision, LinkRecord, compare_models, learn, published_model, read_model, write_model
from onroll.linkage import learning as learning_room
from onroll.linkage.as_splink import splink_rows, splink_settings
from onroll.linkage.learning import TooFewRecords, learnt_model
from onroll.linkage.model import LEVELS, thresholds

DAY = date(2026, 11, 22)
AMY = LinkRecord(
    1, "roll", "100001", "A1", "Hollister", "Amy", date_of_birth=date(2015, 3, 14), sex="F", postcode="NN1 1AA"
)
HEALTH = replace(AMY, id=2, feed="health", qualifier="", source_id="H1")


def test_what_is_written_is_read_and_hashed():
    model = published_model()
    again = read_model(write_model(model))
    assert all(np.array_equal(again.weights[name], model.weights[name], equal_nan=True) for name in LEVELS)
    assert (again.version, again.prior, again.costs, again.evidence) == (
        model.version,
        model.prior,
        model.costs,
        model.evidence,
    )
    dearer = replace(model, costs=model.costs | {"wrong_merge": 1000})
    assert read_model(write_model(dearer)).digest != again.digest
    assert write_model(again) == write_model(model)


def test_what_is_no_model_is_refused():
    with pytest.raises(ValueError, match="no model"):
        read_model(b"version = 'x'")


def test_thresholds_follow_from_costs():
    costs = {"look": 5, "missed_link": 20, "wrong_merge": 100, "wrong_merge_by_groups": 150, "wrong_merge_guarded": 500, "most_a_group_says": 12.5}  # fmt: skip
    found = thresholds(costs)
    assert (found["link_from"], found["review_from"], found["guarded_from"]) == (0.95, 0.25, 0.99)
    assert thresholds(costs | {"wrong_merge": 1000})["link_from"] > found["link_from"]
    assert thresholds(costs | {"look": 1})["review_from"] < found["review_from"]


def test_habits_of_error_are_learnt(monkeypatch, authority_of):
    monkeypatch.setattr(learning_room, "FEWEST_RECORDS", 1_000)
    monkeypatch.setattr(learning_room, "_RANDOM_PAIRS", 20_000)
    before, after = published_model(), read_model(learn(authority_of(700), made_on=DAY))
    exact, out = 0, (1, 2, 3)  # Birth.EQUAL and the ways a day can be out
    assert after.weights["birth_date"][exact, 0] < before.weights["birth_date"][exact, 0] - 0.05
    assert after.weights["birth_date"][list(out), 0].sum() > before.weights["birth_date"][list(out), 0].sum() + 0.05
    assert after.evidence["records"] == 1_400 and after.evidence["made_on"] == "2026-11-22"
    assert before.digest in after.evidence["started_from"]
    assert (after.weights["surname"][:, 1] == before.weights["surname"][:, 1]).all()  # what siblings share isn't learnt


def test_from_too_few_records_nothing_is_learnt():
    with pytest.raises(TooFewRecords, match="2 records are too few"):
        learn([AMY, HEALTH], made_on=DAY)
    assert learnt_model([AMY, HEALTH], made_on=DAY) is published_model()


def test_which_records_another_model_would_move():
    slip = replace(HEALTH, surname="Holister", postcode="NN29 7AA")
    strict = replace(published_model(), link_from=0.9999999, digest="strict")
    found = compare_models([AMY, slip], [], published_model(), strict)
    assert [(move.record, move.left, move.joined) for move in found.moves] == [(1, (2,), ()), (2, (1,), ())]
    assert found.asked_anew == ((1, 2),)
    kept = compare_models([AMY, slip], [Decision(1, 2, True)], published_model(), strict)
    assert not kept.moves
    back = compare_models([AMY, slip], [], strict, published_model())
    assert [move.joined for move in back.moves] == [(2,), (1,)] and back.no_longer_asked == ((1, 2),)


def test_the_file_is_written_out_for_splink():
    settings = splink_settings(published_model(), records=260_000)
    assert {one["output_column_name"] for one in settings["comparisons"]} >= {
        "household",
        "forename",
        "birth_date",
        "upn",
        "nhs_number",
    }
    columns = set(splink_rows([AMY])[0])
    for comparison in settings["comparisons"]:
        null, *levels = comparison["comparison_levels"]
        assert null["is_null_level"] and levels[-1]["sql_condition"] == "ELSE"
        assert all(0 < level[rate] < 1 for level in levels for rate in ("m_probability", "u_probability"))
        used = {word.rsplit("_", 1)[0] for level in comparison["comparison_levels"] for word in level["sql_condition"].replace("(", " ").replace(")", " ").replace(",", " ").split() if word.endswith(("_l", "_r"))}  # fmt: skip
        assert used <= columns
    forename = next(one for one in settings["comparisons"] if one["output_column_name"] == "forename")[
        "comparison_levels"
    ]
    at_home, elsewhere = (
        next(level for level in forename if level["label_for_charts"] == f"forename different{where}")
        for where in (" in one household", "")
    )
    assert at_home["u_probability"] == elsewhere["u_probability"] == 0.49  # brothers' forenames differ as strangers' do


def test_splink_takes_the_settings_where_it_is_installed():
    splink = pytest.importorskip("splink", reason="Splink is a requirement of the benchmarks alone")
    splink.SettingsCreator.from_path_or_dict(splink_settings(published_model(), records=1_000))
