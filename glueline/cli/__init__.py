"""The `glueline` command. Each command is a file here with HELP, EXAMPLES, add_arguments(parser) and run(args) -> exit code;
EXITS where its exit codes say more than DONE."""

import argparse
import difflib
import importlib
import sys
import textwrap
from typing import NoReturn

from glueline.audit.page import printable
from glueline.refusal import Refused

COMMANDS = {
    "audit": "glueline.cli.audit",
    "trace": "glueline.cli.trace",
    "impact": "glueline.cli.impact",
    "disclose": "glueline.cli.disclose",
    "scores": "glueline.cli.scores",
    "compare": "glueline.cli.compare",
    "claims": "glueline.cli.claims",
    "page": "glueline.cli.page",
    "predict": "glueline.cli.predict",
    "export": "glueline.cli.export",
    "release": "glueline.cli.release",
    "submission": "glueline.cli.submission",
    "plots": "glueline.cli.plots",
    "keep": "glueline.cli.keep",
    "sign": "glueline.cli.sign",
    "verify": "glueline.cli.verify",
    "review": "glueline.cli.review",
    "run": "glueline.cli.run",
    "heal": "glueline.cli.heal",
    "task": "glueline.cli.task",
    "backbone": "glueline.cli.backbone",
    "completion": "glueline.cli.completion",
}
SELDOM = ("run", "backbone", "completion")  # called by dvc.yaml, or once
COLUMNS = 79
DONE = "0: done; 2: refused, with one line that says what is wrong"


class Overview(argparse.ArgumentParser):
    """The top parser; its help is one line a command, to fit a screen of 24 lines."""

    def error(self, message: str) -> NoReturn:
        """One line, and what to type next."""
        print(f"glueline: {message}; `glueline --help` lists the commands", file=sys.stderr)
        raise SystemExit(2)

    def format_help(self) -> str:
        shown = {name: importlib.import_module(module).HELP for name, module in COMMANDS.items() if name not in SELDOM}
        lines = [f"  {name:<12}{sentence}" for name, sentence in shown.items()]
        return "\n".join(["glueline COMMAND ...: GLUE results that can be defended", "", *lines, "",
                          f"Seldom: {', '.join(SELDOM)}. COMMAND --help shows options and examples.",
                          "Exit code: 0 done, 1 something does not hold, 2 refused, 3 unverified\n"])


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        near = difflib.get_close_matches(argv[0], COMMANDS, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        print(f"glueline: {argv[0]}: no such command{meant}; `glueline --help` lists them", file=sys.stderr)
        return 2
    args = parser_of(argv[:1] if argv and argv[0] in COMMANDS else COMMANDS).parse_args(argv)
    try:
        return args.run(args)
    except Refused as refusal:
        print("glueline:", "\n".join(map(printable, str(refusal).split("\n"))), file=sys.stderr)
        return 2


def parser_of(names) -> argparse.ArgumentParser:
    """The parser of these commands; only their files are imported."""
    parser = Overview(prog="glueline", description="GLUE results that can be defended.")
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=argparse.ArgumentParser)
    for name in names:
        module = importlib.import_module(COMMANDS[name])
        ends = "\n".join(["examples:", *(f"  {example}" for example in module.EXAMPLES), "",
                          textwrap.fill(f"exit code {getattr(module, 'EXITS', DONE)}", COLUMNS)])
        command = commands.add_parser(name, help=module.HELP, description=module.HELP, epilog=ends,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
