"""What the tests of `perturb` share: rows, toy operators, stand-ins for encoder and scouts, which have tests of their own."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from toy_operators import TOYS

from glueline.refusal import Refused
from glueline.tables.embedders import EncoderChoice
from glueline.tables.examples import PREPARED
from glueline.tables.lexicons import LexiconChoice
from glueline.tables.parquet import write_rows
from glueline.text.validity import Thresholds
from stages import perturb

SETTINGS = perturb.Settings(
    seed=1, threads=1, processes=1, tasks=("cola", "rte"), train_rows_at_most={}, validation_rows_at_most={},
    fluency_rows_at_most=100,
    lexicon=LexiconChoice("builtin", ""), encoder=EncoderChoice("all-MiniLM-L6-v2", "", 64, 512),
    operators=dict.fromkeys(("shouting", "swapping", "negating", "lying"), 1.0),
    thresholds={"linguistic": Thresholds(-1, -99, 0), "counterfactual": Thresholds(-1, -99, 0.2)})
WORDS = "cat dog bird fish horse cow sheep goat".split()


class Lengths:
    """Stand for the encoder: 1 less the share of letters by which a text grew."""

    flops = 50

    def similarities(self, pairs):
        grown = [[1 - abs(len(new) - len(old)) / len(new) for new, old in row] for row in pairs]
        return np.array([min(row, default=1.0) for row in grown], np.float32)


class Believers:
    """Stand for the scouts: sure of every label but one."""

    flops = Counter(judging=30)

    def of(self, task):
        if task not in ("cola", "rte"):
            raise Refused(f"{task} was not scouted")

    def probability(self, task, parents, rows):
        return np.array([0.1 if row["text_a"].startswith("not the horse") else 0.75 for row in rows], np.float32)


def rows_of(task, split, texts):
    source = "train" if split == "tune" else split
    return [{"id": f"{task}/{source}/{idx}", "task": task, "split": split, "text_a": text,
             "label": None if split == "test" else 1.0, "text_b": None if task != "rte" else f"it is so {idx}"}
            for idx, text in texts.items()]


def write(prepared, task, split, texts):
    write_rows(prepared / task / f"{split}.parquet", PREPARED, rows_of(task, split, texts))


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """Forty rows of CoLA and eight of RTE to learn from, with others of every split."""
    folder = tmp_path / "prepared"
    write(folder, "cola", "train", {idx: f"the {WORDS[idx % 8]} saw {idx} friends" for idx in range(40)})
    write(folder, "cola", "tune", {idx: f"not the {WORDS[idx % 8]} saw {idx - 40} friends" for idx in range(40, 43)})
    write(folder, "cola", "validation", {idx: f"the {word} slept" for idx, word in enumerate(WORDS)})
    write(folder, "cola", "test", {0: "the tune played"})
    write(folder, "rte", "train", {idx: f"the {word} slept" for idx, word in enumerate(WORDS)})
    write(folder, "rte", "validation", {0: "the cat ran"})
    write(folder, "sst2", "train", {0: "a film that nobody asked for"})
    write(folder, "sst2", "test", {5: "not the dog saw 9 friends"})
    monkeypatch.setattr(perturb, "OPERATORS", TOYS)
    monkeypatch.setattr(perturb, "FAMILIES", {operator.name: operator.family for operator in TOYS})
    monkeypatch.setattr(perturb, "substitutes_of", lambda scouts, lexicon: {})
    monkeypatch.setattr(perturb, "load_embedder", lambda choice: Lengths())
    monkeypatch.setattr(perturb, "load_scouts", lambda scout: Believers())
    return folder


def run(prepared, out, **changes):
    perturb.main(replace(SETTINGS, **changes), prepared, prepared.parent / "scout", out)
    return {path.relative_to(out).as_posix(): pq.read_table(path).to_pylist() for path in sorted(out.rglob("*.parquet"))}


def ledger(out):
    return json.loads((out / "ledger.json").read_text("utf-8"))
