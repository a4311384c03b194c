"""The plain peers: their rows, what one leaves behind, and a pipeline that the main one does not see."""

import shutil
import subprocess
import sys

import pyarrow as pa
import pytest
import torch
import yaml
from dvc.repo import Repo
from main_job.real_house import write_backbone

from bench.peers import peer
from flows.dvc_graph import read_graph
from glueline.curriculum.lots import lot_of
from glueline.curriculum.mixture import Mixture
from glueline.glue.tasks import file_name
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone
from glueline.tables.examples import PREDICTIONS, PREPARED
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from glueline.text.builtin import generate


@pytest.fixture
def data(tmp_path):
    """SST-2 and STS-B of the built-in set, as ingest and prepare would leave them."""
    kinds = {"sst2": [("sentence", pa.string()), ("label", pa.int64()), ("idx", pa.int32())],
             "stsb": [("sentence1", pa.string()), ("sentence2", pa.string()), ("label", pa.float32()), ("idx", pa.int32())]}
    for task, columns in kinds.items():
        write_rows(tmp_path / "raw" / task / file_name("train"), pa.schema(columns), generate(task, "train", 30, 1))
        for split, source in (("train", "train"), ("tune", "train"), ("validation", "validation")):
            rows = [{"id": f"{task}/{source}/{row['idx']}", "task": task, "split": split, "text_a": row[columns[0][0]],
                     "text_b": row.get("sentence2"), "label": row["label"]} for row in generate(task, source, 30, 1)]
            kept = rows[:4] if split == "tune" else rows[4:] if split == "train" else rows
            write_rows(tmp_path / "prepared" / task / f"{split}.parquet", PREPARED, kept)
    write_standing(tmp_path, "official rows")
    return tmp_path


def write_standing(data, standing):
    about = {"standing": standing, "official": standing == "official rows"}
    write_json(data / "prepared/standing.json", {"splits": {
        f"{task}/{split}": about for task in ("sst2", "stsb") for split in ("train", "validation")}})


def test_under_a_cap_it_learns_what_order_draws_and_else_every_official_row(data):
    rows = {"at_most": {"sst2": 10}, "seed": 3}
    drawn = lot_of("sst2", data / "prepared", data, 10, 3, Mixture(0.0, 1.0, ())).natural()
    assert [row["id"] for row in peer.train_rows(data, "sst2", rows)] == [row["id"] for row in drawn]
    assert [row["id"] for row in peer.train_rows(data, "stsb", rows)] == [f"stsb/train/{idx}" for idx in range(30)]


@pytest.mark.parametrize("task", ["sst2", "stsb"])
def test_a_peer_leaves_predictions_without_text_and_what_they_cost(data, monkeypatch, task):
    monkeypatch.setenv("GLUELINE_BACKBONES", str(data))
    write_backbone(data / "tiny")
    tiny = {"name": "tiny", "sha256": file_sha256(data / "tiny" / "model.safetensors"), "epochs": 2, "rate": 1e-3}
    params = {"backbones": {"tiny": tiny}, "rows": {"at_most": {}, "seed": 1},
              "method": {"batch": 8, "longest": 32, "bf16": False, "threads": 1}}
    (data / "params.yaml").write_text(yaml.safe_dump(params))
    monkeypatch.setattr(peer, "HERE", data)
    monkeypatch.setattr(sys, "argv", ["peer", task, "tiny", "5", "--data", str(data), "--out", str(data / "out")])
    peer.main()
    made = data / "out" / f"{task}-tiny-5"
    said = list(read_rows(made / f"{task}-validation.parquet"))
    assert [row["id"] for row in said] == [f"{task}/validation/{idx}" for idx in range(30)]
    assert set(said[0]) == set(PREDICTIONS.names)
    result = read_json(made / "result.json")
    assert (result["rows"], result["steps"], result["seed"]) == (30, 8, 5) and result["flops"] > 0
    assert result["scores"]["validation"]["rows"] == 30 and result["standing"]["train"]["official"] is True
    if task == "sst2":
        hits = sum(row["prediction"] == row["label"] == float(row["logits"][1] > row["logits"][0]) for row in said)
        assert result["scores"]["validation"]["score"] == pytest.approx(100 * hits / 30)


def test_the_built_in_set_makes_no_peer(data, monkeypatch):
    write_standing(data, "synthetic")
    monkeypatch.setattr(sys, "argv", ["peer", "sst2", "minilm", "1", "--data", str(data), "--out", str(data / "out")])
    with pytest.raises(Refused, match="prepared: sst2: the built-in set; set params.yaml: source.name to snapshot or hub"):
        peer.main()
    assert not (data / "out").exists()


def test_trained_in_bf16_it_answers_in_fp32(data, monkeypatch):
    monkeypatch.setenv("GLUELINE_BACKBONES", str(data))
    write_backbone(data / "tiny")
    backbone = find_backbone("tiny", file_sha256(data / "tiny" / "model.safetensors"))
    rows = peer.train_rows(data, "stsb", {"at_most": {}, "seed": 1})
    method = {"batch": 8, "longest": 32, "bf16": True}
    taught = peer.teach(backbone, "stsb", rows, {"epochs": 1, "rate": 1e-3}, method, 1)
    said = torch.tensor([answer["logits"][0] for answer in peer.answers(taught, "stsb", rows, 32)])
    assert (said != said.to(torch.bfloat16).float()).any(), "every answer is a number of bf16"


def test_the_peers_are_a_pipeline_of_their_own_that_the_main_one_does_not_see(repo, tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    Repo.init(str(tmp_path)).close()
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(repo / name, tmp_path / name)
    shutil.copytree(repo / "bench/peers", tmp_path / "bench/peers", ignore=shutil.ignore_patterns("results", "tmp", "cache"))
    monkeypatch.chdir(tmp_path)
    assert not [stage.key for stage in read_graph(tmp_path) if "peer@" in stage.key]
    monkeypatch.chdir(tmp_path / "bench/peers")
    own = {stage.key for stage in read_graph(tmp_path / "bench/peers")}
    assert len(own) == 8 * 2 * 3 and {"peer@rte-minilm-1", "peer@cola-mpnet-3"} <= own
