"""How many tokens a second training takes in, against Hugging Face Trainer as people run it, in bf16.

    python -m bench.throughput [--tokens 60000] [--backbones minilm mpnet]

The same published weights, the same rows (a sample of CoLA, RTE and MRPC from a local copy of GLUE: GLUELINE_GLUE,
else ../shared/glue), the same threads; in turn: theirs, ours, theirs, ours. Theirs: bf16, dynamic padding, batch 32,
train_sampling_strategy="group_by_length". Ours: the loop of stages/teach.py in batches of 2,048 tokens, however many rows
that is (--rows sets a limit; fewer rows a step cost tokens a second, so a part of the ratio is the batch). Tokens are
those of the rows, padding not counted; the first three steps of each run are warm-up. The last line is one JSON object: the
ratios ours / theirs over all (total tokens over total seconds) and by task, and tokens a second. Figures compare only on one
quiet machine.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from torch.utils.data import Dataset
from transformers import (
    AutoModelForSequenceClassification,
    DataCollatorWithPadding,
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    logging,
)

from glueline.glue.tasks import TASKS, file_name
from glueline.learning.batches import cut_by_budget
from glueline.learning.lessons import Batch, Lessons
from glueline.learning.loop import train
from glueline.learning.losses import task_loss
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.pieces import resting
from glueline.model.config import PLAIN, Parts
from glueline.model.id_transformer import IDTransformer
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.parquet import read_rows

TASK_NAMES = ("cola", "rte", "mrpc")
WARMUP = 3
BUDGET = 2048  # tokens a batch
BACKBONES = {
    "minilm": ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 1.0),
    "mpnet": ("all-mpnet-base-v2", "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658", 0.3),
}


@dataclass(frozen=True)
class Turn:
    """A step of one batch at a small, constant rate."""

    batch: Batch
    rate: float = 1e-5


def sample(task: str, tokenizer, tokens: int, longest: int) -> Lessons:
    """Random rows of a task's train split, about `tokens` tokens of them."""
    folder = Path(os.environ.get("GLUELINE_GLUE", "../shared/glue"))
    columns = TASKS[task].text_columns
    rows = [
        {"id": str(row["idx"]), "task": task, "text_a": row[columns[0]],
         "text_b": row[columns[1]] if len(columns) > 1 else None, "label": float(row["label"]),
         "weight": 1.0, "phase": 1, "parent_id": None, "label_effect": None}
        for row in read_rows(folder / task / file_name("train"))
    ]  # fmt: skip
    order = np.random.default_rng(0).permutation(len(rows))
    chosen = Lessons([rows[at] for at in order], tokenizer, longest)
    enough = int(np.searchsorted(np.cumsum(chosen.encoded[task].lengths), tokens)) + 1
    return Lessons([rows[at] for at in order[:enough]], tokenizer, longest)


def ours(backbone: Backbone, lessons: Lessons, settings: dict, parts: Parts = PLAIN) -> tuple[int, float]:
    """Train one epoch; tokens and seconds after the warm-up."""
    torch.manual_seed(0)
    outputs = {task: TASKS[task].outputs for task in lessons.tasks}
    model = IDTransformer(load_encoder(backbone, settings["dropout"]), outputs, parts)
    model.encoder.to_bf16()
    optimizer = MasterAdamW(model.train(), settings["method"]["weight_decay"], resting(model))
    (task,), random = lessons.tasks, np.random.default_rng(0)
    lengths = lessons.encoded[task].lengths
    batches = cut_by_budget(np.argsort(lengths, kind="stable"), lengths, BUDGET, settings["rows"])
    turns = [Turn(lessons.batch(task, batches[at])) for at in random.permutation(len(batches))]
    tokens, start = 0, 0.0

    def losses_of(turn: Turn):
        batch = turn.batch
        yield task_loss(model(batch.task, batch.ids, batch.types, batch.mask), batch.labels, batch.weights)

    for turn, step in train(turns, losses_of, optimizer, settings["method"]["clip"]):
        if step.number >= WARMUP:
            tokens += turn.batch.tokens
        elif step.number == WARMUP - 1:
            start = time.perf_counter()
    return tokens, time.perf_counter() - start


