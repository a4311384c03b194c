import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest

from bench.builtin import bag_of_words
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.text.builtin import GRAMMARS, generate

SPLITS = [(task.name, split) for task in TASKS.values() for split in task.splits]
ROWS = 400


def plain(text):
    """Written again here, so that the generator's own idea of equal texts is not taken on trust."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def texts(row, task):
    return [plain(row[column]) for column in TASKS[task].text_columns]


@pytest.mark.parametrize("task, split", SPLITS)
def test_a_split_has_the_columns_of_the_hub_and_no_row_twice(task, split):
    rows = list(generate(task, split, ROWS, seed=1))
    assert [row["idx"] for row in rows] == list(range(ROWS))
    assert all(list(row) == [*TASKS[task].text_columns, "label", "idx"] for row in rows)
    assert len({tuple(texts(row, task)) for row in rows}) == ROWS
    for row in rows:
        for column in TASKS[task].text_columns:
            text = row[column]
            assert text[0].isupper() or text[0].isdigit()
            assert text[-1] in ".?" and "  " not in text and "{" not in text and " ." not in text


@pytest.mark.parametrize("task, split", SPLITS)
def test_labels_have_the_official_balance_and_test_splits_have_none(task, split):
    table = TASKS[task]
    labels = [row["label"] for row in generate(task, split, 300, seed=2)]
    if split.startswith("test"):
        assert set(labels) == {-1} and type(labels[0]) is (int if table.labels else float)
    elif table.labels:
        counts = Counter(labels)
        assert set(counts) <= set(range(len(table.labels)))
        for label, share in enumerate(table.splits[split].balance):
            assert counts[label] / 300 == pytest.approx(share, abs=0.03)
    else:
        assert set(labels) == {half / 2 for half in range(11)}
        assert all(type(label) is float for label in labels)


@pytest.mark.parametrize("task", list(TASKS))
def test_no_sentence_stands_in_two_splits_even_with_other_seeds_and_more_rows(task):
    seen = {}
    for seed, split in enumerate(TASKS[task].splits):
        for row in generate(task, split, 1500, seed):
            for text in texts(row, task):
                assert seen.setdefault(text, split) == split, f"{text!r} in {seen[text]} and in {split}"


def test_mnli_rte_and_ax_share_no_sentence():
    seen = {}
    for task in ("mnli", "rte", "ax"):
        for split in TASKS[task].splits:
            for row in generate(task, split, 500, seed=1):
                assert all(seen.setdefault(text, task) == task for text in texts(row, task))


def test_mismatched_mnli_speaks_of_other_things():
    matched, mismatched = (
        {word for row in generate("mnli", f"validation_{which}", 400, seed=1) for text in texts(row, "mnli")
         for word in text.split()}
        for which in ("matched", "mismatched"))
    other = [word for word in mismatched if word not in matched]
    assert len(other) > 0.6 * len(mismatched)


@pytest.mark.parametrize("task", [task for task in TASKS if task != "ax"])
def test_train_has_four_thousand_different_rows(task):
    assert len({tuple(texts(row, task)) for row in generate(task, "train", 4000, seed=5)}) == 4000


def test_more_rows_than_the_grammar_has_are_refused_by_name(monkeypatch):
    monkeypatch.setitem(GRAMMARS, "cola", lambda rng, label, owned: ("One.",))
    with pytest.raises(Refused, match=r"cola/train: the grammar has no more than 1 different rows.*source\.rows"):
        list(generate("cola", "train", 10, seed=1))


def digest(task, split, rows, seed):
    return hashlib.sha256(json.dumps(list(generate(task, split, rows, seed))).encode()).hexdigest()[:16]


def test_rows_depend_on_seed_task_and_split_alone():
    assert digest("rte", "train", 50, 1) == digest("rte", "train", 50, 1)
    assert len({digest("rte", "train", 50, 1), digest("rte", "train", 50, 2), digest("rte", "validation", 50, 1)}) == 3


def test_another_process_with_another_hash_seed_makes_the_same_rows():
    program = ("import hashlib, json; from glueline.text.builtin import generate; from glueline.glue.tasks import TASKS\n"
               "print(hashlib.sha256(json.dumps([list(generate(t, s, 40, 3)) for t in TASKS for s in TASKS[t].splits])"
               ".encode()).hexdigest())")
    found = {subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                            capture_output=True, text=True).stdout for seed in ("1", "2")}
    assert len(found) == 1


def test_rows_stream():
    assert len(list(islice(generate("sst2", "train", 10**9, seed=1), 5))) == 5


@pytest.mark.parametrize("task", ["sst2", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli"])
def test_a_bag_of_words_does_not_solve_the_task(task):
    table = TASKS[task]
    validation = list(generate(task, table.validation_splits[0], 100, seed=1))
    assert bag_of_words(table, list(generate(task, "train", 300, seed=1)), validation) < 75
