"""The plan of the runs with and without adversarial rows and curriculum makes params that stages accept, one thing apart."""

import pytest
import yaml

from bench import adversarial
from bench.adversarial import PLAN, params_of, table
from glueline.tables.json_file import write_json
from glueline.tables.params import settings_from
from stages import order, perturb, score, scout, teach


@pytest.fixture
def made(repo):
    return params_of(yaml.safe_load(PLAN.read_text()), yaml.safe_load((repo / "params.yaml").read_text()))


def test_every_section_makes_settings_and_what_is_trained_on_was_scouted_and_perturbed(made):
    for stage, module in (("score", score), ("scout", scout), ("perturb", perturb)):
        settings_from(module.Settings, made[stage], stage)
    assert len(made["teachers"]) == 9 and set(made["order"]) == set(made["teach"]) == set(made["teachers"])
    for name in made["teachers"]:
        drawn = settings_from(order.Settings, made["order"][name], name)
        order.refuse_unknown(drawn)
        taught = settings_from(teach.Settings, made["teach"][name], name)
        assert set(taught.method.epochs) == set(drawn.tasks) == set(made["scout"]["tasks"]) == set(made["perturb"]["tasks"])
        assert (drawn.rows_at_most, taught.seed) == ({"sst2": 10000}, int(name[-1]))


def test_a_variant_lacks_one_thing_and_is_else_what_both_are(made):
    whole, rows = (made[part]["both-2"] for part in ("teach", "order"))
    assert rows["adversarial"]["share"] > 0 and whole["method"]["variants"]["weight"] > 0
    assert any(whole["method"]["pace"]["opens"])
    plain, steady = made["teach"]["without_adversarial-2"], made["teach"]["without_curriculum-2"]
    assert made["order"]["without_adversarial-2"] == rows | {"adversarial": rows["adversarial"] | {"share": 0}}
    assert plain == whole | {"method": whole["method"] | {"variants": whole["method"]["variants"] | {"weight": 0}}}
    assert made["order"]["without_curriculum-2"] == rows
    assert steady == whole | {"method": whole["method"] | {"pace": whole["method"]["pace"] | {"opens": [0, 0, 0, 0]}}}


def test_the_table_says_what_having_it_adds_on_each_set(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(adversarial, "RESULTS", tmp_path)
    right, half = [1, 0] * 20, [1, 1] * 20  # of labels that alternate: 100 and 50 of 100 right
    for variant, said, flops in (("both", {"validation": half, "advglue": right, "made": right}, 30),
                                 ("without_adversarial", {"validation": half, "advglue": half, "made": right}, 20)):
        answers = {kind: {"rte": {"label": right, "prediction": each}} for kind, each in (said | {"tune": half}).items()}
        write_json(tmp_path / f"{variant}-1.json", {"flops": flops, "seconds": 10.0, "answers": answers,
                                                      "before": {"scouting": 3, "making rows": 1}})
    found = table()["without_adversarial"]
    assert [found[kind]["rte"]["difference"] for kind in adversarial.SETS] == [0.0, 50.0, 0.0]
    assert (found["seeds"], found["flops"], found["seconds"]) == (1, 1.5, 1.0)
    assert "scouting 10.0%; making rows 3.3%" in capsys.readouterr().out


def test_a_set_that_is_not_here_is_left_out(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(adversarial, "RESULTS", tmp_path)
    kept = {"rte": {"label": [1, 0] * 20, "prediction": [1, 1] * 20}}
    for variant in ("both", "without_adversarial"):
        answers = {"validation": kept, "advglue": {}, "made": kept, "tune": kept}
        write_json(tmp_path / f"{variant}-1.json", {"flops": 1, "seconds": 1.0, "before": {"scouting": 3, "making rows": 1},
                                                      "answers": answers})
    assert set(table()["without_adversarial"]) >= {"validation", "made"} and "advglue" not in table()["without_adversarial"]
    assert "advglue      not here" in capsys.readouterr().out
