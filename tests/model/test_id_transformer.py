"""The whole model: what it starts as, what of it learns, and what a task has to itself."""

import pytest
import torch

from glueline.model.config import EncoderConfig, Parts
from glueline.model.dropout import Dropout, kept_mask
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.model.patterns import mean_state
from glueline.refusal import Refused

CONFIG = EncoderConfig(50, 16, 1, 2, 32, 40, 0, 2, 0, 1e-12, 0.1)
ALL = Parts(pattern=8, phrase=8, adapter=8, task=4)
SHAPES = {  # of the published config.json files
    "minilm": EncoderConfig(30522, 384, 6, 12, 1536, 512, 0, 2, 0, 1e-12, 0.1),
    "mpnet": EncoderConfig(30527, 768, 12, 12, 3072, 514, 2, 0, 32, 1e-5, 0.1),
    "tiny": EncoderConfig(50, 16, 2, 2, 32, 40, 2, 0, 32, 1e-5, 0.0),
}


def inputs(rows=3, tokens=9):
    ids = torch.randint(5, 50, (rows, tokens))
    types = (torch.arange(tokens) > 4).long().expand(rows, tokens)
    return ids, types, torch.arange(tokens) < torch.tensor([[tokens], [7], [6]])


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("config", [CONFIG, SHAPES["tiny"]], ids=["bert", "mpnet"])
def test_with_every_part_it_starts_as_the_plain_encoder(config, training):
    torch.manual_seed(0)
    plain = IDTransformer(Encoder(config), {"rte": 2})
    whole = IDTransformer(Encoder(config), {"rte": 2}, ALL)
    missing, unknown = whole.load_state_dict(plain.state_dict(), strict=False)
    assert missing and not unknown
    ids, types, mask = inputs()
    for model in (plain.train(training), whole.train(training)):
        model.encoder.dropout.dropped = model.dropout.dropped = 0
        for layer in model.encoder.layers:
            layer.dropout.dropped = 0
    with torch.set_grad_enabled(training):
        assert (plain("rte", ids, types, mask) - whole("rte", ids, types, mask)).abs().max() <= 1e-6


def test_after_fifty_steps_every_new_tensor_has_moved():
    torch.manual_seed(0)
    model = IDTransformer(Encoder(CONFIG), {"rte": 2, "stsb": 1}, ALL)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.0)
    ids, types, mask = inputs()
    for step in range(50):
        logits = model("rte", ids, types, mask) if step % 2 else model("stsb", ids, types, mask)
        (logits[:, 0] - torch.tensor([1.0, -1.0, 0.5])).square().mean().backward()
        optimizer.step()
        optimizer.zero_grad()
    new = set(before) - set(IDTransformer(Encoder(CONFIG), {"rte": 2, "stsb": 1}).state_dict())
    still = {name for name in new if torch.equal(before[name], model.state_dict()[name])}
    assert len(new) > 30 and not still


@pytest.mark.parametrize("name", ["minilm", "mpnet"])
def test_a_task_costs_two_to_five_percent_of_the_backbone(name):
    with torch.device("meta"):
        model = IDTransformer(Encoder(SHAPES[name]), {}, Parts(32, 64, 128, 32))
        backbone = sum(p.numel() for part, p in model.encoder.named_parameters() if "patterns" not in part)
        model.add_task("rte", 2)
    share = sum(parameter.numel() for parameter in model.own("rte")) / backbone
    assert 0.02 <= share <= 0.05


def test_a_tenth_task_learns_in_its_own_tensors_and_leaves_the_others_answers_alone():
    torch.manual_seed(0)
    model = IDTransformer(Encoder(CONFIG), {f"task{n}": 2 for n in range(9)}, ALL).eval()
    ids, types, mask = inputs()
    model.requires_grad_(False)
    before = {task: model(task, ids, types, mask) for task in model.heads}
    shared = {name for name, _ in model.named_parameters()}
    model.add_task("tenth", 3)
    own = {id(parameter) for parameter in model.own("tenth")}
    assert own == {id(p) for name, p in model.named_parameters() if name not in shared}
    assert own == {id(p) for p in model.parameters() if p.requires_grad}
    optimizer = torch.optim.AdamW(model.own("tenth"), 0.05)
    first = model("tenth", ids, types, mask)
    for _ in range(20):
        torch.nn.functional.cross_entropy(model("tenth", ids, types, mask), torch.tensor([0, 1, 2])).backward()
        optimizer.step()
        optimizer.zero_grad()
    assert not torch.equal(model("tenth", ids, types, mask), first)
    assert all(torch.equal(model(task, ids, types, mask), answer) for task, answer in before.items())


def test_parts_that_read_a_task_embedding_are_refused_without_one():
    with pytest.raises(Refused, match="params.yaml: teach: parts: "):
        Parts(pattern=8, phrase=0, adapter=0, task=0)


def test_the_mean_state_leaves_padding_out():
    states = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [100.0, 100.0]]])
    assert mean_state(states, torch.tensor([[True, True, False]])).tolist() == [[2.0, 4.0]]
    assert mean_state(states[:, :2], None).tolist() == [[2.0, 4.0]]


def test_each_task_is_answered_by_a_head_of_its_own_width():
    model = IDTransformer(Encoder(CONFIG), {"cola": 2, "mnli": 3, "stsb": 1})
    ids = torch.ones(4, 6, dtype=torch.long)
    assert {task: tuple(model(task, ids, ids * 0, None).shape) for task in model.heads} == {
        "cola": (4, 2), "mnli": (4, 3), "stsb": (4, 1)
    }  # fmt: skip


def test_padding_a_row_does_not_change_its_answer():
    model = IDTransformer(Encoder(CONFIG), {"rte": 2}).eval()
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


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_dropout_has_the_bits_of_a_product_with_the_mask(kind):
    states = torch.randn(64, 33, dtype=kind)
    torch.manual_seed(3)
    dropped = Dropout(0.1).train()(states.requires_grad_())
    torch.manual_seed(3)
    mask = kept_mask(states, 26)
    assert torch.equal(dropped, (states * mask) * (256 / 230)) and mask.dtype == torch.bool
    dropped.sum().backward()
    assert torch.equal(states.grad, mask.to(kind) * (256 / 230))


def test_dropout_is_nothing_in_evaluation_and_at_rate_zero():
    states = torch.randn(3, 4)
    assert Dropout(0.5).eval()(states) is states
    assert Dropout(0.0).train()(states) is states
