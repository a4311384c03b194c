"""The `glueline` command. Each command is a file here with HELP, EXAMPLES, add_arguments(parser) and run(args) -> exit code;
EXITS where its exit codes say more than DONE."""

import argparse
import importlib
import sys

from glueline.refusal import Refused

COMMANDS = {
    "audit": "glueline.cli.audit",
    "trace": "glueline.cli.trace",
    "impact": "glueline.cli.impact",
    "disclose": "glueline.cli.disclose",
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
DONE = "0: done; 2: refused, with one line that says what is wrong"


class Overview(argparse.ArgumentParser):
    """The top parser; its help is one line a command, to fit a screen of 24 lines."""

    def format_help(self) -> str:
        shown = {name: importlib.import_module(module).HELP for name, module in COMMANDS.items() if name not in SELDOM}
        lines = [f"  {name:<12}{sentence}" for name, sentence in shown.items()]
        return "\n".join(["glueline COMMAND ...: GLUE results that can be defended", "", *lines, "",
                          f"Seldom: {', '.join(SELDOM)}. COMMAND --help shows options and examples.",
                          "Exit code: 0 done, 1 something does not hold, 2 refused, 3 unverified\n"])


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    args = parser_of(argv[:1] if argv and argv[0] in COMMANDS else COMMANDS).parse_args(argv)
    try:
        return args.run(args)
    except Refused as refusal:
        print(f"glueline: {refusal}", file=sys.stderr)
        return 2


def parser_of(names) -> argparse.ArgumentParser:
    """The parser of these commands; only their files are imported."""
    parser = Overview(prog="glueline", description="GLUE results that can be defended.")
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=argparse.ArgumentParser)
    for name in names:
        module = importlib.import_module(COMMANDS[name])
        ends = "\n".join(["examples:", *(f"  {example}" for example in module.EXAMPLES), "",
                          f"exit code {getattr(module, 'EXITS', DONE)}"])
        command = commands.add_parser(name, help=module.HELP, description=module.HELP, epilog=ends,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
