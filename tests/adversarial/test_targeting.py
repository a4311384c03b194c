"""Attacked rows as candidates, with scouts of a tiny encoder; the attacks themselves are tested in learning/test_attacks.py."""

import pytest
from learning.small_scouts import scouts

from glueline.adversarial.generation import Generation
from glueline.adversarial.targeting import Targeting, substitutes_of
from glueline.learning.attacks import ATTACKERS
from glueline.tables.repeats import digests
from glueline.text.fluency import count
from glueline.text.lexicon import WordLists

BIGRAMS = count(["the cat sat on the mat"])
OTHERS = ("zebra", "house", "table")


class FirstWord:
    """The first word of a text may become one of the others."""

    def choices(self, text):
        return [(0, len(text.split()[0]), OTHERS)]

    def replaced(self, text, start, word):
        return " ".join([word, *text.split()[1:]])


def rows(number=12):
    """Rows that the scouts which never saw them get right, so that they are attacked."""
    asked, made = scouts(), [
        {"id": f"mrpc/train/{n}", "task": "mrpc", "split": "train", "text_a": f"cats sat {n} times", "text_b": "a bird sang",
         "label": 0.0} for n in range(number)]
    answers = asked.answers("mrpc", [row["id"] for row in made], made).argmax(1)
    return [{**row, "label": float(answer)} for row, answer in zip(made, answers, strict=True)]


def targeting(**shares):
    generation = Generation((), shares or {"gradient": 1.0, "importance": 1.0}, WordLists(), BIGRAMS, 1)
    return Targeting(scouts(), generation, {attacker.name: FirstWord() for attacker in ATTACKERS})


def test_an_attacked_row_names_its_target_and_the_loss_before_and_after():
    parents = rows()
    made, counts = targeting().candidates(parents)
    assert counts == {("tried", "gradient"): 12, ("tried", "importance"): 12}
    assert {row["operator"] for row in made} == {"gradient", "importance"}
    by_id = {parent["id"]: parent for parent in parents}
    for row in made:
        parent = by_id[row["parent_id"]]
        fold = int(row["parent_id"].split("/")[2]) % 3
        assert row["id"] == f"mrpc/train.{row['operator']}/{row['parent_id'].split('/')[2]}"
        assert (row["family"], row["label_effect"], row["lexicon"]) == ("targeted", "kept", "builtin")
        assert row["label"] == parent["label"]
        assert row["target"] == f"mrpc {fold}"  # the sha256 of the model that never saw the parent
        assert 0 < row["loss_before"] < 0.7 and row["loss_after"] > 0
        assert (row["text_a"].split()[0] in OTHERS) or (row["text_b"].split()[0] in OTHERS)
        assert row["digests"] == digests(row["text_a"], row["text_b"], True)
        assert row["rule"] and row["failed"] is None and row["wrong_label"] is None and row["fluency"] != 0


def test_only_the_rows_drawn_are_attacked_and_by_themselves_they_come_out_alike():
    parents = rows(40)
    asked = targeting(gradient=0.5)
    made, counts = asked.candidates(parents)
    drawn = [row["id"] for row in parents if asked.generation.drawn(row, "gradient") is not None]
    assert 10 < len(drawn) < 30 and counts == {("tried", "gradient"): len(drawn), ("tried", "importance"): 0}
    assert {row["parent_id"] for row in made} <= set(drawn)
    alone = [row for parent in parents for row in asked.candidates([parent])[0]]
    assert [row["text_a"] for row in alone] == [row["text_a"] for row in made]


@pytest.mark.parametrize("fields", [
    {"text_a": " "}, {"label": None}, {"text_a": "Das ist ein sehr schöner Film über die Liebe."}])
def test_rows_that_are_no_parents_are_left_alone(fields):
    made, counts = targeting().candidates([rows(1)[0] | fields])
    assert made == [] and counts == {("tried", "gradient"): 0, ("tried", "importance"): 0}


class Choking(FirstWord):
    """Fails on one sentence, at the first look or when the word is to be replaced."""

    def __init__(self, late):
        self.late = late

    def choices(self, text):
        return super().choices(self.checked(text, not self.late))

    def replaced(self, text, start, word):
        return super().replaced(self.checked(text, self.late), start, word)

    def checked(self, text, choke):
        if choke and "sat 3 times" in text:
            raise KeyError("no such word")
        return text


@pytest.mark.parametrize("late", [False, True])
def test_an_attack_that_fails_on_one_sentence_leaves_its_message_and_the_others_go_on(late):
    parents = [row | {"text_b": "cats sat 3 times"} if row["id"].endswith("/3") else row for row in rows(6)]
    asked = targeting(gradient=1.0)
    asked = Targeting(asked.scouts, asked.generation, {attacker.name: Choking(late) for attacker in ATTACKERS})
    made = {row["parent_id"]: row for row in asked.candidates(parents)[0]}
    failed = made.pop("mrpc/train/3")
    assert (failed["id"], failed["failed"], failed["text_a"]) == ("mrpc/train.gradient/3", "KeyError: 'no such word'", None)
    assert len(made) > 3 and all(row["failed"] is None and row["text_a"] for row in made.values())


def test_each_attacker_has_substitutes_of_its_own():
    found = substitutes_of(scouts(), WordLists())
    assert set(found) == {attacker.name for attacker in ATTACKERS}
    (_, _, words), = found["importance"].choices("It was a large table.")
    assert "big" in words
