"""`code` on a copy of the real tree: an edit re-runs what reaches it, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glueline.provenance.fingerprint import stage_names
from glueline.refusal import Refused
from glueline.tables.json_file import read_json
from stages.code import fingerprints, main


@pytest.fixture
def tree(repo: Path, tmp_path: Path) -> Path:
    for name in ("glueline", "stages"):
        shutil.copytree(repo / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(repo / "requirements.lock", tmp_path)
    return tmp_path


def moved(tree: Path, path: str, text: str) -> set[str]:
    """The stages whose fingerprint changes when `text` is added to the end of `path`."""
    before = fingerprints(tree)
    with (tree / path).open("a") as file:
        file.write(text)
    after = fingerprints(tree)
    return {stage for stage in after if before.get(stage) != after[stage]}


def reaching(tree: Path, path: str) -> set[str]:
    return {stage for stage, content in fingerprints(tree).items() if path in content["files"]}


@pytest.mark.parametrize("path", [
    "glueline/tables/parquet.py", "glueline/glue/tasks.py", "glueline/__init__.py", "stages/prepare.py",
])
def test_a_comment_changes_no_fingerprint_and_a_statement_those_that_reach_the_file(tree, path):
    assert moved(tree, path, "\n# a comment\n") == set()
    reached = reaching(tree, path)
    assert reached and moved(tree, path, "\nSOMETHING_NEW = 1\n") == reached


def test_an_edit_of_a_stage_changes_that_stage_alone(tree):
    assert moved(tree, "stages/prepare.py", "\nSOMETHING_NEW = 1\n") == {"prepare"}


def test_an_edit_of_the_audit_the_command_line_or_the_bars_changes_no_fingerprint(tree):
    assert moved(tree, "glueline/provenance/run.py", "\nSOMETHING_NEW = 1\n") == set()
    assert moved(tree, "glueline/cli/run.py", "\nSOMETHING_NEW = 1\n") == set()
    assert moved(tree, "glueline/progress.py", "\nSOMETHING_NEW = 1\n") == set()


def test_an_edit_of_the_model_leaves_the_data_stages_as_they_are(tree):
    changed = moved(tree, "glueline/model/encoder.py", "\nSOMETHING_NEW = 1\n")
    assert not changed & {"code", "source", "ingest", "check", "prepare", "order"}
    assert {"teach", "publish"} <= changed  # whose page shows what the model makes of sentences


def test_a_torch_upgrade_changes_what_imports_torch(tree):
    before = fingerprints(tree)
    lock = tree / "requirements.lock"
    lock.write_text(lock.read_text().replace("torch==2.13.0", "torch==2.14.0"))
    after = fingerprints(tree)
    importing = {stage for stage, content in before.items() if "torch" in content["packages"]}
    assert {stage for stage in before if before[stage] != after[stage]} == importing
    assert "teach" in importing and "prepare" not in importing


def test_it_writes_one_file_a_stage_that_names_every_file_and_version(tree):
    main(tree / "glueline", tree / "stages", tree / "requirements.lock", tree / "out")
    assert sorted(path.stem for path in (tree / "out").iterdir()) == stage_names(tree)
    content = read_json(tree / "out/prepare.json")
    assert set(content) == {"stage", "fingerprint", "files", "packages"} and content["stage"] == "prepare"
    assert content["packages"]["python"] == "3.11" and "stages/prepare.py" in content["files"]


def test_it_refuses_a_graph_whose_deps_are_not_the_project(tree):
    with pytest.raises(Refused, match="dvc.yaml: code: expected"):
        main(tree / "stages", tree / "stages", tree / "requirements.lock", tree / "out")


def test_it_reads_every_file_once_and_imports_nothing_heavy(tree, repo):
    program = ("import ast, sys; from pathlib import Path; from stages.code import main; r = Path(sys.argv[1])\n"
               "parsed, parse = [], ast.parse\n"
               "ast.parse = lambda source, *given, **more: (parsed.append(source), parse(source, *given, **more))[1]\n"
               "main(r / 'glueline', r / 'stages', r / 'requirements.lock', r / 'out')\n"
               "print(len(parsed), len(set(parsed)))\n"
               "sys.exit(str({'torch', 'transformers', 'pandas', 'dvc', 'numpy'} & set(sys.modules) or '') or 0)")
    done = subprocess.run([sys.executable, "-c", program, str(tree)], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    times, texts = map(int, done.stdout.split())
    assert 100 < times <= texts + 30, "a file is parsed once for all stages, but for empty ones that are alike"
