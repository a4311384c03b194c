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

from glueline.learning.predict import Teacher
from glueline.model.id_transformer import IDTransformer
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder, has_bf16
from glueline.refusal import Refused
from glueline.tables.backbones import WEIGHTS, Backbone
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def save_teacher(folder: Path, state: dict[str, Tensor], model: IDTransformer, backbone: Backbone, made_of: dict) -> None:
    """Write the fp32 `state` of `model`, its shape, its tokenizer's files as they were published, and what it was made of
    (at least `longest`) with the checkpoint's sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in sorted(state.items())}, folder / WEIGHTS)
    for name in TOKENIZER_FILES:
        if (backbone.folder / name).is_file():
            shutil.copyfile(backbone.folder / name, folder / name)
    outputs = {task: head.out_features for task, head in model.heads.items()}
    write_json(folder / "model.json", {"encoder": asdict(model.encoder.config), "outputs": outputs, "parts": asdict(model.parts)})
    write_json(folder / "teacher.json", {**made_of, "checkpoint": file_sha256(folder / WEIGHTS)})


def lineage(
    settings: dict, backbone: Backbone, precision: torch.dtype, rows: Sequence[dict], curriculum: str
) -> dict:
    """What a teacher is made of: the backbone and the files read beside its weights, the precision its layers trained in,
    seed, settings, and the rows (natural train, generated, tune) of the curriculum's sha256."""
    counted = Counter((row["task"], "generated" if row["parent_id"] else row["split"]) for row in rows)
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
        "rows": {task: {split: counted[task, split] for split in ("train", "generated", "tune")} for task in tasks},
        "curriculum": curriculum,
    }


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer of a backbone or a teacher, from its own files, never from the network."""
    if not (folder / "tokenizer.json").is_file():
        raise Refused(f"{folder / 'tokenizer.json'}: missing")
    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


def load_teacher(folder: Path, bf16: bool = False) -> Teacher:
    """Read what `save_teacher` wrote, in evaluation mode; in fp32, or with its layers in bf16 if asked and where the processor
    has it. Raises Refused on tensors that do not fit."""
    shape, settings = read_json(folder / "model.json"), read_json(folder / "teacher.json")
    model = IDTransformer(Encoder(EncoderConfig(**shape["encoder"])), shape["outputs"], Parts(**shape["parts"]))
    try:
        model.load_state_dict(load_file(folder / WEIGHTS))
    except (SafetensorError, FileNotFoundError, RuntimeError) as error:
        raise Refused(f"{folder / WEIGHTS}: does not fit model.json ({str(error).splitlines()[-1].strip()})") from error
    if bf16 and has_bf16():
        model.encoder.to_bf16()
    return Teacher(model.eval(), load_tokenizer(folder), shape["outputs"], settings["longest"], settings)
