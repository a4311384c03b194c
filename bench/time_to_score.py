"""What a score costs: our teacher against Hugging Face Trainer, the same data, weights and threads, seconds and FLOPs.

    python -m bench.time_to_score [--checkout FOLDER] [--only SEED ...] [--table]

Ours learns four tasks together, as bench/time_to_score.yaml says, from the train rows; tune is there to steer by, which `best`
does not. Trainer learns train and tune, one task at a time (bf16, grouped by length, dynamic padding, eager attention, its
linear schedule): once with the passes of that file, and once with as many steps as would take our seconds at the speed of its
first run, as a second opponent; it answers as it does of itself, in bf16 where it trained so. Ours learns a second time too,
with half the passes: what a smaller budget would have given. Seconds run from rows in memory to trained weights, tokenizing and
loading included, and our reviews and frozen states, and before them scouting and ordering (of the processor's, from the
checkout's journal), whether the order needs the scouts or not; a task's share of ours is its share of FLOPs. FLOPs are those of
matrix products, padding counted, for both. Ours, and each of Trainer's tasks, run in a process of their own, in turn, and leave
bench/time_to_score/<side>-<seed>.json, to be committed; what is there is not run again. Then: ratios ours / Trainer of seconds
(of seeds that ran on one machine, both sides, nothing else on their core) and FLOPs, and ours minus Trainer in score with its
95 % interval over rows and seeds (of one seed: over rows alone). The last line is one JSON object.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import torch
import yaml
from torch import Tensor
from transformers import (
    AutoModelForSequenceClassification, DataCollatorWithPadding, Trainer, TrainingArguments, logging, set_seed)

from bench import ablation, named
from bench.checkouts import over, repro, spent
from bench.paired import compare
from bench.throughput import Rows
from glueline.glue.cells import label_of
from glueline.glue.tasks import TASKS
from glueline.learning.batches import cut_by_budget
from glueline.learning.lessons import Lessons
from glueline.learning.loop import check_finite, train
from glueline.learning.optimizer import masters
from glueline.learning.training import set_up
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer
from glueline.model.pretrained import encoder_config
from glueline.tables.agreements import agreements
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.json_file import read_json, write_json
from glueline.tables.params import settings_from
from glueline.tables.parquet import read_rows
from glueline.tables.shelf import Shelf
from stages.teach import Settings

PLAN, RESULTS = Path(__file__).with_suffix(".yaml"), Path(__file__).with_suffix("")
SIDES = ("trainer", "ours", "trainer_our_time", "ours_half")
PAIRS = {"trainer": ("ours", "trainer"), "trainer_our_time": ("ours", "trainer_our_time"), "half": ("ours_half", "trainer")}
Answer = Callable[[Tensor, Tensor, Tensor | None], Tensor]  # ids, types, mask -> logits
Examine = Callable[[str, Answer], dict]


def settings_of(plan: dict, seed: int, side: str = "ours") -> Settings:
    """Our side's settings: those of a setting that bench/named.yaml names, with its passes or half of them."""
    named_plan, params = (yaml.safe_load(path.read_text()) for path in (named.PLAN, Path("params.yaml")))
    section = next(iter(named.params_of(named_plan, plan["ours"], params)["teach"].values()))
    if side == "ours_half":
        halves = {task: passes // 2 for task, passes in section["method"]["epochs"].items()}
        section = over(section, {"method": {"epochs": halves}})
    return settings_from(Settings, section | {"seed": seed}, plan["ours"])


def ours(settings: Settings, rows: list[dict], before: dict, examine: Examine) -> tuple[dict, dict]:
    """Train all tasks together: seconds and FLOPs by task, and what each answers. `before`: what was spent on the rows."""
    began = time.perf_counter()
    torch.manual_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    tokenizer = load_tokenizer(backbone.folder)
    lessons, tune = (Lessons([row for row in rows if row["split"] == split], tokenizer, settings.longest)
                     for split in ("train", "tune"))
    model = IDTransformer(load_encoder(backbone, settings.dropout), {task: TASKS[task].outputs for task in lessons.tasks},
                          settings.parts)
    by_task = dict.fromkeys(lessons.tasks, 0)
    with tempfile.TemporaryDirectory() as folder:
        related, shelf = agreements(lessons.tasks), Shelf(Path(folder))
        training = set_up(model.train(), lessons, settings.method, settings.seed, related, shelf)
        if settings.bf16:
            model.encoder.to_bf16()
        syllabus, flops = training.syllabus, training.objective.flops
        steps = []
        for turn, step in train(syllabus, training.objective.losses, training.optimizer, settings.method.clip):
            steps.append((turn, step))
            by_task[turn.task] += flops["steps"] + flops["consistency"] + flops["variants"] - sum(by_task.values())
            if syllabus.review_due():
                training.review(tune, settings.method.pace.tokens)
        check_finite(steps, lambda turn: turn.task)
    seconds, whole = time.perf_counter() - began + before["seconds"], sum(flops.values()) + before["flops"]
    shares = {task: each / sum(by_task.values()) for task, each in by_task.items()}
    weights = masters(model, training.optimizer)  # those that `teach` keeps
    model.eval().encoder.float()
    model.load_state_dict(weights)
    return ({task: {"seconds": seconds * share, "flops": whole * share} for task, share in shares.items()},
            {task: examine(task, partial(model, task)) for task in lessons.tasks})


def trainer(settings: Settings, plan: dict, task: str, rows: list[dict], steps: float | None, examine: Examine,
            ) -> tuple[dict, dict]:
    """Train one task by itself: seconds, FLOPs and steps, and what is answered. `steps`: that it may take, in place of its
    passes."""
    began = time.perf_counter()
    set_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    config, tokenizer = encoder_config(read_json(backbone.folder / "config.json"), 0.0), load_tokenizer(backbone.folder)
    lessons = Lessons([row for row in rows if row["task"] == task], tokenizer, settings.longest)
    model = AutoModelForSequenceClassification.from_pretrained(
        backbone.folder, num_labels=TASKS[task].outputs, attn_implementation="eager")
    collate, shapes = DataCollatorWithPadding(tokenizer), []

    def counted(batch: list[dict]) -> dict:
        made = collate(batch)
        shapes.append(tuple(made["input_ids"].shape))
        return made

    passes = {"max_steps": max(1, int(steps))} if steps else {"num_train_epochs": plan["trainer"]["epochs"]}
    with tempfile.TemporaryDirectory() as folder:
        made = Trainer(model, TrainingArguments(
            folder, per_device_train_batch_size=plan["trainer"]["batch"], learning_rate=plan["trainer"]["rate"], bf16=True,
            use_cpu=True, report_to=[], train_sampling_strategy="group_by_length", save_strategy="no",
            logging_strategy="no", disable_tqdm=not sys.stderr.isatty(), seed=settings.seed, **passes,
        ), data_collator=counted, train_dataset=Rows(lessons, task, tokenizer))  # fmt: skip
        made.train()
    seconds, taken = time.perf_counter() - began, shapes[: made.state.global_step]  # a batch may be fetched and not taken
    flops = sum(3 * forward_flops(config, PLAIN, *shape) for shape in taken)
    return {"seconds": seconds, "flops": flops, "steps": len(taken)}, examine(task, partial(logits_of, model.eval()))


def logits_of(model: torch.nn.Module, ids: Tensor, types: Tensor, mask: Tensor | None) -> Tensor:
    """What a model of `transformers` answers."""
    return model(input_ids=ids, token_type_ids=types, attention_mask=None if mask is None else mask.long()).logits


def answers_to(prepared: Path, settings: Settings, task: str, answer: Answer) -> dict:
    """Validation's labels of a task and what is answered, in fp32, rows of about one length together."""
    tokenizer = load_tokenizer(find_backbone(settings.backbone, settings.sha256).folder)
    learned = {"weight": 1.0, "phase": 1, "parent_id": None, "label_effect": None}
    rows = [{**row, **learned} for row in read_rows(prepared / task / "validation.parquet")]
    lessons = Lessons(rows, tokenizer, settings.longest)
    lengths, said = lessons.encoded[task].lengths, np.zeros(len(rows))
    with torch.inference_mode():
        for chosen in cut_by_budget(np.argsort(lengths, kind="stable"), lengths, 8192):
            batch = lessons.batch(task, chosen)
            logits = answer(batch.ids, batch.types, batch.mask).float().numpy()
            said[chosen] = [label_of(TASKS[task], each) for each in logits]
    return {"label": [round(row["label"], 4) for row in rows], "prediction": said.round(4).tolist()}


def spent_before(checkout: Path, learner: str) -> dict:
    """What phases cost before any training: seconds and FLOPs of scouting, seconds of ordering."""
    return {"seconds": sum(spent(checkout, stage)["seconds"] for stage in ("scout", f"order@{learner}")),
            "flops": sum(read_json(checkout / "data/scout/scout.json")["flops"].values())}


def lacking(plan: dict, side: str, seed: int) -> list[str]:
    """What a side has still to learn with a seed: each task of Trainer's by itself, ours together."""
    path = RESULTS / f"{side}-{seed}.json"
    missing = [task for task in plan["tasks"] if task not in (read_json(path)["cost"] if path.exists() else {})]
    return ["all"] if side.startswith("ours") and missing else missing


def child(side: str, seed: int, task: str, checkout: Path) -> None:
    """One side with one seed, of Trainer's one task, in this process; writes its result beside what is there."""
    plan = yaml.safe_load(PLAN.read_text())
    settings = settings_of(plan, seed, side)
    torch.set_num_threads(settings.threads)
    logging.set_verbosity_error()
    examine, path = partial(answers_to, checkout / "data/prepared", settings), RESULTS / f"{side}-{seed}.json"
    rows = list(read_rows(checkout / f"data/curriculum/{plan['rows']}/rows.parquet"))
    if side.startswith("ours"):
        cost, answers = ours(settings, rows, spent_before(checkout, plan["rows"]), examine)
    else:
        steps = None
        if side == "trainer_our_time":  # at the speed of its first run
            mine, its = (read_json(RESULTS / f"{name}-{seed}.json") for name in ("ours", "trainer"))
            if {*mine["machines"], *its["machines"]} != {machine()}:
                raise SystemExit(f"seed {seed}: ours and Trainer ran on another machine: their seconds say nothing of this one")
            steps = its["cost"][task]["steps"] * mine["cost"][task]["seconds"] / its["cost"][task]["seconds"]
        cost, answers = ({task: each} for each in trainer(settings, plan, task, rows, steps, examine))
    earlier = read_json(path) if path.exists() else {"cost": {}, "peak_mib": 0.0, "predictions": {}, "machines": []}
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    write_json(path, {"cost": earlier["cost"] | cost, "peak_mib": max(peak, earlier["peak_mib"]),
                      "predictions": earlier["predictions"] | answers,
                      "machines": sorted({*earlier["machines"], machine()})})


def machine() -> str:
    """A name of this machine that lasts until it is started again: seconds of two machines are not compared."""
    return hashlib.sha256(Path("/proc/sys/kernel/random/boot_id").read_bytes()).hexdigest()[:12]


def table() -> dict:
    """Ours against both opponents, and with half the passes against the first; printed, and returned."""
    plan = yaml.safe_load(PLAN.read_text())
    found = {side: {seed: read_json(RESULTS / f"{side}-{seed}.json") for seed in plan["seeds"] if not lacking(plan, side, seed)}
             for side in SIDES}
    made = {}
    for pair, (mine, its) in PAIRS.items():
        seeds = sorted(set(found[mine]) & set(found[its]))
        if not seeds:
            continue
        cells = {cell: {"score_difference": each["difference"], "score_difference_low": each["low"], "high": each["high"]}
                 for cell, each in compare(found[its], found[mine]).items()}
        timed = [seed for seed in seeds if len({*found[mine][seed]["machines"], *found[its][seed]["machines"]}) == 1
                 and not {f"{mine}-{seed}", f"{its}-{seed}"} & {*plan["untimed"]}]
        for what, ratio, those in (("seconds", "time_ratio", timed), ("flops", "flops_ratio", seeds)):
            spent = {side: {task: sum(found[side][seed]["cost"][task][what] for seed in those)
                            for task in cells if task != "all"} for side in (mine, its)}
            for cell, each in cells.items():
                one, other = (sum(spent[side].values()) if cell == "all" else spent[side][cell] for side in (mine, its))
                each[ratio] = round(one / other, 3) if those else None
        peaks = {side: max(found[side][seed]["peak_mib"] for seed in seeds) for side in (mine, its)}
        made[pair] = {"seeds": len(seeds), "timed": len(timed), **cells, "peak_mib": peaks}
        for cell, each in cells.items():
            time_ratio = f"x{each['time_ratio']:.2f}" if timed else "not timed"
            print(f"{pair:17} {cell:5} time {time_ratio}  FLOPs x{each['flops_ratio']:.2f}  score "
                  f"{each['score_difference']:+.1f} [{each['score_difference_low']:+.1f}, {each['high']:+.1f}]")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path("../glueline-ablation"))
    parser.add_argument("--only", nargs="+", type=int, default=[], help="seeds to run; all without it")
    parser.add_argument("--table", action="store_true", help="run nothing, print what there is")
    parser.add_argument("--sides", choices=SIDES, nargs="+", default=SIDES, help="sides to run; all without it")
    parser.add_argument("--task", help="run the one side and seed in this process, Trainer's with this task")
    arguments = parser.parse_args()
    plan = yaml.safe_load(PLAN.read_text())
    if arguments.task:
        return child(arguments.sides[0], arguments.only[0], arguments.task, arguments.checkout)
    if not arguments.table:
        ablation.prepare(arguments.checkout, yaml.safe_load(ablation.PLAN.read_text()))
        repro(arguments.checkout, f"order@{plan['rows']}")
        for seed, side in product(arguments.only or plan["seeds"], arguments.sides):
            for task in lacking(plan, side, seed):
                print(f"== {side}, seed {seed}, {task}", flush=True)
                command = [sys.executable, "-m", "bench.time_to_score", "--sides", side, "--only", str(seed), "--task", task]
                subprocess.run([*command, "--checkout", str(arguments.checkout)], check=True)
    made = table()
    print(json.dumps({**made.pop("trainer", {}), **made}))


if __name__ == "__main__":
    main()
