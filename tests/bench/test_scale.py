"""The paper plan of the 1.2 B model holds against the model itself, autograd and hand-worked figures."""

import re
from dataclasses import replace

import pytest
import torch
import yaml

from bench import scale
from glueline.model.config import PLAIN, EncoderConfig, Parts
from glueline.tables.params import settings_from


@pytest.fixture(scope="module")
def settings(repo):
    return settings_from(scale.Settings, yaml.safe_load((repo / "bench" / "id_transformer_1b.yaml").read_text()), "scale")


@pytest.fixture(scope="module")
def model(settings):
    return scale.build(settings.encoder, settings.parts)


def test_the_counted_parameters_are_those_of_the_built_model_and_those_counted_by_hand(settings, model):
    encoder, parts, found = settings.encoder, settings.parts, scale.count(model)
    hidden, inner, pattern, phrase, adapter, task = encoder.hidden, encoder.inner, *vars(parts).values()
    layer = 4 * hidden**2 + 4 * hidden + 2 * hidden * inner + inner + hidden + 4 * hidden
    tables = (encoder.vocabulary + encoder.positions + encoder.token_types) * hidden + 2 * hidden
    assert found["backbone"] == tables + encoder.layers * layer
    patterns = hidden * pattern + pattern + task * pattern + 2 * (pattern + 1) * encoder.heads
    assert found["patterns"] == encoder.layers * patterns
    assert found["hierarchy"] == 2 * hidden * phrase + 2 + hidden + 1 + 5 * hidden**2 + 3 * hidden
    adapters = encoder.layers * (2 * hidden * adapter + adapter + task * adapter + adapter + hidden)
    heads = (hidden + 1) * (7 * 2 + 3 + 1)  # seven tasks of two labels, MNLI with three, STS-B's score
    assert found["nine tasks"] == 9 * (adapters + task + 3) + heads
    assert found["total"] == sum(parameter.numel() for parameter in model.parameters())


def test_it_has_the_articles_size_and_a_task_costs_two_to_five_percent(model):
    found = scale.count(model)
    assert found["total"] == pytest.approx(1.2e9, rel=0.01)
    assert 0.02 <= found["a task"] / found["backbone"] <= 0.05


def test_the_counted_operations_are_torchs_own(settings, model):
    assert scale.check_flops(model, 8, 64) == pytest.approx(1, abs=1e-4)


SMALL = EncoderConfig(50, 96, 3, 4, 384, 512, 0, 2, 0, 1e-12, 0.1)


@pytest.mark.parametrize("parts", [PLAIN, Parts(16, 0, 0, 8), Parts(0, 0, 24, 8), Parts(0, 16, 0, 0), Parts(16, 16, 24, 8)])
@pytest.mark.parametrize("layers", [1, 4])
def test_the_counted_activations_are_those_that_autograd_keeps(parts, layers):
    config = replace(SMALL, layers=layers)
    assert scale.activation_bytes(config, parts, 4, 300) == pytest.approx(scale.kept_bytes(config, parts, 4, 300), rel=0.001)


def test_the_weights_and_their_optimiser_take_what_their_types_say(settings, model):
    found, states = scale.count(model), scale.state_bytes(model)
    halves = sum(parameter.numel() for parameter in model.parameters() if parameter.dtype == torch.bfloat16)
    assert states["copies"] == 2 * halves and states["masters"] == states["gradients"] == 4 * found["total"]
    assert states["moments"] == 8 * found["total"]
    others = re.compile(rf"\.({'|'.join(set(scale.NINE) - {'cola'})})\b")
    of_cola = (parameter.nbytes for name, parameter in model.named_parameters() if not others.search(name))
    assert states["arriving"] == sum(of_cola)  # a step of one task


def test_a_plan_cuts_what_it_names_and_nothing_else():
    states = {"copies": 80, "masters": 160, "moments": 320, "gradients": 160, "arriving": 80}
    found = {plan: scale.memory(states, 1000, 8, plan) for plan in scale.PLANS}
    assert found == {"replicated": 1800, "ZeRO-1": 1380, "ZeRO-2": 1240, "ZeRO-3": 1100}


def test_the_cost_of_a_training_is_computed_by_hand():
    card = scale.Card("toy", 1.0, 0.0, flops=100.0, utilisation=0.5, memory=400.0, links={1: 1.0, 4: 60.0})
    # 3600 steps of 10 parameters: 720,000 FLOPs at 50 a second on 4 cards; 2 * 3/4 * 40 bytes a step at 60 a second;
    # 400 bytes a step at 400 a second
    assert scale.cost(card, 4, 10, 720_000.0, 3600) == pytest.approx(
        {"compute": 1.0, "reduce": 1.0, "update": 1.0, "hours": 3.0, "card_hours": 12.0})
    assert scale.cost(card, 1, 10, 720_000.0, 3600)["reduce"] == 0


def test_the_work_of_a_task_is_its_official_rows_and_epochs(settings):
    table = scale.work(settings, dict.fromkeys(scale.NINE, 64))
    assert set(table) == set(scale.NINE) == set(scale.TOKENS) and len(table) == 9
    rte = table["rte"]
    assert (rte["rows"], rte["epochs"], rte["tokens"], rte["steps"]) == (2490, 10, 2490 * 10 * 64, 100)
    assert rte["flops"] == 3 * scale.forward_flops(settings.encoder, settings.parts, 24_900, 64)


def test_the_noted_tokens_are_those_of_the_copy_of_glue(snapshot_folder, monkeypatch):
    monkeypatch.setenv("GLUELINE_GLUE", str(snapshot_folder))
    monkeypatch.setattr(scale, "SAMPLE", 1000)
    tokens, source = scale.mean_tokens(256)
    assert source == "measured"
    assert tokens == pytest.approx(scale.TOKENS, rel=0.06)


def test_without_a_copy_of_glue_the_noted_tokens_are_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("GLUELINE_GLUE", str(tmp_path))
    assert scale.mean_tokens(256) == (scale.TOKENS, "noted")
