"""`glueline compare`: what it reads and what it says."""

import json

from tables.compared_house import GOOD, POOR, checkout, keep, missing, present, refused, spoil  # noqa: F401, a fixture

from glueline.cli import main


def told(capsys, *names):
    assert main(["compare", *names, "--json", "--resamples", "300"]) == 0
    return json.loads(capsys.readouterr().out)


def test_two_entries_are_compared_by_id_in_every_cell_that_both_have(checkout, capsys):
    spoil(checkout / "leaderboard/good", lambda rows: rows[::-1])
    found = told(capsys, "poor", "good")
    rte, cola = (found["sections"]["glue"]["tables"][name] for name in ("rte", "cola"))
    assert (rte["base"]["mean"], rte["other"]["mean"], rte["difference"], rte["title"]) == (75.0, 95.0, 20.0, "RTE")
    assert (rte["mcnemar"]["base"], rte["mcnemar"]["other"], cola["difference"], cola["mcnemar"]) == (1, 9, 0.0, None)
    assert set(found["sections"]) == {"glue"} and set(found["sections"]["glue"]["tables"]) == {"rte", "cola"}
    means = found["sections"]["glue"]["means"]
    assert means["glue"]["difference"] == means["article"]["difference"] == 10.0 and means["glue"]["over"] == ["cola", "rte"]


def test_the_same_command_says_the_same_and_turned_round_the_opposite(checkout, capsys):
    assert told(capsys, "poor", "good") == told(capsys, "poor", "good")
    assert told(capsys, "good", "poor")["sections"]["glue"]["tables"]["rte"]["difference"] == -20.0


def test_a_person_reads_a_table(checkout, capsys):
    assert main(["compare", "poor", "good"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["A: poor (minilm; seed 1)", "B: good (minilm; seed 1)"]
    rte = next(line for line in lines if line.startswith("RTE"))
    assert rte.split()[1:5] == ["40", "75.0", "95.0", "+20.0"] and "0.021" in rte.split()
    assert any(line.startswith("average, GLUE's rule") for line in lines)
    head = next(line for line in lines if "Holm" in line)
    assert len(rte) == len(head)


def test_the_present_run_and_its_teachers_have_names_too(checkout, capsys):
    present(checkout, "mpnet", GOOD["said"])
    for name in ("mpnet", "this run", "this run/mpnet"):
        found = told(capsys, "poor/minilm", name)
        assert found["other"] == {"name": name, "teachers": ["mpnet"], "seeds": [1]}


def test_runs_that_differ_in_their_seed_alone_are_one_side(checkout, capsys):
    keep(checkout, "three", **{f"s{seed}": {"said": {"rte": missing(*range(seed))}, "seed": seed} for seed in (2, 1, 3)})
    found = told(capsys, "poor", "three")
    rte = found["sections"]["glue"]["tables"]["rte"]
    assert found["other"]["seeds"] == [1, 2, 3] and not found["matched"] and rte["mcnemar"] is None
    assert (rte["other"]["mean"], rte["other"]["seeds"], rte["difference"]) == (95.0, 3, 20.0)
    assert rte["other"]["low"] < 95 < rte["other"]["high"] and rte["base"]["low"] is None
    main(["compare", "three", "three"])
    text = capsys.readouterr().out
    assert "Each side alone: mean over seeds" in text and "seeds matched" in text
    assert found["left_out"] == ["glue/cola"]  # one side alone was scored on it


def test_runs_that_differ_in_more_are_asked_apart(checkout, capsys):
    keep(checkout, "mixed", a=GOOD, b=POOR | {"seed": 2, "clip": 2.0})
    assert "mixed: a and b differ in more than their seed; name one of them, as in mixed/a" in refused(capsys, "poor", "mixed")
    assert told(capsys, "poor", "mixed/b")["other"]["teachers"] == ["b"]
    keep(checkout, "twice", a=GOOD, b=POOR)
    assert "twice: a and b have the same seed, 1" in refused(capsys, "poor", "twice")
