"""The `glueline` command: what it lists, and how it ends."""

import argparse
import importlib
import shlex
import subprocess
import sys

import pytest

import glueline.cli
from glueline.cli import COMMANDS, SELDOM, main, parser_of


def test_help_lists_every_command_with_its_sentence(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert end.value.code == 0
    for name, module in COMMANDS.items():
        assert (name if name in SELDOM else f"{name} {importlib.import_module(module).HELP}") in shown


def test_help_fits_a_screen_of_24_lines_and_80_columns(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) <= 24 and max(map(len, shown)) < 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_that_its_own_parser_takes_and_says_how_it_ends(name, capsys):
    with pytest.raises(SystemExit):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert "examples:\n  glueline " in shown and "exit code 0: " in shown
    for example in importlib.import_module(COMMANDS[name]).EXAMPLES:
        command = example.partition("   #")[0].partition(" > ")[0]
        program, *argv = shlex.split(command)
        assert program == "glueline" and argv[0] == name
        parser_of([name]).parse_args(argv)


def test_commands_that_print_data_can_say_it_as_json():
    parser = parser_of(COMMANDS)
    silent = {*SELDOM, "plots"}
    for name in set(COMMANDS) - silent:
        assert "--json" in options(parser, name), name


def options(parser, name):
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return commands.choices[name].format_help()


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_every_command(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in COMMANDS) and "--level" in script


def test_bash_completes_a_command_and_an_option(tmp_path, repo):
    script = tmp_path / "glueline"
    made = subprocess.run([sys.executable, "-m", "glueline", "completion", "bash"], cwd=repo, capture_output=True, text=True)
    script.write_text(made.stdout)
    ask = (f"source {script}; complete_with() {{ COMP_WORDS=(\"$@\"); COMP_CWORD=$(($#-1)); "
           "_shtab_glueline 2>/dev/null; echo \"${COMPREPLY[@]}\"; }; complete_with glueline dis; "
           "complete_with glueline audit --l")
    shown = subprocess.run(["bash", "-c", ask], capture_output=True, text=True).stdout.splitlines()
    assert [line.split() for line in shown] == [["disclose"], ["--level"]]


def test_help_imports_nothing_heavy(repo):
    program = ("import sys; from glueline.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n"
               "    sys.exit(str({'torch', 'dvc', 'pandas', 'numpy', 'prefect'} & set(sys.modules) or '') or 0)")
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_python_m_glueline_is_the_same_command(repo):
    done = subprocess.run([sys.executable, "-m", "glueline", "run", "--help"], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0 and "the stage's key in dvc.yaml" in done.stdout


def test_an_unknown_command_is_one_line_that_says_what_lists_them_and_what_is_near(capsys):
    assert main(["frobnicate"]) == 2
    assert capsys.readouterr().err == "glueline: frobnicate: no such command; `glueline --help` lists them\n"
    assert main(["traec"]) == 2
    assert capsys.readouterr().err == "glueline: traec: no such command; did you mean trace?; `glueline --help` lists them\n"


def test_no_command_at_all_is_told_what_to_type(capsys):
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].endswith("`glueline --help` lists the commands")


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_of_a_commands_help_is_wider_than_80_columns(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([name, "--help"])
    assert not [line for line in capsys.readouterr().out.splitlines() if len(line) > 80]


def test_a_refusal_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["heal"]) == 2
    assert capsys.readouterr().err == "glueline: dvc.yaml: missing; run from the top of the checkout\n"
    assert main(["run", "teach@minilm"]) == 2
    assert capsys.readouterr().err == "glueline: teach@minilm: dvc.yaml: missing; run from the top of the checkout\n"


def test_a_refusal_moves_no_cursor(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["predict", "--task", "\x1b]0;gone\x07\x1b[2Jx", "a"]) == 2
    said = capsys.readouterr().err
    assert "\x1b" not in said and "--task ?]0;gone??[2Jx: no such task" in said


def test_a_chosen_command_does_not_import_the_others(monkeypatch, tmp_path):
    monkeypatch.setattr(glueline.cli, "COMMANDS", {**COMMANDS, "keep": "glueline.cli.no_such_module"})
    monkeypatch.chdir(tmp_path)
    assert main(["heal"]) == 2
