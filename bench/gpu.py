"""How fast a GPU trains: tokens a second, the share of what the card can multiply in bf16, and memory.

    python -m bench.gpu [--backbones minilm mpnet] [--rows 512] [--tokens 32768] [--steps 300]

The training loop of stages/teach.py, batches made on the fly and losses read every 50 steps as there, on rows of the built-in
set (MNLI, QNLI, RTE and CoLA), for the plain encoder and for one with every part on (the widths, consistency and phrases of
bench/ablation.yaml). The card's peak is measured by one large bf16 product. Its share counts the matrix products of forward and
backward pass, padding included. Tokens are those of the rows, padding not counted; the first 20 steps are warm-up; memory is
what tensors held at most. The last line is one JSON object; where there is no GPU, it says so and measures nothing.
"""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch
import yaml

from bench.throughput import BACKBONES
from glueline.glue.tasks import TASKS
from glueline.learning.course import Pace
from glueline.learning.lessons import Lessons
from glueline.learning.loop import check_finite, stretches, train
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.schedule import Schedule
from glueline.learning.training import Method, Training, set_up
from glueline.learning.variants import Variants
from glueline.learning.world import World, best_device
from glueline.model.config import PLAIN, Parts
from glueline.model.id_transformer import IDTransformer
from glueline.tables.agreements import agreements
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.shelf import Shelf
from glueline.text.builtin import generate

TASK_NAMES = ("mnli", "qnli", "rte", "cola")
ROWS = 4000  # of each task
WARMUP = 20
PLAN = Path(__file__).with_name("ablation.yaml")
STEADY = Schedule(rate=1e-5, warmup=0.06, adaptive=False, reviews=0, cooldown=0.2, rest=0.25)


def synchronize(device: torch.device) -> None:
    """Wait for all that was queued."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def peak_flops(device: torch.device, size: int = 8192, times: int = 50) -> float:
    """Floating point operations a second of a bf16 product of two square matrices."""
    one, other = (torch.randn(size, size, device=device, dtype=torch.bfloat16) for _ in range(2))
    for repeats in (3, times):  # the first for warm-up
        synchronize(device)
        began = time.perf_counter()
        for _ in range(repeats):
            one @ other
        synchronize(device)
    return 2 * size**3 * times / (time.perf_counter() - began)


def lessons_for(backbone: Backbone, rows: int, longest: int, device: torch.device) -> Lessons:
    """So many rows of each task of the built-in set."""
    columns = {task: TASKS[task].text_columns for task in TASK_NAMES}
    return Lessons([
        {"id": f"{task}/{row['idx']}", "task": task, "text_a": row[columns[task][0]], "label": float(row["label"]),
         "text_b": row[columns[task][1]] if len(columns[task]) > 1 else None, "weight": 1.0, "phase": 1,
         "parent_id": None, "label_effect": None}
        for task in TASK_NAMES for row in generate(task, "train", rows, seed=1)
    ], load_tokenizer(backbone.folder), longest, device)  # fmt: skip


def variants(pace: Pace) -> dict[str, tuple[Parts, Method]]:
    """The plain encoder, and the one with every part on; epochs without end."""
    whole = yaml.safe_load(PLAN.read_text())["whole"]
    epochs = dict.fromkeys(TASK_NAMES, 10**6)
    off = Consistency(8, 0.0), Phrases(0.4, 0.0), Variants(1, 0.0)
    plain = Method(epochs, pace, STEADY, (), *off, boost=1.0, weight_decay=0.01, clip=1.0)
    company = {"consistency": Consistency(**whole["method"]["consistency"]), "phrases": Phrases(**whole["method"]["phrases"])}
    return {"plain": (PLAIN, plain), "all": (Parts(**whole["parts"]), replace(plain, **company))}


def training_of(backbone: Backbone, lessons: Lessons, parts: Parts, method: Method) -> Training:
    """A training in bf16 on the device of the lessons. Nothing is frozen, so that nothing is put on a shelf."""
    torch.manual_seed(0)
    model = IDTransformer(load_encoder(backbone, 0.1), {task: TASKS[task].outputs for task in TASK_NAMES}, parts)
    model.encoder.to_bf16()
    model.to(lessons.device).train()
    return set_up(model, lessons, method, 1, agreements(lessons.tasks), Shelf(Path()), World(lessons.device))


def measure(training: Training, warmup: int, steps: int) -> dict:
    """Tokens and FLOPs a second of some steps after the warm-up."""
    objective, device = training.objective, training.objective.world.device
    taken = train(training.syllabus, objective.losses, training.optimizer, clip=1.0)
    _run(objective.lessons, islice(taken, warmup), device)
    synchronize(device)
    began, before = time.perf_counter(), sum(objective.flops.values())
    tokens = _run(objective.lessons, islice(taken, steps), device)
    synchronize(device)
    seconds = time.perf_counter() - began
    return {"tokens_a_second": int(tokens / seconds), "flops_a_second": (sum(objective.flops.values()) - before) / seconds}


def _run(lessons: Lessons, steps: Iterable, device: torch.device) -> int:
    """Take the steps; tokens of their rows."""
    tokens = 0
    for stretch in stretches(steps, device, lambda: False):
        for turn, _ in check_finite(stretch, lambda turn: f"task {turn.task}, {turn.batches}"):
            tokens += sum(int(lessons.encoded[turn.task].lengths[rows].sum()) for rows in turn.batches)
    return tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backbones", nargs="+", choices=BACKBONES, default=list(BACKBONES))
    parser.add_argument("--rows", type=int, default=512, help="a step")
    parser.add_argument("--tokens", type=int, default=32_768, help="a micro-batch, at most, padding counted")
    parser.add_argument("--steps", type=int, default=300)
    arguments = parser.parse_args()
    device = best_device()
    if device.type != "cuda":
        print("no GPU here: nothing is measured")
        print(json.dumps({"device": None}))
        return
    peak = peak_flops(device)
    figures: dict = {"device": torch.cuda.get_device_name(), "peak_bf16_tflops": round(peak / 1e12, 1)}
    for name in arguments.backbones:
        backbone = find_backbone(*BACKBONES[name][:2])
        lessons, figures[name] = lessons_for(backbone, ROWS, 256, device), {}
        for variant, (parts, method) in variants(Pace(arguments.rows, arguments.tokens, 1.0, (0, 0, 0, 0))).items():
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
            found = measure(training_of(backbone, lessons, parts, method), WARMUP, arguments.steps)
            share, memory = found.pop("flops_a_second") / peak, torch.cuda.max_memory_allocated() / 2**20
            figures[name][variant] = found | {"share_of_peak": round(share, 3), "memory_mib": round(memory)}
            rate = found["tokens_a_second"]
            print(f"{name:7} {variant:6} {rate:10,} tokens/s   {share:6.1%} of the peak   {memory:8,.0f} MiB", flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
