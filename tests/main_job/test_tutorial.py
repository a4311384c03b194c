"""The tutorial's commands, in its order, in a house that has run once: a reader who types them gets what it says."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from main_job.real_house import change, copy
from provenance.house import REPO, environment

pytestmark = pytest.mark.slow
Ended = subprocess.CompletedProcess
BLOCK = re.compile(r"```sh\n(.*?)```", re.S)
ELSEWHERE = {  # what other tests, or every clone, run
    "make reproduce": ".ci/run",
    ". .venv/bin/activate": "Makefile",
    "make serve": "tests/flows/test_serve.py",
    "PREFECT_API_URL=http://127.0.0.1:4200/api prefect deployment run reproduce/reproduce-weekly":
        "tests/flows/test_deployment.py",
}

READER = {f"GIT_{who}_{what}": "reader@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def commands() -> list[str]:
    """Every command of docs/tutorial.md."""
    text = (REPO / "docs/tutorial.md").read_text()
    return [line for block in BLOCK.findall(text) for line in block.strip().splitlines()]


@pytest.fixture(scope="module")
def run_through(finished_house: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Ended]]:
    """The house after all of it, and how each command ended."""
    house, ended = copy(finished_house, tmp_path_factory.mktemp("tutorial") / "house"), {}
    for command in commands():
        if command in ELSEWHERE:
            continue
        said = command.replace("language", "one")  # a teacher of the small house
        ended[command] = subprocess.run(
            ["bash", "-c", f'glueline() {{ python -m glueline "$@"; }}; dvc() {{ python -m dvc "$@"; }}; {said}'], cwd=house,
            env=environment(house) | READER, capture_output=True, text=True)
        unverified = command == "glueline audit minilm-plain"  # the house lacks the commits that the records name
        shown = f"{said}\n{ended[command].stdout[-2000:]}\n{ended[command].stderr[-3000:]}"
        assert ended[command].returncode == 3 * unverified, shown
        if command.startswith("glueline task"):  # what the reader then does by hand
            put_into_the_table(house, ended[command].stdout.partition("\n\n")[0])
    return house, ended


def put_into_the_table(house: Path, row: str) -> None:
    table = house / "glueline/glue/tasks.py"
    table.write_text(table.read_text().replace("\n]}", f"\n{row}\n]}}"))
    params = yaml.safe_load((house / "params.yaml").read_text())
    change(house, "order.one.tasks", [*params["order"]["one"]["tasks"], "reviews"])
    change(house, "teach.one.method.epochs", params["teach"]["one"]["method"]["epochs"] | {"reviews": 1})


def test_what_is_not_run_here_is_run_where_it_says():
    for command, place in ELSEWHERE.items():
        assert command in commands() and (REPO / place).exists(), command
    assert "make reproduce" in (REPO / ".ci/run").read_text()


def test_status_names_the_student_and_what_follows_and_no_teacher(run_through):
    said = run_through[1]["dvc status distill score@student score@language"].stdout
    assert "distill" in said and "params.yaml" in said and "teach@" not in said


def test_a_task_of_ones_own_becomes_a_cell_of_the_leaderboard(run_through):
    house, ended = run_through
    assert "reviews" in ended["glueline trace this run/language/reviews"].stdout
    table = (house / "data/leaderboard/leaderboard.md").read_text()
    assert "Reviews" in table and "own bytes" in table
    assert (house / "leaderboard/with-reviews/entry.json").is_file()


def test_the_colleagues_entry_is_audited_disclosed_and_compared(run_through):
    ended = run_through[1]
    assert "minilm-plain" in ended["glueline audit minilm-plain"].stdout
    assert "CoLA" in ended["glueline compare minilm-plain minilm-plain-epochs"].stdout
