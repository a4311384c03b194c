"""The two named settings as entries of the leaderboard: `id-transformer` with everything on, `best` with what earned its place.

    python -m bench.named [--checkout FOLDER] [--only NAME]

Each is trained and scored in a checkout of its own (a clone of this one's HEAD; what a kill cuts short is taken up again) as
bench/named.yaml says, kept there by `glueline keep`, and brought here: the entry, and the lines of its runs in the journal. An
entry that is here already is left alone.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from bench import ablation
from bench.checkouts import homes, over, repro, set_up
from glueline.provenance.entries import LEADERBOARD
from glueline.provenance.journal import JOURNAL

PLAN = Path(__file__).with_suffix(".yaml")
NOTES = {"id-transformer": "every component of the article on", "best": "the components that earned their place on tune"}


def params_of(plan: dict, name: str, params: dict) -> dict:
    """This checkout's params with a teacher for each seed of one named setting, and its curriculum."""
    tasks, named = plan["tasks"], plan[name]
    components = yaml.safe_load(ablation.PLAN.read_text())
    order, teach = (params[stage][params["teachers"][0]] for stage in ("order", "teach"))
    teach = over(over(teach, components["whole"]), named["teach"])
    for component in named["without"]:
        teach = over(teach, components["without"][component])
    order = over(order, named["order"]) | {"tasks": tasks, "rows_at_most": {}, "unlabelled": "none"}
    names = [f"{name}-{seed}" for seed in plan["seeds"]]
    return params | {
        "teachers": names, "learners": names, "scored": {each: f"teachers/{each}" for each in names},
        "source": params["source"] | plan["source"],
        "scout": params["scout"] | {"tasks": tasks, "rows_at_most": {}},
        "perturb": params["perturb"] | {"tasks": tasks} | {key: dict.fromkeys(tasks, n) for key, n in plan["perturb"].items()},
        "order": dict.fromkeys(names, order),
        "teach": {f"{name}-{seed}": teach | {"seed": seed} for seed in plan["seeds"]},
        "score": params["score"] | {"teachers": names},
    }


def bring(checkout: Path, name: str) -> None:
    """Copy an entry of the checkout here, and the lines of the checkout's journal that are not in this one's."""
    here = Path(JOURNAL).read_text().splitlines()
    new = [line for line in (checkout / JOURNAL).read_text().splitlines() if line not in here]
    with Path(JOURNAL).open("a") as file:
        file.writelines(f"{line}\n" for line in new)
    shutil.copytree(checkout / LEADERBOARD / name, Path(LEADERBOARD) / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, default=Path("../glueline-named"))
    parser.add_argument("--only", choices=[*NOTES], help="this one; both without it")
    given, plan = parser.parse_args(), yaml.safe_load(PLAN.read_text())
    for name in [given.only] if given.only else NOTES:
        if (Path(LEADERBOARD) / name).exists():
            print(f"== {name}: kept already")
            continue
        params = params_of(plan, name, yaml.safe_load(Path("params.yaml").read_text()))
        set_up(given.checkout, params)
        for each in params["scored"]:
            print(f"== {each}", flush=True)
            repro(given.checkout, f"score@{each}")
        subprocess.run([sys.executable, "-m", "glueline", "keep", name, "--note", f"MiniLM, four tasks: {NOTES[name]}"],
                       cwd=given.checkout, check=True, env=os.environ | homes(given.checkout))
        bring(given.checkout, name)


if __name__ == "__main__":
    main()
