from dataclasses import dataclass, field

import numpy as np
import pytest
from toy_operators import LYING, NEGATING, SHOUTING, SWAPPING, TOYS

from glueline.adversarial.examination import Examination
from glueline.adversarial.generation import Generation
from glueline.adversarial.known_texts import KnownTexts
from glueline.tables.repeats import Part
from glueline.text.fluency import count
from glueline.text.lexicon import WordLists
from glueline.text.validity import ACCEPTED, Thresholds

GENERATION = Generation(TOYS, {operator.name: 1.0 for operator in TOYS}, WordLists(), count(["the cat sat"]), 1)
LAX = Thresholds(similarity=-1, fluency=-99, judged=0)


@dataclass
class FirstLetters:
    """Stands for the encoder: a row's similarity is the share of places at which its texts have their parent's letter."""

    asked: list = field(default_factory=list)

    def similarities(self, pairs):
        self.asked += [list(row) for row in pairs]
        return np.array([min((sum(a == b for a, b in zip(new, old)) / max(len(new), len(old)) for new, old in row), default=1.0)
                         for row in self.asked], np.float32)


@dataclass
class Believers:
    """Stand for the scouts: 0.25 for what begins with "not", else 0.75."""

    asked: list = field(default_factory=list)

    def probability(self, task, parents, rows):
        self.asked.append((task, list(parents)))
        return np.array([0.25 if row["text_a"].startswith("not") else 0.75 for row in rows], np.float32)


@pytest.fixture
def known(tmp_path):
    with KnownTexts(tmp_path) as found:
        found.add(Part("cola", "tune", False), [{"id": "cola/train/50", "text_a": "The held-out text.", "text_b": None}])
        found.add(Part("cola", "train", False), [{"id": "cola/train/70", "text_a": "not the cat sat", "text_b": None}])
        yield found


def parent(idx, text_a, split="train", label=1.0):
    return {"id": f"cola/{split}/{idx}", "task": "cola", "split": split, "text_a": text_a, "text_b": None, "label": label}


def examined(known, parents, embedder=None, judges=None, limits=None, operators=TOYS):
    candidates = [row for row in GENERATION.candidates(parents)[0] if row["operator"] in {one.name for one in operators}]
    thresholds = {"linguistic": LAX, "counterfactual": LAX} | (limits or {})
    return Examination(known, embedder or FirstLetters(), judges or Believers(), thresholds).verdicts(parents, candidates)


def test_every_candidate_is_kept_with_its_verdict(known):
    rows = examined(known, [parent(1, "the cat sat"), parent(2, "the tune ran"), parent(3, "the boom")])
    assert [(row["id"], row["verdict"], row["overlap"]) for row in rows] == [
        ("cola/train.shouting/1", "unchanged", None),
        ("cola/train.swapping/1", ACCEPTED, None),
        ("cola/train.negating/1", "repeats another row", None),
        ("cola/train.lying/1", "label not flipped", None),
        ("cola/train.shouting/2", "unchanged", None),
        ("cola/train.swapping/2", "repeats a held-out row", "cola/train/50"),
        ("cola/train.negating/2", ACCEPTED, None),
        ("cola/train.lying/2", "label not flipped", None),
        ("cola/train.shouting/3", "unchanged", None),
        ("cola/train.swapping/3", "failed: KeyError: 'no such\\nword'", None),
        ("cola/train.negating/3", ACCEPTED, None),
        ("cola/train.lying/3", "label not flipped", None),
    ]


def test_models_are_asked_about_nothing_that_is_settled_already_and_once_about_each_parent(known):
    embedder, judges = FirstLetters(), Believers()
    rows = examined(known, [parent(1, "the cat sat"), parent(2, "a dog ran")], embedder, judges)
    open_rows = [row for row in rows if row.get("similarity") is not None]
    assert [row["id"] for row in open_rows] == ["cola/train.swapping/1", "cola/train.swapping/2", "cola/train.negating/2"]
    assert [new for row in embedder.asked for new, old in row] == [row["text_a"] for row in open_rows]
    assert judges.asked == [("cola", ["cola/train/1", "cola/train/2", "cola/train/2", "cola/train/1", "cola/train/2"])]
    assert [(row["judged"], row["parent_judged"]) for row in open_rows] == [(0.75, 0.75), (0.75, 0.75), (0.25, 0.75)]


