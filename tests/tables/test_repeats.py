import pytest

from glueline.tables.repeats import Part, Repeat, Text, digests, normalised, repeats, where

VALIDATION, OTHER_TEST, TRAIN, TUNE, OTHER_TRAIN = PARTS = [
    Part("rte", "validation", False), Part("mnli", "test_matched", False),
    Part("rte", "train", False), Part("rte", "tune", False), Part("mnli", "train", False)]


def found(*texts):
    """The repeats among texts given as (part, idx, exact, turned), of one normalised text."""
    rows = [Text(b"n", PARTS.index(part), idx, exact.encode(), turned) for part, idx, exact, turned in texts]
    return [entry for entries in repeats(rows, PARTS) for entry in entries]


def repeat(part, idx, other, other_idx, kind):
    return Repeat(PARTS.index(part), idx, PARTS.index(other), other_idx, kind)


@pytest.mark.parametrize("text, plain", [
    ("Café  No. 5!", "café no 5"),
    ("It 's  FINE .", "it s fine"),
    ("ﬁve　ＡＢＣ", "five abc"),
    ("snake_case", "snake case"),
    ("grew 3.5", "grew 3 5"),
    ("?!", "?!"),
])
def test_case_punctuation_and_white_space_are_made_alike(text, plain):
    assert normalised(text) == plain


def test_digests_are_sixteen_bytes_and_tell_exact_from_normalised():
    one, two = digests("A dog.", None, False), digests("a dog", None, False)
    assert one[0] == two[0] and one[1] != two[1] and len(one[0]) == len(one[1]) == 16


def test_a_pair_never_equals_a_single_sentence_of_the_same_words():
    assert digests("a dog", "a cat", False)[0] != digests("a dog a cat", None, False)[0]
    assert digests("a dog", "a cat", False)[0] != digests("a", "dog a cat", False)[0]


def test_a_turned_pair_is_told_apart_only_where_order_counts():
    assert digests("b", "a", symmetric=True) == digests("a", "b", symmetric=True)
    assert digests("b", "a", symmetric=False)[:2] == digests("a", "b", symmetric=False)[:2]
    assert (digests("a", "b", False)[2], digests("b", "a", False)[2]) == (0, 1)


def test_each_later_row_points_to_the_first_of_its_split_and_never_to_all():
    texts = [(TRAIN, idx, "x", 0) for idx in (3, 5, 8, 9)]
    assert found(*texts) == [repeat(TRAIN, idx, TRAIN, 3, "exact") for idx in (5, 8, 9)]


def test_an_exact_repeat_is_preferred_to_an_earlier_normalised_one():
    assert found((TRAIN, 1, "x", 0), (TRAIN, 2, "X", 0), (TRAIN, 3, "X", 0)) == [
        repeat(TRAIN, 2, TRAIN, 1, "normalised"), repeat(TRAIN, 3, TRAIN, 2, "exact")]


def test_rows_to_learn_from_meet_every_other_split_and_test_rows_validations():
    assert found((VALIDATION, 4, "x", 0), (OTHER_TEST, 2, "X", 0), (TRAIN, 1, "x", 0), (TUNE, 7, "X", 0)) == [
        repeat(OTHER_TEST, 2, VALIDATION, 4, "normalised"),
        repeat(TRAIN, 1, VALIDATION, 4, "exact"), repeat(TRAIN, 1, OTHER_TEST, 2, "normalised"),
        repeat(TUNE, 7, VALIDATION, 4, "normalised"), repeat(TUNE, 7, OTHER_TEST, 2, "exact"),
        repeat(TUNE, 7, TRAIN, 1, "normalised")]


def test_a_turned_pair_is_another_one_within_its_task_but_not_between_tasks():
    assert found((VALIDATION, 1, "x", 0), (TRAIN, 2, "x", 1)) == []
    assert found((VALIDATION, 1, "x", 0), (OTHER_TRAIN, 2, "x", 1)) == [repeat(OTHER_TRAIN, 2, VALIDATION, 1, "exact")]


def test_the_place_of_a_repeat_is_said_in_words():
    assert where(TRAIN, TRAIN) == "within split"
    assert where(TUNE, TRAIN) == "train and tune"
    assert where(TRAIN, VALIDATION) == "train and validation"
    assert where(OTHER_TRAIN, TUNE) == "between tasks: train and tune"
    assert where(TRAIN, OTHER_TEST) == "between tasks: train and test"
