import json
import shutil
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Timer

import pytest
from prefect.states import Cancelled, Crashed, Pending

from flows.dvc_graph import Stage, changes
from flows.outcome import is_locked, outcome, own_words, summary, up_to_date
from flows.reproduce import main, reproduce
from flows.side_by_side import side_by_side

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EVERY = ["join", "side@left", "side@right", "source"]


def ends(**parameters) -> dict[str, str]:
    """Stage -> the name of the state it ended in; the run must complete."""
    return reproduce(**parameters)


def task_states(state, count: int) -> dict[str, tuple[str, str]]:
    """Stage -> (state name, message) as the server tells it, once it has heard of `count` task runs' ends."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    told: dict[str, tuple[str, str]] = {}
    with get_client(sync_client=True) as client:
        for _ in range(150):
            runs = client.read_task_runs(flow_run_filter=wanted)
            ended = [run for run in runs if run.state_name not in ("Pending", "Running")]
            told = {run.name: (run.state_name, run.state.message) for run in ended}
            if len(told) == count:
                break
            time.sleep(0.1)
    return told


def runs_of(house: Path) -> list[str]:
    """Which commands have really run since the last look, sorted."""
    log = house / "runs.log"
    names = sorted(log.read_text().split()) if log.is_file() else []
    log.unlink(missing_ok=True)
    return names


def seconds(house: Path, name: str) -> float:
    return float((house / name).read_text())


@pytest.fixture(scope="session")
def made_once(blank_house, tmp_path_factory, prefect) -> Path:
    """A house in which everything has run, each branch waiting to see the other begin; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "house"
    shutil.copytree(blank_house, folder)
    (folder / "meet").touch()
    give_up = Timer(60, (folder / "meet").unlink)
    give_up.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert ends(at_once=2) == dict.fromkeys(EVERY, "Completed")
    give_up.cancel()
    (folder / "meet").unlink(missing_ok=True)
    assert runs_of(folder) == EVERY
    return folder


@pytest.fixture
def made(made_once, tmp_path, monkeypatch) -> Path:
    """A fresh copy of the made house, as working directory."""
    shutil.copytree(made_once, tmp_path / "made")
    monkeypatch.chdir(tmp_path / "made")
    return tmp_path / "made"


def test_two_independent_stages_overlap_in_time(made_once):
    begins = [seconds(made_once, f"{name}.began") for name in ("left", "right")]
    finishes = [seconds(made_once, f"{name}.ended") for name in ("left", "right")]
    assert max(begins) < min(finishes)


def test_a_second_run_shows_every_stage_as_cached_but_the_always_changed_one(made):
    assert ends() == {"source": "Completed", "side@left": "Cached", "side@right": "Cached", "join": "Cached"}
    assert runs_of(made) == ["source"]


def test_a_stage_whose_output_was_deleted_runs_again(made):
    (made / "left.txt").unlink()
    assert ends() == {"source": "Completed", "side@left": "Completed", "side@right": "Cached", "join": "Cached"}
    assert runs_of(made) == ["side@left", "source"] and (made / "left.txt").is_file()


def test_an_output_that_dvc_takes_from_its_cache_is_called_restored(made):
    (made / "join.txt").unlink()  # the one without `persist`, which keeps a stage out of DVC's run cache
    assert ends()["join"] == "Restored"
    assert runs_of(made) == ["source"] and (made / "join.txt").is_file()
    (made / "join.txt").unlink()
    shutil.rmtree(made / ".dvc/cache")
    assert ends()["join"] == "Completed"
    assert "join" in runs_of(made) and (made / "join.txt").is_file()


def test_a_changed_parameter_runs_exactly_what_it_reaches(made):
    (made / "params.yaml").write_text("left: 2\nright: 1\n")
    assert ends(at_once=1) == {"source": "Completed", "side@left": "Completed", "side@right": "Cached", "join": "Completed"}
    assert runs_of(made) == ["join", "side@left", "source"]


def test_a_failed_stage_fails_the_flow_in_its_own_words_and_only_its_branch_stops(made):
    script = (made / "side.sh").read_text()
    (made / "params.yaml").write_text("left: 3\nright: 3\n")
    fault = '[ $1 = left ] && { echo "glueline: side@left: rte/train row 7: bad label" >&2; exit 1; }'
    (made / "side.sh").write_text(f"{fault}\n{script}")
    joined = (made / "join.txt").read_bytes()
    state = reproduce(return_state=True)
    assert state.is_failed() and state.message == "side@left: rte/train row 7: bad label"
    told = task_states(state, 4)
    assert told["side@left"] == ("Failed", "side@left: rte/train row 7: bad label")
    assert (told["side@right"][0], told["join"][0]) == ("Completed", "NotReady")
    assert runs_of(made) == ["side@right", "source"] and (made / "join.txt").read_bytes() == joined


