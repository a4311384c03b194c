"""What a checkout has to show: its kept entries, the run in its data folder, and figures that others claim."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from glueline.claims.claims_file import read_table
from glueline.glue.cells import CELLS
from glueline.page.models import Damaged, Shown, kept_models, present_models, without_kept
from glueline.refusal import Refused


def read_checkout(leaderboard: Path, data: Path, params: Path, records: Mapping[str, dict],
                  releases: Path) -> list[Shown | Damaged]:
    """Every model of the kept entries and of the run in `data`, with its `records`; what is kept already stands there once."""
    scored: dict[str, Path | None] = {path.parent.name: None for path in (data / "scores").glob("*/scores.json")}
    folders: dict[str, Path | None] = {name: data / folder for name, folder in _scored(params).items() if name in scored}
    kept = [one if isinstance(one, Damaged) else replace(one, released=released(one, releases))
            for one in kept_models(leaderboard)]
    present = present_models(scored | folders, data / "scores", data / "curriculum", data / "analysis", records)
    return [*kept, *without_kept(present, kept)]


def released(shown: Shown, releases: Path) -> Path | None:
    """The release below `releases` that lies with the record of the run that made the model; the first of several."""
    made = {each["sha256"] for each in shown.records.values()
            if any(out.rpartition("/")[2] == shown.model and "model.json" in (content["files"] or {})
                   for out, content in each["record"]["outputs"].items())}
    beside = sorted(releases.glob("*/record-*.json"))
    return next((path.parent for path in beside if path.stem.removeprefix("record-") in made), None)


def _scored(params: Path) -> dict[str, str]:
    """The folder of each model that is scored, as params have it; none where they cannot be read."""
    try:
        found = yaml.safe_load(params.read_text("utf-8"))["scored"]
        return {str(name): str(folder) for name, folder in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        return {}


def claimed_by(path: Path) -> dict[str, float]:
    """The figures of a claims file in points, by cell; none where it is missing or refused."""
    try:
        rows = read_table(path).rows if path.is_file() else ()
    except Refused:
        return {}
    return {row.task: float(next(iter(row.figures.values())).value) for row in rows if row.task in CELLS}
