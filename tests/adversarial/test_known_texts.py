import pytest

from glueline.adversarial.known_texts import KnownTexts
from glueline.tables.repeats import Part, digests


def row(identity, text_a, text_b=None):
    return {"id": identity, "text_a": text_a, "text_b": text_b}


@pytest.fixture
def known(tmp_path):
    with KnownTexts(tmp_path) as found:
        found.add(Part("cola", "train", False), [row("cola/train/0", "He ran."), row("cola/train/1", "She ran.")])
        found.add(Part("cola", "tune", False), [row("cola/train/2", "They ran.")])
        found.add(Part("sst2", "test", False), [row("sst2/test/4", "she RAN !")])
        found.add(Part("rte", "validation", False), [row("rte/validation/3", "He ran.", "He moved.")])
        found.add(Part("mrpc", "test", True), [row("mrpc/test/9", "He sat.", "He rested.")])
        yield found


def repeated(known, task, text_a, text_b=None, symmetric=False):
    normal, _, turned = digests(text_a, text_b, symmetric)
    return known.repeated(task, normal, turned)


def test_a_text_is_known_but_for_case_punctuation_and_white_space(known):
    assert repeated(known, "cola", "he  RAN") == (None, True)
    assert repeated(known, "cola", "They ran!") == ("cola/train/2", False)
    assert repeated(known, "cola", "He runs.") == (None, False)


def test_held_out_rows_of_any_task_count_and_rows_to_learn_from_those_of_the_same_task(known):
    assert repeated(known, "cola", "She ran.") == ("sst2/test/4", True)
    assert repeated(known, "sst2", "He ran.") == (None, False)


def test_order_in_a_pair_counts_within_a_task_and_never_between_tasks(known):
    assert repeated(known, "rte", "He ran.", "He moved.") == ("rte/validation/3", False)
    assert repeated(known, "rte", "He moved.", "He ran.") == (None, False)
    assert repeated(known, "mnli", "He moved.", "He ran.") == ("rte/validation/3", False)
    assert repeated(known, "mrpc", "He rested.", "He sat.", symmetric=True) == ("mrpc/test/9", False)
    assert repeated(known, "rte", "He ran.") == (None, False)


def test_a_row_is_not_held_against_its_own_parent(known):
    normal, _, turned = digests("They ran!", None, False)
    assert known.repeated("cola", normal, turned, "cola/train/2") == (None, False)
    assert known.repeated("cola", normal, turned, "cola/train/1") == ("cola/train/2", False)


def test_what_is_noted_after_the_first_look_is_known_too(known):
    assert repeated(known, "cola", "We ran.") == (None, False)
    normal, _, turned = digests("We ran.", None, False)
    known.note("cola", "cola/train.renaming/0", False, normal, turned)
    assert repeated(known, "cola", "we ran") == (None, True)
    known.note("cola", "cola/validation.renaming/0", True, normal, turned)
    assert repeated(known, "cola", "we ran") == ("cola/validation.renaming/0", True)
