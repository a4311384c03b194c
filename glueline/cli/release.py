"""`glueline release`: the trained model as release/NAME, small enough for git, with its record and its own scores."""

import argparse
import shutil
from pathlib import Path

from glueline.cli.saying import add_json, say
from glueline.refusal import Refused

HELP = "write a model to release/ in bf16, with its record and own scores"
EXAMPLES = ("glueline release data/student", "glueline release data/student --out release/student --replace")
LIMIT_MB = 50  # what git's hosts take without complaint


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and where to."""
    parser.add_argument("model", type=Path, help="a scored model's folder, as data/student")
    parser.add_argument("--out", type=Path, help="the folder to write; release/ and the model's name unless told")
    parser.add_argument("--replace", action="store_true", help="put it in place of what is there")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Release a model of the checkout in the current folder."""
    from glueline.export.release import WEIGHTS, release
    from glueline.provenance.records import find, path_of
    from glueline.tables.files import file_sha256
    from glueline.tables.json_file import read_json

    out = args.out or Path("release") / args.model.name
    if out.exists() and not args.replace:
        raise Refused(f"{out}: there already; --replace puts the new one in its place")
    if out.exists() and not ((out / WEIGHTS).is_file() and list(out.glob("record-*.json"))):
        raise Refused(f"{out}: is no release, so it is not replaced; give --out another name, or take it away yourself")
    if not (args.model / WEIGHTS).is_file():
        raise Refused(f"{args.model}: no model there; data/student after `dvc repro distill`")
    made = find(Path(), str(args.model / WEIGHTS), file_sha256(args.model / WEIGHTS))
    if made is None:
        raise Refused(f"{args.model}: no record in data/records made it; run `dvc repro`")
    scores = Path("data/scores") / args.model.name / "scores.json"
    beside = out.with_name(f".{out.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    again = release(args.model, beside, read_json(scores), Path("data/prepared"), 8192)
    sha256, record = made
    shutil.copyfile(path_of(Path(), record["stage"], sha256), beside / f"record-{sha256}.json")
    if out.exists():
        gone = out.with_name(f".{out.name}.old")
        shutil.rmtree(gone, ignore_errors=True)
        out.rename(gone)  # beside, until the new one stands in its place
    beside.rename(out)
    shutil.rmtree(out.with_name(f".{out.name}.old"), ignore_errors=True)
    megabytes = (out / WEIGHTS).stat().st_size / 1e6
    filled = {name: cell for name, cell in again["cells"].items() if cell["score"] is not None}
    say(args.json, {"folder": str(out), "megabytes": megabytes, "record": sha256, "cells": filled},
        *(f"{name:<9}{cell['score']:6.1f}   before rounding {cell['trained']:.1f}" for name, cell in filled.items()),
        f"{out}: {megabytes:.1f} MB, record {sha256[:12]}" + ("; too big for git" if megabytes > LIMIT_MB else "; git add it"))
    return 0
