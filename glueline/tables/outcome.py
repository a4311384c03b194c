"""What an expectation found in a table, and what it found in all of a table's pieces."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

FIRST = 5  # offending rows that are named


@dataclass(frozen=True)
class Outcome:
    """What one expectation found in one table.

    `observed`: of a gate on the whole table; `unexpected` of `rows`: of a gate on rows (else None); `first`: the idx of the
    first offending rows, tolerated ones too; `positions`: of every offending row, none where they are tolerated; `error`: what
    kept the expectation from being judged, which is a failure.
    """

    expectation: str
    column: str | None
    says: str
    kwargs: dict[str, Any]
    success: bool
    observed: Any
    unexpected: int | None
    rows: int | None
    first: list[int | None]
    error: str | None
    positions: list[int]

    def verdict(self) -> dict[str, Any]:
        """The byte-stable part: no ids, no times; floats to six digits."""
        found = {"observed": self.observed} if self.unexpected is None else {
            "unexpected": self.unexpected, "share": self.unexpected / max(self.rows or 0, 1), "first": self.first}
        return _rounded({"expectation": self.expectation, "column": self.column, "says": self.says, "kwargs": self.kwargs,
                         "success": self.success, "error": self.error, **found})

    def found(self) -> str:
        """What it found, in words: `3 of 71 rows (idx 2, 5, 7)`, or the observed value, or the error."""
        if self.error is not None:
            return f"could not be judged ({self.error})"
        if self.unexpected is None:
            return f"found {self.observed}"
        more = ", ..." if self.unexpected > len(self.first) else ""
        return f"{self.unexpected} of {self.rows} rows (idx {', '.join(map(str, self.first))}{more})"


def merged(pieces: Sequence[Outcome], rows: Sequence[int]) -> Outcome:
    """What one expectation found in a table, given what it found in each of its pieces and how many `rows` they have.

    An expectation on rows is met where enough rows of the whole table meet it (`mostly`), however they lie in the pieces.
    """
    first = next((piece for piece in pieces if piece.error), pieces[0])
    if first.unexpected is None:
        return replace(first, success=all(piece.success for piece in pieces))
    unexpected, total = (sum(getattr(piece, name) or 0 for piece in pieces) for name in ("unexpected", "rows"))
    success = not first.error and unexpected <= (1 - first.kwargs.get("mostly", 1.0)) * total + 1e-6
    starts = accumulate(rows, initial=0)
    positions = [start + position for start, piece in zip(starts, pieces, strict=False) for position in piece.positions]
    return replace(first, success=success, unexpected=unexpected, rows=total, positions=[] if success else positions,
                   first=[idx for piece in pieces for idx in piece.first][:FIRST])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
