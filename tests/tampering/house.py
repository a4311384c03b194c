"""A small complete house: real records, real scores and a real (untrained) model, from tables of a few rows, with no training.

Glueline's own runner and `code` stage; `prepare`, `perturb`, `order`, `teach` and `score` are small ones of this house, in
stage_files.py. Two entries are kept: `first`, and `second` with another seed of one teacher.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from provenance.house import REPO, environment

FILES = Path(__file__).with_name("stage_files")
GRAPH = """
stages:
  code:
    cmd: python -m glueline run code
    deps: [glueline, stages, requirements.lock]
    outs: [data/code: {persist: true}]
  prepare:
    cmd: python -m glueline run prepare
    params: [prepare]
    deps: [data/code/prepare.json]
    outs: [data/prepared: {persist: true}]
  perturb:
    cmd: python -m glueline run perturb
    deps: [data/code/perturb.json, data/prepared]
    outs: [data/adversarial: {persist: true}]
  order:
    matrix: {teacher: "${teachers}"}
    cmd: python -m glueline run order@${item.teacher}
    params: ["order.${item.teacher}"]
    deps: [data/code/order.json, data/prepared, data/adversarial]
    outs: ["data/curriculum/${item.teacher}": {persist: true}]
  teach:
    matrix: {teacher: "${teachers}"}
    cmd: python -m glueline run teach@${item.teacher}
    params: ["teach.${item.teacher}"]
    deps: [data/code/teach.json, "data/curriculum/${item.teacher}"]
    outs: ["data/teachers/${item.teacher}": {persist: true}]
  score:
    matrix: {teacher: "${teachers}"}
    cmd: python -m glueline run score@${item.teacher}
    params: [score]
    deps: [data/code/score.json, data/prepared, "data/teachers/${item.teacher}"]
    outs: ["data/scores/${item.teacher}": {persist: true}]
"""
PARAMS = """\
teachers: [one, two]
prepare: {rows: 31, seed: 1}
order:
  one: {tasks: [cola, rte], operators: [swap]}
  two: {tasks: [stsb], operators: []}
teach:
  one: {backbone: none, seed: 1, threads: 1, rate: 1e-4}
  two: {backbone: none, seed: 1, threads: 1, rate: 1.0e-4}
score: {resamples: 20, seed: 1, threads: 1, batch_tokens: 128, test_rows: false}
"""
KEYS = ("code", "prepare", "perturb", "order@one", "order@two", "teach@one", "teach@two", "score@one", "score@two")
TASKS = {"one": ["cola", "rte"], "two": ["stsb"]}
RUN = """
import subprocess
import sys
from pathlib import Path
from dvc.repo import Repo
from glueline.provenance.entries import keep
from glueline.provenance.run import run_stage
for words in sys.argv[1:]:
    name, old, new, *keys = words.split(";")
    Path("params.yaml").write_text(Path("params.yaml").read_text().replace(old, new))
    for key in keys:
        run_stage(key, Path())
    with Repo(".") as repo:
        repo.commit(force=True)
    keep(Path(), name, f"the {name} one", False)
    for command in ("git add -A", f"git -c user.name=t -c user.email=t@t commit -q -m {name}"):
        subprocess.run(command.split(), check=True)
"""


def build(folder: Path) -> Path:
    """Make the house in `folder`, run it, and keep both entries, all under git."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPO / "glueline", folder / "glueline", ignore=skip)
    shutil.copytree(FILES, folder / "stages", ignore=skip)
    for name in ("stages/__init__.py", "stages/code.py", "requirements.lock"):
        shutil.copy(REPO / name, folder / name)
    (folder / "dvc.yaml").write_text(GRAPH)
    (folder / "params.yaml").write_text(PARAMS)
    (folder / ".gitignore").write_text("__pycache__/\n/data/\n/.dvc/tmp\n/.dvc/cache\n")
    (folder / ".dvcignore").write_text("__pycache__/\n/leaderboard/runs.jsonl\n")
    shell(folder, "git init -q -b main")
    shell(folder, f"{sys.executable} -m dvc init -q")
    commit(folder, "house")
    changed = ("one: {backbone: none, seed: 1", "one: {backbone: none, seed: 2")
    runs = [("first", "", "", *KEYS), ("second", *changed, "teach@one", "score@one")]
    run(folder, "-c", RUN, *(";".join(words) for words in runs))
    return folder


def run(folder: Path, *arguments: str) -> None:
    """This interpreter in the house, one process for many stages to save their imports; it must succeed."""
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=own_environment(folder), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def commit(folder: Path, message: str) -> None:
    """One commit of all that git does not ignore."""
    shell(folder, "git add -A")
    shell(folder, f"git -c user.name=t -c user.email=t@t commit -q --allow-empty -m {message}")


def shell(folder: Path, command: str) -> None:
    """A command of plain words, which must succeed."""
    subprocess.run(command.split(), cwd=folder, env=own_environment(folder), check=True, capture_output=True)


def own_environment(folder: Path) -> dict[str, str]:
    """That of the toy house, with one thread and no network."""
    return {**environment(folder), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))}


def copy(house: Path, target: Path) -> Path:
    """A house of its own at `target`."""
    return Path(shutil.copytree(house, target, symlinks=True))
