"""Where recorded bytes can be had on this machine: as they lie in the checkout, or in DVC's cache, which several checkouts may
share, by a lock's md5. Bytes are taken by their recorded sha256 alone; a lock that names others finds nothing."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from glueline.refusal import Refused
from glueline.tables.files import file_sha256

FILES = "files/md5"  # in DVC's cache


class Holdings:
    """The outputs of a subject's runs that are at hand. `lock`: the stages of its dvc.lock; None where it has none."""

    def __init__(self, root: Path, lock: Mapping[str, Any] | None) -> None:
        self.root = root
        entries = (lock or {}).values()
        items = [item for entry in entries for item in (entry.get("outs") or []) if isinstance(item, dict)]
        self.md5 = {item["path"]: item["md5"] for item in items if isinstance(item.get("md5"), str) and _is_md5(item["md5"])}

    @cached_property
    def cache(self) -> Path:
        """DVC's cache as `dvc cache dir` has it. Raises Refused where .dvc/config is not readable."""
        from dvc.config import Config
        from dvc.exceptions import DvcException

        try:
            named = Config(str(self.root / ".dvc"))["cache"].get("dir")
        except DvcException as error:
            raise Refused(f"{self.root / '.dvc/config'}: {str(error).splitlines()[0]}") from error
        return Path(named) if named else self.root / ".dvc/cache"

    def file(self, out: str, name: str, sha256: str) -> Path | None:
        """Where the file `name` of an output lies (empty name: the output is that file); None where it is not at hand."""
        there = self.root / out / name if name else self.root / out
        places = [there, *([self._cached(out, name)] if out in self.md5 else [])]
        return next((path for path in places if path and path.is_file() and file_sha256(path) == sha256), None)

    def bring(self, out: str, made: dict, target: Path) -> None:
        """Copy an output, whole, to `target`. Raises Refused where any of its files is not at hand."""
        files = made["files"] if made["files"] is not None else {"": made["sha256"]}
        for name, sha256 in files.items():
            found = self.file(out, name, sha256)
            if found is None:
                raise Refused(f"{out}/{name}: not here with the recorded sha256 {sha256[:12]}; `dvc pull` or `dvc checkout` it")
            (target / name if name else target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, target / name if name else target)
        if made["files"] == {}:
            target.mkdir(parents=True, exist_ok=True)

    def _cached(self, out: str, name: str) -> Path | None:
        md5 = self.md5[out]
        if not md5.endswith(".dir"):
            return self._object(md5) if not name else None
        try:
            listed = json.loads(self._object(md5).read_bytes())
            return next(self._object(item["md5"]) for item in listed
                        if item["relpath"] == name and _is_md5(item["md5"]))
        except (OSError, ValueError, KeyError, TypeError, StopIteration):
            return None

    def _object(self, md5: str) -> Path:
        return self.cache / FILES / md5[:2] / md5[2:]


def dvc_md5(path: Path) -> str:
    """The md5 by which DVC 3 names a file, or a folder: that of its files' list as JSON, with `.dir` behind it."""
    if path.is_file():
        return _md5(path)
    return folder_md5({each.relative_to(path).as_posix(): _md5(each) for each in path.rglob("*") if each.is_file()})


def folder_md5(files: Mapping[str, str]) -> str:
    """The md5 by which DVC 3 names a folder with these files (path to md5)."""
    listed = [{"md5": md5, "relpath": name} for name, md5 in sorted(files.items())]
    return hashlib.md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + ".dir"


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _is_md5(text: str) -> bool:
    stem = text.removesuffix(".dir")
    return len(stem) == 32 and set(stem) <= set("0123456789abcdef")

