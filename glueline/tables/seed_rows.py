"""Runs that differ only in their seed, shown as one row: the mean over the seeds, with its interval."""

import json
from collections.abc import Sequence

from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS
from glueline.glue.seeds import over_seeds

OF_ONE_RUN = ("checkpoint", "seed")  # what of a lineage differs with the seed, whatever else is the same


def alike_but_for_seed(scores: dict) -> str:
    """What two runs have in common if they differ only in their seed: data and lineage (weights, settings, curriculum, tables),
    but for the seed and what comes of it."""
    lineage = {key: value for key, value in scores["lineage"].items() if key not in OF_ONE_RUN}
    settings = {key: value for key, value in lineage.get("settings", {}).items() if key != "seed"}
    return json.dumps([scores["data"], lineage | {"settings": settings}], sort_keys=True)


def seed_groups(rows: Sequence[dict]) -> list[list[dict]]:
    """The rows of the leaderboard that are one but for their seed: of one entry, of several seeds, in their order."""
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        groups.setdefault((row["name"], alike_but_for_seed(row["scores"])), []).append(row)
    return [group for group in groups.values() if len({_seed(row) for row in group}) > 1]


def _seed(row: dict) -> str:
    """An ensemble has one of each member."""
    return json.dumps(row["scores"]["lineage"].get("seed"), sort_keys=True)


def seed_row(group: Sequence[dict]) -> dict:
    """{"name", "teachers", "seeds", "cells", "averages"} of rows that are one but for their seed. A cell or average is what
    `over_seeds` says of the runs' scores, None where one has none or an average is over other cells."""
    runs = [row["scores"] for row in group]
    cells = {name: [run["cells"][name]["score"] for run in runs] for name in CELLS}
    averages = {name: [run["averages"][name] for run in runs] for name in RULES}
    return {
        "name": group[0]["name"],
        "teachers": [run["teacher"] for run in runs],
        "seeds": [run["lineage"].get("seed") for run in runs],
        "cells": {name: None if None in scores else over_seeds(scores) for name, scores in cells.items()},
        "averages": {name: _average(found) for name, found in averages.items()},
    }


def _average(found: list[dict]) -> dict | None:
    alike = all(one["in"] == found[0]["in"] and one["value"] is not None for one in found)
    over = {"over": found[0]["over"], "of": found[0]["of"]}
    return over_seeds([one["value"] for one in found]) | over if alike else None
