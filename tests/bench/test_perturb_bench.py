import json
import subprocess
import sys

import pytest

from bench import perturb, perturb_memory
from glueline.tables.examples import PREPARED
from glueline.tables.parquet import write_rows


@pytest.fixture
def folder(tmp_path):
    """Thirty sentences of SST-2."""
    write_rows(tmp_path / "prepared" / "sst2" / "train.parquet", PREPARED, (
        {"id": f"sst2/train/{idx}", "task": "sst2", "split": "train", "text_a": f"this is not a terrible film , number {idx}",
         "text_b": None, "label": 1.0} for idx in range(30)))
    return tmp_path


def test_rates_are_those_of_the_rows_made_of_sentences_met_for_the_first_time(folder, monkeypatch):
    ticks = iter([10.0, 12.0])
    monkeypatch.setattr(perturb.time, "process_time", lambda: next(ticks))
    parents = perturb.parents_of(folder / "prepared", 21)
    rates, made = perturb.generation_rates(parents)
    rows = made["sst2"][0]
    assert len(parents["sst2"]) == 21 and {int(row["parent_id"].split("/")[2]) for row in rows} == set(range(7, 21))
    assert len(rows) > 14 and rates == {"sst2": len(rows) / 2, "all": len(rows) / 2}


def test_without_textattack_there_is_no_figure_but_a_reason(folder):
    parents = perturb.parents_of(folder / "prepared", 5)
    assert perturb.textattack_rates(parents, None) == "not measured: --textattack names no interpreter that has it"
    assert perturb.textattack_rates(parents, sys.executable) == "not measured: textattack is not installed"


def test_both_augmenters_are_given_the_same_sentences(folder, monkeypatch):
    def answered(command, input, **_):
        assert command[0] == "python"
        assert json.loads(input) == [f"this is not a terrible film , number {idx}" for idx in range(5)]
        return subprocess.CompletedProcess(command, 0, 'noise\n{"rows": 10, "seconds": 4}', "")

    monkeypatch.setattr(perturb.subprocess, "run", answered)
    monkeypatch.setattr(perturb, "timed", lambda work: work() and 2.0)
    found = perturb.textattack_rates(perturb.parents_of(folder / "prepared", 5), "python")
    assert found == {"textattack": 2.5, "typing": 2.5}


def test_the_stage_runs_without_models_and_says_what_it_took(folder, capsys, monkeypatch):
    for name in ("load_embedder", "load_scouts", "substitutes_of", "Targeting"):
        monkeypatch.setattr(perturb_memory.stage, name, getattr(perturb_memory.stage, name))  # put back afterwards
    perturb_memory.run_inside(folder)
    assert int(capsys.readouterr().out.splitlines()[-1]) > 2**26
    assert (folder / "out" / "train" / "sst2.parquet").is_file()
