"""`glueline export --hf DIR`: a trained model as others load it."""

import argparse
from pathlib import Path

HELP = "write a trained model as a folder that transformers loads (--hf), with its model card"
RELEASED = Path("release/student")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, where to, and the task that it answers where nobody says."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "example:\n  glueline export --hf exported --model data/teachers/minilm --task rte"
    parser.add_argument("--hf", type=Path, required=True, metavar="DIR", help="the folder to write; must be new or empty")
    parser.add_argument("--model", type=Path, default=RELEASED, help=f"a folder with a trained model; {RELEASED} unless told")
    parser.add_argument("--task", help="what it answers unless another task is asked for when loading; its first unless told")
    parser.add_argument("--scores", type=Path, help="its scores.json, for the card; data/scores/NAME of its name unless told")


def run(args: argparse.Namespace) -> int:
    """Write the folder, and say how it is loaded."""
    from glueline.export.hugging_face import export
    from glueline.tables.checkpoints import about_model
    from glueline.refusal import Refused
    from glueline.tables.json_file import read_json

    if not args.model.is_dir():
        raise Refused(f"{args.model}: no model there; --model data/teachers/NAME after `dvc repro teach`")
    path = args.scores or Path("data/scores") / args.model.name / "scores.json"
    scores = read_json(path) if args.scores or path.is_file() else None
    if scores and scores["lineage"]["checkpoint"] != about_model(args.model)["checkpoint"]:
        raise Refused(f"{path}: scores of another checkpoint than {args.model}; run `dvc repro score`, or give --scores")
    task = export(args.model, args.hf, args.task, scores)
    call = f"AutoModelForSequenceClassification.from_pretrained({str(args.hf)!r}, task={task!r}, trust_remote_code=True)"
    print(f"{args.hf}: {call}")
    return 0
