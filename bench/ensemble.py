"""Specialised MPNet teachers, their ensemble and the MiniLM student on the snapshot of GLUE, seed by seed.

    python -m bench.ensemble [--checkout FOLDER] [--seeds N ...] [--generalist] [--only STAGE]

Runs are DVC stages in a checkout of their own (a clone of this one's HEAD, made if absent; what a kill cuts short is taken up
again), its params.yaml this one's with bench/ensemble.yaml laid over. One seed after the other: only the trainings' seeds
change, so scouts, generated rows and curricula are made once. Backbones are looked for where this checkout has them.
--only brings a single stage up to date (as in `teach@language` or `prepare`). Each finished seed leaves
bench/ensemble/<name>-<seed>/ (with --generalist: <name>-<seed>-generalist/) for every scored name: scores.json, validation
predictions by id without text, and costs.json, the FLOPs, seconds and memory of the stages behind it; to be committed, and not
run again where it is there.
"""

import argparse
import shutil
from copy import deepcopy
from pathlib import Path

import yaml

from bench.checkouts import over, repro, set_up, spent
from glueline.provenance.journal import last_finished
from glueline.tables.json_file import read_json, write_json

PLAN, RESULTS = Path(__file__).with_suffix(".yaml"), Path(__file__).with_suffix("")


def params_of(plan: dict, params: dict, seed: int, generalist: bool) -> dict:
    """The checkout's params for a seed: those of this checkout with the plan laid over."""
    teachers = plan["teachers"] | ({"generalist": plan["generalist"]} if generalist else {})
    tasks = {name: list(each["epochs"]) for name, each in teachers.items()}
    tasks["student"] = list(plan["student"]["method"]["epochs"])
    rows, teacher = (deepcopy(params[stage][params["teachers"][0]]) for stage in ("order", "teach"))
    order = {name: over(rows, plan["order"]) | {"tasks": those, "rows_at_most": capped(plan, those)}
             for name, those in tasks.items()}
    teach = {name: over(over(teacher, plan["teacher"]), {"seed": 10 * seed + at, "method": each})
             for at, (name, each) in enumerate(teachers.items())}
    made = params | {
        "teachers": list(teachers), "learners": list(tasks), "order": order, "teach": teach,
        "scored": {**{name: f"teachers/{name}" for name in teachers}, "ensemble": "teachers", "student": "student"},
        "source": params["source"] | plan["source"],
        "distill": over(params["distill"], plan["student"]) | {"teachers": list(teachers), "seed": 10 * seed + len(teachers)},
        "score": params["score"] | {"teachers": list(teachers)},
        "scout": params["scout"] | {"tasks": tasks["student"], "rows_at_most": capped(plan, tasks["student"])},
    }
    few = {key: dict.fromkeys(tasks["student"], rows) for key, rows in plan["perturb"].items()}
    return made | {"perturb": params["perturb"] | {"tasks": tasks["student"]} | few}


def capped(plan: dict, tasks: list[str]) -> dict[str, int]:
    """The plan's caps of these tasks."""
    return {task: rows for task, rows in plan["order"]["rows_at_most"].items() if task in tasks}


def keep(checkout: Path, name: str, folder: str, run: str) -> None:
    """Copy what tells of a scored model into this checkout: no text. `run`: its seed, and what else it is called by."""
    scores, target = checkout / f"data/scores/{name}", RESULTS / f"{name}-{run}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copyfile(scores / "scores.json", target / "scores.json")
    for path in sorted((scores / "predictions").glob("*-validation*.parquet")):
        shutil.copyfile(path, target / path.name)
    made = checkout / "data" / folder
    for file in ("ensemble.json", "tune.json"):
        if (made / file).exists():
            shutil.copyfile(made / file, target / file)
    summaries = [made / "summary.json"] if (made / "summary.json").exists() else sorted(made.glob("*/summary.json"))
    write_json(target / "costs.json", {
        "flops": {path.parent.name: read_json(path)["flops"] for path in summaries}, "stages": stages(checkout)})


def stages(checkout: Path) -> dict[str, dict]:
    """Of each stage's last finished run in the checkout, with the tries that were broken off before it: seconds of the
    processor, peak memory, record."""
    return {stage: spent(checkout, stage) for stage in last_finished(checkout)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path("../glueline-ensemble"))
    parser.add_argument("--seeds", nargs="+", type=int, default=[], help="those to run; the plan's without it")
    parser.add_argument("--generalist", action="store_true", help="a fourth teacher, of all tasks")
    parser.add_argument("--only", help="bring this one stage up to date, and keep nothing")
    given, plan = parser.parse_args(), yaml.safe_load(PLAN.read_text())
    for seed in given.seeds or plan["seeds"]:
        params = params_of(plan, yaml.safe_load(Path("params.yaml").read_text()), seed, given.generalist)
        set_up(given.checkout, params)
        run = f"{seed}-generalist" if given.generalist else f"{seed}"
        wanted = [name for name in params["scored"] if not (RESULTS / f"{name}-{run}" / "costs.json").exists()]
        for stage in [given.only] if given.only else [f"score@{name}" for name in wanted]:
            print(f"== {stage}, seed {seed}", flush=True)
            repro(given.checkout, stage)
        for name in [] if given.only else wanted:
            keep(given.checkout, name, params["scored"][name], run)


if __name__ == "__main__":
    main()
