"""A toy house: Glueline's own runner and `code` stage around four small stages, in a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

GRAPH = """
stages:
  code:
    cmd: python -m glueline run code
    deps: [glueline, stages, requirements.lock]
    outs:
      - data/code: {persist: true}
  numbers:
    cmd: python -m glueline run numbers
    params: [numbers]
    deps: [data/code/numbers.json]
    outs:
      - data/numbers: {persist: true}
  double:
    cmd: python -m glueline run double
    deps: [data/code/double.json, data/numbers]
    outs:
      - data/double.json: {persist: true}
  total:
    matrix: {rule: [sum, largest]}
    cmd: python -m glueline run total@${item.rule}
    params: ["total.${item.rule}"]
    deps: [data/code/total.json, data/double.json]
    outs:
      - data/total/${item.rule}: {persist: true}
"""
PARAMS = """
numbers: {first: 1, last: 3, pause: 0.0}
total:
  sum: {rule: sum}
  largest: {rule: largest}
"""
FILES = {
    "dvc.yaml": GRAPH,
    "params.yaml": PARAMS,
    "requirements.lock": "torch==0.0\n",
    ".dvcignore": "__pycache__/\n/leaderboard/runs.jsonl\n",
    ".gitignore": "__pycache__/\n/data/\n/.dvc/tmp\n/leaderboard/\n",
    "stages/__init__.py": "",
    "stages/numbers.py": '''
import time
from dataclasses import dataclass
from pathlib import Path

from glueline.tables.json_file import write_json


@dataclass(frozen=True)
class Settings:
    first: int
    last: int
    pause: float


def main(settings: Settings, out: Path) -> None:
    for number in range(settings.first, settings.last + 1):
        time.sleep(settings.pause)
        write_json(out / f"{number}.json", number)
''',
    "stages/double.py": '''
from glueline.toy import twice
from glueline.tables.json_file import read_json, write_json


def main(numbers, out):
    write_json(out, [twice(read_json(path)) for path in sorted(numbers.iterdir())])
''',
    "stages/total.py": '''
from dataclasses import dataclass

from glueline.tables.json_file import read_json, write_json


@dataclass(frozen=True)
class Settings:
    rule: str


def main(settings, doubled, out):
    write_json(out / "total.json", {"sum": sum, "largest": max}[settings.rule](read_json(doubled)))
''',
    "glueline/toy.py": '''
def twice(number):
    return 2 * number
''',
}


def build(folder: Path, git: bool = False, **changed: str) -> Path:
    """Make the house in `folder` (with one commit of it if `git`), with other `changed` files; nothing has run yet."""
    skip = shutil.ignore_patterns("__pycache__")
    for part in ("tables", "provenance", "cli"):
        shutil.copytree(REPO / "glueline" / part, folder / "glueline" / part, ignore=skip)
    for name in ("__init__.py", "__main__.py", "refusal.py"):
        shutil.copy(REPO / "glueline" / name, folder / "glueline" / name)
    for name, text in {**FILES, **changed}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    shutil.copy(REPO / "stages/code.py", folder / "stages/code.py")
    commands = ["git init -q -b main"] if git else []
    commands += ["python -m dvc init -q" + ("" if git else " --no-scm"), "python -m dvc config core.analytics false"]
    commands += ["git add -A", "git -c user.name=t -c user.email=t@t commit -q -m house"] if git else []
    for command in commands:
        subprocess.run(command.split(), cwd=folder, env=environment(folder), check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """This interpreter first on PATH; DVC quiet, and its state beside the house rather than in the machine's."""
    own = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1",
           "DVC_SITE_CACHE_DIR": str(folder.with_name(f"{folder.name}.state"))}
    return {**os.environ, **own}


def dvc(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    """Run DVC in the house; `settings` are environment variables. The caller looks at the return code."""
    return subprocess.run([sys.executable, "-m", "dvc", *arguments], cwd=folder, env={**environment(folder), **settings},
                          capture_output=True, text=True)


def glueline(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the house's own `glueline` command."""
    return subprocess.run([sys.executable, "-m", "glueline", *arguments], cwd=folder, env=environment(folder),
                          capture_output=True, text=True)


def reproduce(folder: Path) -> None:
    """`dvc repro`, which must succeed."""
    done = dvc(folder, "repro")
    assert done.returncode == 0, done.stdout + done.stderr
