"""dvc.lock read with care: DVC (3.67) rewrites it in place, so a kill in that moment leaves it empty or cut short."""

import os
import re
import subprocess
from pathlib import Path

from glueline.refusal import Refused

LOCK = "dvc.lock"
COPY = "data/.staging/dvc.lock"


def keep_copy(root: Path) -> None:
    """Copy dvc.lock as it is before a stage runs, so that a tear costs that stage at most."""
    text = _text(root / LOCK)
    if text.endswith("\n"):  # or another DVC is just writing it; then the earlier copy is the better one
        beside = root / f"{COPY}.part.{os.getpid()}"
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8")
        beside.replace(root / COPY)


def mend(root: Path) -> str | None:
    """Restore a torn dvc.lock from its own whole part, the copy, and the last commit; says so, or None where it is whole.

    An entry from an older lock is as true as when it was written: DVC compares its hashes with what is there. Raises Refused on
    one with a merge's conflict in it, which is a person's to settle.
    """
    path = root / LOCK
    text = _text(path)
    if re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE):
        raise Refused(f"{path}: a merge left its conflict in it; take either side (`git checkout --theirs {LOCK}`), then "
                      "`dvc repro` runs what does not fit")
    if not path.is_file() or (text and whole_part(text) == text):
        return None
    kept: dict = {}
    for source in (whole_part(text), whole_part(_text(root / COPY)), whole_part(_committed(root))):
        kept = {**stages_in(source), **kept}
    _write(path, kept)
    return f"{LOCK}: was torn; restored {', '.join(sorted(kept)) or 'nothing'}; `dvc repro` runs the others again"


def whole_part(text: str) -> str:
    """The longest beginning of a dvc.lock that is whole: all of it, or up to some stage's entry; else empty."""
    starts = [match.start() for match in re.finditer(r"^  [^\s#-].*:[ ]*$", text, re.MULTILINE)]
    ends = [len(text), *reversed(starts[1:])]
    return next((text[:end] for end in ends if _is_whole(text[:end])), "")


def stages_in(text: str) -> dict:
    """The stage entries of a whole dvc.lock; none of an empty one."""
    from dvc.utils.serialize import parse_yaml

    return parse_yaml(text, LOCK).get("stages") or {}


def _is_whole(text: str) -> bool:
    from dvc.dvcfile import Lockfile
    from dvc.exceptions import DvcException
    from dvc.utils.serialize import parse_yaml

    try:
        content = parse_yaml(text, LOCK)
        if not content or not text.endswith("\n") or not Lockfile.validate(content, LOCK).get("stages"):
            return False
    except DvcException:
        return False
    last = list(content["stages"].values())[-1]
    return all(_is_entry(item) for item in [*last.get("deps", []), *last.get("outs", [])])


def _is_entry(item: dict) -> bool:
    """Whether a dep or out has all that DVC writes; a cut between two lines leaves valid YAML."""
    md5 = item.get("md5", "")
    return bool(md5) and "size" in item and ("nfiles" in item or not md5.endswith(".dir"))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore") if path.is_file() else ""


def _committed(root: Path) -> str:
    try:
        done = subprocess.run(["git", "show", f"HEAD:./{LOCK}"], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _write(path: Path, stages: dict) -> None:
    from dvc.utils.serialize import dump_yaml

    beside = path.with_suffix(".lock.part")
    if not stages:
        path.unlink()
    else:
        dump_yaml(str(beside), {"schema": "2.0", "stages": stages})
        beside.replace(path)
