"""The rows that failed a gate, kept whole beside the data, and the one line that says so."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from glueline.tables.outcome import Outcome


class Rejected:
    """The folder of one table's offending rows: emptied at the start, one JSON Lines file a split that failed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.lines: list[str] = []
        shutil.rmtree(folder, ignore_errors=True)

    def add(self, source: Path, name: str, pieces: Iterable[pd.DataFrame], outcomes: list[Outcome]) -> None:
        """Keep the rows that failed of a table in pieces, each with the gates it failed, and a line on each failed gate."""
        failed = [outcome for outcome in outcomes if not outcome.success]
        gates: dict[int, list[str]] = {}
        for outcome in failed:
            for position in outcome.positions:
                gates.setdefault(position, []).append(outcome.says)
        kept = self.folder / f"{name}.jsonl"
        if gates:
            _write(kept, pieces, gates)
        self.lines += [_line(source, outcome, kept) for outcome in failed]

    def message(self) -> str:
        """Every failed gate in one line: the first in full, the number of the others and where they stand."""
        others = len(self.lines) - 1
        return self.lines[0] + (f"; {others} more failed, all in {self.folder / 'gates.txt'}" if others else "")

    def write_gates(self) -> None:
        """Write all lines to `gates.txt`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "gates.txt").write_text("".join(f"{line}\n" for line in self.lines), "utf-8")


def _line(source: Path, outcome: Outcome, kept: Path) -> str:
    column = f" on {outcome.column}" if outcome.column else ""
    saved = f"; rows kept in {kept}" if outcome.positions else ""
    return f"{source}: {outcome.expectation}{column}: {outcome.found()}; expected: {outcome.says}{saved}"


def _write(path: Path, pieces: Iterable[pd.DataFrame], gates: dict[int, list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    start = 0
    with path.open("w", encoding="utf-8") as file:
        for piece in pieces:
            positions = [position for position in sorted(gates) if start <= position < start + len(piece)]
            rows = piece.iloc[[position - start for position in positions]].astype(object)
            for position, row in zip(positions, rows.where(rows.notna(), None).to_dict("records")):
                file.write(json.dumps({"failed": gates[position], "row": row}, ensure_ascii=False, default=str) + "\n")
            start += len(piece)
