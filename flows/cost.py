"""What a stage's run cost, from the line it wrote in leaderboard/runs.jsonl and the FLOPs it booked in its outputs."""

from collections.abc import Iterable
from pathlib import Path

from glueline.provenance import journal
from glueline.provenance.booked import flops_in

COLUMNS = {"seconds": "seconds", "processor_seconds": "processor seconds", "peak_mib": "peak MiB"}


def journal_length(root: Path) -> int:
    """How many lines the journal has."""
    path = root / journal.JOURNAL
    return len(path.read_bytes().splitlines()) if path.is_file() else 0


def cost_of(root: Path, key: str, outs: Iterable[str], after: int) -> dict[str, float]:
    """{"seconds": ..., "processor seconds": ..., "peak MiB": ..., "FLOPs": ...} of the latest run of stage `key` since the
    journal had `after` lines; what is not on record is left out."""
    lines = [line for line in journal.read(root, after) if line.get("stage") == key]
    if not lines:
        return {}
    spent = {title: lines[-1][name] for name, title in COLUMNS.items() if isinstance(lines[-1].get(name), int | float)}
    flops = sum(flops_in(path.read_bytes()) or 0 for out in outs for path in sorted((root / out).glob("*.json")))
    if lines[-1].get("status") != "finished":
        flops = 0  # what lies there is another run's
    return spent | ({"FLOPs": float(flops)} if flops else {})


def in_words(cost: dict[str, float]) -> dict[str, str]:
    """The figures as a page shows them: 1,234.5 and 1.2e+13."""
    return {title: f"{value:.2g}" if title == "FLOPs" else f"{value:,.1f}" for title, value in cost.items()}
