"""`glueline task FOLDER`: the row that makes a task of one's own the tenth one."""

import argparse
from dataclasses import asdict
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "print the task table's row for CSV files of your own"
EXAMPLES = ("glueline task own/reviews   # train.csv and validation.csv: texts and label",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder of CSV files; its name is the task's."""
    parser.add_argument("folder", type=Path, help="the folder with train.csv, validation.csv and perhaps test.csv")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the row, and where it goes."""
    from glueline.tables.own_tasks import as_source, described

    task = described(args.folder, args.folder.name)
    say(args.json, asdict(task), as_source(task), "", "Put it into TASKS in glueline/glue/tasks.py, and the task's name into "
        "params.yaml (order and method.epochs of a teacher); then: dvc repro")
    return 0
