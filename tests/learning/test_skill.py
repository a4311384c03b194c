"""Skill on held-out rows, by hand."""

import math

import numpy as np
import pytest
import torch
from learning.small import lessons_of

from glueline.learning.skill import right, skills
from glueline.learning.world import World
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer


def test_the_right_answers_probability_and_a_grades_nearness():
    logits = torch.tensor([[0.0, math.log(3)], [0.0, math.log(3)]])
    assert right(logits, torch.tensor([1.0, 0.0])).tolist() == pytest.approx([0.75, 0.25])
    grades = torch.tensor([[3.0], [4.5], [-3.0]])
    assert right(grades, torch.tensor([4.0, 4.5, 5.0])).tolist() == pytest.approx([0.8, 1.0, 0.0])


def test_rows_keep_their_order_the_model_its_modes_and_the_random_numbers_their_place():
    torch.manual_seed(0)
    model = IDTransformer(Encoder(EncoderConfig(30522, 16, 1, 2, 32, 40, 0, 2, 0, 1e-12, 0.5)), {"rte": 2, "stsb": 1}).train()
    model.encoder.layers[0].eval()
    lessons, booked, random = lessons_of({"rte": 7, "stsb": 3}), [], torch.get_rng_state()
    found = skills(model, lessons, 40, lambda rows, tokens: booked.append(rows))
    assert model.training and not model.encoder.layers[0].training and model.encoder.embeddings.training
    assert torch.equal(random, torch.get_rng_state()) and sum(booked) == 10
    model.eval()
    for row in range(7):
        batch = lessons.batch("rte", np.array([row]))
        alone = right(model("rte", batch.ids, batch.types, None), batch.labels).item()
        assert found["rte"][row] == pytest.approx(alone, abs=1e-6)


def test_processes_share_the_rows_and_all_learn_the_skill_of_each():
    torch.manual_seed(0)
    model = IDTransformer(Encoder(EncoderConfig(30522, 16, 1, 2, 32, 40, 0, 2, 0, 1e-12, 0.0)), {"rte": 2})
    lessons, answered, booked = lessons_of({"rte": 7}), [], []
    whole = skills(model, lessons, 40, lambda rows, tokens: booked.append((rows, tokens)))
    for rank in range(3):
        found = []
        world = World(torch.device("cpu"), rank, 3, lambda tensor: found.append(tensor.clone()))
        skills(model, lessons, 40, lambda rows, tokens: booked.append((rows, tokens)), world)
        answered.append(found[0].numpy())
    assert np.allclose(sum(answered), whole["rte"], atol=1e-6)
    assert (np.count_nonzero(answered, axis=0) == 1).all() and (np.count_nonzero(answered, axis=1) > 0).all()
    assert booked == 4 * booked[: len(booked) // 4]  # each books the whole work
