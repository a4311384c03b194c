"""What scouting, making rows and ordering cost, as shares of what training each teacher of a checkout cost.

    python -m bench.shares [CHECKOUT]

Operations (matrix products, forward and backward) are those booked in data/scout/scout.json, in data/adversarial/ledger.json
and in data/teachers/<name>/summary.json. Seconds are those of a stage's last finished run in leaderboard/runs.jsonl, and say
something only where both stages ran on the same machine beside the same other work. Ordering has no matrix products, so it is
held against its teacher by the clock. The goals: ordering below 1 %, scouting below 10 %. The last line is one JSON object.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from glueline.provenance.journal import last_finished
from glueline.tables.json_file import read_json


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, nargs="?", default=Path())
    found = shares(parser.parse_args().checkout)
    for teacher, each in found["teachers"].items():
        told = (f"{name} {'unknown' if share is None else format(share, '.1%')}" for name, share in each.items())
        print(f"{teacher}: {', '.join(told)}")
    print(json.dumps(found))


def shares(checkout: Path) -> dict:
    """{"booked_teacher": scouting's share of the teacher that scout.json books, "teachers": {name: {what: share}}}; a share is
    None where one of its parts is not known."""
    data, seconds = checkout / "data", {stage: line["seconds"] for stage, line in last_finished(checkout).items()}
    scout, ledger = read_json(data / "scout" / "scout.json"), read_json(data / "adversarial" / "ledger.json")
    made = sum(ledger["flops"].values()) if "flops" in ledger else None
    return {"booked_teacher": scout["teacher"]["share"], "teachers": {
        path.parent.name: of_teacher(path, sum(scout["flops"].values()), made, seconds)
        for path in sorted((data / "teachers").glob("*/summary.json"))}}


def of_teacher(summary: Path, scouting: int, made: int | None, seconds: Mapping[str, float]) -> dict[str, float | None]:
    """The shares of one teacher's training, by operations and by the clock."""
    name, trained = summary.parent.name, sum(read_json(summary)["flops"].values())
    clock = seconds.get(f"teach@{name}")
    return {
        "scouting, operations": share(scouting, trained), "scouting, seconds": share(seconds.get("scout"), clock),
        "making rows, operations": share(made, trained), "making rows, seconds": share(seconds.get("perturb"), clock),
        "ordering, seconds": share(seconds.get(f"order@{name}"), clock)}  # fmt: skip


def share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else round(part / whole, 4)


if __name__ == "__main__":
    main()
