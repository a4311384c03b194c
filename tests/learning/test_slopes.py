"""Losses and their gradients against exact ones, and what they cost."""

import pytest
import torch
from learning.small_scouts import scouts

from glueline.learning.slopes import slopes
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops

ROW = "every small fish swims in the sea", "The bird sings to no dog today."


def test_gradients_foretell_what_a_small_step_of_a_words_embedding_does_to_the_loss():
    asked = scouts()
    asked.heads["mrpc"].inner.mul_(30)
    words = asked.reader.encoder.embeddings.words
    given = [ROW], torch.tensor([1.0]), torch.tensor([0])
    before = slopes(asked, "mrpc", *given, gradients=True)
    fish = asked.reader.tokenizer.convert_tokens_to_ids("fish")
    at = before.texts[0].ids[0].tolist().index(fish)
    assert fish not in before.texts[1].ids[0]
    direction = torch.nn.functional.normalize(torch.randn(16, generator=torch.Generator().manual_seed(1)), dim=0) * 1e-2
    expected = float(before.texts[0].gradients[0, at] @ direction)
    words.weight[fish] += direction
    after = slopes(asked, "mrpc", *given, gradients=False)
    assert after.losses[0] - before.losses[0] == pytest.approx(expected, rel=0.1) and abs(expected) > 1e-4
    assert after.texts == ()


def test_one_row_forward_and_back_costs_twice_its_texts_and_its_heads():
    asked = scouts()
    given = [("the cat", "a bird sang")], torch.zeros(1), torch.zeros(1, dtype=torch.long)
    slopes(asked, "mrpc", *given, gradients=True)
    read = sum(forward_flops(asked.reader.encoder.config, PLAIN, 1, tokens) for tokens in (4, 5))  # words and two marks
    heads = asked.heads["mrpc"]
    assert asked.flops == {"attacks": 2 * (read + 2 * heads.inner.numel() + 2 * heads.outer.numel())}
