"""The leaderboard, from the present run and the kept entries. It copies numbers and never makes one.

Reads:  data/code, data/scores, leaderboard (its <entry>/ folders)
Writes: data/leaderboard: leaderboard.json and leaderboard.md
Run:    dvc repro publish
"""

from pathlib import Path

from glueline.glue.cells import BUILT_IN
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.leaderboard import page

PRESENT = "this run"
CODE = ("teach", "score")  # the stages whose code decides a score


def present_rows(code: Path, scores: Path) -> list[dict]:
    """The run as it lies in data/, a row a teacher."""
    fingerprints = {stage: read_json(code / f"{stage}.json")["fingerprint"] for stage in CODE}
    about = {"name": PRESENT, "note": "", "commit": None, "code": fingerprints, "records": {}}
    return [about | {"scores": read_json(path)} for path in sorted(scores.glob("*/scores.json"))]


def kept_rows(entry: Path) -> list[dict]:
    """The rows of one kept entry. Raises Refused where a file is not the one that was kept."""
    about = read_json(entry / "entry.json")
    for name, sha256 in about["sha256"].items():
        if not (entry / name).exists() or file_sha256(entry / name) != sha256:
            raise Refused(f"{entry / name}: not the file that was kept; restore it with git, or `glueline keep` it anew")
    shown = {key: about[key] for key in ("name", "note", "commit", "code", "records")}
    return [shown | {"scores": scores} for _, scores in sorted(read_json(entry / "scores.json").items())]


def tables(rows: list[dict]) -> list[dict]:
    """The rows by the standing of their data, synthetic ones in a table of their own and last."""
    standings = sorted({row["scores"]["data"]["standing"] for row in rows}, key=lambda name: (name == BUILT_IN, name))
    return [{"standing": standing, "rows": [row for row in rows if row["scores"]["data"]["standing"] == standing]}
            for standing in standings]


def main(code: Path, scores: Path, leaderboard: Path, out: Path) -> None:
    kept = [row for path in sorted(leaderboard.glob("*/entry.json")) for row in kept_rows(path.parent)]
    present = present_rows(code, scores)

    known = [row["scores"] for row in kept]
    found = tables(kept + [row for row in present if row["scores"] not in known])

    write_json(out / "leaderboard.json", {"tables": found})
    (out / "leaderboard.md").write_text(page(found), "utf-8")
