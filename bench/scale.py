"""What the ID-Transformer costs at the article's size: parameters, memory, FLOPs, sharding, and the training of nine tasks.

    python -m bench.scale [--settings bench/id_transformer_1b.yaml]

Nothing is trained. The model is built by the project's own code on torch's meta device, so that its tensors have shapes and
types but no values, and counted there; FLOPs are held against torch's own counter, and the activations, which the meta device
cannot show (it has no fused attention), against what autograd really keeps for a small model of the same kind. Row counts are
GLUE's official ones; tokens a row are measured with MiniLM's tokenizer on a local copy of GLUE (GLUELINE_GLUE, else
../shared/glue), or, without one, those noted below. What a card can do is read from the settings, not measured. The last line
is one JSON object.

Counted as memory: bf16 copies of the layers' matrices, fp32 masters (of what is kept in fp32 these are the weights), two Adam
moments, one fp32 gradient that micro-batches are added up in, a micro-batch's gradients as they arrive in the weights' own
types, and all that autograd keeps from the forward to the backward pass, nothing computed twice. Cost of a step: its FLOPs at
the stated utilisation, then the gradients' sum over the cards in fp32, then the update's way through memory, one after the
other; padding, reviews, evaluation and input are left out, and many cards are taken to be as well used by their few rows of a
step as one is by all. Sharding is counted, not run: the project's optimiser lays whole parameters side by side, so that a size
that needs more than `replicated` needs another optimiser too.
"""

import argparse
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import yaml
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.flop_counter import FlopCounterMode

from glueline.glue.tasks import TASKS, file_name
from glueline.learning.flat import Part
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer
from glueline.model.tokens import encode
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.params import settings_from
from glueline.tables.parquet import read_rows

NINE = {name: task for name, task in TASKS.items() if task.head is None}
SAMPLE = 5000  # rows of a task that are tokenized
# Mean tokens of a train row, specials counted, cut to 256: as this program measured them with MiniLM's tokenizer (BERT's
# uncased vocabulary) on a copy of GLUE; of QQP, MNLI and QNLI that copy holds 8,999 train rows each.
TOKENS = {
    "cola": 11.3, "sst2": 13.4, "mrpc": 53.2, "stsb": 27.7, "qqp": 30.7, "mnli": 40.3, "qnli": 49.9, "rte": 70.2, "wnli": 37.1,
}  # fmt: skip
# Of a parameter: the gradient brought in (2 + 4), its norm (4), the gradient (4), weight and moments both ways (24), copy (2).
UPDATE_BYTES = 40
# What is cut into equal pieces over the cards, the rest being whole on each: Rajbhandari et al. 2020 (arXiv 1910.02054).
PLANS = {
    "replicated": ((), "accelerate launch --multi_gpu"),
    "ZeRO-1": (("masters", "moments"), "accelerate launch --use_deepspeed --zero_stage 1"),
    "ZeRO-2": (("masters", "moments", "gradients"),
               "accelerate launch --use_fsdp --fsdp_version 2 --fsdp_reshard_after_forward false"),
    "ZeRO-3": (("masters", "moments", "gradients", "copies", "arriving"),
               "accelerate launch --use_fsdp --fsdp_version 2 --fsdp_reshard_after_forward true"),
}  # fmt: skip


@dataclass(frozen=True)
class Micro:
    """Rows of one length that pass through a card at once."""

    rows: int
    tokens: int


@dataclass(frozen=True)
class Plan:
    """How much is trained: a step's rows are those of all cards together."""

    longest: int
    micro: Micro
    step_rows: int
    epochs: dict[str, int]


@dataclass(frozen=True)
class Card:
    """What an accelerator is taken to do: bytes and FLOPs a second, and by the number of cards the bytes a second that each
    sends while gradients are added up."""

    name: str
    bytes: float
    spare: float
    flops: float
    utilisation: float
    memory: float
    links: dict[int, float]


@dataclass(frozen=True)
class Settings:
    encoder: EncoderConfig
    parts: Parts
    training: Plan
    card: Card


