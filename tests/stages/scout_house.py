"""What the tests of `scout` share: a handful of rows and a tiny backbone."""

import pytest
import torch
from transformers import BertConfig, BertModel

from glueline.learning.cross_fitting import Fit
from glueline.learning.frozen_reader import Reading
from glueline.tables.backbones import find_backbone
from glueline.tables.examples import PREPARED
from glueline.tables.files import file_sha256
from glueline.tables.parquet import read_rows, write_rows
from stages.scout import Settings, main

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
SUBJECTS = ["the cat", "no dog", "a bird", "every small fish"]
ENDS = ["sat", "ran fast today", "swims in the sea", "sang", "slept"]
TASKS = {"cola": False, "mrpc": True, "stsb": True}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A folder of backbones with one tiny BERT that speaks MiniLM's vocabulary."""
    folder = tmp_path_factory.mktemp("backbones")
    torch.manual_seed(0)
    config = BertConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(folder / "tiny")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / "tiny" / name).write_bytes((find_backbone(*MINILM).folder / name).read_bytes())
    return folder


@pytest.fixture
def settings(tiny, monkeypatch):
    monkeypatch.setenv("GLUELINE_BACKBONES", str(tiny))
    sha256 = file_sha256(tiny / "tiny" / "model.safetensors")
    return Settings("tiny", sha256, 1, 1, ("cola", "mrpc", "stsb"), {"mrpc": 30}, 3,
                    Reading((1, 2), 32, 256), Fit(4, 3, 0.01, 0.01, 8))


def write_table(folder, task, split, numbers):
    texts = [f"{SUBJECTS[n % 4]} {ENDS[n % 5]} {n}" for n in numbers]
    write_rows(folder / task / f"{split}.parquet", PREPARED, (
        {"id": f"{task}/train/{n}", "task": task, "split": split, "text_a": text, "text_b": text[::2] if TASKS[task] else None,
         "label": n % 6 * 1.0 if task == "stsb" else float(n % 2)} for n, text in zip(numbers, texts, strict=True)))


@pytest.fixture
def prepared(tmp_path):
    """Forty train and six tune rows of three tasks, and validation tables that cannot be read."""
    for task in TASKS:
        write_table(tmp_path / "prepared", task, "train", range(40))
        write_table(tmp_path / "prepared", task, "tune", range(40, 46))
        for split in ("validation", "test"):
            (tmp_path / "prepared" / task / f"{split}.parquet").write_text("not to be opened")
    return tmp_path / "prepared"


def scouted(settings, prepared, tmp_path, name="scout"):
    main(settings, prepared, tmp_path / name, tmp_path / f"partial of {name}")
    return list(read_rows(tmp_path / name / "rows.parquet"))
