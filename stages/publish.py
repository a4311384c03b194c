"""The leaderboard, from the present run and the kept entries. It copies numbers, and makes means over seeds and comparisons.

Reads:  data/code/teach.json, distill.json and score.json, data/scores/<name>, leaderboard (its <entry>/ folders); for the page
        data/analysis, data/curriculum, data/teachers and data/student
Writes: data/leaderboard: leaderboard.json, leaderboard.md; leaderboard.html, which may hold sentences of the data; and
        metrics.json, the present run's scores for `dvc metrics`
Run:    dvc repro publish
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from glueline.audit.by_itself import by_themselves
from glueline.glue.cells import BUILT_IN
from glueline.page.models import kept_models, present_models, without_kept
from glueline.page.page import page_html
from glueline.page.sections import Around
from glueline.tables.json_file import read_json, write_json
from glueline.tables.kept import PRESENT, kept_entry, kept_scores
from glueline.tables.leaderboard import page
from glueline.tables.seed_rows import seed_groups, seed_row


@dataclass(frozen=True)
class Settings:
    teachers: tuple[str, ...]
    scored: dict[str, str]


def present_rows(scored: Iterable[str], code: dict[str, str], scores: Path) -> list[dict]:
    """The run as it lies in data/, a row a scored name; `code`: fingerprints of the stages that decide a score."""
    about = {"name": PRESENT, "note": "", "commit": None, "dirty": None, "code": code, "records": {}}
    return [about | {"scores": read_json(scores / name / "scores.json")} for name in sorted(scored)]


def metrics(present: list[dict]) -> dict[str, dict[str, dict[str, float]]]:
    """The present run in numbers alone, in points: {model: {"cells": {cell: score}, "averages": {rule: value}}}, what is empty
    left out."""
    shown = {"cells": "score", "averages": "value"}
    return {row["scores"]["teacher"]: {kind: {name: one[figure] for name, one in row["scores"][kind].items()
                                              if one[figure] is not None} for kind, figure in shown.items()} for row in present}


def kept_rows(entry: Path) -> list[dict]:
    """The rows of one kept entry. Raises Refused where a file is not the one that was kept."""
    about = kept_entry(entry)
    shown = {key: about[key] for key in ("name", "note", "commit", "dirty", "code", "records")}
    return [shown | {"scores": scores} for _, scores in sorted(kept_scores(entry).items())]


def tables(rows: list[dict]) -> list[dict]:
    """The rows by the standing of their data, synthetic ones in a table of their own and last; those that differ only in their
    seed also as one, in "seeds"."""
    standings = sorted({row["scores"]["data"]["standing"] for row in rows}, key=lambda name: (name == BUILT_IN, name))
    by_standing = {name: [row for row in rows if row["scores"]["data"]["standing"] == name] for name in standings}
    return [{"standing": name, "rows": found, "seeds": [seed_row(group) for group in seed_groups(found)]}
            for name, found in by_standing.items()]


def models(scored: dict[str, str], teachers: Path, student: Path) -> dict[str, Path | None]:
    """Where each scored model lies; None of what is made of several."""
    there = {f"{teachers.name}/{path.name}": path for path in teachers.glob("*")} | {student.name: student}
    return {name: there.get(folder) for name, folder in scored.items()}


def main(settings: Settings, teach: Path, distill: Path, score: Path, scores: Path, analysis: Path, curriculum: Path,
         teachers: Path, student: Path, leaderboard: Path, out: Path) -> None:
    code = {path.stem: read_json(path)["fingerprint"] for path in (teach, distill, score)}
    kept = [row for path in sorted(leaderboard.glob("*/entry.json")) for row in kept_rows(path.parent)]
    present = present_rows(settings.scored, code, scores)

    known = [row["scores"] for row in kept]
    found = tables(kept + [row for row in present if row["scores"] not in known])
    entries = kept_models(leaderboard)
    run = present_models(models(settings.scored, teachers, student), scores, curriculum, analysis)
    around = Around(by_themselves(leaderboard.parent))
    html = page_html([*entries, *without_kept(run, entries)], around, "dvc repro publish")

    write_json(out / "leaderboard.json", {"tables": found})
    write_json(out / "metrics.json", metrics(present))
    (out / "leaderboard.md").write_text(page(found), "utf-8")
    (out / "leaderboard.html").write_text(html, "utf-8")
