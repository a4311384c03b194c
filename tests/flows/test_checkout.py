"""One run at a time, in a checkout that was mended."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from flows.checkout import alone, held

HOLD = "import sys, time; from pathlib import Path; from flows.checkout import held\n" \
       "with held(Path(sys.argv[1]), lambda: None): print('held', flush=True); time.sleep(300)"


def said_by(words: list[str]):
    return lambda text, *more: words.append(text % more)


def test_a_second_run_says_that_it_waits_and_begins_when_the_first_has_ended(house):
    order: list[str] = []
    first_is_in, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with alone(house, said_by(order)):
            order.append("first begins")
            first_is_in.set()
            go_on.wait(30)
            order.append("first ends")

    def second() -> None:
        first_is_in.wait(30)
        with alone(house, said_by(order)):
            order.append("second begins")

    threads = [threading.Thread(target=one) for one in (first, second)]
    for thread in threads:
        thread.start()
    while len(order) < 2:
        time.sleep(0.01)
    go_on.set()
    for thread in threads:
        thread.join(30)
    waits = "another run is at work in this checkout; this one begins when it has ended"
    assert order == ["first begins", waits, "first ends", "second begins"]


def test_the_lock_of_a_killed_holder_is_free_and_a_read_only_folder_can_be_locked(tmp_path, repo):
    folder = tmp_path / "checkout"
    folder.mkdir()
    folder.chmod(0o555)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], cwd=repo, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        other.kill()
    waited: list[bool] = []
    with held(folder, lambda: waited.append(True)):
        assert waited == [] and list(folder.iterdir()) == []


def test_what_a_killed_run_left_is_mended_first_and_said(house):
    (house / ".dvc/tmp/rwlock").write_text('{"write": {"da')
    (house / "data/.staging/teach@one").mkdir(parents=True)
    words: list[str] = []
    with alone(house, said_by(words)):
        assert not Path(".dvc/tmp/rwlock").exists()
    assert words == ["healed: .dvc/tmp/rwlock: removed; it was torn",
                     "healed: data/.staging: removed what was left of teach@one"]


def test_somebodys_own_dvc_is_left_alone(house, tmp_path, monkeypatch):
    monkeypatch.setattr("flows.checkout.DYING", 0.2)
    (tmp_path / "dvc").write_text("import time\nprint('up', flush=True)\ntime.sleep(300)\n")
    with subprocess.Popen([sys.executable, str(tmp_path / "dvc"), "repro"], cwd=house, stdout=subprocess.PIPE) as desk:
        assert desk.stdout.readline() == b"up\n"
        words: list[str] = []
        with alone(house, said_by(words)):
            assert desk.poll() is None
        assert len(words) == 1 and f"DVC is at work here (process {desk.pid})" in words[0]
        desk.kill()
