"""Lists the files that `ingest` is about to read, with their hashes, so that a changed source is seen.

Reads:  the snapshot's folder (source: snapshot); nothing otherwise
Writes: data/source/files.json
Run:    dvc repro source
"""

import re
from dataclasses import dataclass
from pathlib import Path

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.json_file import write_json
from glueline.tables.sources import listed


@dataclass(frozen=True)
class Settings:
    name: str
    folder: str
    revision: str
    seed: int
    rows: dict[str, int]


def describe(settings: Settings) -> dict:
    """What identifies the source: of the settings those that its name gives a meaning to, the others None."""
    name = settings.name
    return {
        "name": name,
        "folder": settings.folder if name == "snapshot" else None,
        "revision": settings.revision if name == "hub" else None,
        "seed": settings.seed if name == "builtin" else None,
        "rows": settings.rows if name == "builtin" else None,
    }


def refuse_unusable(settings: Settings) -> None:
    """Raise Refused, naming the key, if the settings cannot name one source for good."""
    if settings.name not in ("hub", "snapshot", "builtin"):
        raise Refused(f"params.yaml: source.name: expected hub, snapshot or builtin, found {settings.name!r}")
    if settings.name == "hub" and not re.fullmatch("[0-9a-f]{40}", settings.revision):
        raise Refused(f"params.yaml: source.revision: {settings.revision!r} may move; give a commit, 40 hexadecimal digits")
    if sorted(settings.rows) != ["test", "train", "validation"] or min(settings.rows.values()) < 1:
        raise Refused(f"params.yaml: source.rows: expected train, validation, test, each 1 or more, found {settings.rows}")


def main(settings: Settings, source_out: Path) -> None:
    refuse_unusable(settings)

    files = listed(settings.name, settings.folder, settings.revision, TASKS)

    write_json(source_out / "files.json", {**describe(settings), "files": files})
