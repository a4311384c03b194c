"""The plain peers as a table, and what of ours stands beside them: differences on the same rows, and how sure they are.

    python -m bench.peers.table [PEER=ENTRY/MODEL ...] [--results FOLDER]

A peer is a name of bench/peers/params.yaml; what its stages left in bench/peers/results is read, every seed that is there. A
cell, of an official split, has the mean over seeds; the mean is that of the cells that both have, WNLI left out. Ours minus
the peer's, with the 95 % interval over rows and seeds, both sides on the same rows. Without pairs: the peers alone. Last comes
one JSON object.
"""

import argparse
import json
from pathlib import Path
from statistics import fmean

from glueline.glue.cells import CELLS
from glueline.glue.comparison import Pair, compare, mean_difference
from glueline.glue.seeds import over_seeds
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.json_file import read_json
from glueline.tables.kept import find_entrant
from glueline.tables.predictions import joined

RESULTS, LEADERBOARD, PRESENT = Path(__file__).parent / "results", Path("leaderboard"), Path("data/scores")
LEFT_OUT, RESAMPLES = ("wnli", "ax"), 2000


def tables_of(results: Path, name: str) -> dict[str, list[Path]]:
    """The predictions of a peer by cell, one a seed. Raises Refused where there are none."""
    runs = sorted(path.parent for path in results.glob(f"*-{name}-*/result.json"))
    found: dict[str, list[Path]] = {}
    for cell in CELLS.values():
        paths = [run / f"{cell.task}-{cell.split}.parquet" for run in runs if run.name.startswith(f"{cell.task}-{name}-")]
        if paths := [path for path in paths if path.is_file() and official(path.parent, cell.split)]:
            found[cell.name] = paths
    if not found:
        raise Refused(f"{results}: no result of the peer {name}; `cd bench/peers && dvc repro`")
    return found


def official(run: Path, split: str) -> bool:
    """Whether a peer answered the official rows of a split."""
    return read_json(run / "result.json")["standing"][split]["official"]


def peer(results: Path, name: str) -> dict:
    """{"cells": {cell: `over_seeds`}, "flops", "seconds", "peak_mib"} of one peer: costs are of one seed, all tasks."""
    runs = [read_json(path) for path in sorted(results.glob(f"*-{name}-*/result.json"))]
    cells = {cell: over_seeds([read_json(path.parent / "result.json")["scores"][CELLS[cell].split]["score"] for path in paths])
             for cell, paths in tables_of(results, name).items()}
    costs = {what: sum(fmean(run[what] for run in runs if run["task"] == task) for task in {run["task"] for run in runs})
             for what in ("flops", "seconds")}
    return {"cells": cells, **{what: round(cost, 1) for what, cost in costs.items()},
            "peak_mib": max(run["peak_mib"] for run in runs)}


def beside(results: Path, name: str, ours: str, leaderboard: Path) -> dict:
    """Ours minus the peer's: `compare` of each cell in which both have a score, and `mean`, of them all."""
    runs, theirs = find_entrant(ours, leaderboard, PRESENT).runs, tables_of(results, name)
    pairs = {}
    for cell, paths in theirs.items():
        scored = all(run.scores["cells"][cell]["score"] is not None for run in runs)
        if scored and CELLS[cell].task not in LEFT_OUT:
            own = [run.predictions / paths[0].name for run in runs]
            _, labels, said = joined([*paths, *own])
            pairs[cell] = Pair(TASKS[CELLS[cell].task].metrics, labels, said[: len(paths)], said[len(paths) :])
    if not pairs:
        raise Refused(f"{results}: {name}: no cell in which {ours} has a score too")
    if len({len(pair.base) for pair in pairs.values()}) > 1:
        raise Refused(f"{results}: {name}: not every task has the same seeds yet; `cd bench/peers && dvc repro`")
    made, draws = compare(pairs, False, RESAMPLES, [1])
    return made | {"mean": mean_difference([[cell] for cell in pairs], made, draws)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="*", metavar="PEER=ENTRY/MODEL")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    names = sorted({path.parent.name.split("-")[1] for path in given.results.glob("*-*-*/result.json")})
    found: dict = {"peers": {name: peer(given.results, name) for name in names}, "beside": {}}
    for name, each in found["peers"].items():
        cells = "  ".join(f"{cell} {one['mean']:.1f} ({one['seeds']})" for cell, one in each["cells"].items())
        print(f"{name}: {cells}; {each['flops']:.3g} operations, {each['seconds']:,.0f} s, {each['peak_mib']:,.0f} MiB")
    for pair in given.pairs:
        name, _, ours = pair.partition("=")
        found["beside"][pair] = beside(given.results, name, ours, LEADERBOARD)
        cells = "  ".join(f"{cell} {one['difference']:+.1f} [{one['low']:+.1f}, {one['high']:+.1f}]"
                          for cell, one in found["beside"][pair].items())
        print(f"{ours} minus {name}: {cells}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
