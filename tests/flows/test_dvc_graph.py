import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dvc.lock import LockError

from flows.dvc_graph import changes, read_graph


def edges_by_dvc(folder: Path) -> set[tuple[str, str]]:
    """(upstream, downstream) as `dvc dag` prints them."""
    told = subprocess.check_output([sys.executable, "-m", "dvc", "dag", "--dot"], cwd=folder, text=True)
    return set(re.findall(r'"(.+)" -> "(.+)"', told))


def edges(folder: Path) -> set[tuple[str, str]]:
    return {(above, stage.key) for stage in read_graph(folder) for above in stage.upstream}


def test_the_toy_graph_is_the_one_drawn_by_hand(house):
    assert edges(house) == {
        ("source", "side@left"), ("source", "side@right"), ("side@left", "join"), ("side@right", "join"),
    }
    assert {stage.key: stage.desc for stage in read_graph(house)}["side@left"] == "one of two branches"


def test_the_real_graph_is_the_one_that_dvc_prints(house, repo):
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(repo / name, house / name)
    found = edges(house)
    assert found == edges_by_dvc(house)
    assert ("check@raw", "prepare") in found, "a reader of data waits for its gate"


def test_every_stage_of_the_real_graph_says_what_it_is_and_stands_after_its_upstreams(house, repo):
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(repo / name, house / name)
    seen: set[str] = set()
    for stage in read_graph(house):
        assert stage.desc and seen.issuperset(stage.upstream), stage
        seen.add(stage.key)


def test_a_target_brings_what_it_needs_and_nothing_else(house):
    assert [stage.key for stage in read_graph(house, ["side@left"])] == ["source", "side@left"]
    assert {stage.key for stage in read_graph(house, ["side"])} == {"source", "side@left", "side@right"}


def test_dvc_says_why_a_stage_has_changed(house):
    subprocess.run([sys.executable, "-m", "dvc", "repro", "-q"], check=True, timeout=120)
    assert changes(house, "side@left") == []
    assert changes(house, "source") == ["always changed"]
    Path("params.yaml").write_text("left: 2\nright: 1\n")
    assert changes(house, "side@left") == ["changed deps: params.yaml left"]
    assert changes(house, "side@right") == []
    Path("right.txt").unlink()
    assert changes(house, "side@right") == ["changed outs: right.txt deleted"]


def test_a_stage_that_another_dvc_is_writing_raises_its_lock_error(house, held_by_another_dvc):
    held_by_another_dvc(house, "left.txt")
    with pytest.raises(LockError, match="is busy"):
        changes(house, "side@left")
