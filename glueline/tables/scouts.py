"""Scouts as they lie on disk: what is known of each row, and a safetensors file for each task and fold."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from glueline.learning.frozen_reader import FrozenReader, Reading
from glueline.learning.scouting import Scouts
from glueline.model.fold_heads import FoldHeads
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.examples import id_hash
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows
from glueline.tables.repeats import normalised

SCOUTED = pa.schema([
    ("id", pa.string()),
    ("task", pa.string()),
    ("split", pa.string()),             # train, or tune
    ("fold", pa.int8()),                # whose model never saw the row; null of tune rows, which none saw
    ("probability", pa.float32()),      # of the label, by that model, or by all together; for a grade as in skill.py
    ("loss", pa.float32()),             # by the same: cross-entropy, or squared error of a grade
    ("prediction", pa.float32()),       # by the same: a label's number, or a grade
    ("confidence", pa.float32()),       # training dynamics, as in cross_fitting.py; null of tune rows
    ("variability", pa.float32()),
    ("correctness", pa.float32()),
])


NONE = (np.zeros(0, np.int64), np.zeros(0, np.int8))


def fold_of(row: dict, symmetric: bool, seed: int, folds: int) -> int:
    """The fold of a train row: by a hash of its first text as `repeats` normalises it, in a symmetric task of the one that
    sorts first. So a row, its repeats and what else is asked of the same text share one: of WNLI, where a text comes with both
    labels, models that learned its other rows answered 21 % rightly, and 39 % so."""
    first = min(map(normalised, (row["text_a"], row["text_b"]))) if symmetric else normalised(row["text_a"])
    return id_hash(seed, first) % folds


def head_path(scout: Path, task: str, fold: int) -> Path:
    return scout / "heads" / f"{task}-{fold}.safetensors"


def save_heads(scout: Path, task: str, heads: FoldHeads, made_of: dict) -> list[str]:
    """Write each fold's model in a file of its own, with what its answers hang on besides (encoder, layers, longest); returns
    their sha256s, which so speak for the whole model."""
    hashes = []
    for fold in range(heads.folds):
        path = head_path(scout, task, fold)
        path.parent.mkdir(parents=True, exist_ok=True)
        tensors = {name: tensor[fold].clone() for name, tensor in sorted(heads.state_dict().items())}
        # One key: several are written in an order that changes from process to process.
        save_file(tensors, path, {"made_of": json.dumps({**made_of, "task": task, "fold": fold}, sort_keys=True)})
        hashes.append(file_sha256(path))
    return hashes


def scouted_rows(rows: Iterable[dict], columns: Mapping[str, np.ndarray]) -> Iterator[dict]:
    """Rows of PREPARED and the columns that scouts give them -> rows of SCOUTED: null where there is no fold (-1), or no model
    that learned the row (NaN)."""
    for at, row in enumerate(rows):
        values = {name: column[at].item() for name, column in columns.items()}
        known = {name: None if value != value or name == "fold" and value < 0 else value for name, value in values.items()}
        yield {**{name: row[name] for name in ("id", "task", "split")}, **known}


def load_scouts(scout: Path) -> Scouts:
    """Read what the stage `scout` wrote. Raises Refused on weights that are not those that scout.json names."""
    about = read_json(scout / "scout.json")
    settings = about["settings"]
    backbone = find_backbone(settings["backbone"], settings["sha256"])
    reading = Reading(**{**settings["reading"], "layers": tuple(settings["reading"]["layers"])})
    reader = FrozenReader(load_encoder(backbone, 0.0), load_tokenizer(backbone.folder), reading)
    heads = {task: load_heads(scout, task, each["heads"]) for task, each in about["tasks"].items()}
    hashes = {task: tuple(each["heads"]) for task, each in about["tasks"].items()}
    return Scouts(reader, heads, hashes, Folds(scout / "rows.parquet"))


class Folds:
    """The fold of each scouted row, by id; a few bytes a row."""

    def __init__(self, path: Path) -> None:
        """`path`: a table SCOUTED, sorted by id."""
        found: dict[str, tuple[array, array]] = defaultdict(lambda: (array("q"), array("b")))
        for row in read_rows(path, ["id", "fold"]):
            if row["fold"] is not None:
                place, idx = _place(row["id"])
                found[place][0].append(idx)
                found[place][1].append(row["fold"])
        self.known = {place: tuple(map(np.array, each)) for place, each in found.items()}

    def __call__(self, ids: Sequence[str]) -> np.ndarray:
        """The fold of each row [ids] (int64), -1 of one that no model learned from."""
        return np.array([self._fold(*_place(identity)) for identity in ids], np.int64)

    def _fold(self, place: str, idx: int) -> int:
        rows, folds = self.known.get(place, NONE)
        at = int(np.searchsorted(rows, idx))
        return int(folds[at]) if at < len(rows) and rows[at] == idx else -1


def _place(identity: str) -> tuple[str, int]:
    place, _, idx = identity.rpartition("/")
    return place, int(idx)


def load_heads(scout: Path, task: str, hashes: Sequence[str]) -> FoldHeads:
    """A task's heads side by side, from one file a fold. Raises Refused on one that has not the sha256 given for it."""
    states = []
    for fold, expected in enumerate(hashes):
        path = head_path(scout, task, fold)
        try:
            found = file_sha256(path)
            if found != expected:
                raise Refused(f"{path}: wrong bytes: sha256 is {found}, scout.json says {expected}; run `dvc repro scout`")
            states.append(load_file(path))
        except (SafetensorError, FileNotFoundError) as error:
            raise Refused(f"{path}: not readable as safetensors ({error}); run `dvc repro scout`") from error
    inner, outputs = states[0]["outer"].shape
    heads = FoldHeads(len(states), states[0]["inner"].shape[0], inner, outputs)
    heads.load_state_dict({name: torch.stack([state[name] for state in states]) for name in heads.state_dict()})
    return heads.eval().requires_grad_(False)
