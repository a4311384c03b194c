"""`glueline export`: a trained model as others load it (--hf), or an entry in terms that other tools read (--ro-crate)."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "write a model for transformers (--hf), or an entry as a crate"
EXAMPLES = ("glueline export --hf exported --model data/teachers/inference --task rte",
            "glueline export leaderboard/minilm-plain --ro-crate crate")
RELEASED = Path("release/student")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to export and where to; of a model, its task and scores; of an entry, the date."""
    parser.add_argument("entry", type=Path, nargs="?", help="of --ro-crate: the entry's folder, as leaderboard/NAME")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--hf", type=Path, metavar="DIR", help="a model's folder to write, with its card; must be new or empty")
    form.add_argument("--ro-crate", type=Path, metavar="DIR",
                      help="an entry's crate to write (provenance profile); must be new")
    parser.add_argument("--model", type=Path, default=RELEASED, help=f"a folder with a trained model; {RELEASED} unless told")
    parser.add_argument("--task", help="what it answers unless another task is asked for when loading; its first unless told")
    parser.add_argument("--scores", type=Path,
                        help="its scores.json, for the card; its folder's, or data/scores/NAME, unless told")
    parser.add_argument("--date", metavar="YYYY-MM-DD",
                        help="when the entry was published; the day of its last run unless told")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the folder, and say what to do with it."""
    from glueline.refusal import Refused

    if args.hf:
        return _model(args)
    if not args.entry:
        raise Refused("--ro-crate: which entry? give its folder, as leaderboard/NAME")
    from glueline.provenance.crate import export

    crate = export(Path(), args.entry, args.ro_crate, args.date)
    say(args.json, {"crate": str(crate)}, f"{crate}: written")
    return 0


def _model(args: argparse.Namespace) -> int:
    from glueline.export.hugging_face import export
    from glueline.refusal import Refused
    from glueline.tables.checkpoints import about_model
    from glueline.tables.json_file import read_json

    if not args.model.is_dir():
        raise Refused(f"{args.model}: no model there; --model data/teachers/NAME after `dvc repro teach`")
    own, stage = args.model / "scores.json", Path("data/scores") / args.model.name / "scores.json"
    path = args.scores or (own if own.is_file() else stage)  # a release has its own
    scores = read_json(path) if args.scores or path.is_file() else None
    if scores and scores["lineage"]["checkpoint"] != about_model(args.model)["checkpoint"]:
        raise Refused(f"{path}: scores of another checkpoint than {args.model}; run `dvc repro score`, or give --scores")
    task = export(args.model, args.hf, args.task, scores)
    call = f"AutoModelForSequenceClassification.from_pretrained({str(args.hf)!r}, task={task!r}, trust_remote_code=True)"
    say(args.json, {"folder": str(args.hf), "task": task, "call": call}, f"{args.hf}: {call}")
    return 0
