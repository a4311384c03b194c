"""Sets that are scored and never learned from: AdvGLUE's dev rows, AX with labels and tags; which of them train holds too.

Reads:  data/source/files.json (built-in or not, its seed), data/prepared (train and tune texts), and the folder of the sets
Writes: data/challenge: <task>/<split>.parquet of each set there is, standing.json
Run:    dvc repro challenge
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from glueline.glue.challenges import AX, CHALLENGES, Challenge, built_in_standing, standing_of
from glueline.glue.tasks import TASKS
from glueline.tables.challenge_files import as_row, locate_extra, read_challenge, schema_of
from glueline.tables.examples import id_order
from glueline.tables.json_file import read_json, write_json
from glueline.tables.learned_texts import learned
from glueline.tables.parquet import write_rows
from glueline.text.builtin import generate

Sets = dict[str, tuple[list[dict] | None, dict]]  # by name of the table: its rows where it is there, and its standing


@dataclass(frozen=True)
class Settings:
    folder: str


def from_folder(folder: Path | None) -> Sets:
    """The sets as the folder holds them. Raises Refused on a file that is not what it should be."""
    return {name: _read(folder / one.file if folder else None, one) for name, one in CHALLENGES.items()}


def built_in(source: dict) -> Sets:
    """AX with the labels that its grammar knows; nothing for the others, whatever the folder holds: the built-in run needs no
    data and ends alike everywhere."""
    rows = [as_row(row, AX) for row in generate(AX.task, "test", source["rows"]["test"], source["seed"], tell=True)]
    return {name: (rows if one is AX else None, built_in_standing(one, len(rows) if one is AX else None))
            for name, one in CHALLENGES.items()}


def main(settings: Settings, source_in: Path, prepared: Path, challenge_out: Path) -> None:
    """Raises Refused on a file of a set that cannot be read as such, with its line."""
    source = read_json(source_in / "files.json")
    sets = built_in(source) if source["name"] == "builtin" else from_folder(locate_extra(settings.folder))

    symmetric = {name: task.symmetric for name, task in TASKS.items()}
    repeated = learned((row for rows, _ in sets.values() for row in rows or ()), symmetric, prepared)

    for name, (rows, _) in sets.items():
        if rows is not None:
            write_rows(challenge_out / f"{name}.parquet", schema_of(CHALLENGES[name]), rows)
    write_json(challenge_out / "standing.json", {
        name: standing | {"learned": _named(rows or (), repeated)} for name, (rows, standing) in sets.items()})


def _read(path: Path | None, challenge: Challenge) -> tuple[list[dict] | None, dict]:
    if path is None or not path.is_file():
        return None, standing_of(challenge, None, None)
    rows, content = read_challenge(path, challenge)
    return rows, standing_of(challenge, len(rows), content)


def _named(rows: Iterable[dict], repeated: dict[str, str]) -> dict[str, str]:
    return {name: repeated[name] for name in sorted((row["id"] for row in rows), key=id_order) if name in repeated}
