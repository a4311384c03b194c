"""The files of an entry of the leaderboard, by content."""

from pathlib import Path

from glueline.provenance.hashing import file_sha256
from glueline.refusal import Refused

SIGNATURE = "signature.dsse.json"


def entry_files(entry: Path) -> dict[str, str]:
    """The sha256 of every file of the entry but its signature, by path. Raises Refused where one is a link."""
    if not (entry / "entry.json").is_file():
        raise Refused(f"{entry}: no entry.json; name an entry of the leaderboard")
    found = {}
    for path in sorted(entry.rglob("*")):
        name = path.relative_to(entry).as_posix()
        if path.is_symlink():
            raise Refused(f"{path}: a link; an entry holds its own files")
        if path.is_file() and name not in (SIGNATURE, f"{SIGNATURE}.part"):
            found[name] = file_sha256(path)
    return found