def test_from_the_desk_a_failure_is_exit_code_one_and_one_line(made, capfd):
    (made / "seed.txt").unlink()
    assert main(["source"]) == 1
    assert capfd.readouterr().err.strip().splitlines()[-1].startswith("glueline: source: ")
    (made / "seed.txt").write_text("seed\n")
    assert main(["source", "--at-once", "1"]) == 0
    assert main(["sauce"]) == 1
    assert "sauce" in capfd.readouterr().err.strip().splitlines()[-1]


def test_a_stage_locked_by_another_dvc_is_tried_again_until_it_is_free(made, monkeypatch, held_by_another_dvc):
    lock = held_by_another_dvc(made, "join.txt")
    tries: list[str] = []

    def changes_then_free(root: Path, key: str) -> list[str]:
        try:
            return changes(root, key)
        except Exception as error:
            tries.append(str(error))
            lock.write_text("{}")
            raise

    monkeypatch.setattr("flows.reproduce.changes", changes_then_free)
    assert ends()["join"] == "Cached"
    assert len(tries) == 1 and "is busy" in tries[0]


def test_every_line_of_a_run_is_kept_as_json_with_run_stage_and_seconds(made):
    (made / "params.yaml").write_text("left: 4\nright: 1\n")
    ends()
    newest = max((made / "data/.flows/logs").iterdir())
    lines = [json.loads(line) for line in newest.read_text().splitlines()]
    assert all(set(line) == {"time", "level", "run", "stage", "seconds", "says"} for line in lines)
    assert len({line["run"] for line in lines}) == 1 and newest.stem.endswith(lines[0]["run"])
    ran = [line for line in lines if line["stage"] == "side@left"]
    assert "Running stage 'side@left':" in [line["says"] for line in ran]
    assert ran[-1]["seconds"] >= ran[0]["seconds"] == 0.0


def test_stages_alone_are_run_on_what_lies_there(made):
    (made / "params.yaml").write_text("left: 5\nright: 5\n")
    assert ends(targets=["side@left", "join"], upstream=False) == {"side@left": "Completed", "join": "Completed"}
    assert runs_of(made) == ["join", "side@left"]


def test_a_run_mends_what_a_killed_one_left_and_then_completes(made):
    (made / ".dvc/tmp/rwlock").write_text('{"write": {"da')
    assert ends()["join"] == "Cached"


def test_dvcs_exit_code_and_lines_decide_the_state():
    ran = outcome("a", 0, ["Running stage 'a':"], "why")
    assert (ran.name, ran.message) == ("Completed", "why")
    assert outcome("a", 0, ["Stage 'a' is cached - skipping run, checking out outputs"], "why").name == "Restored"
    assert outcome("a", 0, ["Stage 'a' didn't change, skipping"], "why").name == "Cached"
    blocked = "'x' is busy, it is being blocked by:"
    assert is_locked(outcome("a", 255, [f"ERROR: failed to reproduce 'a': {blocked}"], "why"))
    assert not is_locked(outcome("a", 255, [f"a stage's own words: {blocked}"], "why"))


def test_a_run_in_which_a_stage_did_not_complete_has_failed():
    waiting = Pending(name="NotReady", message="upstream")
    crashed = summary({"teach@a": Crashed(message="teach@a: the node is gone"), "score": waiting, "code": up_to_date()})
    assert crashed.is_failed() and crashed.message == "teach@a: the node is gone"
    assert summary({"a": Cancelled(message="")}).is_failed() and summary({"a": waiting}).is_failed()
    assert summary({"code": up_to_date()}).is_completed()


def test_a_stage_without_words_of_its_own_fails_with_the_end_of_its_log():
    assert own_words("a", ["1", "2", "", "3", "4"]) == "a: 2\n3\n4"
    assert own_words("a", ["glueline: b: no", "glueline: a: old", "glueline: a: new", "ERROR: failed"]) == "a: new"


def test_a_stage_waiting_for_its_upstream_takes_no_place_from_one_that_could_run():
    stages = [Stage("slow", "", (), ()), Stage("after slow", "", ("slow",), ()), Stage("free", "", (), ())]
    futures: dict[str, Future] = {}
    running: list[int] = []

    def start(stage: Stage, upstream: list[Future]) -> Future:
        assert all(future.done() for future in upstream)
        future = futures[stage.key] = Future()
        running.append(sum(not other.done() for other in futures.values()))
        if stage.key == "free":
            futures["slow"].set_result(None)
        if stage.key != "slow":
            future.set_result(None)
        return future

    assert list(side_by_side(stages, 2, start)) == ["slow", "free", "after slow"]
    assert max(running) == 2
