"""The toy house with a teacher to try settings on: what it writes is a metric, and its course a plot."""

import subprocess
from pathlib import Path

from provenance import house

STAGE = '''
from dataclasses import dataclass

from glueline.tables.json_file import write_json


@dataclass(frozen=True)
class Settings:
    seed: int
    rate: float


def main(settings, numbers, out):
    out.mkdir(parents=True)
    steps = [settings.seed + settings.rate * step for step in range(len(list(numbers.iterdir())))]
    (out / "history.csv").write_text("step,loss\\n" + "".join(f"{at},{loss}\\n" for at, loss in enumerate(steps)))
    write_json(out / "metrics.json", {"one": {"cells": {"cola": steps[-1]}}})
'''
GRAPH = """
  teach:
    matrix: {teacher: [one]}
    cmd: python -m glueline run teach@${item.teacher}
    params: ["teach.${item.teacher}"]
    deps: [data/code/teach.json, data/numbers]
    outs:
      - data/teachers/${item.teacher}: {persist: true}
metrics: [data/teachers/one/metrics.json]
plots:
  - loss by step: {x: step, y: {data/teachers/one/history.csv: loss}}
"""
PARAMS = "teach:\n  one: &teacher {seed: 1, rate: 0.5}\n  two: {<<: *teacher, seed: 2}\n"


def build(folder: Path) -> Path:
    """Make the house under git, run it once and commit its lock."""
    house.build(folder, git=True, **{
        "dvc.yaml": house.GRAPH + GRAPH, "params.yaml": house.PARAMS + PARAMS, "stages/teach.py": STAGE,
        ".gitignore": house.FILES[".gitignore"].replace("/leaderboard/\n", "")})
    house.reproduce(folder)
    for command in ("git add -A", "git -c user.name=t -c user.email=t@t commit -q -m run"):
        subprocess.run(command.split(), cwd=folder, env=house.environment(folder), check=True)
    return folder
