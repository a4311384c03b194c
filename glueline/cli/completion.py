"""`glueline completion SHELL`: the script by which a shell completes commands, options and files."""

import argparse
from pathlib import Path

HELP = "print the completion script of a shell (bash, zsh, tcsh)"
EXAMPLES = ("glueline completion bash > ~/.local/share/bash-completion/completions/glueline",
            "glueline completion zsh > ~/.zfunc/_glueline   # a folder in fpath")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which shell."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from glueline.cli import COMMANDS, parser_of

    parser = parser_of(COMMANDS)
    for action in arguments(parser):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(parser, args.shell))
    return 0


def arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Every argument of every command."""
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return [action for command in commands.choices.values() for action in command._actions]
