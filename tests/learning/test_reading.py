"""What is read out of a teacher is what it computes with."""

import math

import numpy as np
import pytest
import torch

from glueline.learning.predict import Teacher, logits_of
from glueline.learning.reading import RowReading, read_row, word_gaps
from glueline.model.config import PLAIN, EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.hierarchy import CERTAIN
from glueline.model.id_transformer import IDTransformer
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_tokenizer

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
A, B = "The unbelievable embeddings sleep.", "It's here"


def teacher_with(parts, tokenizer=None):
    torch.manual_seed(0)
    outputs = {"cola": 2, "rte": 2}
    model = IDTransformer(Encoder(EncoderConfig(30522, 16, 2, 2, 32, 64, 0, 2, 0, 1e-12, 0.1)), outputs, parts).eval()
    for name, parameter in model.named_parameters():
        if "classifier" in name or "gates" in name:  # 0 at first: every weight would be 1, every gate shut
            torch.nn.init.normal_(parameter)
    return Teacher(model, tokenizer or load_tokenizer(find_backbone(*MINILM).folder), outputs, 32, {})


@pytest.fixture(scope="module")
def teacher():
    return teacher_with(Parts(4, 4, 4, 4))


def strengthened(teacher, monkeypatch, strengths):
    """The teacher with hand-set strengths of the gaps."""
    monkeypatch.setattr(teacher.model.hierarchy, "strengths", lambda states, types: torch.tensor([strengths]))
    return teacher


def test_phrases_end_where_a_boundary_is_more_likely_than_not(teacher, monkeypatch):
    half = math.log(2)  # a boundary of probability 1/2: not more likely than not
    set_by_hand = strengthened(teacher, monkeypatch, [CERTAIN, 0.0, half + 0.01, half, CERTAIN])
    reading = read_row(set_by_hand, "cola", "the cat sat .")
    assert reading.tokens == ["[CLS]", "the", "cat", "sat", ".", "[SEP]"]
    assert reading.boundaries == pytest.approx([1, 0, 0.50497, 0.5, 1], abs=1e-4)
    assert reading.phrases == [["[CLS]"], ["the", "cat"], ["sat", "."], ["[SEP]"]]


def test_tokens_know_their_text_word_and_characters(teacher):
    reading = read_row(teacher, "rte", A, B)
    found = [(token, None if place is None else ((A, B)[place.text][place.start:place.stop], place.word))
             for token, place in zip(reading.tokens, reading.places, strict=True)]
    assert found == [
        ("[CLS]", None), ("the", ("The", 0)), ("unbelievable", ("unbelievable", 1)), ("em", ("em", 2)),
        ("##bed", ("bed", 2)), ("##ding", ("ding", 2)), ("##s", ("s", 2)), ("sleep", ("sleep", 3)), (".", (".", 4)),
        ("[SEP]", None),
        ("it", ("It", 0)), ("'", ("'", 1)), ("s", ("s", 2)), ("here", ("here", 3)), ("[SEP]", None),
    ]  # fmt: skip


def test_gaps_stand_between_words_of_one_text_and_carry_their_own_boundary(teacher, monkeypatch):
    strengths = [0.1 * at for at in range(14)]
    gaps = word_gaps(read_row(strengthened(teacher, monkeypatch, strengths), "rte", A, B))
    words = [(gap.text, (A, B)[gap.text][gap.start:].split()[0]) for gap in gaps]
    assert words == [(0, "unbelievable"), (0, "embeddings"), (0, "sleep."), (0, "."), (1, "'s"), (1, "s"), (1, "here")]
    assert [gap.boundary for gap in gaps] == pytest.approx([1 - math.exp(-0.1 * at) for at in (1, 2, 6, 7, 10, 11, 12)])


def test_a_reading_answers_as_the_teacher_does(teacher):
    expected = logits_of(teacher, [{"text_a": A, "text_b": B}], "rte", 100)[0]
    assert np.allclose(read_row(teacher, "rte", A, B).logits, expected, atol=1e-6)
    assert not np.allclose(read_row(teacher, "rte", B, A).logits, expected, atol=1e-4)


def test_the_gates_are_those_the_pooled_state_is_mixed_with(teacher):
    assert read_row(teacher, "rte", A, B).gates == pytest.approx(
        dict(zip(("phrase", "sentence", "document"), torch.tanh(teacher.model.hierarchy.gates["rte"]).tolist())))
    assert read_row(teacher, "cola", A).gates != read_row(teacher, "rte", A).gates


def test_the_weights_are_those_that_each_layers_attention_is_given(teacher, monkeypatch):
    taken = []
    for layer in teacher.model.encoder.layers:
        def attention(states, bias, weights, forward=layer.attention.forward):
            taken.append(weights)
            return forward(states, bias, weights)
        monkeypatch.setattr(layer.attention, "forward", attention)
    reading = read_row(teacher, "rte", A, B)
    assert reading.key_weights.shape == (2, 2, 15) and reading.head_weights.shape == (2, 2)
    for layer, (keys, heads) in enumerate(taken):
        assert np.array_equal(reading.key_weights[layer], keys[0, :, :, 0])
        assert np.array_equal(reading.head_weights[layer], heads[0, :, 0, 0])
    assert reading.key_weights.std() > 0.01 and (0 < reading.key_weights).all() and (reading.key_weights < 2).all()


def test_reading_leaves_nothing_behind_in_the_model(teacher):
    read_row(teacher, "rte", A, B)
    assert not any(module._forward_hooks for module in teacher.model.modules())


def test_a_long_row_is_cut_as_the_teacher_cuts_it(teacher):
    reading = read_row(teacher, "rte", "word " * 50, B)
    assert len(reading.tokens) == len(reading.places) == 32 and reading.tokens[-3:] == ["s", "here", "[SEP]"]


def test_a_plain_teacher_has_logits_and_one_phrase(teacher):
    reading = read_row(teacher_with(PLAIN, teacher.tokenizer), "cola", A)
    assert isinstance(reading, RowReading) and reading.phrases == [reading.tokens]
    assert (reading.boundaries, reading.gates, reading.key_weights, reading.head_weights) == (None,) * 4
    with pytest.raises(AssertionError, match="without a hierarchy"):
        word_gaps(reading)