class Rows(Dataset):
    """The same rows for Trainer, with token types where the tokenizer's model reads them."""

    def __init__(self, lessons: Lessons, task: str, tokenizer: PreTrainedTokenizerBase) -> None:
        self.encoded, self.labels = lessons.encoded[task], lessons.labels[task]
        self.kind = int if TASKS[task].labels else float
        self.typed = "token_type_ids" in tokenizer.model_input_names

    def __len__(self) -> int:
        return len(self.encoded.ids)

    def __getitem__(self, at: int) -> dict:
        ids = self.encoded.ids[at].tolist()
        types = {"token_type_ids": self.encoded.types[at].tolist()} if self.typed else {}
        return {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": self.kind(self.labels[at]), **types}


class Clock(TrainerCallback):
    """Counts the collated tokens and starts the clock after the warm-up."""

    def __init__(self, collate) -> None:
        self.collate, self.steps, self.tokens, self.start = collate, 0, 0, 0.0

    def __call__(self, rows: list[dict]) -> dict:
        self.steps += 1
        if self.steps > WARMUP:
            self.tokens += sum(len(row["input_ids"]) for row in rows)
        return self.collate(rows)

    def on_step_end(self, args, state, control, **_) -> None:
        if state.global_step == WARMUP:
            self.start = time.perf_counter()


def theirs(backbone: Backbone, lessons: Lessons, tokenizer) -> tuple[int, float]:
    """Train one epoch with Trainer; tokens and seconds after the warm-up."""
    (task,) = lessons.tasks
    model = AutoModelForSequenceClassification.from_pretrained(
        backbone.folder, num_labels=TASKS[task].outputs, attn_implementation="eager"  # its fastest on a CPU, for training
    )
    clock = Clock(DataCollatorWithPadding(tokenizer))
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder, per_device_train_batch_size=32, num_train_epochs=1, bf16=True, use_cpu=True, report_to=[],
            train_sampling_strategy="group_by_length", save_strategy="no", logging_strategy="no", disable_tqdm=True,
            learning_rate=1e-5,
        )  # fmt: skip
        Trainer(model, arguments, data_collator=clock, train_dataset=Rows(lessons, task, tokenizer), callbacks=[clock]).train()
    return clock.tokens, time.perf_counter() - clock.start


def measure(name: str, tokens: int, settings: dict) -> dict:
    """Both sides on every task, in turn; tokens a second and ratios."""
    backbone = find_backbone(*BACKBONES[name][:2])
    tokenizer = load_tokenizer(backbone.folder)
    samples = {task: sample(task, tokenizer, int(tokens * BACKBONES[name][2]), settings["longest"]) for task in TASK_NAMES}
    sides = {"theirs": lambda rows: theirs(backbone, rows, tokenizer), "ours": lambda rows: ours(backbone, rows, settings)}
    spent: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(2))
    for turn, task, side in itertools.product(range(2), TASK_NAMES, sides):
        figures = sides[side](samples[task])
        spent[side, task] += figures
        spent[side, "over all"] += figures
        print(f"{name} turn {turn} {task:5} {side:6} {figures[0] / figures[1]:8,.0f} tokens/s", flush=True)
    rates = {side: {task: np.divide(*spent[side, task]) for task in (*TASK_NAMES, "over all")} for side in sides}
    ratio = {task: round(rates["ours"][task] / rates["theirs"][task], 3) for task in rates["ours"]}
    return {
        f"{name}_ratio": ratio.pop("over all"),
        f"{name}_ratio_by_task": ratio,
        f"{name}_tokens_a_second": {side: {task: int(rate) for task, rate in each.items()} for side, each in rates.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=60_000, help="a task and run, for minilm; mpnet gets 0.3 of it")
    parser.add_argument("--rows", type=int, default=10_000, help="a batch of ours, at most")
    parser.add_argument("--backbones", nargs="+", choices=BACKBONES, default=list(BACKBONES))
    arguments = parser.parse_args()
    params = yaml.safe_load(Path("params.yaml").read_text())
    settings = params["teach"][params["teachers"][0]] | {"rows": arguments.rows}
    logging.set_verbosity_error()
    torch.set_num_threads(settings["threads"])
    figures: dict = {"threads": settings["threads"], "processor": torch.backends.cpu.get_cpu_capability()}
    for name in arguments.backbones:
        figures |= measure(name, arguments.tokens, settings)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
