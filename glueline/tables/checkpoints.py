"""A trained model as it lies on disk: safetensors, its shape, the published tokenizer files, and what it was made of."""

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from glueline.glue.tasks import TASKS
from glueline.learning.predict import Teacher
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder, has_bf16
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.backbones import WEIGHTS, Backbone
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json

TOKENIZER = "tokenizer.json"
TOKENIZER_FILES = (TOKENIZER, "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
TEACHER, STUDENT = "teacher.json", "student.json"  # what a model is made of
SHAPE = "model.json"
BOUND = {WEIGHTS: "checkpoint", TOKENIZER: "tokenizer", SHAPE: "shape"}  # files, and the keys of their sha256 in it


def save_teacher(
    folder: Path, state: dict[str, Tensor], model: IDTransformer, backbone: Backbone, made_of: dict, about: str = TEACHER
) -> None:
    """Write the fp32 `state` of `model`, its shape, its tokenizer's files as they were published, and what it was made of
    (at least `longest`) with the sha256 of checkpoint, tokenizer and shape, as the file `about`."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in sorted(state.items())}, folder / WEIGHTS)
    for name in TOKENIZER_FILES:
        if (backbone.folder / name).is_file():
            shutil.copyfile(backbone.folder / name, folder / name)
    outputs = {task: head.out_features for task, head in model.heads.items()}
    shape = {"encoder": asdict(model.encoder.config), "outputs": outputs, "parts": asdict(model.parts)}
    write_json(folder / SHAPE, shape)
    write_json(folder / about, {**made_of, **{key: file_sha256(folder / name) for name, key in BOUND.items()}})


def lineage(
    settings: dict, backbone: Backbone, precision: torch.dtype, rows: Sequence[dict], curriculum: str,
    learns_tests: bool = False,
) -> dict:  # fmt: skip
    """What a model is made of: the backbone and the files read beside its weights, the precision its layers trained in, seed,
    settings, and the rows of the curriculum's sha256: natural train, generated, tune, unlabelled (`unlabelled` names those it
    learned from: none, or with `learns_tests` all). `labels`: of each task, in the order of the head's outputs."""
    counted = Counter((row["task"], kind_of(row)) for row in rows)
    tasks = sorted({task for task, _ in counted})
    return {
        "backbone": backbone.name,
        "sha256": backbone.sha256,
        "files": {name: file_sha256(backbone.folder / name) for name in ("config.json", "tokenizer.json")},
        "precision": str(precision).removeprefix("torch."),
        "seed": settings["seed"],
        "longest": settings["longest"],
        "settings": settings,
        "tasks": tasks,
        "labels": {task: list(TASKS[task].labels) for task in tasks},
        "rows": {task: {kind: counted[task, kind] for kind in KINDS} for task in tasks},
        "unlabelled": {task: counted[task, "unlabelled"] for task in tasks if learns_tests and counted[task, "unlabelled"]},
        "curriculum": curriculum,
    }


KINDS = ("train", "generated", "tune", "unlabelled")


def kind_of(row: dict) -> str:
    """Which of KINDS a row of the curriculum is."""
    return "generated" if row["parent_id"] else "unlabelled" if row["label"] is None else row["split"]


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer of a backbone, teacher or student, from its own files, never from the network."""
    if not (folder / TOKENIZER).is_file():
        raise Refused(f"{folder / TOKENIZER}: missing")
    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


def about_model(folder: Path) -> dict:
    """What the teacher or student of a folder is made of."""
    return read_json(folder / about_file(folder))


def about_file(folder: Path) -> str:
    """The name of the file that says so."""
    return STUDENT if (folder / STUDENT).is_file() else TEACHER


def refuse_other_labels(path: Path, about: dict) -> None:
    """Raise Refused where the outputs of the model that `path` tells `about` stand for other labels than the task table says. A
    task that the table has not is nothing that can be asked."""
    for task, labels in about.get("labels", {}).items():
        if task in TASKS and labels != (ours := list(TASKS[task].labels)):
            raise Refused(f"{path}: {task}: its outputs stand for {labels}, here for {ours}; teach it anew")


def load_teacher(folder: Path, bf16: bool = False) -> Teacher:
    """Read what `save_teacher` wrote, a teacher or the student, in evaluation mode; in fp32, or with its layers in bf16 if
    asked and where the processor has it. Raises Refused on tensors or outputs that do not fit, and on a checkpoint or tokenizer
    of another model."""
    about = about_model(folder)
    refuse_other_labels(folder / about_file(folder), about)
    shape = read_json(folder / SHAPE)
    for task, outputs in shape["outputs"].items():
        if task in TASKS and outputs != TASKS[task].outputs:
            wrong = f"{outputs} outputs where {TASKS[task].outputs} belong"
            raise Refused(f"{folder / SHAPE}: {task}: {wrong}; teach it anew")
    model = IDTransformer(Encoder(EncoderConfig(**shape["encoder"])), shape["outputs"], Parts(**shape["parts"]))
    try:
        model.load_state_dict(load_file(folder / WEIGHTS))
    except (SafetensorError, FileNotFoundError, RuntimeError) as error:
        raise Refused(f"{folder / WEIGHTS}: does not fit model.json ({str(error).splitlines()[-1].strip()})") from error
    tokenizer = load_tokenizer(folder)
    for file, key in BOUND.items():
        if key in about and file_sha256(folder / file) != about[key]:  # models made before its shape was bound too are read
            expected = f"not the {key} of this model, whose sha256 is {about[key]}"
            raise Refused(f"{folder / file}: {expected}; restore the folder as it was made")
    if bf16 and has_bf16():
        model.encoder.to_bf16()
    return Teacher(model.eval(), tokenizer, shape["outputs"], about["longest"], about)
