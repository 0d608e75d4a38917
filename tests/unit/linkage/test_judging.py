"""Scores of groups against the truth, worked by hand."""

from onroll.linkage.judging import groups_of_keys, judge


def test_scores_by_hand():
    truth = {1: 10, 2: 10, 3: 10, 4: 11, 5: 11, 6: 12}
    score = judge([[1, 2], [3, 4], [5], [6]], truth, {10: 1, 11: 1, 12: 2})
    # pairs joined: 1-2 right, 3-4 wrong; true pairs: three of child 10, one of child 11
    assert (score.precision, score.recall) == (0.5, 0.25)
    assert (score.wrong_merges, score.in_household) == (1, 1)
    assert score.whole == 1 / 3


def test_a_perfect_answer_scores_one():
    score = judge([[1, 2], [3]], {1: 1, 2: 1, 3: 2})
    assert (score.precision, score.recall, score.f1, score.whole, score.wrong_merges) == (1, 1, 1, 1, 0)


def test_passes_join_through_one_another():
    groups = groups_of_keys([{1: "a", 2: "a"}, {2: "b", 3: "b"}, {4: "c"}])
    assert sorted(map(sorted, groups)) == [[1, 2, 3], [4]]
