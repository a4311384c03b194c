"""The same training in two processes, started by `accelerate launch` and joined by gloo, against that of one alone."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from launched_teach import gradients_in_fp64
from safetensors.torch import load_file
from test_teach import EVERYTHING, backbones, settings_for, write_curriculum  # noqa: F401

import stages.teach
from glueline.learning.aims import Phrases
from glueline.learning.variants import Variants
from glueline.learning.world import ALONE

pytestmark = pytest.mark.slow
REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def launched(backbones, tmp_path_factory):  # noqa: F811
    """The folder in which two processes have run launched_teach.py, and the settings they had."""
    folder, plain = tmp_path_factory.mktemp("launched"), settings_for(backbones)
    method = replace(plain.method, **EVERYTHING["method"] | {"phrases": Phrases(0.4, 1.0), "variants": Variants(1, 1.0)})
    settings = replace(plain, bf16=False, parts=EVERYTHING["parts"], method=method)
    (folder / "settings.json").write_text(json.dumps(asdict(settings)))
    write_curriculum(folder / "curriculum")
    launch = "-m accelerate.commands.launch --multi_gpu --num_processes 2 --num_machines 1 --mixed_precision no"
    command = [sys.executable, *launch.split(), "--dynamo_backend", "no", "--main_process_port", "0"]
    apart = {"GLUELINE_BACKBONES": str(backbones), "CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": str(REPO), "OMP_NUM_THREADS": "1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLUELINE_BACKBONES", str(backbones))
        done = subprocess.run([*command, str(Path(__file__).with_name("launched_teach.py")), str(folder)], cwd=REPO,
                              env={**os.environ, **apart}, capture_output=True, text=True, timeout=600)  # fmt: skip
        assert done.returncode == 0, done.stderr[-5000:]
        yield folder, settings


def figures(folder: Path) -> list[dict]:
    with (folder / "history.csv").open() as file:
        return list(csv.DictReader(file))


def test_two_processes_train_what_one_does_but_for_rounding(launched, tmp_path, monkeypatch):
    folder, settings = launched
    monkeypatch.setattr(stages.teach, "launched", lambda seed: ALONE)  # on the processor, as they were
    stages.teach.main(replace(settings, dropout=0.0), folder / "curriculum", tmp_path / "alone", tmp_path / "partial")
    alone, both = figures(tmp_path / "alone"), figures(folder / "0" / "exact")
    for name in ("task", "rows", "rate"):
        assert [row[name] for row in both] == [row[name] for row in alone]
    for name in ("loss", "gradient_norm"):
        # of six digits, and 42 steps hand their rounding on; a row left out once moves a loss by 0.2
        assert [float(row[name]) for row in both] == pytest.approx([float(row[name]) for row in alone], rel=1e-4)
    assert (folder / "0" / "exact" / "steps.parquet").read_bytes() == (tmp_path / "alone" / "steps.parquet").read_bytes()
    costs = [json.loads((path / "summary.json").read_text())["flops"] for path in (folder / "0" / "exact", tmp_path / "alone")]
    assert costs[0] == costs[1] and {"frozen in first", "variants"} <= costs[0].keys()
    one, other = (load_file(path / "model.safetensors") for path in (tmp_path / "alone", folder / "0" / "exact"))
    assert one.keys() == other.keys()
    for name, tensor in one.items():
        # AdamW moves a weight by up to the rate (1e-3) however small its gradient, rounding included
        assert torch.allclose(tensor, other[name], atol=5e-6), (name, (tensor - other[name]).abs().max())


def test_gradients_in_fp64_are_those_of_one_process(launched):
    folder, settings = launched
    alone = gradients_in_fp64(folder, settings)
    one, other = (load_file(folder / f"gradients-{rank}.safetensors") for rank in (0, 1))
    assert alone.keys() == one.keys() == other.keys() and len(alone) > 40
    for name, tensor in alone.items():
        assert tensor.dtype == torch.float64 and torch.equal(one[name], other[name]), name
        assert torch.allclose(one[name], tensor, rtol=1e-12, atol=1e-12), (name, (one[name] - tensor).abs().max())


def test_two_processes_killed_and_begun_again_end_as_if_they_had_not_been(launched):
    folder, _ = launched
    whole, resumed = ({path.name: path.read_bytes() for path in (folder / "0" / name).iterdir()}
                      for name in ("whole", "resumed"))
    assert {name for name in whole if whole[name] != resumed.get(name)} == set() and whole.keys() == resumed.keys()
    assert whole["model.safetensors"] != (folder / "0" / "exact" / "model.safetensors").read_bytes()  # dropout was on


def test_the_record_can_name_the_number_of_processes(launched):
    folder, _ = launched
    assert [json.loads((folder / f"platform-{rank}.json").read_text())["torch"]["processes"] for rank in (0, 1)] == [2, 2]


def test_the_main_process_alone_writes(launched):
    folder, _ = launched
    assert (folder / "0" / "exact" / "logits.parquet").is_file() and not (folder / "1").exists()