def test_thresholds_are_those_of_the_operator_or_else_of_its_family(known):
    strict = Thresholds(similarity=0.99, fluency=-99, judged=0)
    doubting = Thresholds(similarity=-1, fluency=-99, judged=0.3)
    limits = {"linguistic": strict, "swapping": LAX, "negating": doubting}
    rows = examined(known, [parent(2, "a dog ran")], limits=limits)
    assert {row["operator"]: row["verdict"] for row in rows} == {
        "shouting": "unchanged", "swapping": ACCEPTED, "negating": "label contradicted", "lying": "label not flipped"}
    rows = examined(known, [parent(3, "a bird ran")], limits={"linguistic": strict}, operators=[SWAPPING])
    assert rows[0]["verdict"] == "too far from its parent"
    rows = examined(known, [parent(3, "a bird ran")], limits={"linguistic": Thresholds(-1, 9, 0)}, operators=[SWAPPING])
    assert rows[0]["verdict"] == "not fluent" and rows[0]["similarity"] is not None


def test_of_rows_that_are_alike_the_first_accepted_one_counts_within_a_chunk_and_after_it(known):
    first, second, third = parent(2, "a dog ran"), parent(3, "A dog ran!"), parent(4, "a dog, ran")
    rows = examined(known, [first, second], operators=[NEGATING])
    rows += examined(known, [third], operators=[NEGATING])
    assert [row["verdict"] for row in rows] == [ACCEPTED, "repeats another row", "repeats another row"]


def test_a_row_made_for_scoring_that_repeats_another_such_row_repeats_no_held_out_row(known):
    rows = examined(known, [parent(8, "a dog ran", "validation"), parent(9, "A dog ran.", "validation")], operators=[NEGATING])
    assert [(row["verdict"], row["overlap"]) for row in rows] == [(ACCEPTED, None), ("repeats another row", None)]


def test_a_row_made_for_scoring_is_held_against_every_held_out_row_but_its_own_parent(known):
    natural = [parent(8, "a dog ran", "validation"), parent(9, "not a dog ran", "validation")]
    known.add(Part("cola", "validation", False), natural)
    rows = examined(known, natural, operators=[SHOUTING, NEGATING])
    assert [(row["operator"], row["verdict"], row["overlap"]) for row in rows] == [
        ("shouting", "unchanged", None), ("negating", "repeats a held-out row", "cola/validation/9"),
        ("shouting", "unchanged", None), ("negating", ACCEPTED, None)]


def test_a_rejected_row_stands_in_no_other_rows_way(known):
    never = {"counterfactual": Thresholds(2, 0, 0)}
    first, = examined(known, [parent(2, "a dog ran")], limits=never, operators=[NEGATING])
    second, = examined(known, [parent(3, "a dog ran")], operators=[NEGATING])
    assert [first["verdict"], second["verdict"]] == ["too far from its parent", ACCEPTED]


def test_what_is_made_of_validation_rows_is_held_out_from_train(known):
    assert examined(known, [parent(8, "a dog ran", "validation")], operators=[NEGATING])[0]["verdict"] == ACCEPTED
    row, = examined(known, [parent(2, "a dog ran")], operators=[NEGATING])
    assert (row["verdict"], row["overlap"]) == ("repeats a held-out row", "cola/validation.negating/8")


def test_a_chunk_in_which_all_is_settled_asks_no_model(known):
    judges = Believers()
    assert len(examined(known, [parent(1, "the cat sat")], judges=judges, operators=[SHOUTING, LYING])) == 2
    assert judges.asked == []
    assert examined(known, []) == []
