"""`glueline predict`: a model's answers to a text, or to a file of rows."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

HELP = "answer a text, or a file of rows, with a trained model"
EXAMPLES = ('glueline predict --task rte "A cat sleeps." "An animal sleeps."',
            "glueline predict --task sst2 --input reviews.csv --output answers.parquet")
RELEASED = Path("release/student")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which task, which model, what to answer and where to write."""
    parser.add_argument("texts", nargs="*", metavar="TEXT", help="one text, or the two of a pair")
    parser.add_argument("--task", required=True, help="cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte, wnli")
    parser.add_argument("--model", type=Path, default=RELEASED, help=f"a folder with a trained model; {RELEASED} unless told")
    parser.add_argument("--input", type=Path, help="a file of rows, in place of texts")
    parser.add_argument("--output", type=Path, help="where their answers go; its name says in which form")
    parser.add_argument("--cut", action="store_true", help="cut what is longer than the model reads, rather than refuse it")
    parser.add_argument("--bf16", action="store_true", help="layers in bf16: about twice as fast, probabilities move a little")
    parser.add_argument("--explain", action="store_true", help="show phrases, levels and favoured words too (of texts)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Answer, in the checkout of the current folder or from any model's folder."""
    from glueline.glue.tasks import TASKS
    from glueline.refusal import Refused
    from glueline.tables.checkpoints import load_teacher

    if args.task not in TASKS:
        raise Refused(f"--task {args.task}: no such task; known are {', '.join(TASKS)}")
    if bool(args.texts) == bool(args.input) or bool(args.input) != bool(args.output):
        raise Refused("give texts, or --input with --output")
    task = TASKS[args.task]
    if args.texts and len(args.texts) != len(task.text_columns):
        wanted = f"{len(task.text_columns)} texts ({', '.join(task.text_columns)})"
        raise Refused(f"{task.title} takes {wanted}, {len(args.texts)} given")
    if not args.model.is_dir():
        raise Refused(f"{args.model}: no model there; --model data/teachers/NAME after `dvc repro teach`")
    teacher = load_teacher(args.model, bf16=args.bf16)
    if (task.head or task.name) not in teacher.outputs:
        raise Refused(f"{args.model}: does not answer {task.title}; it answers {', '.join(teacher.outputs)}")
    identity = teacher.about["checkpoint"]
    return _file(args, task, teacher, identity) if args.input else _texts(args, task, teacher, identity)


def _file(args: argparse.Namespace, task, teacher, identity: str) -> int:
    from glueline.answering.answers import answers, fitting
    from glueline.answering.requests import in_pieces, read_requests
    from glueline.answering.written import write_answers
    from glueline.progress import bar
    from glueline.refusal import Refused

    if args.output.exists() and args.input.exists() and args.output.samefile(args.input):
        raise Refused(f"{args.output}: is the input too; give --output another name")

    def pieces() -> Iterator[list[dict]]:
        rows = read_requests(args.input, task)
        with bar("predict", None, "row") as shown:
            for piece in in_pieces(rows if args.cut else fitting(teacher, rows, str(args.input))):
                yield answers(teacher, task, piece, identity[:16])
                shown.move(len(piece))

    count = write_answers(args.output, pieces())
    said = {"output": str(args.output), "rows": count, "task": task.name, "model": str(args.model), "sha256": identity}
    print(json.dumps(said) if args.json else f"{args.output}: {count:,} rows, by {args.model} (sha256 {identity[:16]})")
    return 0


def _texts(args: argparse.Namespace, task, teacher, identity: str) -> int:
    from glueline.answering.answers import answers, fitting
    from glueline.answering.explanation import explained, explanation

    row = {"row": 1, "id": None, "text_a": args.texts[0], "text_b": (*args.texts, None)[1]}
    (answer,) = answers(teacher, task, [row] if args.cut else list(fitting(teacher, [row], "the text")), identity)
    said = {"task": task.name, "at": str(args.model), **{key: answer[key] for key in answer if key not in ("row", "id")}}
    reading = explanation(teacher, task, row) if args.explain else None
    if args.json:
        print(json.dumps(said | ({"explanation": reading} if reading else {})))
        return 0
    print(f"{task.title}: {said['prediction']}", *(f"{label} {said[label]:.3f}" for label in task.labels), sep="  ")
    if reading:
        print(*explained(reading), sep="\n")
    print(f"by {args.model} (sha256 {identity[:16]})")
    return 0
