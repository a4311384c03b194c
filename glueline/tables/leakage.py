"""The leakage ledger: which texts repeat within a split, between train and validation or test, and between tasks.

Digests of 16 bytes lie in SQLite on disk and are sorted there, so memory stays flat however many rows there are. The ledger
never grows with the square of a group: a row points to the first of its text in each split it is compared with.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa

from glueline.progress import over
from glueline.tables.examples import row_id
from glueline.tables.repeats import Part, Repeat, Text, digests, repeats, where

LEDGER = pa.schema([
    ("id", pa.string()),
    ("other_id", pa.string()),
    ("kind", pa.string()),      # exact, or normalised: equal but for case, punctuation and white space
    ("where", pa.string()),     # within split, train and validation, between tasks: train and test, ...
    ("action", pa.string()),    # what was done with the row `id`: kept or removed
])


class Ledger:
    """The ledger on disk in `folder`, for `parts`: `add` every part, `settle` once, then read."""

    def __init__(self, folder: Path, parts: Iterable[Part]) -> None:
        # What is learned from comes last, test before it, train after tune: each row then meets all that it must not repeat.
        self.parts = sorted(parts, key=lambda part: (part.learns, part.purpose == "test", part.split == "train"))
        self.store = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
        self.store.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096; PRAGMA temp_store = FILE;
            CREATE TABLE texts (normal BLOB, part INTEGER, idx INTEGER, exact BLOB, turned INTEGER);
            CREATE TABLE repeats (task, source, idx, other_task, other_source, other_idx, kind, place, action);
            BEGIN;""")

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def add(self, part: Part, rows: Iterable[dict]) -> None:
        """Note a part's rows, of which idx, text_a and text_b are read."""
        number = self.parts.index(part)
        noted = ((number, row["idx"], *digests(row["text_a"], row["text_b"], part.symmetric)) for row in rows)
        self.store.executemany("INSERT INTO texts (part, idx, normal, exact, turned) VALUES (?, ?, ?, ?, ?)", noted)

    def settle(self, remove: bool) -> None:
        """Find the repeats; with `remove`, train and tune rows that stand in any validation or test, and train rows that
        stand in any tune, count as removed."""
        texts = self.store.execute("SELECT * FROM texts ORDER BY normal, part, idx")
        for _, group in groupby(over(map(Text._make, texts), "repeats", "row"), key=itemgetter(0)):
            for found in repeats(group, self.parts):
                leaked = any(self._held_out(repeat) for repeat in found)
                action = "removed" if remove and leaked else "kept"
                self.store.executemany("INSERT INTO repeats VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                       (self._entry(repeat, action) for repeat in found))

    def rows(self) -> Iterator[dict]:
        """The ledger (schema LEDGER), sorted by task, split and idx of the row, then of the other."""
        for task, source, idx, *other, kind, place, action in self.store.execute(
                "SELECT * FROM repeats ORDER BY task, source, idx, other_task, other_source, other_idx"):
            yield {"id": row_id(task, source, idx), "other_id": row_id(*other),
                   "kind": kind, "where": place, "action": action}

    def removed(self, part: Part) -> Iterator[int]:
        """The idx of the rows to be left out of the part's source, ascending."""
        return map(itemgetter(0), self.store.execute(
            "SELECT DISTINCT idx FROM repeats WHERE task = ? AND source = ? AND action = 'removed' ORDER BY idx",
            (part.task, part.source)))

    def counts(self) -> dict[str, dict[str, int]]:
        """Entries by where and kind."""
        counted: dict[str, dict[str, int]] = {}
        for place, kind, entries in self.store.execute("SELECT place, kind, COUNT(*) FROM repeats GROUP BY place, kind"):
            counted.setdefault(place, {})[kind] = entries
        return counted

    def removed_rows(self) -> dict[str, int]:
        """How many rows were left out, by task."""
        return dict(self.store.execute(
            "SELECT task, COUNT(DISTINCT idx) FROM repeats WHERE action = 'removed' GROUP BY task"))

    def _held_out(self, repeat: Repeat) -> bool:
        part, other = self.parts[repeat.part], self.parts[repeat.other]
        return part.learns and (not other.learns or (part.split, other.split) == ("train", "tune"))

    def _entry(self, repeat: Repeat, action: str) -> tuple:
        part, other = self.parts[repeat.part], self.parts[repeat.other]
        return (part.task, part.source, repeat.idx, other.task, other.source, repeat.other_idx,
                repeat.kind, where(part, other), action)
