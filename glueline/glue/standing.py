"""What a split may be called: the official bytes, the official rows, so many of the official rows, synthetic, or absent."""

from collections.abc import Collection
from dataclasses import dataclass

from glueline.glue.tasks import Split, Task


@dataclass(frozen=True)
class Found:
    """A split's file as it was found: its sha256, its rows, the sha256 of the rows' content (idx, label, texts)."""

    sha256: str
    rows: int
    content: str


def standing(official: Split, found: Found | None, part: str, synthetic: bool = False, own: str | None = None) -> dict:
    """The standing of one split, as data/raw/standing.json keeps it; `part` is the split's name.

    `own`: the folder of a task that is not GLUE's, whose CSV the task table names by its sha256.
    Only the official file, or rows of the official content in another file, are called official.
    """
    text, is_official, why = _judged(official, found, part, synthetic)
    if own and is_official:
        text, why = "own bytes", f"a task of one's own: {own}/{part}.csv, byte for byte as the task table names it"
    return {
        "standing": text,
        "official": is_official,
        "rows": found.rows if found else 0,
        "official_rows": official.rows,
        "sha256": found.sha256 if found else None,
        "why": why,
    }


def _judged(official: Split, found: Found | None, part: str, synthetic: bool) -> tuple[str, bool, str]:
    if found is None:
        return "absent", False, "not in this copy"
    if synthetic:
        return "synthetic", False, f"built-in, synthetic: {found.rows:,} generated rows, none from GLUE"
    if found.sha256 == official.sha256:
        return "official bytes", True, "byte for byte the official file"
    if found.content == official.content:
        return "official rows", True, f"the {found.rows:,} rows of the official split, not its bytes"
    return f"{found.rows} of {official.rows} rows", False, _shortfall(official, found, part)


def _shortfall(official: Split, found: Found, part: str) -> str:
    if part == "train" and found.rows < official.rows:
        return f"{found.rows:,} of the official {official.rows:,} rows: a subset"
    if found.rows != official.rows:
        return f"{found.rows:,} rows where the official split has {official.rows:,}: not the official split"
    if official.content is None:
        return f"{found.rows:,} rows, as many as official, but the file is another and the official content is unknown"
    return f"{found.rows:,} rows, as many as official, but a label, text or idx is another: not the official rows"


def gaps(present: Collection[tuple[str, str]], tasks: dict[str, Task]) -> list[tuple[str, str]]:
    """The required (task, split) pairs that are missing: the train split of each task that has any other split."""
    return [(task.name, "train") for task in tasks.values()
            if "train" in task.splits and (task.name, "train") not in present
            and any((task.name, split) in present for split in task.splits)]
