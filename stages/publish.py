"""The leaderboard, from the present run and the kept entries. It copies numbers and never makes one.

Reads:  data/code/teach.json, distill.json and score.json, data/scores/<name>, leaderboard (its <entry>/ folders)
Writes: data/leaderboard: leaderboard.json and leaderboard.md
Run:    dvc repro publish
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from glueline.glue.cells import BUILT_IN
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.leaderboard import page

PRESENT = "this run"


@dataclass(frozen=True)
class Settings:
    teachers: tuple[str, ...]
    scored: dict[str, str]


def present_rows(scored: Iterable[str], code: dict[str, str], scores: Path) -> list[dict]:
    """The run as it lies in data/, a row a scored name; `code`: fingerprints of the stages that decide a score."""
    about = {"name": PRESENT, "note": "", "commit": None, "dirty": None, "code": code, "records": {}}
    return [about | {"scores": read_json(scores / name / "scores.json")} for name in sorted(scored)]


def kept_rows(entry: Path) -> list[dict]:
    """The rows of one kept entry. Raises Refused where a file is not the one that was kept."""
    about = read_json(entry / "entry.json")
    for name, sha256 in about["sha256"].items():
        if not (entry / name).exists() or file_sha256(entry / name) != sha256:
            raise Refused(f"{entry / name}: not the file that was kept; restore it with git, or `glueline keep` it anew")
    shown = {key: about[key] for key in ("name", "note", "commit", "dirty", "code", "records")}
    return [shown | {"scores": scores} for _, scores in sorted(read_json(entry / "scores.json").items())]


def tables(rows: list[dict]) -> list[dict]:
    """The rows by the standing of their data, synthetic ones in a table of their own and last."""
    standings = sorted({row["scores"]["data"]["standing"] for row in rows}, key=lambda name: (name == BUILT_IN, name))
    return [{"standing": standing, "rows": [row for row in rows if row["scores"]["data"]["standing"] == standing]}
            for standing in standings]


def main(settings: Settings, teach: Path, distill: Path, score: Path, scores: Path, leaderboard: Path, out: Path) -> None:
    code = {path.stem: read_json(path)["fingerprint"] for path in (teach, distill, score)}
    kept = [row for path in sorted(leaderboard.glob("*/entry.json")) for row in kept_rows(path.parent)]
    present = present_rows(settings.scored, code, scores)

    known = [row["scores"] for row in kept]
    found = tables(kept + [row for row in present if row["scores"] not in known])

    write_json(out / "leaderboard.json", {"tables": found})
    (out / "leaderboard.md").write_text(page(found), "utf-8")
