"""The `glueline` command: what it lists, and how it ends."""

import importlib
import subprocess
import sys

import pytest

import glueline.cli
from glueline.cli import COMMANDS, main


def test_help_lists_every_command_with_its_sentence(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert end.value.code == 0
    for name, module in COMMANDS.items():
        assert f"{name} {' '.join(importlib.import_module(module).HELP.split())}" in shown


def test_help_imports_nothing_heavy(repo):
    program = ("import sys; from glueline.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n"
               "    sys.exit(str({'torch', 'dvc', 'pandas', 'numpy', 'prefect'} & set(sys.modules) or '') or 0)")
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_python_m_glueline_is_the_same_command(repo):
    done = subprocess.run([sys.executable, "-m", "glueline", "run", "--help"], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0 and "the stage's key in dvc.yaml" in done.stdout


def test_an_unknown_command_names_the_known_ones(capsys):
    with pytest.raises(SystemExit) as end:
        main(["frobnicate"])
    assert end.value.code == 2 and "'run', 'heal', 'keep'" in capsys.readouterr().err


def test_a_refusal_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["heal"]) == 2
    assert capsys.readouterr().err == "glueline: dvc.yaml: missing; run from the top of the checkout\n"
    assert main(["run", "teach@minilm"]) == 2
    assert capsys.readouterr().err == "glueline: teach@minilm: dvc.yaml: missing; run from the top of the checkout\n"


def test_a_chosen_command_does_not_import_the_others(monkeypatch, tmp_path):
    monkeypatch.setattr(glueline.cli, "COMMANDS", {**COMMANDS, "keep": "glueline.cli.no_such_module"})
    monkeypatch.chdir(tmp_path)
    assert main(["heal"]) == 2
