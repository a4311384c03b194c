"""Every figure of the README is bound to what it was copied from. `glueline claims claims/readme.yaml` says the same."""

import pytest
import yaml

from glueline.claims.bound import Page, page_from, stale, unbound
from glueline.claims.plain_yaml import read_plain
from glueline.tables.json_file import read_json


@pytest.fixture(scope="module")
def readme(repo) -> Page:
    return page_from(read_plain(repo / "claims/readme.yaml"), "claims/readme.yaml")


def test_no_figure_of_the_readme_is_stale(repo, readme):
    assert stale(readme, repo) == []


def test_no_figure_of_the_readmes_results_is_bound_to_nothing_without_a_reason(repo, readme):
    assert {"Results", "Measured"} <= set(readme.sections)
    assert unbound(readme, repo) == []


def test_most_of_them_are_bound_and_not_excepted(readme):
    assert sum(len(one.figures) for one in readme.bound) > 120 and all(len(one.reason) > 10 for one in readme.excepted)


def test_it_says_how_many_runs_of_the_ablation_are_kept_and_its_table_is_theirs(repo, monkeypatch):
    from bench import ablation

    monkeypatch.chdir(repo)
    plan = yaml.safe_load(ablation.PLAN.read_text())
    runs = len(list((repo / "bench/ablation").glob("*.json")))
    of = len(plan["seeds"]) * (2 + len(plan["without"]))
    assert f"(`bench/ablation/`: {runs} of {of} runs)" in (repo / "README.md").read_text("utf-8")
    monkeypatch.setattr("bench.paired.RESAMPLES", 20)  # intervals apart, the table takes no time
    kept, again = read_json(repo / "bench/results/ablation.json"), ablation.table()
    assert kept.keys() == again.keys()
    for name, each in again.items():
        assert {key: kept[name][key] for key in ("seeds", "flops", "seconds")} == {
            key: each[key] for key in ("seeds", "flops", "seconds")}
        for what in ("score", "tune"):
            assert difference(kept[name][what]) == difference(each[what])


def difference(found: dict) -> dict | float:
    """Without the intervals."""
    return found["difference"] if "difference" in found else {name: difference(each) for name, each in found.items()}
