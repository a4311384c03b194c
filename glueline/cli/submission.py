"""`glueline submission MODEL`: the files that GLUE's server takes, from a model's answers on the test splits."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "write the files that GLUE's server takes"
EXAMPLES = ("glueline submission student",)
SCORES, OUT = Path("data/scores"), Path("data/submission")

EXITS = "0: complete; 1: files are missing; 2: refused"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose answers, and where to write."""
    parser.add_argument("model", help="a folder below data/scores; needs `score.test_rows: true`")
    parser.add_argument("--out", type=Path, help=f"the folder to write; {OUT}/MODEL unless told")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the bundle from the checkout of the current folder; 0 if it is complete, 1 if files are missing."""
    from glueline.refusal import Refused
    from glueline.tables.submission import write_submission

    predictions = SCORES / args.model / "predictions"
    if not predictions.is_dir():
        raise Refused(f"{predictions}: missing; run `dvc repro score@{args.model}`")
    out = args.out or OUT / args.model
    missing = write_submission(predictions, out)
    say(args.json, {"folder": str(out), "missing": missing, "complete": not missing},
        *(f"missing {name}: {why}" for name, why in missing.items()),
        f"{out}: {11 - len(missing)} of 11 files" + ("; not complete" if missing else ", complete: submission.zip"))
    return 1 if missing else 0
