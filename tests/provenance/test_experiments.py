"""`dvc metrics`, `dvc plots` and `dvc exp` on a house of Glueline's own runner: a queue of settings, and what came of each."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from provenance import experiments_house
from provenance.house import dvc, glueline, reproduce

BOUND = ["--jobs", "1"]  # one experiment after the other


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house after its first run; not to be changed."""
    return experiments_house.build(tmp_path_factory.mktemp("experiments") / "house")


@pytest.fixture
def house(finished: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(finished, tmp_path / "house", symlinks=True))


def said(house: Path, *words: str) -> str:
    """What DVC prints; it must succeed."""
    done = dvc(house, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_queue_over_a_teachers_settings_runs_each_beside_the_checkout_and_shows_what_came_of_it(house):
    before = (house / "params.yaml").read_text()
    for seed in (5, 7):
        said(house, "exp", "run", "--queue", "--name", f"seed-{seed}", "-S", f"teach.one.seed={seed}")
    said(house, "exp", "run", "--run-all", *BOUND)
    shown = csv.DictReader(io.StringIO(said(house, "exp", "show", "--csv")))
    rows = {row["Experiment"]: row for row in shown if row["Experiment"]}
    assert {name: (row["teach.one.seed"], row["one.cells.cola"]) for name, row in rows.items() if name.startswith("seed")} == {
        "seed-5": ("5", "6.0"), "seed-7": ("7", "8.0")}        # the seed, and half of two steps
    assert (house / "params.yaml").read_text() == before and "teach.two.seed" not in before
    assert json.loads((house / "data/teachers/one/metrics.json").read_text()) == {"one": {"cells": {"cola": 2.0}}}


def test_an_experiment_that_is_taken_over_is_up_to_date_and_its_metrics_differ_from_the_last_commits(house):
    said(house, "exp", "run", "--queue", "--name", "better", "-S", "teach.one.seed=9")
    said(house, "exp", "run", "--run-all", *BOUND)
    said(house, "exp", "apply", "better")
    found = json.loads(said(house, "metrics", "diff", "--json"))["data/teachers/one/metrics.json"]
    assert found == {"one.cells.cola": {"old": 2.0, "new": 10.0, "diff": 8.0}}
    assert said(house, "status", "-q") == ""
    records = list((house / "data/records/teach@one").glob("*.json"))
    seeds = {json.loads(path.read_text())["params"]["teach.one"]["seed"] for path in records}
    assert seeds == {1, 9}, "the record of the experiment lies with those of the checkout"


def test_the_page_of_plots_compares_revisions_and_asks_no_network(house):
    params = (house / "params.yaml").read_text()
    (house / "params.yaml").write_text(params.replace("rate: 0.5", "rate: 0.25"))
    reproduce(house)
    done = glueline(house, "plots", "HEAD", "workspace")
    assert done.returncode == 0, done.stderr
    page = (house / "data/plots/index.html").read_text()
    assert not re.search(r"<(script|link|img)[^>]{0,200}?(src|href)\s*=\s*.?(https?:)?//", page) and "{plot_divs}" not in page
    [spec] = re.findall(r"var spec = (\{.*?\});\s*vegaEmbed", page, re.DOTALL)
    values = json.loads(spec)["data"]["values"]
    assert {(row["rev"], row["step"]): float(row["loss"]) for row in values} == {
        ("HEAD", "0"): 1.0, ("HEAD", "1"): 1.5, ("HEAD", "2"): 2.0,
        ("workspace", "0"): 1.0, ("workspace", "1"): 1.25, ("workspace", "2"): 1.5}


def test_plots_outside_a_checkout_are_refused(tmp_path, monkeypatch, capsys):
    from glueline.cli import main

    monkeypatch.chdir(tmp_path)
    assert main(["plots"]) == 2
    assert capsys.readouterr().err == "glueline: plots: no .dvc here; run from the top of the checkout\n"
