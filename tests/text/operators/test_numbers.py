import re

import pytest

from glueline.text.operators.numbers import NUMBERS
from tests.text.operators.rows import edited, row_of

(RENUMBERED,) = NUMBERS


def new_number(task, texts, label, seed):
    """The only word that changed in the only text that did."""
    edit = edited(RENUMBERED, row_of(task, *texts, label), seed)
    changed = [(old, new) for old, new in zip(texts, (edit.text_a, edit.text_b)) if old != new]
    assert len(changed) == 1
    ((old, new),) = changed
    pairs = [(one, other) for one, other in zip(old.split(), new.split(), strict=True) if one != other]
    assert len(pairs) == 1
    return pairs[0][1].strip(".?%")


@pytest.mark.parametrize("task, texts, label, allowed", [
    ("mnli", ("It sank in 1912.", "In 1912 it sank."), "entailment", lambda new: new != "1912" and 1903 <= int(new) <= 1921),
    ("rte", ("He shot 15 people.", "15 people were shot."), "entailment", lambda new: 18 <= int(new) <= 45),
    ("qnli", ("What did IBM do in 1980?", "In 1980, it grew."), "entailment", lambda new: 1971 <= int(new) <= 1989),
    ("mrpc", ("It cost $ 4,000 .", "The cost was $ 4,000 ."), "equivalent",
     lambda new: new in ("5,000", "6,000", "7,000", "8,000", "9,000", "10,000", "11,000", "12,000")),
    ("qqp", ("Is one of six packs good?", "Are six packs good?"), "duplicate",
     lambda new: new in "seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen".split()),
    ("rte", ("It rose 2.7 kelvins.", "It rose 2.7 kelvins."), "entailment", lambda new: re.fullmatch(r"[3-8]\.7", new)),
    ("rte", ("They say that 80% read.", "80% read."), "entailment", lambda new: int(new) in (*range(2, 65), *range(96, 100))),
    ("rte", ("On June 27 and June 30.", "We met on June 30."), "entailment", lambda new: int(new) in (*range(2, 27), 28)),
    ("rte", ("He is 62 now.", "He is 62."), "entailment", lambda new: 74 <= int(new) < 100),
    ("rte", ("We met on June 12.", "It was on June 12."), "entailment", lambda new: int(new) in range(2, 29) and new != "12"),
])
def test_a_shared_number_becomes_another_one_written_alike(task, texts, label, allowed):
    found = {new_number(task, texts, label, seed) for seed in range(30)}
    assert len(found) > 1
    assert all(allowed(new) for new in found), found


@pytest.mark.parametrize("task, against", [("mnli", "contradiction"), ("rte", "not_entailment"), ("qnli", "not_entailment")])
def test_the_label_turns_round(task, against):
    row = row_of(task, "In 1912 it sank.", "It sank in 1912.", "entailment")
    assert row.labels[int(edited(RENUMBERED, row).label)] == against


@pytest.mark.parametrize("task, texts, label", [
    ("rte", ("It sank in 1912.", "It sank in 1912."), "not_entailment"),
    ("rte", ("It sank.", "It sank in 1912."), "entailment"),                     # the premise has not the number
    ("rte", ("At least 40 came.", "At least 40 came."), "entailment"),           # at least 30 came too
    ("rte", ("About 40 came.", "Nearly 40 came."), "entailment"),
    ("rte", ("It took 40 and 40 days.", "It took 40 days."), "entailment"),      # which of the two?
    ("rte", ("Flight 40-A left.", "Flight 40-A left."), "entailment"),
    ("mnli", ("It is 40 miles off.", "It may be 40 miles off."), "entailment"),  # may be 60 too, for all that is said
    ("mnli", ("It is not 40 miles off.", "It is not 40 miles off."), "entailment"),
    ("rte", ("People over the age of 65 voted.", "People over the age of 65 voted."), "entailment"),  # those over 91 too
    ("rte", ("For the past six years it grew.", "It grew for the past six years."), "entailment"),
    ("qnli", ("Which two men won?", "Two men, A and B, won."), "entailment"),    # its two are part of the answer
])
def test_no_other_number_where_the_label_might_stand(task, texts, label):
    assert all(edited(RENUMBERED, row_of(task, *texts, label), seed) is None for seed in range(5))
