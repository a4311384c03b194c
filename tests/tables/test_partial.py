"""Half-trained state: whole or not at all, whatever happens during a save, and seldom."""

import subprocess
import sys
import time

import pytest
import torch
from safetensors.torch import save_file

from glueline.refusal import Refused
from glueline.tables import partial
from glueline.tables.partial import Partial

TENSORS = {"long": torch.arange(6.0).view(2, 3), "half": torch.tensor([1.5], dtype=torch.bfloat16), "step": torch.tensor(3.0)}
STATE = {"step": 3, "log": ["é", None, {"rate": 0.1}]}


def test_what_was_saved_comes_back_in_its_types_and_shapes(tmp_path):
    assert Partial(tmp_path / "a").load() is None
    Partial(tmp_path / "a").save(TENSORS, STATE)
    tensors, state = Partial(tmp_path / "a").load()
    assert state == STATE and tensors.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert tensors[name].dtype == tensor.dtype and torch.equal(tensors[name], tensor)


def test_the_last_of_several_saves_counts_and_is_the_only_file(tmp_path):
    kept = Partial(tmp_path)
    for step in range(3):
        kept.save({"x": torch.tensor([step])}, {"step": step})
    assert kept.load() == ({"x": torch.tensor([2])}, {"step": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


@pytest.mark.parametrize("moment", ["save_file", "_to_disk", "os.replace"])
def test_a_save_that_breaks_off_leaves_the_one_before(tmp_path, monkeypatch, moment):
    kept = Partial(tmp_path)
    kept.save(TENSORS, STATE)

    def break_off(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(f"glueline.tables.partial.{moment}", break_off)
        kept.save({"x": torch.zeros(9)}, {"step": 4})
    assert kept.load()[1] == STATE
    kept.save({"x": torch.zeros(9)}, {"step": 5})
    assert kept.load()[1] == {"step": 5} and [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


SAVING = """
import itertools, sys, torch
from pathlib import Path
from glueline.tables.partial import Partial
kept = Partial(Path(sys.argv[1]))
for step in itertools.count():
    kept.save({"x": torch.full((100_000,), float(step))}, {"step": step})
    print(step, flush=True)
"""


def test_kill_9_at_any_moment_leaves_a_whole_state_no_older_than_the_last_that_was_done(tmp_path):
    for after in (0.0, 0.003, 0.007, 0.011):
        process = subprocess.Popen([sys.executable, "-c", SAVING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        done = [process.stdout.readline() for _ in range(3)]
        time.sleep(after)
        process.kill()
        done += process.stdout.readlines()
        process.wait()
        tensors, state = Partial(tmp_path).load()
        assert state["step"] in (int(done[-1]), int(done[-1]) + 1)
        assert torch.equal(tensors["x"], torch.full((100_000,), float(state["step"])))
    Partial(tmp_path).save(TENSORS, STATE)
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


@pytest.mark.parametrize("damage", [
    lambda path: path.write_bytes(path.read_bytes()[:-10]),
    lambda path: path.write_bytes(b""),
    lambda path: path.write_text("something else"),
    lambda path: save_file({"weight": torch.zeros(3)}, path),
    lambda path: save_file({partial.JSON: torch.tensor([123, 34], dtype=torch.uint8)}, path),
], ids=["torn", "empty", "text", "a checkpoint of someone else", "no JSON"])
def test_a_torn_or_foreign_file_is_refused_in_one_line_that_says_what_to_do(tmp_path, damage):
    Partial(tmp_path).save(TENSORS, STATE)
    damage(tmp_path / "state.safetensors")
    with pytest.raises(Refused) as refusal:
        Partial(tmp_path).load()
    message = str(refusal.value)
    assert message.startswith(f"{tmp_path / 'state.safetensors'}: no whole half-trained state (") and "\n" not in message
    assert message.endswith("; delete it to train from the start")


def test_where_it_cannot_be_written_the_folder_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Partial(tmp_path / "file").save(TENSORS, STATE)

    def full(content, path):
        save_file(content, tmp_path / "missing" / "x")  # how safetensors says that the system refused it

    monkeypatch.setattr(partial, "save_file", full)
    with pytest.raises(OSError, match=f"^{tmp_path / 'a'}: .*I/O error"):
        Partial(tmp_path / "a").save(TENSORS, STATE)
    assert list((tmp_path / "a").iterdir()) == []


def test_what_is_no_number_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        Partial(tmp_path).save({}, {"loss": float("nan")})
    assert Partial(tmp_path).load() is None


class Clock:
    """Seconds that pass when told to; a save takes `takes` of them."""

    def __init__(self, monkeypatch, takes):
        self.now = 1000.0
        self.monkeypatch, self.takes = monkeypatch, takes
        monkeypatch.setattr(partial, "save_file", self.slow_save)

    def __call__(self):
        return self.now

    def slow_save(self, content, path):
        self.now += self.takes
        save_file(content, path)


@pytest.mark.parametrize(("takes", "wait"), [(0.5, 60.0), (1.2, 60.0), (10.0, 500.0)])
def test_a_save_is_due_after_a_minute_and_after_fifty_times_what_the_last_one_took(tmp_path, monkeypatch, takes, wait):
    clock = Clock(monkeypatch, takes)
    kept = Partial(tmp_path, clock)
    for pause in (60.0, wait, wait):
        clock.now += pause - 0.01
        assert not kept.due()
        clock.now += 0.02
        assert kept.due()
        kept.save(TENSORS, STATE)
        assert not kept.due()


@pytest.mark.parametrize("takes", [0.1, 1.0, 7.0, 40.0])
def test_saves_cost_less_than_two_percent_of_the_time_from_the_end_of_one_to_the_end_of_another(tmp_path, monkeypatch, takes):
    clock = Clock(monkeypatch, takes)
    kept = Partial(tmp_path, clock)
    ends = []
    for _ in range(10_000):
        clock.now += 1.7  # a step
        if kept.due():
            kept.save({}, {})
            ends.append(clock.now)
    assert len(ends) > 4
    assert takes * (len(ends) - 1) < 0.02 * (ends[-1] - ends[0])