def build(encoder: EncoderConfig, parts: Parts) -> IDTransformer:
    """The model of nine tasks in the types it trains in, on the meta device."""
    with torch.device("meta"):
        model = IDTransformer(Encoder(encoder), {name: task.outputs for name, task in NINE.items()}, parts)
    model.encoder.to_bf16()
    return model


def count(model: IDTransformer) -> dict[str, int]:
    """Parameters by component, each counted once; `backbone` is a plain encoder's, `a task` the mean of what the nine add."""
    own = {parameter for task in NINE for parameter in model.own(task)}
    shared = {name: parameter.numel() for name, parameter in model.named_parameters() if parameter not in own}
    patterns = sum(size for name, size in shared.items() if ".patterns." in name)
    hierarchy = sum(size for name, size in shared.items() if name.startswith("hierarchy."))
    tasks = sum(parameter.numel() for parameter in own)
    backbone = sum(shared.values()) - patterns - hierarchy
    return {
        "backbone": backbone, "patterns": patterns, "hierarchy": hierarchy, "nine tasks": tasks, "a task": tasks // len(NINE),
        "total": backbone + patterns + hierarchy + tasks,
    }  # fmt: skip


def state_bytes(model: IDTransformer) -> dict[str, int]:
    """What the optimiser and the weights take, once all tasks have been trained, and the gradients of a step of one task."""
    flats = Part(model, set()).flats.values()
    masters = sum(flat.master.nbytes for flat in flats)
    others = {parameter for task in list(NINE)[1:] for parameter in model.own(task)}
    return {
        "copies": sum(p.nbytes for p in model.parameters() if p.dtype != torch.float32),
        "masters": masters,
        "moments": 2 * masters,
        "gradients": sum(flat.gradient.nbytes for flat in flats),
        "arriving": sum(parameter.nbytes for parameter in model.parameters() if parameter not in others),
    }


def activation_bytes(config: EncoderConfig, parts: Parts, rows: int, tokens: int) -> int:
    """What autograd keeps of rows of one length, in training with dropout, layers in bf16 and attention fused.

    A layer keeps its input, queries with keys and values, attention's output and its logarithms of sums, the inputs of both
    norms with mean and deviation, the input of the inner network, both sides of its gelu, two masks of dropout a byte each;
    patterns add weighted queries and keys, their own gelu and weights; an adapter its input, product and gelu. Embeddings and
    hierarchy are fp32; the hierarchy keeps two [T, T] tables and its levels' inputs a row."""
    hidden, pattern, adapter = config.hidden, parts.pattern, parts.adapter
    wide = 8 + (2 if pattern else 0) + (1 if adapter else 0)
    narrow = 2 * config.inner + 2 * pattern + (2 * config.heads if pattern else 0) + 3 * adapter
    layer = 2 * (wide * hidden + narrow) + 2 * hidden + 4 * config.heads + 8
    embeddings = 2 * 8 + 4 * hidden + 8 + hidden
    hierarchy = 4 * (5 * hidden + 4 * parts.phrase) + 8 * tokens + 52 if parts.phrase else 0
    levels = 4 * 15 * hidden if parts.phrase else 0
    return rows * (tokens * (config.layers * layer + embeddings + hierarchy) + levels)


