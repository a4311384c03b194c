"""AX by category: which rows a figure is over."""

from glueline.glue.diagnostics import by_category

TAGS = {"logic": ["Negation", "Negation; Conjunction", None, "Conjunction", "Negation"], "knowledge": [None] * 5}


def asked(places, name):
    return {"score": float(sum(places)), "low": 0.0, "high": 1.0, "metrics": {"mcc": name}}


def test_a_row_counts_for_its_category_once_and_for_each_of_its_tags():
    logic = by_category(TAGS, asked, fewest=1)["logic"]
    assert (logic["rows"], logic["score"]) == (4, 0 + 1 + 3 + 4)
    tags = {tag: (one["rows"], one["score"]) for tag, one in logic["tags"].items()}
    assert tags == {"Conjunction": (2, 4.0), "Negation": (3, 5.0)}
    assert "metrics" not in logic


def test_a_tag_of_few_rows_and_an_empty_category_have_no_figure():
    found = by_category(TAGS, asked, fewest=3)
    assert found["logic"]["tags"]["Conjunction"] == {"rows": 2, "score": None, "low": None, "high": None}
    assert found["logic"]["tags"]["Negation"]["score"] == 5.0
    assert found["knowledge"] == {"rows": 0, "score": None, "low": None, "high": None, "tags": {}}
