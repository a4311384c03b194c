"""What adversarial rows and the curriculum are worth: a plain MiniLM with both, without the one, without the other, by seed.

    python -m bench.adversarial [--checkout FOLDER] [--only NAME-SEED ...] [--table]

Runs are DVC stages in a checkout of their own, as bench/adversarial.yaml says, on the snapshot of GLUE. Each run leaves
bench/adversarial/<variant>-<seed>.json (answers without text, FLOPs, seconds) in this checkout, to be committed; what is there
is not run again. The table: with minus without, in points, on GLUE's validation rows, on AdvGLUE's dev rows (never trained on),
on accepted rows that `perturb` made of validation rows, and on tune, by which each earns its place; each with the 95 % interval
over rows and seeds (of one seed: over rows alone), both sides on the same draws. The last line is one JSON object.
"""

import argparse
import json
from itertools import product
from pathlib import Path

import yaml

from bench.ablation import COSTS, answers, kept, tune_answers
from bench.checkouts import over, repro, set_up, spent
from bench.paired import compare
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows

PLAN, RESULTS = Path(__file__).with_suffix(".yaml"), Path(__file__).with_suffix("")
SETS = {"validation": "validation", "advglue": "validation_advglue", "made": "validation_adversarial"}  # and their tables
BEFORE = {"scouting": "scout/scout.json", "making rows": "adversarial/ledger.json"}  # they book operations, before any training
WITH, TUNE = "both", "tune"


def params_of(plan: dict, params: dict) -> dict:
    """This checkout's params with the plan laid over, and a teacher and a curriculum for each variant and seed."""
    tasks, names = plan["tasks"], [f"{variant}-{seed}" for seed, variant in product(plan["seeds"], plan["variants"])]
    order, teach = (over(params[stage][params["teachers"][0]], plan[stage]) for stage in ("order", "teach"))
    changes = {name: plan["variants"][name.rpartition("-")[0]] for name in names}
    return params | {
        "teachers": names, "learners": names, "scored": {name: f"teachers/{name}" for name in names},
        "source": params["source"] | plan["source"],
        "scout": params["scout"] | {"tasks": tasks} | plan["scout"],
        "perturb": params["perturb"] | {"tasks": tasks} | {key: dict.fromkeys(tasks, n) for key, n in plan["perturb"].items()},
        "order": {name: over(order, changes[name].get("order", {})) | {"tasks": tasks} for name in names},
        "teach": {name: over(teach, changes[name].get("teach", {})) | {"seed": int(name.rpartition("-")[2])} for name in names},
        "score": params["score"] | {"test_rows": False, "related_rows_at_most": 0, "teachers": names},
    }


def run(checkout: Path, name: str) -> None:
    """Bring one teacher and its scores up to date in the checkout, and keep what the table needs of them."""
    repro(checkout, f"score@{name}")
    made, tables = checkout / f"data/teachers/{name}", checkout / f"data/scores/{name}/predictions"
    write_json(RESULTS / f"{name}.json", {
        "flops": sum(read_json(made / "summary.json")["flops"].values()),
        **spent(checkout, f"teach@{name}"), "before": {what: sum(read_json(checkout / "data" / file)["flops"].values())
                                                       for what, file in BEFORE.items()},
        "answers": {kind: {path.name.partition("-")[0]: answers(read_rows(path))
                           for path in sorted(tables.glob(f"*-{split}.parquet"))} for kind, split in SETS.items()}
        | {TUNE: tune_answers(checkout / f"data/curriculum/{name}", made)},
    })  # fmt: skip


def table() -> dict:
    """Both against each variant without one of them, by set and task; printed, and returned."""
    found = kept(RESULTS)
    whole, made = found.pop(WITH, {}), {}
    for variant, runs in found.items():
        if not (seeds := sorted(set(whole) & set(runs))):
            continue
        costs = {key: round(sum(whole[s][key] for s in seeds) / sum(runs[s][key] for s in seeds), 3) for key in COSTS}
        made[variant] = {"seeds": len(seeds), **costs}
        before = "; ".join(f"{what} {sum(whole[s]['before'][what] for s in seeds) / sum(whole[s]['flops'] for s in seeds):.1%}"
                           for what in BEFORE)
        print(f"with, minus {variant}: {len(seeds)} seeds, FLOPs x{costs['flops']}, seconds x{costs['seconds']}; before a "
              f"training, in shares of it: {before}")
        for kind in (*SETS, TUNE):
            if not all(run[seed]["answers"][kind] for run in (runs, whole) for seed in seeds):
                print(f"  {kind:12} not here")
                continue
            sides = ({seed: {"predictions": side[seed]["answers"][kind]} for seed in seeds} for side in (runs, whole))
            made[variant][kind] = compare(*sides)
            print(f"  {kind:12}", "  ".join(f"{task} {v['difference']:+.1f} [{v['low']:+.1f}, {v['high']:+.1f}]"
                                            for task, v in made[variant][kind].items()))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path("../glueline-adversarial"))
    parser.add_argument("--only", nargs="+", default=[], help="runs, as in both-1; all without it")
    parser.add_argument("--table", action="store_true", help="run nothing, print what there is")
    given = parser.parse_args()
    if not given.table:
        params = params_of(yaml.safe_load(PLAN.read_text()), yaml.safe_load(Path("params.yaml").read_text()))
        set_up(given.checkout, params)
        for name in params["teachers"]:
            if not (RESULTS / f"{name}.json").exists() and (not given.only or name in given.only):
                print(f"== {name}", flush=True)
                run(given.checkout, name)
    print(json.dumps(table()))


if __name__ == "__main__":
    main()
