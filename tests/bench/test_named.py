"""The two named settings: what is on in each, and that `best` is what the ablation's tune rows say."""

import json

import pytest
import yaml

from bench import ablation, named
from glueline.tables.json_file import read_json
from glueline.tables.params import settings_from
from stages import order, perturb, score, scout, teach


@pytest.fixture
def made(repo):
    plan, params = (yaml.safe_load(path.read_text()) for path in (named.PLAN, repo / "params.yaml"))
    return {name: named.params_of(plan, name, params) for name in named.NOTES}


def test_every_section_makes_settings(made):
    for name, params in made.items():
        for stage, module in (("score", score), ("scout", scout), ("perturb", perturb)):
            settings_from(module.Settings, params[stage], stage)
        [learner] = params["teachers"]
        drawn = settings_from(order.Settings, params["order"][learner], learner)
        order.refuse_unknown(drawn)
        taught = settings_from(teach.Settings, params["teach"][learner], learner)
        assert learner == f"{name}-1" and taught.seed == 1
        assert set(taught.method.epochs) == set(drawn.tasks) == set(params["scout"]["tasks"]) == set(params["perturb"]["tasks"])


def test_the_id_transformer_has_everything_on(made):
    order, teach = (made["id-transformer"][stage]["id-transformer-1"] for stage in ("order", "teach"))
    method = teach["method"]
    assert all(teach["parts"].values()) and teach["bf16"] and method["freeze"] and any(method["pace"]["opens"])
    assert method["pace"]["hardest"] < 1 and method["schedule"]["adaptive"]
    assert min(method["consistency"]["weight"], method["variants"]["weight"], order["adversarial"]["share"]) > 0


def test_best_is_the_id_transformer_without_what_did_not_earn_its_place_on_tune(made, repo):
    table, plan = read_json(repo / "bench/results/ablation.json"), yaml.safe_load(named.PLAN.read_text())
    components = yaml.safe_load(ablation.PLAN.read_text())["without"]
    idle = [name for name in components if table[f"without_{name}"]["tune"]["difference"] >= 0]
    assert plan["best"]["without"] == [name for name in idle if name != "mixed_precision"]
    order, teach = (made["best"][stage]["best-1"] for stage in ("order", "teach"))
    assert order["adversarial"]["share"] == teach["method"]["variants"]["weight"] == 0 and teach["bf16"]
    for name in idle:
        if name != "mixed_precision":
            assert teach == named.over(teach, components[name]), name


def test_an_entry_is_brought_with_the_lines_of_its_runs_alone(tmp_path, monkeypatch):
    here, there = tmp_path / "here", tmp_path / "there"
    for root, lines in ((here, ["a", "b"]), (there, ["a", "c", "d"])):
        (root / "leaderboard").mkdir(parents=True)
        (root / named.JOURNAL).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (there / "leaderboard/best").mkdir()
    (there / "leaderboard/best/entry.json").write_text("{}")
    monkeypatch.chdir(here)
    named.bring(there, "best")
    assert (here / named.JOURNAL).read_text() == '"a"\n"b"\n"c"\n"d"\n'
    assert (here / "leaderboard/best/entry.json").read_text() == "{}"
