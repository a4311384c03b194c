"""What each of the article's components is worth: the whole ID-Transformer against the same without one, seed by seed.

    python -m bench.ablation [--checkout FOLDER] [--only NAME ...] [--table]

Runs are DVC stages in a checkout of their own (a clone of this one's HEAD, made if absent; what a kill cuts short is taken up
again), one teacher a variant and seed as bench/ablation.yaml says, on the snapshot of GLUE with MiniLM. Each run leaves
bench/ablation/<variant>-<seed>.json (answers on tune and validation without text, FLOPs, seconds) in this checkout, to be
committed; what is there is not run again. The table: change of the score on validation when a component is taken out, with the
95 % interval over rows and seeds (of one seed: over rows alone), both sides on the same draws; training FLOPs and seconds; and
the change of the mean score on tune, by which a component earns its place (the adaptive schedule has steered by these rows, so
it is flattered by them). The last line is one JSON object.
"""

import argparse
import json
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import numpy as np
import yaml

from bench.checkouts import over, repro, set_up, spent
from bench.paired import compare
from glueline.glue.cells import label_of
from glueline.glue.tasks import TASKS
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows

PLAN, RESULTS = Path(__file__).with_suffix(".yaml"), Path(__file__).with_suffix("")
COSTS = ("flops", "seconds")  # the processor's


def variants(plan: dict, teacher: dict) -> dict[str, dict]:
    """The settings of each variant by its name, but for the seed."""
    whole = over(teacher, plan["whole"])
    return {"whole": whole, "plain": over(whole, plan["plain"]),
            **{f"without_{name}": over(whole, changes) for name, changes in plan["without"].items()}}


def prepare(checkout: Path, plan: dict) -> list[str]:
    """Clone this checkout's HEAD if need be, and give it a teacher for each variant and seed; their names."""
    params = yaml.safe_load(Path("params.yaml").read_text())
    order, teacher = (params[stage][params["teachers"][0]] for stage in ("order", "teach"))
    made = variants(plan, teacher)
    names = {f"{variant}-{seed}": over(made[variant], {"seed": seed}) for seed, variant in product(plan["seeds"], made)}
    params["source"] |= plan["source"]
    order = order | {"tasks": plan["tasks"], "rows_at_most": {}, "unlabelled": "none"}
    params["score"] |= {"test_rows": False, "related_rows_at_most": 0, "teachers": list(names)}
    few = dict.fromkeys(plan["tasks"], 100)  # made rows are no part of this; order waits for them all the same
    params["scout"] |= {"tasks": plan["tasks"], "rows_at_most": {}}
    params["perturb"] |= {"tasks": plan["tasks"], "train_rows_at_most": few, "validation_rows_at_most": few}
    params |= {"teachers": list(names), "learners": list(names), "scored": {name: f"teachers/{name}" for name in names},
               "order": dict.fromkeys(names, order), "teach": names}  # no student: `distill` stays as it is and is not asked
    set_up(checkout, params)
    return list(names)


def run(checkout: Path, name: str) -> None:
    """Bring one teacher and its scores up to date in the checkout, and keep what the table needs of them."""
    repro(checkout, f"score@{name}")
    scores, made = checkout / f"data/scores/{name}", checkout / f"data/teachers/{name}"
    predictions = {task: answers(read_rows(scores / "predictions" / f"{task}-validation.parquet"))
                   for task in read_json(made / "teacher.json")["tasks"]}
    write_json(RESULTS / f"{name}.json", {
        "flops": sum(read_json(made / "summary.json")["flops"].values()),
        **spent(checkout, f"teach@{name}"), "predictions": predictions,
        "tune": tune_answers(checkout / f"data/curriculum/{name}", made),
    })  # fmt: skip


def answers(rows: Iterable[dict]) -> dict[str, list[float]]:
    """Labels and predictions of rows of one table, in its order."""
    kept = list(rows)
    return {key: [round(row[key], 4) for row in kept] for key in ("label", "prediction")}


def tune_answers(curriculum: Path, teacher: Path) -> dict[str, dict[str, list[float]]]:
    """The same of a teacher's tune rows, by task, from the logits it left of them."""
    logits = {row["id"]: row["logits"] for row in read_rows(teacher / "logits.parquet")}
    found: dict[str, list[dict]] = {}
    for row in read_rows(curriculum / "rows.parquet", ["id", "task", "split", "label"]):
        if row["split"] == "tune":
            answer = label_of(TASKS[row["task"]], np.array(logits[row["id"]]))
            found.setdefault(row["task"], []).append({"label": row["label"], "prediction": answer})
    return {task: answers(rows) for task, rows in found.items()}


def kept(folder: Path) -> dict[str, dict[int, dict]]:
    """The runs that are kept in a folder as <variant>-<seed>.json, by variant and seed."""
    found: dict[str, dict[int, dict]] = {}
    for path in sorted(folder.glob("*.json")):
        variant, _, seed = path.stem.rpartition("-")
        found.setdefault(variant, {})[int(seed)] = read_json(path)
    return found


def table() -> dict:
    """Every variant that has runs, against the whole; printed, and returned."""
    found, plan = kept(RESULTS), yaml.safe_load(PLAN.read_text())
    whole, made = found.get("whole", {}), {}
    for name, runs in found.items():
        if seeds := sorted(set(whole) & set(runs)):
            timed = [seed for seed in seeds if seed in plan["timed"] and f"{name}-{seed}" not in plan["untimed"]]
            beside = {"flops": seeds, "seconds": timed or seeds}
            cost = {what: round(sum(runs[s][what] for s in those) / sum(whole[s][what] for s in those), 3)
                    for what, those in beside.items()}
            tune = compare(*({seed: {"predictions": run["tune"]} for seed, run in side.items()} for side in (whole, runs)))
            made[name] = {"seeds": len(seeds), "score": compare(whole, runs), "tune": tune["all"], **cost}
            cells = "  ".join(f"{cell} {v['difference']:+.1f} [{v['low']:+.1f}, {v['high']:+.1f}]"
                              for cell, v in made[name]["score"].items())
            costs = f"FLOPs x{cost['flops']:.2f}  seconds x{cost['seconds']:.2f}"
            unsure = "1 seed, rows alone" if len(seeds) == 1 else f"{len(seeds)} seeds and rows"
            print(f"{name:28} {unsure}  {cells}  tune {tune['all']['difference']:+.1f}  {costs}")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path("../glueline-ablation"))
    parser.add_argument("--only", nargs="+", default=[], help="variants to run; all without it")
    parser.add_argument("--table", action="store_true", help="run nothing, print what there is")
    arguments = parser.parse_args()
    if not arguments.table:
        for name in prepare(arguments.checkout, yaml.safe_load(PLAN.read_text())):
            if not (RESULTS / f"{name}.json").exists() and (not arguments.only or name.rpartition("-")[0] in arguments.only):
                print(f"== {name}", flush=True)
                run(arguments.checkout, name)
    print(json.dumps(table()))


if __name__ == "__main__":
    main()
