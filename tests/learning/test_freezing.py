"""Frozen storeys: nothing in them learns or drops out, and what they give is computed once and is what they would give."""

import numpy as np
import pytest
import torch
from learning.small import lessons_of

from glueline.learning.freezing import Phase, Prefix, check_phases, freeze, prefix
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.pieces import resting
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.shelf import Shelf

CONFIG = EncoderConfig(30522, 16, 2, 2, 32, 40, 0, 2, 0, 1e-12, 0.5)
PHASES = (Phase("heads", 0.2, 3), Phase("whole", 0.6, 0), Phase("special", 1.0, 2))


@pytest.fixture
def lessons():
    return lessons_of({"rte": 9, "cola": 5})


def model_of(parts=Parts(4, 4, 4, 4), bf16=False):
    torch.manual_seed(0)
    model = IDTransformer(Encoder(CONFIG), {"rte": 2, "cola": 2}, parts)
    if bf16:
        model.encoder.to_bf16()
    return model


def test_a_frozen_prefix_holds_nothing_that_learns_and_no_dropout():
    model = model_of()
    freeze(model, 2)
    storeys = list(prefix(model, 2))
    # the task embeddings too: the frozen layer's patterns and adapters read them
    resting_names = ("encoder.embeddings.", "encoder.layers.0.", "embeddings.")
    assert {name for name, p in model.named_parameters() if not p.requires_grad} == {
        name for name, _ in model.named_parameters() if name.startswith(resting_names)}
    assert not any(module.training for storey in storeys for module in storey.modules())
    assert model.encoder.layers[1].training and all(p.requires_grad for p in model.encoder.layers[1].parameters())
    freeze(model, 0)
    assert all(p.requires_grad for p in model.parameters()) and all(m.training for m in model.modules())


@pytest.mark.parametrize("bf16", [False, True])
def test_kept_states_give_the_logits_that_the_rows_give(lessons, tmp_path, bf16):
    model = model_of(bf16=bf16)
    frozen = Prefix(model, lessons, PHASES, Shelf(tmp_path))
    frozen.enter(0.7)
    model.eval()
    rows = np.array([4, 0, 7])
    batch = lessons.batch("rte", rows)
    below = frozen.below("rte", rows, batch.ids.shape[1])
    kept = model.read("rte", batch.ids, batch.types, batch.mask, below, frozen.depth).logits
    assert torch.allclose(kept, model("rte", batch.ids, batch.types, batch.mask), atol=2e-2 if bf16 else 1e-5)
    assert all(isinstance(states, np.memmap) for states in frozen.kept.values())  # memory does not grow with the rows
    assert frozen.depth == 2 and below.dtype == model.encoder.precision


def test_states_are_computed_once_a_phase_and_again_only_where_they_are_not_whole(lessons, tmp_path, monkeypatch):
    model, calls = model_of(), []
    monkeypatch.setattr(model, "below", lambda *given, inner=model.below: (calls.append(given[0]), inner(*given))[1])
    for progress in (0.0, 0.1, 0.3):
        Prefix(model, lessons, PHASES, Shelf(tmp_path)).enter(progress)
    assert calls == ["rte", "cola"]  # once; the third phase entered freezes nothing
    (tmp_path / "heads-cola.whole").unlink()
    Prefix(model, lessons, PHASES, Shelf(tmp_path)).enter(0.0)
    assert calls == ["rte", "cola", "cola"]


def test_states_of_a_phase_that_a_training_has_not_begun_are_forgotten(lessons, tmp_path):
    frozen = Prefix(model_of(), lessons, PHASES, Shelf(tmp_path))
    for progress in (0.0, 0.3, 0.7):
        frozen.enter(progress)

    def whole():
        return sorted(path.stem for path in tmp_path.glob("*.whole"))

    frozen.forget_after(0.7)
    assert whole() == ["heads-cola", "heads-rte", "special-cola", "special-rte"]
    frozen.forget_after(0.6)  # the next turn begins it
    assert whole() == ["heads-cola", "heads-rte"]


def test_what_it_costs_is_booked_once_whether_or_not_it_was_on_the_shelf(lessons, tmp_path):
    first, again = (Prefix(model_of(), lessons, PHASES, Shelf(tmp_path)) for _ in range(2))
    first.enter(0.0), again.enter(0.0)
    assert first.flops == again.flops and first.flops["frozen in heads"] > 0
    before = dict(first.flops)
    first.phase = None  # as after a kill
    first.enter(0.0)
    assert first.flops == before


def test_a_step_moves_nothing_that_is_frozen_not_even_by_momentum(lessons, tmp_path):
    model = model_of()
    optimizer = MasterAdamW(model.train(), 0.1, resting(model))
    batch = lessons.batch("rte", np.arange(4))

    def step(depth):
        freeze(model, depth)
        model("rte", batch.ids, batch.types, batch.mask).square().sum().backward()
        optimizer.collect()
        optimizer.step(0.01, 1.0)

    step(0), step(0)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    step(2)
    moved = {name for name, p in model.named_parameters() if not torch.equal(p, before[name])}
    frozen = {id(p) for storey in prefix(model, 2) for p in storey.parameters()}
    assert moved == {name for name, p in model.named_parameters() if id(p) not in frozen and "cola" not in name}


@pytest.mark.parametrize(("phases", "message"), [
    ((Phase("a", 0.5, 0), Phase("b", 0.5, 1)), "b: until 0.5: shares must ascend"),
    ((Phase("a", 0.5, 4),), "a: depth 4: from 0 to 3 here"),
    ((Phase("a/b", 0.5, 1),), "a/b: a phase's name is letters"),
])
def test_phases_that_make_no_sense_are_refused(phases, message):
    with pytest.raises(Refused, match=f"params.yaml: teach: freeze: {message}"):
        check_phases(phases, 2)
