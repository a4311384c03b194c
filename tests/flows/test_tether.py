import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from flows.child import Children
from glueline.provenance.tether import run_tethered, tethered
from glueline.refusal import Refused


def wait_for(condition, seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


def number_in(path: Path, seconds: float = 15.0) -> int:
    assert wait_for(lambda: path.is_file() and path.read_text().strip(), seconds), f"{path.name} was never written"
    return int(path.read_text())


def ran(script: str, folder: Path) -> tuple[int, str]:
    """Run a shell script to its end, tethered; its exit code and output."""
    done = run_tethered(["sh", "-c", script], cwd=folder, stdout=subprocess.PIPE, text=True, timeout=30)
    return done.returncode, done.stdout


def test_the_commands_exit_code_and_output_come_through(tmp_path):
    assert ran("echo out; exit 7", tmp_path) == (7, "out\n")


def test_a_command_ended_by_a_signal_gives_128_and_the_signal(tmp_path):
    assert ran("kill -9 $$", tmp_path) == (137, "")


def test_when_the_holder_lets_go_even_a_grandchild_in_a_session_of_its_own_ends(tmp_path):
    script = "setsid sh -c 'echo $$ > deep; exec sleep 300' & echo $$ > near; wait"
    with subprocess.Popen(tethered(["sh", "-c", script]), cwd=tmp_path, stdin=subprocess.PIPE) as held:
        deep, near = number_in(tmp_path / "deep"), number_in(tmp_path / "near")
        assert psutil.pid_exists(deep) and psutil.pid_exists(near)
        held.stdin.close()
        assert held.wait(timeout=15) == 137
    assert wait_for(lambda: not psutil.pid_exists(deep) and not psutil.pid_exists(near))


def test_what_a_killed_command_leaves_behind_is_ended_too(tmp_path):
    script = "sh -c 'echo $$ > child; exec sleep 300' & while [ ! -s child ]; do sleep 0.05; done; kill -9 $$"
    assert ran(script, tmp_path)[0] == 137
    assert wait_for(lambda: not psutil.pid_exists(number_in(tmp_path / "child")))


def test_the_child_sees_this_interpreter_and_its_lines_come_one_by_one(house):
    (house / "who.sh").write_text("python -c 'import sys; print(sys.prefix)'; printf 'a\\rb\\n'\n")
    (house / "dvc.yaml").write_text("stages: {who: {cmd: sh who.sh}}")
    heard: list[str] = []
    code, lines = Children().run_dvc(["repro", "who"], house, lambda _, line: heard.append(line))
    assert code == 0 and sys.prefix in heard
    assert lines[lines.index("a") + 1] == "b", "a progress bar's carriage returns end lines"


def test_what_is_on_its_way_when_a_run_ends_is_not_started(house):
    (house / "dvc.yaml").write_text("stages: {who: {cmd: touch ran}}")
    children = Children()
    children.end()
    with pytest.raises(Refused, match="dvc repro who: not started, the run is being ended"):
        children.run_dvc(["repro", "who"], house, lambda _, line: None)
    assert not (house / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_flow_that_is_ended_leaves_no_stage_running(house, prefect, repo, how):
    from prefect.settings import PREFECT_API_URL

    (house / "dvc.yaml").write_text("stages: {long: {cmd: 'echo $$ > stage.pid; sleep 300; true'}}")
    environment = os.environ | {"PREFECT_API_URL": PREFECT_API_URL.value(), "PYTHONPATH": str(repo)}
    flow = subprocess.Popen([sys.executable, "-m", "flows.reproduce"], env=environment, stderr=subprocess.DEVNULL,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # ignored in background jobs
    try:
        stage = number_in(house / "stage.pid", 60)
        family = psutil.Process(flow.pid).children(recursive=True)
        assert stage in [process.pid for process in family]
        flow.send_signal(how)  # to the flow alone, as a worker does
        flow.wait(timeout=30)
    finally:
        flow.kill()
        flow.wait()
    _, alive = psutil.wait_procs(family, timeout=15)
    for process in alive:
        process.kill()
    assert alive == []
