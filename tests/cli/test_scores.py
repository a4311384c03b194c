"""`glueline scores`: the cells of a run as a person reads them, and as a program does."""

import json

from tables.compared_house import checkout  # noqa: F401, a fixture

from glueline.cli import main


def test_a_person_reads_a_row_a_cell_with_its_interval_below_and_empty_cells_as_dashes(checkout, capsys):  # noqa: F811
    assert main(["scores", "good"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][0] == "good" and ["cell", "minilm"] in lines
    assert ["RTE†", "95.0"] in lines and lines[lines.index(["RTE†", "95.0"]) + 1] == ["95.0", "to", "95.0"]
    assert ["MNLI-mm†", "–"] in lines and ["AX†", "–"] not in lines
    average = next(number for number, words in enumerate(lines) if words[:2] == ["GLUE's", "rule"])
    assert lines[average + 1] == ["2", "of", "10"]


def test_a_program_reads_the_same_scores(checkout, capsys):  # noqa: F811
    assert main(["scores", "good", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["minilm"]
    assert found["cells"]["rte"]["score"] == 95.0 and found["averages"]["glue"]["over"] == 2


def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(checkout, capsys):  # noqa: F811
    assert main(["scores", "best"]) == 2
    says = "glueline: best: no entry in leaderboard and no teacher in data/scores; there are: good, poor\n"
    assert capsys.readouterr().err == says
