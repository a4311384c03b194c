"""A split is called official only where its bytes, or the content of its rows, are the official ones."""

import pytest

from glueline.glue.standing import Found, gaps, standing
from glueline.glue.tasks import TASKS, Split

OFFICIAL = Split(rows=8551, balance=(), sha256="0" * 64, content="a" * 64)
UNKNOWN = Split(rows=40430, balance=(), sha256="0" * 64, content=None)


def test_the_official_hash_makes_official_bytes():
    assert standing(OFFICIAL, Found("0" * 64, 8551, "a" * 64), "train") == {
        "standing": "official bytes", "official": True, "rows": 8551, "official_rows": 8551, "sha256": "0" * 64,
        "why": "byte for byte the official file"}


def test_the_official_content_in_another_file_makes_official_rows():
    found = standing(OFFICIAL, Found("1" * 64, 8551, "a" * 64), "train")
    assert (found["standing"], found["official"], found["sha256"]) == ("official rows", True, "1" * 64)
    assert found["why"] == "the 8,551 rows of the official split, not its bytes"


def test_as_many_rows_of_other_content_are_not_official():
    found = standing(OFFICIAL, Found("1" * 64, 8551, "b" * 64), "train")
    assert (found["standing"], found["official"]) == ("8551 of 8551 rows", False)
    assert "a label, text or idx is another" in found["why"]


def test_rows_alone_are_not_official_where_the_official_content_is_unknown():
    found = standing(UNKNOWN, Found("1" * 64, 40430, "b" * 64), "validation")
    assert (found["standing"], found["official"]) == ("40430 of 40430 rows", False)
    assert "is unknown" in found["why"]


def test_fewer_train_rows_are_a_subset():
    found = standing(Split(104743, (), "0" * 64, None), Found("1" * 64, 8999, "b" * 64), "train")
    assert (found["standing"], found["official"], found["rows"]) == ("8999 of 104743 rows", False, 8999)
    assert found["why"] == "8,999 of the official 104,743 rows: a subset"


@pytest.mark.parametrize(("part", "rows"), [("validation", 1000), ("train", 50000)])
def test_fewer_evaluation_rows_or_more_rows_are_another_split(part, rows):
    found = standing(UNKNOWN, Found("1" * 64, rows, "b" * 64), part)
    assert (found["standing"], found["official"]) == (f"{rows} of 40430 rows", False)
    assert found["why"] == f"{rows:,} rows where the official split has 40,430: not the official split"


def test_what_is_not_there_is_absent():
    assert standing(OFFICIAL, None, "test") == {
        "standing": "absent", "official": False, "rows": 0, "official_rows": 8551, "sha256": None, "why": "not in this copy"}


def test_generated_rows_are_synthetic_whatever_their_number_and_bytes():
    found = standing(OFFICIAL, Found("0" * 64, 8551, "a" * 64), "train", synthetic=True)
    assert (found["standing"], found["official"]) == ("synthetic", False)
    assert found["why"].startswith("built-in, synthetic")


def test_only_a_train_split_beside_other_splits_is_a_gap():
    assert gaps({("cola", "train"), ("rte", "validation"), ("mnli", "test_matched"), ("ax", "test")}, TASKS) == [
        ("mnli", "train"), ("rte", "train")]
    assert gaps({("cola", "train"), ("ax", "test")}, TASKS) == []
    assert gaps(set(), TASKS) == []
