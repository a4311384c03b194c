"""sha256 of content, files and folders. A folder's hash is that of its manifest {path: sha256} as canonical JSON."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glueline.refusal import Refused
from glueline.tables.files import file_sha256


@dataclass(frozen=True)
class Digest:
    """The hash of a file or folder; `files` is a folder's manifest, None for a file."""

    sha256: str
    files: dict[str, str] | None = None


def canonical(content: Any) -> bytes:
    """JSON with sorted keys, no white space, UTF-8, no newline at the end: equal content is equal bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def pretty(content: Any) -> bytes:
    """JSON as glueline.tables.json_file writes it: what the file of that content is made of."""
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()


def sha256_of(content: Any) -> str:
    """The sha256 of `content` as canonical JSON, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def digest(path: Path, ignored: Callable[[Path], bool] = lambda _: False) -> Digest:
    """Hash a file, or a folder but for its `ignored` files. Raises Refused where there is nothing."""
    if path.is_dir():
        return folder_digest({name: file_sha256(path / name) for name in _names(path, ignored)})
    if not path.exists():
        raise Refused(f"{path}: missing; run `dvc repro`")
    return Digest(file_sha256(path))


def folder_digest(files: dict[str, str]) -> Digest:
    """The digest of a folder with this manifest."""
    return Digest(sha256_of(files), files)


def part(whole: Digest, path: str) -> Digest | None:
    """The digest of the file or folder `path` inside the folder `whole`; None where it holds no such thing.

    part(folder_digest({"a/x": h, "b": i}), "a") == folder_digest({"x": h})
    """
    files = whole.files or {}
    if path in files:
        return Digest(files[path])
    below = {name[len(path) + 1:]: sha for name, sha in files.items() if name.startswith(path + "/")}
    return folder_digest(below) if below else None


def _names(folder: Path, ignored: Callable[[Path], bool]) -> list[str]:
    paths = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return sorted(path.relative_to(folder).as_posix() for path in paths if not ignored(path))
