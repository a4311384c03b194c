"""Which texts are known already: on disk, so that memory stays flat however many rows there are."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from glueline.tables.repeats import Part, digests


class KnownTexts:
    """Digests of rows in a folder, by what they are for: held out (to tune, validate or test), or to learn from."""

    def __init__(self, folder: Path) -> None:
        self.store = sqlite3.connect(folder / "known.sqlite", isolation_level=None)
        self.store.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096; PRAGMA temp_store = FILE;
            CREATE TABLE texts (normal BLOB, turned INTEGER, task TEXT, held INTEGER, id TEXT);
            BEGIN;""")
        self.indexed = False

    def __enter__(self) -> "KnownTexts":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def add(self, part: Part, rows: Iterable[dict]) -> None:
        """Note a part's rows, of which id, text_a and text_b are read."""
        held = part.split != "train"
        noted = ((row["id"], *digests(row["text_a"], row["text_b"], part.symmetric)) for row in rows)
        self.store.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", (
            (normal, turned, part.task, held, identity) for identity, normal, _, turned in noted))

    def note(self, task: str, identity: str, held: bool, normal: bytes, turned: int) -> None:
        """Note one row by its digest, as `glueline.tables.repeats.digests` gives it."""
        self.store.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", (normal, turned, task, held, identity))

    def repeated(self, task: str, normal: bytes, turned: int, parent: str = "") -> tuple[str | None, bool]:
        """The id of a held-out row, of any task, that a row of `task` repeats, and whether it repeats one of its own task to
        learn from; its own `parent` left out, which it repeats where nothing was changed. But for case, punctuation and white
        space; order in a pair counts within a task, never between tasks."""
        if not self.indexed:
            self.store.execute("CREATE INDEX by_normal ON texts (normal)")
            self.indexed = True
        asked = "SELECT turned, task, held, id FROM texts WHERE normal = ? AND id != ? ORDER BY rowid"
        found = self.store.execute(asked, (normal, parent))
        alike = [(held, other, identity) for order, other, held, identity in found if other != task or order == turned]
        overlap = next((identity for held, _, identity in alike if held), None)
        return overlap, any(not held and other == task for held, other, _ in alike)
