"""Pooling, heads and dropout, by hand."""

import torch

from glueline.model.classifier import Classifier, mean_state
from glueline.model.dropout import Dropout
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder

CONFIG = EncoderConfig(50, 16, 1, 2, 32, 40, 0, 2, 0, 1e-12, 0.1)


def test_the_mean_state_leaves_padding_out():
    states = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [100.0, 100.0]]])
    assert mean_state(states, torch.tensor([[True, True, False]])).tolist() == [[2.0, 4.0]]
    assert mean_state(states[:, :2], None).tolist() == [[2.0, 4.0]]


def test_each_task_is_answered_by_a_head_of_its_own_width():
    model = Classifier(Encoder(CONFIG), {"cola": 2, "mnli": 3, "stsb": 1})
    ids = torch.ones(4, 6, dtype=torch.long)
    assert {task: tuple(model(task, ids, ids * 0, None).shape) for task in model.heads} == {
        "cola": (4, 2), "mnli": (4, 3), "stsb": (4, 1)
    }  # fmt: skip


def test_padding_a_row_does_not_change_its_answer():
    model = Classifier(Encoder(CONFIG), {"rte": 2}).eval()
    ids = torch.randint(5, 50, (1, 6))
    longer = torch.cat([ids, torch.zeros(1, 3, dtype=torch.long)], 1)
    mask = torch.tensor([[True] * 6 + [False] * 3])
    assert torch.allclose(model("rte", ids, ids * 0, None), model("rte", longer, longer * 0, mask), atol=1e-6)


def test_dropout_zeroes_its_share_keeps_the_mean_and_sends_gradients_through_what_is_kept():
    torch.manual_seed(0)
    dropout = Dropout(0.1).train()
    states = torch.ones(1001, 999, requires_grad=True)
    dropped = dropout(states)
    assert abs((dropped == 0).float().mean().item() - 26 / 256) < 0.001
    assert abs(dropped.mean().item() - 1) < 0.001
    dropped.sum().backward()
    assert torch.equal(states.grad, dropped.detach())


def test_dropout_is_nothing_in_evaluation_and_at_rate_zero():
    states = torch.randn(3, 4)
    assert Dropout(0.5).eval()(states) is states
    assert Dropout(0.0).train()(states) is states
