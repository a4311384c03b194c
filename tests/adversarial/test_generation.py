from collections import Counter

import pytest
from toy_operators import LYING, NEGATING, SHOUTING, SWAPPING, TOYS

from glueline.adversarial.generation import Generation
from glueline.refusal import Refused
from glueline.tables.lexicons import LexiconChoice, open_lexicon
from glueline.tables.repeats import digests
from glueline.text.fluency import count
from glueline.text.lexicon import WordLists

BIGRAMS = count(["the cat sat on the mat", "the dog ran"])
ALL = dict.fromkeys(("shouting", "swapping", "negating", "lying"), 1.0)


def parent(idx, text_a, text_b=None, label=1.0, task="cola", split="train"):
    return {"id": f"{task}/{split}/{idx}", "task": task, "split": split, "text_a": text_a, "text_b": text_b, "label": label}


def generation(*operators, shares=ALL, seed=1):
    return Generation(operators, shares, WordLists(), BIGRAMS, seed)


def test_a_candidate_has_its_parents_id_with_the_operator_in_it_and_what_the_operator_says():
    (row,), counts = generation(NEGATING).candidates([parent(7, "the cat sat", "it sat", 0.0, "rte")])
    assert row["id"] == "rte/train.negating/7" and row["parent_id"] == "rte/train/7"
    assert (row["text_a"], row["text_b"], row["label"]) == ("not the cat sat", "it sat", 1.0)
    assert (row["task"], row["split"], row["operator"], row["family"]) == ("rte", "train", "negating", "counterfactual")
    assert (row["label_effect"], row["rule"], row["lexicon"]) == ("flipped", "What was so is denied.", None)
    assert row["digests"] == digests("not the cat sat", "it sat", False)
    assert row["fluency"] == pytest.approx(BIGRAMS.change(BIGRAMS.scored("the cat sat"), "not the cat sat"))
    assert (row["unchanged"], row["wrong_label"], row["failed"]) == (False, None, None)
    assert counts == {("parents", "all"): 1, ("tried", "negating"): 1}


def test_a_lexical_operators_rows_name_the_lexicon():
    (row,), _ = generation(SWAPPING).candidates([parent(1, "the cat sat")])
    assert row["lexicon"] == "builtin"


def test_each_operator_makes_at_most_one_row_of_each_parent_in_the_operators_order():
    parents = [parent(3, "the cat sat"), parent(9, "the dog ran"), parent(12, "sit")]
    rows, counts = generation(*TOYS).candidates(parents)
    assert [row["id"].removeprefix("cola/train.") for row in rows] == [
        "shouting/3", "swapping/3", "negating/3", "lying/3", "shouting/9", "swapping/9", "negating/9", "lying/9",
        "shouting/12", "negating/12", "lying/12"]  # one word cannot be swapped
    assert counts == Counter({("parents", "all"): 3} | {("tried", name): 3 for name in ALL})


def test_an_operator_that_does_not_serve_the_task_is_not_tried():
    rows, counts = generation(SHOUTING).candidates([parent(1, "the cat sat", "it sat", task="rte")])
    assert rows == [] and counts == {("parents", "all"): 1}


def test_what_changed_nothing_but_punctuation_is_unchanged_and_a_label_must_be_as_said():
    rows, _ = generation(SHOUTING, LYING).candidates([parent(1, "the cat sat")])
    assert [(row["unchanged"], row["wrong_label"]) for row in rows] == [(True, None), (False, "label not flipped")]


def test_an_operator_that_crashes_on_one_row_leaves_a_row_that_says_so_and_the_others_as_they_are():
    rows, _ = generation(SWAPPING, NEGATING).candidates([parent(1, "the cat boom"), parent(2, "the cat sat")])
    assert [row["id"].removeprefix("cola/train.") for row in rows] == ["swapping/1", "negating/1", "swapping/2", "negating/2"]
    failed = rows[0]
    assert failed["failed"] == "KeyError: 'no such\\nword'" and failed["parent_id"] == "cola/train/1"
    assert (failed["text_a"], failed["text_b"], failed["label"], failed["rule"]) == (None, None, None, None)
    assert [row["failed"] for row in rows[1:]] == [None, None, None]


def test_an_edit_that_is_no_edit_is_a_failure_too():
    broken = SWAPPING.__class__(**{**vars(SWAPPING), "edit": lambda row, random, lexicon: "a text"})
    (row,), _ = generation(broken).candidates([parent(1, "the cat sat")])
    assert row["failed"].startswith("AttributeError: ")


@pytest.mark.parametrize("fields, why", [
    ({"text_a": " \n"}, "empty"),
    ({"text_a": "the cat sat", "text_b": ""}, "empty"),
    ({"text_a": "Das ist ein sehr schöner Film über die Liebe."}, "not English"),
    ({"text_a": "the cat sat", "text_b": "Это очень хороший фильм."}, "not English"),
    ({"text_a": "the cat sat", "label": None}, "no label"),
])
def test_a_row_that_cannot_be_a_parent_has_no_candidates_and_is_counted(fields, why):
    rows, counts = generation(*TOYS).candidates([parent(1, **fields), parent(2, "the dog ran")])
    assert {row["parent_id"] for row in rows} == {"cola/train/2"}
    assert counts["skipped", why] == 1


def test_rows_follow_from_seed_and_id_whatever_stands_beside_them():
    parents = [parent(idx, f"the cat sat {idx}") for idx in range(20)]
    whole, _ = generation(*TOYS).candidates(parents)
    apart = [row for one in reversed(parents) for row in generation(SWAPPING).candidates([one])[0]]
    swapped = [row for row in whole if row["operator"] == "swapping"]
    assert sorted(apart, key=lambda row: row["id"]) == sorted(swapped, key=lambda row: row["id"])
    other, _ = generation(*TOYS, seed=2).candidates(parents)
    assert [row["text_a"] for row in other] != [row["text_a"] for row in whole]
    assert len({row["text_a"][-1] for row in swapped}) > 3  # each row has random numbers of its own


def test_an_operator_is_tried_on_its_share_of_the_parents_and_a_larger_share_holds_the_smaller():
    parents = [parent(idx, "the cat sat") for idx in range(1000)]
    drawn = {share: {row["parent_id"] for row in generation(NEGATING, shares={"negating": share}).candidates(parents)[0]}
             for share in (0.0, 0.1, 0.5)}
    assert len(drawn[0.0]) == 0 and 60 < len(drawn[0.1]) < 140 and 430 < len(drawn[0.5]) < 570
    assert drawn[0.1] < drawn[0.5]
    assert generation(NEGATING, shares={}).candidates(parents)[0] == []


def test_a_lexicon_that_is_missing_is_refused_by_name(tmp_path):
    with pytest.raises(Refused, match=f"{tmp_path}/index.noun: not found"):
        open_lexicon(LexiconChoice("wordnet-3.0-0123456789abcdef", str(tmp_path)))
    assert open_lexicon(LexiconChoice("builtin", str(tmp_path))).name == "builtin"


def test_another_lexicon_than_the_one_asked_for_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("glueline.tables.lexicons.load_wordnet", lambda folder: type("Other", (), {"name": "wordnet-3.1-ff"})())
    with pytest.raises(Refused, match="holds wordnet-3.1-ff, params ask for the lexicon wordnet-3.0-00"):
        open_lexicon(LexiconChoice("wordnet-3.0-00", str(tmp_path)))
