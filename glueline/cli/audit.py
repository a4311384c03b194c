"""`glueline audit`: does a number of the leaderboard still hold, and if not, why.

Exit code 0: all that was asked for holds (a number whose code has been superseded holds by its own); 1: something is not
reproduced; 2: bad input; 3: nothing failed, but something could not be verified here.
"""

import argparse
import json
from pathlib import Path

from glueline.refusal import Refused

HELP = "check numbers again: hashes, scores, predictions, a stage anew"
EXAMPLES = ("glueline audit",
            "glueline audit minilm-plain/rte --json",
            "glueline audit this run --level 2 --sample 3",
            "glueline audit minilm-plain --public public.pem",
            "glueline audit minilm-plain --level 3 --stage score@minilm --upstream")

EXITS = "0: holds; 1: something is not reproduced; 2: bad input; 3: something could not be verified here"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries or cells, how deep, and how to say it."""
    parser.add_argument("targets", nargs="*", metavar="ENTRY[/CELL]", help="an entry, one of its cells (minilm-plain/cola; "
                        "with several models entry/model/cell), or: this run; every entry unless told")
    parser.add_argument("--level", type=int, choices=range(4), default=1,
                        help="how deep; 2 and 3 each with 0 and 1 before; 1 unless told")
    parser.add_argument("--sample", type=int, metavar="BATCHES",
                        help="of level 2: so many recorded batches of each table, not all")
    parser.add_argument("--stage", help="of level 3: the stage to run again, as in score@minilm")
    parser.add_argument("--upstream", action="store_true", help="of level 3: inputs that are not here are made again too")
    parser.add_argument("--public", type=Path, metavar="FILE", help="of level 0: entries must be signed with this public key")
    parser.add_argument("--json", action="store_true", help="for scripts: all findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Audit the checkout in the current folder."""
    from glueline.audit.audit import audit
    from glueline.audit.audit_page import content, show
    from glueline.audit.plan import Plan
    from glueline.audit.target import words_to_names
    from glueline.audit.verdicts import exit_code

    targets = [target.rstrip("/") for target in words_to_names(args.targets)]
    if args.level == 3 and not args.stage:
        raise Refused("audit: --level 3 runs one stage again; name it with --stage, as in --stage score@minilm")
    if args.sample is not None and args.sample < 1:
        raise Refused(f"audit: --sample {args.sample}: give a number of batches, at least 1")
    plan = Plan(tuple(targets), args.level, args.sample, args.stage, args.upstream, args.public)
    reports = audit(Path(), plan)
    if args.json:
        print(json.dumps(content(reports, plan), indent=2, sort_keys=True))
    else:
        show(reports, plan)
    return exit_code(report.verdict for report in reports)

