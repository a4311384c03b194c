"""A plain peer: Hugging Face Trainer fine-tunes one backbone on one task alone, as bench/peers/params.yaml says.

    python -m bench.peers.peer TASK NAME SEED [--out FOLDER] [--rows N]

Every train row of the task that is here is learned (of a task under a cap, the rows that `order` draws); what is answered on
validation, in fp32, is scored as our own models are. The built-in set is refused: a peer is of GLUE. Writes
bench/peers/results/<task>-<name>-<seed>/: the predictions by id with logits and labels and without text, and result.json with
score, settings, rows, the standing of its splits, steps, FLOPs, seconds, peak memory and device. --rows takes the first rows
alone, to try it out. Its DVC stage is bench/peers/dvc.yaml's.
"""

import argparse
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from transformers import (
    AutoModelForSequenceClassification, DataCollatorWithPadding, PreTrainedTokenizerBase, Trainer, TrainingArguments, logging,
    set_seed)

from glueline.glue.cells import SYNTHETIC
from glueline.glue.tasks import TASKS
from glueline.learning.batches import cut_by_budget
from glueline.learning.world import best_device
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.model.tokens import encode, padded
from glueline.refusal import Refused
from glueline.tables.answers import prediction, skill
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.capped import capped_rows
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.examples import PREDICTIONS
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.raw import raw_rows

HERE = Path(__file__).parent
BATCH_TOKENS = 8192


@dataclass(frozen=True)
class Taught:
    """A model after its training: rows and steps it took, seconds, operations of its layers (padding counted)."""

    model: torch.nn.Module
    tokenizer: PreTrainedTokenizerBase
    rows: int
    steps: int
    seconds: float
    flops: int


def train_rows(data: Path, task: str, rows: dict) -> list[dict]:
    """The rows that every entrant learns: all official ones, or those that order draws under the cap."""
    at_most = rows["at_most"].get(task)
    if at_most is None:
        return list(raw_rows(data / "raw", task, "train"))
    return list(capped_rows(data / "prepared" / task / "train.parquet", at_most, rows["seed"]))


def teach(backbone: Backbone, task: str, rows: list[dict], settings: dict, method: dict, seed: int) -> Taught:
    """Trainer's own schedule and defaults, from rows in memory to trained weights."""
    began = time.perf_counter()
    set_seed(seed)
    tokenizer, kind = load_tokenizer(backbone.folder), int if TASKS[task].labels else float
    encoded = encode(tokenizer, rows, method["longest"])
    examples = [{"input_ids": ids.tolist(), "labels": kind(row["label"])} | types_of(tokenizer, types.tolist())
                for ids, types, row in zip(encoded.ids, encoded.types, rows, strict=True)]
    model = AutoModelForSequenceClassification.from_pretrained(
        backbone.folder, num_labels=TASKS[task].outputs, attn_implementation="eager", use_safetensors=True)
    collate, shapes = DataCollatorWithPadding(tokenizer), []

    def counted(batch: list[dict]) -> dict:
        made = collate(batch)
        shapes.append(tuple(made["input_ids"].shape))
        return made

    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(model, TrainingArguments(
            folder, per_device_train_batch_size=method["batch"], learning_rate=settings["rate"], bf16=method["bf16"], seed=seed,
            num_train_epochs=settings["epochs"], use_cpu=best_device().type == "cpu", report_to=[], save_strategy="no",
            logging_strategy="no", train_sampling_strategy="group_by_length", disable_tqdm=True,
        ), data_collator=counted, train_dataset=examples)  # fmt: skip
        trainer.train()
    model = trainer.accelerator.unwrap_model(model, keep_fp32_wrapper=False)  # it would go on answering in bf16
    config = load_encoder(backbone, 0.0).config
    flops = sum(3 * forward_flops(config, PLAIN, *shape) for shape in shapes)
    return Taught(model.eval(), tokenizer, len(rows), len(shapes), time.perf_counter() - began, flops)


def types_of(tokenizer: PreTrainedTokenizerBase, types) -> dict:
    """Token types as an input, of a backbone that reads them."""
    return {"token_type_ids": types} if "token_type_ids" in tokenizer.model_input_names else {}


def answers(taught: Taught, task: str, rows: list[dict], longest: int) -> list[dict]:
    """PREDICTIONS rows, in fp32, rows of about one length together."""
    encoded, model = encode(taught.tokenizer, rows, longest), taught.model.float()
    logits, device = np.zeros((len(rows), TASKS[task].outputs), np.float32), next(model.parameters()).device
    with torch.inference_mode():
        for chosen in cut_by_budget(np.argsort(encoded.lengths, kind="stable"), encoded.lengths, BATCH_TOKENS):
            ids, types, mask = padded(encoded, chosen, taught.tokenizer.pad_token_id)
            given = {"input_ids": ids, "attention_mask": torch.ones_like(ids) if mask is None else mask.long()}
            given |= types_of(taught.tokenizer, types)
            logits[chosen] = model(**{key: value.to(device) for key, value in given.items()}).logits.cpu().numpy()
    return [{"id": row["id"], "logits": said.tolist(), "prediction": prediction(task, said), "label": row["label"]}
            for row, said in zip(rows, logits, strict=True)]


def standing_of(data: Path, task: str) -> dict[str, dict]:
    """What each split of the task is, as `ingest` found it. Raises Refused on made-up rows."""
    splits = read_json(data / "prepared/standing.json")["splits"]
    own = {name.partition("/")[2]: splits[name] for name in splits if name.startswith(f"{task}/")}
    if own["train"]["standing"] == SYNTHETIC:
        todo = "set params.yaml: source.name to snapshot or hub, and `dvc repro prepare`"
        raise Refused(f"{data / 'prepared'}: {task}: the built-in set; {todo}")
    return own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task"), parser.add_argument("name"), parser.add_argument("seed", type=int)
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--rows", type=int, help="the first rows alone")
    given, params = parser.parse_args(), yaml.safe_load((HERE / "params.yaml").read_text())
    settings, method = params["backbones"][given.name], params["method"]
    standing = standing_of(given.data, given.task)
    torch.set_num_threads(method["threads"])
    logging.set_verbosity_error()
    rows = train_rows(given.data, given.task, params["rows"])[: given.rows]
    backbone = find_backbone(settings["name"], settings["sha256"])

    taught = teach(backbone, given.task, rows, settings, method, given.seed)
    files = sorted((given.data / "prepared" / given.task).glob("validation*.parquet"))
    said = {path.stem: answers(taught, given.task, list(read_rows(path))[: given.rows], method["longest"]) for path in files}

    out = given.out / f"{given.task}-{given.name}-{given.seed}"
    shutil.rmtree(out, ignore_errors=True)
    for split, each in said.items():
        write_rows(out / f"{given.task}-{split}.parquet", PREDICTIONS, each)
    write_json(out / "result.json", {
        "task": given.task, "backbone": settings["name"], "seed": given.seed, "settings": settings, "method": method,
        "rows": taught.rows, "standing": standing, "steps": taught.steps, "flops": taught.flops,
        "seconds": round(taught.seconds, 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), "device": best_device().type,
        "scores": {split: skill(given.task, each) for split, each in said.items()},
    })


if __name__ == "__main__":
    main()
