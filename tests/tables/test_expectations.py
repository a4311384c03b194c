import re

import pytest

from glueline.glue.tasks import TASKS
from glueline.tables.expectations import DAMAGE, NOT_BLANK, suite_of

LIMITS = {"balance_tolerance": 0.05, "characters_at_most": 100, "duplicates_at_most": 0.02, "damaged_at_most": 0.005}


def suite(task, split, rows=1000, official=False):
    return suite_of(TASKS[task], split, rows, official, **LIMITS)


def of_type(expectations, kind):
    return [expectation for expectation in expectations if expectation.expectation_type == f"expect_{kind}"]


@pytest.mark.parametrize("text", [
    "cafÃ©", "itâ€™s", "Iraqâ\x80\x99s", "Â£35 million", "Przekr\u00c3\u00b3j", "ï»¿first", "ðŸ˜€", "\ufffd",
    "a\x00b", "a\x91b", "a\x08b"])
def test_damage_is_seen_in_what_a_wrong_encoding_leaves_behind(text):
    assert re.search(DAMAGE, text)


@pytest.mark.parametrize("text", [
    "café", "it’s", "the café’s door", "CAFÉ’S", "“Ça va…”", "Łódź", "£35", "São Paulo", "tab\tand\nline", "😀",
    "naïve", "«Ñandú»"])
def test_correct_text_is_not_called_damaged(text):
    assert not re.search(DAMAGE, text)


def test_what_utf8_read_as_windows_1252_or_latin_1_gives_is_damage_for_every_accented_letter():
    for letter in "àâäçéèêëîïôöùûüñ’“”…–€£°":
        for encoding in ("cp1252", "latin-1"):
            broken = letter.encode().decode(encoding, "replace")
            assert re.search(DAMAGE, f"a {broken} b"), (letter, encoding, broken)


@pytest.mark.parametrize(("text", "blank"), [
    (" \t\n", True), ("\xa0\u3000\u2003\ufeff", True), ("", True), (" .", False), ("字", False)])
def test_only_white_space_of_any_kind_is_blank(text, blank):
    assert (re.search(NOT_BLANK, text) is None) == blank


def test_an_official_split_must_have_the_official_number_of_rows():
    assert of_type(suite("rte", "train", official=True), "table_row_count_to_equal")[0].value == 2490
    assert not of_type(suite("rte", "train", official=False), "table_row_count_to_equal")


def test_a_labelled_split_takes_the_numbers_of_its_labels_and_an_unlabelled_one_minus_one():
    assert of_type(suite("mnli", "train"), "column_values_to_be_in_set")[0].value_set == [0, 1, 2]
    assert of_type(suite("mnli", "test_matched"), "column_values_to_be_in_set")[0].value_set == [-1]
    graded = of_type(suite("stsb", "validation"), "column_values_to_be_between")[0]
    assert (graded.column, graded.min_value, graded.max_value) == ("label", 0.0, 5.0)


def test_the_balance_of_a_label_is_the_official_share_give_or_take_the_tolerance_in_rows():
    # CoLA train: 29.6 % and 70.4 %; of 1,000 rows with a tolerance of 5 points: 246 to 346, and 654 to 754.
    shares = [(e.row_condition.parameter, e.min_value, e.max_value)
              for e in of_type(suite("cola", "train", 1000), "table_row_count_to_be_between") if e.row_condition is not None]
    assert shares == [(0, 246, 346), (1, 654, 754)]
    assert not [e for e in of_type(suite("cola", "test"), "table_row_count_to_be_between") if e.row_condition is not None]


def test_every_split_of_every_task_has_a_suite_whose_expectations_each_say_what_they_ask():
    for task in TASKS.values():
        for split in task.splits:
            expectations = suite(task.name, split)
            columns = expectations[0].column_list
            assert columns == [*task.text_columns, "label", "idx"]
            assert all(expectation.description for expectation in expectations)
            assert {e.column for e in of_type(expectations, "column_values_to_not_be_null")} == set(columns)
            assert {e.column for e in of_type(expectations, "column_values_to_not_match_regex")} == set(task.text_columns)
