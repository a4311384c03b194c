"""Where the time of a training step goes, by kind of operation, and what shapes that change from step to step cost.

    python -m bench.where [--steps 30]

The loop of stages/teach.py on MiniLM, in steps of 32 rows, a task at a time: the plain encoder and the whole ID-Transformer
of bench/ablation.yaml. Torch's own profiler says which operator was running (its own time, not that of what it calls). Then
the same steps once more without a profiler, in new shapes (every step met for the first time), in known ones (the same steps
again), and all in one shape. The last line is one JSON object: milliseconds a step by kind. Figures compare only on one quiet
machine.
"""

import argparse
import json
import time
from collections import Counter

import numpy as np
import torch
import yaml
from torch.profiler import ProfilerActivity, profile

from bench.ablation import PLAN
from bench.throughput import BACKBONES, Turn, sample
from glueline.glue.tasks import TASKS
from glueline.learning.batches import cut_by_budget
from glueline.learning.lessons import Lessons
from glueline.learning.loop import train
from glueline.learning.losses import task_loss
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.pieces import resting
from glueline.model.config import PLAIN, Parts
from glueline.model.id_transformer import IDTransformer
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer

ROWS = 32
TASK_NAMES = ("cola", "rte", "mrpc")
KINDS = {  # by what an operator's name holds; the first that fits
    "optimiser": ("_fused_adamw", "linalg_vector_norm", "aten::norm", "aten::stack"),
    "matrix products": ("mm", "linear", "bmm", "dot_product"),
    "dropout's random numbers": ("random_", "bernoulli", "dropout"),
    "embeddings": ("embedding", "index_put", "index_add"),
    "softmax, norms, gelu": ("softmax", "layer_norm", "gelu", "tanh", "softplus", "exp"),
    "copies and casts": ("copy", "_to_copy", "aten::to", "contiguous", "clone", "cat", "fill_", "zero_"),
}


class Steps:
    """A model in training, and turns of one task to take with it."""

    def __init__(self, backbone: Backbone, lessons: Lessons, parts: Parts, steps: int) -> None:
        torch.manual_seed(0)
        (self.task,) = lessons.tasks
        self.model = IDTransformer(load_encoder(backbone, 0.1), {self.task: TASKS[self.task].outputs}, parts).train()
        self.model.encoder.to_bf16()
        self.optimizer = MasterAdamW(self.model, 0.01, resting(self.model))
        lengths = lessons.encoded[self.task].lengths
        batches = cut_by_budget(np.argsort(lengths, kind="stable"), lengths, 10**6, ROWS)
        spread = np.linspace(0, len(batches) - 2, steps).astype(int)  # from the shortest rows to the longest
        self.turns = [Turn(lessons.batch(self.task, batches[at])) for at in spread]

    def take(self, turns: list[Turn]) -> float:
        """Milliseconds a step."""
        start = time.perf_counter()
        for _ in train(turns, self.losses, self.optimizer, 1.0):
            pass
        return (time.perf_counter() - start) * 1000 / len(turns)

    def losses(self, turn: Turn):
        batch = turn.batch
        yield task_loss(self.model(batch.task, batch.ids, batch.types, batch.mask), batch.labels, batch.weights)


def kind_of(operator: str) -> str:
    return next((kind for kind, names in KINDS.items() if any(name in operator for name in names)), "everything else")


def shares(steps: Steps) -> Counter[str]:
    """Milliseconds a step by kind of operation, from the profiler; what is no operator is Python and waiting."""
    steps.take(steps.turns)
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        whole = steps.take(steps.turns)
    spent: Counter[str] = Counter()
    for event in profiler.key_averages():
        if event.key.startswith("aten::"):
            spent[kind_of(event.key)] += event.self_cpu_time_total / 1000 / len(steps.turns)
    return spent + Counter({"python and waiting": whole - spent.total()})


def shapes(backbone: Backbone, lessons: Lessons, parts: Parts, count: int) -> dict[str, float]:
    """Milliseconds a step in new shapes, in known ones, and all in the middle one."""
    steps = Steps(backbone, lessons, parts, count)
    steps.take(steps.turns[:2])
    new, known = steps.take(steps.turns), min(steps.take(steps.turns) for _ in range(2))
    return {"new shapes": new, "known shapes": known, "one shape": steps.take([steps.turns[count // 2]] * count)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=30, help="a task and run")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    backbone = find_backbone(*BACKBONES["minilm"][:2])
    tokenizer = load_tokenizer(backbone.folder)
    whole, found = Parts(**yaml.safe_load(PLAN.read_text())["whole"]["parts"]), {}
    for name, parts in (("plain", PLAIN), ("whole", whole)):
        spent: Counter[str] = Counter()
        for task in TASK_NAMES:
            lessons = sample(task, tokenizer, 80_000, 256)
            spent.update(shares(Steps(backbone, lessons, parts, arguments.steps)))
            spent.update(shapes(backbone, lessons, parts, arguments.steps))
        found[name] = {kind: round(value / len(TASK_NAMES), 1) for kind, value in spent.most_common()}
        print(name, *(f"  {value:7.1f} ms  {kind}" for kind, value in found[name].items()), sep="\n", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
