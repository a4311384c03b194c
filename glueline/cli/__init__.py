"""The `glueline` command. Each command is a file here with HELP, add_arguments(parser) and run(args) -> exit code."""

import argparse
import importlib
import sys

from glueline.refusal import Refused

COMMANDS = {
    "run": "glueline.cli.run",
    "heal": "glueline.cli.heal",
    "keep": "glueline.cli.keep",
    "audit": "glueline.cli.audit",
    "trace": "glueline.cli.trace",
    "impact": "glueline.cli.impact",
    "disclose": "glueline.cli.disclose",
    "compare": "glueline.cli.compare",
    "predict": "glueline.cli.predict",
    "export": "glueline.cli.export",
    "submission": "glueline.cli.submission",
    "review": "glueline.cli.review",
    "claims": "glueline.cli.claims",
    "sign": "glueline.cli.sign",
    "verify": "glueline.cli.verify",
    "backbone": "glueline.cli.backbone",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 failed, 2 refused."""
    argv = sys.argv[1:] if argv is None else argv
    args = _parser(argv).parse_args(argv)
    try:
        return args.run(args)
    except Refused as refusal:
        print(f"glueline: {refusal}", file=sys.stderr)
        return 2


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    """With the one command that argv names (its file alone is imported), or with all, for help."""
    parser = argparse.ArgumentParser(prog="glueline", description="GLUE results that can be defended.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name in argv[:1] if argv and argv[0] in COMMANDS else COMMANDS:
        module = importlib.import_module(COMMANDS[name])
        command = commands.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
