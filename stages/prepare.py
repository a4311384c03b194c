"""One schema, stable ids, the tune split, and the ledger of texts that repeat from one split or task to another.

Reads:  data/raw (GLUE in the Hub's layout, standing.json), data/quality/raw (the verdict on it)
Writes: data/prepared (<task>/<split>.parquet, leakage.parquet, standing.json, summary.json)
Run:    dvc repro prepare
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from glueline.glue.tasks import TASKS
from glueline.progress import over
from glueline.refusal import Refused
from glueline.tables.examples import PREPARED, id_hash
from glueline.tables.json_file import read_json, write_json
from glueline.tables.leakage import LEDGER, Ledger
from glueline.tables.parquet import write_rows
from glueline.tables.raw import count_rows, raw_path, raw_rows
from glueline.tables.repeats import Part
from glueline.tables.verdicts import require_passed


@dataclass(frozen=True)
class Settings:
    seed: int
    tune_share: float
    tune_rows_at_most: int
    leaked_train_rows: str


def main(settings: Settings, raw: Path, quality: Path, prepared: Path) -> None:
    """Raises Refused where the check of `raw` did not pass, on an unknown policy, and on rows out of order."""
    require_passed(quality)
    refuse_unknown(settings)
    standing = read_json(raw / "standing.json")
    parts = [part for task in TASKS for part in parts_of(raw, task)]
    shares = {part.task: tune_share(settings, count_rows(raw, part.task, "train")) for part in parts if part.split == "tune"}

    prepared.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=prepared) as scratch, Ledger(Path(scratch), parts) as ledger:
        for part in over(parts, "digests", "split"):
            ledger.add(part, rows_of(raw, part, settings.seed, shares))
        ledger.settle(remove=settings.leaked_train_rows == "remove")
        rows: dict[str, dict[str, int]] = {task: {} for task in TASKS}
        for part in over(parts, "tables", "split"):
            kept = without(rows_of(raw, part, settings.seed, shares), ledger.removed(part))
            rows[part.task][part.split] = write_rows(prepared / part.task / f"{part.split}.parquet", PREPARED, kept)
        write_rows(prepared / "leakage.parquet", LEDGER, ledger.rows())
        summary = {"rows": rows, "ledger": ledger.counts(), "removed": ledger.removed_rows()}

    write_json(prepared / "standing.json", standing)
    write_json(prepared / "summary.json", summary)


def refuse_unknown(settings: Settings) -> None:
    """Raise Refused on a policy that is not known."""
    if settings.leaked_train_rows not in ("keep", "remove"):
        raise Refused(f"params.yaml: prepare.leaked_train_rows: {settings.leaked_train_rows!r} is neither keep nor remove")


def parts_of(raw: Path, task: str) -> list[Part]:
    """The task's splits that are there, tune beside train."""
    there = [split for split in TASKS[task].splits if raw_path(raw, task, split).exists()]
    used = [name for split in there for name in (("train", "tune") if split == "train" else (split,))]
    return [Part(task, split, TASKS[task].symmetric) for split in used]


def tune_share(settings: Settings, train_rows: int) -> float:
    """The share of a task's train rows that becomes tune."""
    return min(settings.tune_share, settings.tune_rows_at_most / max(train_rows, 1))


def rows_of(raw: Path, part: Part, seed: int, shares: dict[str, float]) -> Iterator[dict]:
    """The rows of a part (columns of PREPARED, and idx): its source's, of which tune gets those whose hash is low."""
    for row in raw_rows(raw, part.task, part.source):
        if not part.learns or (id_hash(seed, row["id"]) < shares[part.task] * 2**64) == (part.split == "tune"):
            yield {**row, "split": part.split}


def without(rows: Iterable[dict], removed: Iterator[int]) -> Iterator[dict]:
    """The rows whose idx is not among the removed; both ascend."""
    gone = next(removed, None)
    for row in rows:
        while gone is not None and gone < row["idx"]:
            gone = next(removed, None)
        if row["idx"] != gone:
            yield row
