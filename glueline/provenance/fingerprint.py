"""One hash for all the code a stage can reach: its import closure inside the project, and the versions that decide numbers.

DVC does not follow imports (treeverse/dvc#9195). Syntax trees are hashed: comments, docstrings and layout change nothing.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from glueline.provenance.hashing import file_sha256, sha256_of
from glueline.provenance.imports import Import, imports_of, meaning, parse
from glueline.refusal import Refused

Read = Callable[[Path, Path], tuple[str, list[Import]]]
PROJECT = ("glueline", "stages")
LOCK = "requirements.lock"
# Recorded apart, and in no fingerprint: a better audit never makes a model stale, nor does a better progress bar.
OBSERVERS = ("glueline/provenance", "glueline/cli", "glueline/progress.py")
# Import names whose distribution is called otherwise; all others differ in case and dashes at most.
DISTRIBUTIONS = {"sklearn": "scikit-learn", "vl_convert": "vl-convert-python", "yaml": "pyyaml", "PIL": "pillow",
                 "dateutil": "python-dateutil"}
# They fetch bytes that are checked by hash, or draw bars. Every other third-party package may decide a number.
DECIDE_NO_NUMBER = {"rich", "huggingface-hub"}
# What a package does its work with though nobody imports it by name.
BRINGS = {"transformers": "tokenizers"}


def stage_names(root: Path) -> list[str]:
    """The stages that have a file, in order of their names."""
    return sorted(path.stem for path in (root / "stages").glob("*.py") if path.stem != "__init__")


def read_module(root: Path, path: Path) -> tuple[str, list[Import]]:
    """The hash of what a Python file says, and what it imports."""
    return _read(path.read_bytes(), path, ".".join(path.relative_to(root).parent.parts))


@cache  # a stage's code is read before it runs and after, and is seldom another the second time
def _read(source: bytes, path: Path, package: str) -> tuple[str, list[Import]]:
    tree = parse(source, path)
    found = imports_of(tree, path, package)
    return sha256_of(meaning(tree)), found


def fingerprint(root: Path, stage: str, read: Read = read_module) -> dict:
    """The content of data/code/<stage>.json: {"stage", "fingerprint", "files": {path: sha256}, "packages": {name: version}}.
    `read`: `read_module`, or what remembers its answers.

    Raises Refused, naming file and line, on a dynamic import, a missing module, or a package that the lock does not pin.
    """
    start = root / "stages" / f"{stage}.py"
    if not start.is_file():
        raise Refused(f"{start}: missing; a stage needs a file of its name")
    files, packages = closure(root, start, read)
    content = {"files": files, "packages": packages}
    return {"stage": stage, "fingerprint": sha256_of(content), **content}


def observers_hash(root: Path) -> str:
    """The hash of the code that observes the runs, which is in no fingerprint."""
    paths = sorted(path for name in OBSERVERS for path in [root / name, *(root / name).glob("*.py")] if path.is_file())
    return sha256_of({path.relative_to(root).as_posix(): sha256_of(meaning(parse(path.read_bytes(), path))) for path in paths})


def closure(root: Path, start: Path, read: Read) -> tuple[dict[str, str], dict[str, str]]:
    """Hashes of every project file that importing `start` can reach, and the pinned versions of what those import."""
    pins = read_pins(root / LOCK)
    files: dict[str, str] = {}
    packages = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    waiting = [start, start.parent / "__init__.py"]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(root).as_posix()
        if name in files or f"{name}/".startswith(tuple(f"{each}/" for each in OBSERVERS)):
            continue
        if path.suffix != ".py":
            files[name] = file_sha256(path)
            continue
        files[name], found = read(root, path)
        waiting += [target for one in found if _top(one) in PROJECT for target in _targets(root, path, one)]
        waiting += _data_files(path.parent) if path.name == "__init__.py" else []
        packages |= dict(_pinned(one, path, pins) for one in found if _is_third_party(one))
    packages |= {other: pins[other] for name, other in BRINGS.items() if name in packages and other in pins}
    return files, {name: version for name, version in packages.items() if version}


def read_pins(lock: Path) -> dict[str, str]:
    """Versions by distribution name, from lines like `torch==2.13.0`. Raises Refused where the file is missing."""
    if not lock.is_file():
        raise Refused(f"{lock}: missing; it pins the versions that decide numbers")
    lines = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {_normal(name): version for name, version in lines}


def _targets(root: Path, path: Path, found: Import) -> list[Path]:
    """The files an import runs: the packages on the way, the module, and submodules among its names."""
    steps = found.module.split(".")
    packages = ["/".join(steps[:depth]) for depth in range(1, len(steps))]
    files = [_module_file(root, package) for package in [*packages, "/".join(steps)]]
    if None in files:
        raise Refused(f"{path}:{found.line}: imports {found.module}, which is not in the project (or lacks an __init__.py)")
    submodules = [_module_file(root, "/".join([*steps, name])) for name in found.names]
    return [file for file in [*files, *submodules] if file]


def _module_file(root: Path, module: str) -> Path | None:
    candidates = (root / module / "__init__.py", root / f"{module}.py")  # Python prefers the package too
    return next((path for path in candidates if path.is_file()), None)


def _data_files(folder: Path) -> list[Path]:
    """What lies in a package beside its modules, in subfolders that are no packages too."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~") or path.name == "__pycache__":
            continue
        if path.is_dir() and not (path / "__init__.py").exists():
            found += _data_files(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc"):
            found.append(path)
    return found


def _pinned(found: Import, path: Path, pins: dict[str, str]) -> tuple[str, str]:
    """Distribution and version; an empty version where it decides no number."""
    name = _normal(DISTRIBUTIONS.get(_top(found), _top(found)))
    if name in DECIDE_NO_NUMBER:
        return name, ""
    if name not in pins:
        raise Refused(f"{path}:{found.line}: imports {_top(found)}, but {LOCK} pins no {name}; add it")
    return name, pins[name]


def _is_third_party(found: Import) -> bool:
    return _top(found) not in PROJECT and _top(found) not in sys.stdlib_module_names


def _top(found: Import) -> str:
    return found.module.split(".")[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
