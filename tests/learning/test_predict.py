"""Logits come out in the rows' order, and alone or together the same."""

import numpy as np
import pytest
import torch

from glueline.learning.predict import Teacher, logits_by_id, logits_of
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_tokenizer

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
TEXTS = ["a very long sentence about nothing in particular, with a clause", "short", "two words",
         "and one of middling length here"]


@pytest.fixture(scope="module")
def teacher():
    torch.manual_seed(0)
    outputs = {"cola": 2, "stsb": 1}
    model = IDTransformer(Encoder(EncoderConfig(30522, 16, 2, 2, 32, 64, 0, 2, 0, 1e-12, 0.1)), outputs).eval()
    return Teacher(model, load_tokenizer(find_backbone(*MINILM).folder), outputs, 32, {})


def rows(pair):
    return [{"id": f"x/train/{n}", "task": "stsb" if pair else "cola", "text_a": text, "text_b": text[::-1] if pair else None}
            for n, text in enumerate(TEXTS)]


@pytest.mark.parametrize(("task", "pair", "outputs"), [("cola", False, 2), ("stsb", True, 1)])
def test_a_row_is_answered_alike_alone_and_in_company(teacher, task, pair, outputs):
    together = logits_of(teacher, rows(pair), task, batch_tokens=1000)
    apart = np.concatenate([logits_of(teacher, [row], task, batch_tokens=5) for row in rows(pair)])
    assert together.shape == (4, outputs) and together.dtype == np.float32
    assert np.allclose(together, apart, atol=1e-6)
    assert len(np.unique(together.round(6), axis=0)) == 4


def test_rows_of_several_tasks_are_answered_by_their_own_heads_under_their_ids(teacher):
    found = list(logits_by_id(teacher, rows(False) + rows(True), 100))
    assert [row["id"] for row in found] == [row["id"] for row in rows(False) + rows(True)]
    assert [len(row["logits"]) for row in found] == [2] * 4 + [1] * 4
    assert np.allclose(found[5]["logits"], logits_of(teacher, rows(True), "stsb", 100)[1], atol=1e-6)


def test_no_rows_have_no_logits(teacher):
    assert logits_of(teacher, [], "cola", 100).shape == (0, 2)