def kept_bytes(config: EncoderConfig, parts: Parts, rows: int, tokens: int) -> int:
    """What autograd really keeps, by its own hooks: every storage saved once, parameters left out. On a CPU attention is
    fused for rows of more than glueline.model.attention.LONGEST_PLAIN tokens."""
    model = IDTransformer(Encoder(config), {"rte": 2}, parts).train()
    model.encoder.to_bf16()
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage  # held, so that no other can take its place
        return tensor

    ids = torch.ones(rows, tokens, dtype=torch.long)
    with saved_tensors_hooks(pack, lambda tensor: tensor):
        logits = model("rte", ids, (torch.arange(tokens) > tokens // 2).long().repeat(rows, 1), None)
    assert logits.requires_grad
    return sum(storage.nbytes() for storage in kept.values())


def check_activations(parts: Parts) -> float:
    """The formula's bytes over autograd's own, on a small model with the same parts."""
    small = EncoderConfig(50, 96, 3, 4, 384, 512, 0, 2, 0, 1e-12, 0.1)
    narrow = replace(parts, **{name: min(width, 16) for name, width in vars(parts).items()})
    return activation_bytes(small, narrow, 4, 300) / kept_bytes(small, narrow, 4, 300)


def check_flops(model: IDTransformer, rows: int, tokens: int) -> float:
    """The formula's FLOPs over torch's count of the model's own forward pass."""
    ids = torch.ones(rows, tokens, dtype=torch.long, device="meta")
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(next(iter(NINE)), ids, ids, None)
    return forward_flops(model.encoder.config, model.parts, rows, tokens) / counter.get_total_flops()


def memory(states: dict[str, int], activations: int, cards: int, plan: str) -> float:
    """Bytes on each card. Transient copies of gathered layers are left out."""
    cut = PLANS[plan][0]
    return activations + sum(size / cards if name in cut else size for name, size in states.items())


def mean_tokens(longest: int) -> tuple[dict[str, float], str]:
    """Mean tokens of each task's train rows, and where they are from."""
    folder = Path(os.environ.get("GLUELINE_GLUE", "../shared/glue"))
    paths = {task: folder / task / file_name("train") for task in NINE}
    params = yaml.safe_load(Path("params.yaml").read_text())
    backbone = params["teach"][params["teachers"][0]]
    try:
        tokenizer = load_tokenizer(find_backbone(backbone["backbone"], backbone["sha256"]).folder)
    except Refused:
        return TOKENS, "noted"
    if not all(path.is_file() for path in paths.values()):
        return TOKENS, "noted"
    return {task: mean_length(path, task, tokenizer, longest) for task, path in paths.items()}, "measured"


def mean_length(path: Path, task: str, tokenizer, longest: int) -> float:
    """Mean tokens of SAMPLE rows drawn from the file, or of all where it has no more."""
    first, *second = TASKS[task].text_columns
    rows = [{"text_a": row[first], "text_b": row[second[0]] if second else None} for row in read_rows(path)]
    chosen = np.random.default_rng(0).permutation(len(rows))[:SAMPLE]
    return round(float(encode(tokenizer, [rows[at] for at in chosen], longest).lengths.mean()), 1)


def work(settings: Settings, tokens: dict[str, float]) -> dict[str, dict]:
    """By task: rows, steps, tokens and FLOPs of all its epochs. A step takes three times the forward pass's FLOPs. Every row
    is taken to be of the mean length; what grows with its square, attention, is under 1 % of the whole."""
    table = {}
    for task, entry in NINE.items():
        epochs, rows = settings.training.epochs[task], entry.splits["train"].rows
        flops = 3 * forward_flops(settings.encoder, settings.parts, epochs * rows, tokens[task])
        steps = epochs * -(-rows // settings.training.step_rows)
        table[task] = {"rows": rows, "epochs": epochs, "steps": steps, "tokens_a_row": tokens[task],
                       "tokens": int(epochs * rows * tokens[task]), "flops": float(flops)}  # fmt: skip
    return table


def cost(card: Card, cards: int, reached: int, flops: float, steps: int) -> dict[str, float]:
    """Hours of training on so many cards, each holding a whole model; `reached`: parameters that a step updates."""
    compute = flops / (cards * card.utilisation * card.flops)
    reduce = steps * 2 * (cards - 1) / cards * 4 * reached / card.links[cards]  # a ring: each sends all of it nearly twice
    update = steps * UPDATE_BYTES * reached / card.memory
    hours = {"compute": compute / 3600, "reduce": reduce / 3600, "update": update / 3600}
    total = sum(hours.values())
    return {**hours, "hours": total, "card_hours": cards * total}


def measure(settings: Settings) -> dict:
    """All of it as one JSON object."""
    model, micro, card = build(settings.encoder, settings.parts), settings.training.micro, settings.card
    parameters, states = count(model), state_bytes(model)
    activations = activation_bytes(settings.encoder, settings.parts, micro.rows, micro.tokens)
    cards = list(card.links)
    held = {plan: {n: int(memory(states, activations, n, plan)) for n in cards} for plan in PLANS}
    room = card.bytes * (1 - card.spare)
    tokens, source = mean_tokens(settings.training.longest)
    tasks = work(settings, tokens)
    flops, steps = (sum(row[key] for row in tasks.values()) for key in ("flops", "steps"))
    reached = parameters["total"] - (len(NINE) - 1) * parameters["a task"]
    costs = {n: cost(card, n, reached, flops, steps) for n in cards}
    return {
        "parameters": parameters,
        "task_share": round(parameters["a task"] / parameters["backbone"], 4),
        "bytes": {**states, "activations": activations},
        "activations_over_autograds": round(check_activations(settings.parts), 4),
        "forward_flops_a_token": int(forward_flops(settings.encoder, settings.parts, 1, micro.tokens) / micro.tokens),
        "flops_over_torchs": round(check_flops(model, micro.rows, micro.tokens), 4),
        "bytes_a_card": held,
        "sharding": {n: next((plan for plan in PLANS if held[plan][n] <= room), "none fits") for n in cards},
        "micro_tokens_that_fit": int((room - sum(states.values())) * micro.rows * micro.tokens / activations),
        "tokens_a_row": source,
        "tasks": tasks,
        "flops": flops,
        "steps": steps,
        "cost": {n: {name: round(hours, 4) for name, hours in each.items()} for n, each in costs.items()},
    }


def report(settings: Settings, found: dict) -> None:
    """The figures as tables."""
    micro, card = settings.training.micro, settings.card
    print("parameters, in millions; `a task` is the mean of what the nine have to themselves")
    for name, size in found["parameters"].items():
        print(f"  {name:12} {size / 1e6:10,.1f}")
    print(f"  a task costs {found['task_share']:.2%} of the backbone")
    print(f"memory of one whole model, in GB; activations of {micro.rows} rows of {micro.tokens} tokens")
    for name, size in found["bytes"].items():
        print(f"  {name:12} {size / 1e9:10.2f}")
    print(f"  activations over autograd's own on a small model: {found['activations_over_autograds']}")
    print(f"GB on each card, of {card.bytes * (1 - card.spare) / 1e9:.0f} to use" + "".join(f"{n:>9}" for n in card.links))
    for plan, row in found["bytes_a_card"].items():
        print(f"  {plan:26}" + "".join(f"{size / 1e9:9.1f}" for size in row.values()) + f"   {PLANS[plan][1]}")
    print("  least that fits" + " " * 11 + "".join(f"{plan:>11}" for plan in found["sharding"].values()))
    print(f"  a card that holds a whole model has room for {found['micro_tokens_that_fit']:,} tokens at once")
    counted = found["flops_over_torchs"]
    print(f"GFLOP a token, forward: {found['forward_flops_a_token'] / 1e9:.3f}; over torch's own count: {counted}")
    print(f"training, tokens a row {found['tokens_a_row']}: rows, epochs, tokens a row, EFLOP")
    for task, row in found["tasks"].items():
        print(f"  {task:6} {row['rows']:8,} {row['epochs']:4} {row['tokens_a_row']:7.1f} {row['flops'] / 1e18:9.4f}")
    print(f"  all: {found['steps']:,} steps of {settings.training.step_rows} rows, {found['flops'] / 1e18:.3f} EFLOP")
    print(f"hours on {card.name} at {card.utilisation:.0%} of its FLOPs: cards, hours, card-hours (compute, reduce, update)")
    for cards, row in found["cost"].items():
        split = ", ".join(f"{row[name]:.3f}" for name in ("compute", "reduce", "update"))
        print(f"  {cards:4} {row['hours']:8.3f} {row['card_hours']:9.2f}   ({split})")
    fastest = min(found["cost"], key=lambda cards: found["cost"][cards]["hours"])
    print(f"  soonest done with {fastest}; more cards are better spent on other teachers side by side, or on longer steps")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settings", type=Path, default=Path(__file__).with_name("id_transformer_1b.yaml"))
    settings = settings_from(Settings, yaml.safe_load(parser.parse_args().settings.read_text("utf-8")), "scale")
    found = measure(settings)
    report(settings, found)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
