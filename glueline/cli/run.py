"""`glueline run <stage>`: what dvc.yaml calls. Exit code 2 and one line on refused input, 1 and a traceback on a fault.

`accelerate launch` starts several and gives each a RANK; the first observes the stage and keeps its record.
"""

import argparse
import errno
import os
import sqlite3
import sys
from pathlib import Path

from glueline.provenance.orphans import die_with_dvc
from glueline.refusal import Refused

HELP = "run one stage under observation (what dvc.yaml calls)"
EXAMPLES = ("glueline run score@student   # people call: dvc repro score@student",)

MAKE_ROOM = "make room and run again, earlier outputs are as they were"
EXITS = "0: done; 1: a fault, with its traceback; 2: refused, with one line that says what is wrong"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The stage's key, as in `teach@language`."""
    parser.add_argument("stage", help="the stage's key in dvc.yaml, as in teach@language")


def run(args: argparse.Namespace) -> int:
    """Run the stage in the current folder."""
    die_with_dvc()
    from glueline.provenance.run import join_stage, run_stage  # only now: DVC may die during the imports

    rank = int(os.environ.get("RANK", 0))
    try:
        if rank:
            join_stage(args.stage, Path(), rank)
        else:
            run_stage(args.stage, Path())
    except Refused as refusal:
        return _refuse(args.stage, str(refusal))
    except OSError as error:
        return _refuse(args.stage, _in_words(error))
    except sqlite3.OperationalError as error:  # DVC notes in a database what it has hashed
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        return _refuse(args.stage, f"a database: {error}; is the disk full? {MAKE_ROOM}")
    return 0


def _in_words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):  # a write to an open file does not say to which
        return f"{error.filename or 'data'}: {error.strerror}; {MAKE_ROOM}"
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _refuse(stage: str, message: str) -> int:
    print(f"glueline: {stage}: {' '.join(message.split())}", file=sys.stderr)
    return 2
