"""The contracts between dvc.yaml, params.yaml and the code, and the way imports may point."""

import ast
import importlib
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from glueline.provenance.fingerprint import fingerprint
from glueline.tables.params import settings_from

REPO = Path(__file__).resolve().parents[1]
STAGES = {key: stage.get("do", stage) for key, stage in yaml.safe_load((REPO / "dvc.yaml").read_text())["stages"].items()}
PARAMS = yaml.safe_load((REPO / "params.yaml").read_text())

# Room -> the project's rooms it may import from, itself included.
ARROWS = {
    "glueline.model": {"glueline.model"},
    "glueline.learning": {"glueline.learning", "glueline.model"},
    "glueline.text": {"glueline.text", "glueline.glue"},
    "glueline.glue": {"glueline.glue"},
    "glueline.tables": {"glueline.tables", "glueline.learning", "glueline.model", "glueline.text", "glueline.glue"},
    "glueline.adversarial": {"glueline.adversarial", "glueline.tables", "glueline.learning", "glueline.text",
                             "glueline.glue"},
    "glueline.curriculum": {"glueline.curriculum", "glueline.adversarial", "glueline.tables", "glueline.learning",
                            "glueline.text", "glueline.glue"},
    "glueline.analysis": {"glueline.analysis", "glueline.curriculum", "glueline.tables", "glueline.learning", "glueline.text",
                          "glueline.glue"},
    "glueline.answering": {"glueline.answering", "glueline.tables", "glueline.learning", "glueline.glue"},
    "glueline.export": {"glueline.export", "glueline.tables", "glueline.learning", "glueline.model", "glueline.glue"},
    "glueline.page": {"glueline.page", "glueline.analysis", "glueline.claims", "glueline.tables", "glueline.learning",
                      "glueline.glue"},
    "glueline.claims": {"glueline.claims", "glueline.glue", "glueline.tables"},
    "glueline.provenance": {"glueline.provenance", "glueline.tables"},
    # An auditor asks the code of the stages for what it would answer again. Commands and flows ask the auditor; and `publish`,
    # which learns nothing, for what an entry's own files show: no clock, no git, no journal, nothing that is not a dep.
    "glueline.audit": {"glueline.audit", "glueline.provenance", "glueline.tables", "glueline.learning", "glueline.model",
                       "glueline.glue"},
    "stages": {"glueline.model", "glueline.learning", "glueline.text", "glueline.glue", "glueline.tables",
               "glueline.adversarial", "glueline.analysis", "glueline.curriculum", "glueline.page",
               "glueline.devices", "glueline.processes"},
    "flows": {"flows", "glueline.audit", "glueline.provenance", "glueline.tables"},
}
OURS = ("glueline", "stages", "flows", "bench", "tests")
# Where a stage needs the observers: `code` writes the fingerprints they compare, `publish` shows their verdicts.
ALLOWED = {("stages/code.py", "glueline.provenance"), ("stages/publish.py", "glueline.audit")}


def modules(room: str) -> list[Path]:
    return sorted((REPO / room.replace(".", "/")).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module named in an import of the file, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its arrow"
            names.add(node.module)
    return names


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2]) if module.startswith("glueline.") else module.split(".")[0]


@pytest.mark.parametrize("room", ARROWS)
def test_imports_point_one_way(room):
    for path in modules(room):
        ours = {room_of(name) for name in imports(path) if name.split(".")[0] in OURS}
        wrong = ours - ARROWS[room] - {"glueline.refusal", "glueline.progress", "glueline"}
        name = path.relative_to(REPO).as_posix()
        assert not {arrow for arrow in wrong if (name, arrow) not in ALLOWED}, f"{name} imports {wrong}"


def test_only_the_page_of_kept_entries_reaches_the_auditor_and_progress_decides_no_number():
    """Else a better audit would train models again; and what no fingerprint holds may touch nothing but the terminal."""
    reaching = {key for key in STAGES if any(name.startswith("glueline/audit/") for name in fingerprint(REPO, key)["files"])}
    assert reaching == {"publish"}
    assert not any("glueline/progress.py" in fingerprint(REPO, key)["files"] for key in STAGES)
    ours = {"__future__", "re", "sys", "collections.abc", "contextlib", "functools", "time", "typing"}
    assert imports(REPO / "glueline/progress.py") <= ours | {"rich.console", "rich.progress"}


def test_only_flows_import_prefect():
    for path in [*modules("glueline"), *modules("stages"), *modules("bench")]:
        assert not any(name.split(".")[0] == "prefect" for name in imports(path)), path


def test_no_stage_imports_a_stage():
    for path in modules("stages"):
        assert not any(name.split(".")[0] == "stages" for name in imports(path)), path


@pytest.mark.parametrize("room", ["glueline.model", "glueline.learning", "glueline.text", "glueline.glue"])
def test_what_things_are_never_reads_params_paths_or_the_environment(room):
    for path in modules(room):
        assert not imports(path) & {"os", "pathlib", "yaml", "dvc", "argparse"}, path
        assert not re.search(r"\bopen\(|\benviron\b|params\.yaml[\"']", path.read_text()), path


def test_every_stage_has_its_script_and_every_script_its_stage():
    assert {path.stem for path in modules("stages")} - {"__init__"} == set(STAGES)


@pytest.mark.parametrize("key", STAGES)
def test_a_stages_settings_are_exactly_the_keys_of_its_sections(key):
    module = importlib.import_module(f"stages.{key}")
    sections = STAGES[key].get("params", [])
    if not sections:
        assert not hasattr(module, "Settings")
        return
    known = {field.name for field in fields(module.Settings)}
    name, _, item = sections[0].partition(".")
    if len(sections) > 1 or name != key:  # each fills the field of its name
        assert settings_from(module.Settings, {section: PARAMS[section] for section in sections}, key)
        return
    for section in PARAMS[key].values() if item else [PARAMS[key]]:
        assert set(section) == known


@pytest.mark.parametrize("key", STAGES)
def test_every_stage_is_described_started_under_observation_and_keeps_its_old_outputs(key):
    stage = STAGES[key]
    assert stage["desc"] and re.fullmatch(rf"python -m glueline run {key}(@\$\{{(item\.\w+|key)\}})?", stage["cmd"])
    outs = [next(iter(out.items())) for out in stage["outs"]]
    assert all(path.startswith("data/") and options == {"persist": True} for path, options in outs)


@pytest.mark.parametrize("key", [key for key in STAGES if key != "code"])
def test_every_stage_depends_on_its_own_fingerprint_and_on_no_source_file(key):
    deps = STAGES[key]["deps"]
    assert f"data/code/{key}.json" in deps or "data/code" in deps
    assert all(dep.startswith("data/") or dep == "leaderboard" for dep in deps)


def test_every_reader_of_a_checked_table_depends_on_its_verdict():
    for table, readers in (("raw", {"prepare"}), ("adversarial", {"order", "score"})):
        found = {key for key, stage in STAGES.items() for dep in stage["deps"] if f"{dep}/".startswith(f"data/{table}/")}
        assert found == readers
        assert all(f"data/quality/{table}" in STAGES[reader]["deps"] for reader in readers)


def test_what_is_scored_alone_reaches_no_stage_that_learns():
    assert {key for key, stage in STAGES.items() if "data/challenge" in stage["deps"]} == {"score"}


@pytest.mark.parametrize(("key", "reaches"), [
    ("teach", ["data/curriculum/${item.teacher}"]), ("distill", ["data/curriculum/student", "data/teachers"])])
def test_a_learner_can_reach_nothing_but_its_curriculum_and_its_teachers(key, reaches):
    assert [dep for dep in STAGES[key]["deps"] if not dep.startswith("data/code")] == reaches


def test_teachers_learners_and_what_is_scored_agree():
    teachers = PARAMS["teachers"]
    assert list(PARAMS["teach"]) == teachers == PARAMS["distill"]["teachers"] == PARAMS["score"]["teachers"]
    assert PARAMS["learners"] == [*teachers, "student"] == list(PARAMS["order"])
    models = {**{name: f"teachers/{name}" for name in teachers}, "ensemble": "teachers", "student": "student"}
    assert PARAMS["scored"] == models


def test_metrics_and_plots_are_of_what_stages_write():
    told = yaml.safe_load((REPO / "dvc.yaml").read_text())
    histories = ["data/student/history.csv", *(f"data/teachers/{name}/history.csv" for name in PARAMS["teachers"])]
    assert told["metrics"] == ["data/leaderboard/metrics.json"]
    assert all(list(plot["y"]) == histories for one in told["plots"] for plot in one.values())


def test_learners_draw_the_rows_that_they_share_alike():
    drawn = {name: (each["seed"], each["adversarial"], each["unlabelled"]) for name, each in PARAMS["order"].items()}
    assert len({str(each) for each in drawn.values()}) == 1
    for task in PARAMS["order"]["student"]["tasks"]:
        caps = {each["rows_at_most"].get(task) for each in PARAMS["order"].values() if task in each["tasks"]}
        assert len(caps) == 1, task


def test_paths_of_data_stand_in_dvc_yaml_alone():
    for path in [*modules("stages"), *modules("glueline.model"), *modules("glueline.learning"), *modules("glueline.glue")]:
        code = ast.parse(path.read_text())
        docstrings = {id(node.body[0].value) for node in ast.walk(code)
                      if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
                      and node.body and isinstance(node.body[0], ast.Expr)}
        strings = [node.value for node in ast.walk(code) if isinstance(node, ast.Constant) and isinstance(node.value, str)
                   and id(node) not in docstrings]
        assert not [text for text in strings if text.startswith("data/")], path


def test_a_stage_file_opens_with_what_it_reads_writes_and_its_command():
    for path in modules("stages"):
        if path.stem != "__init__":
            head = ast.get_docstring(ast.parse(path.read_text())).lower()
            assert all(word in head for word in ("reads:", "writes:", "run:", f"dvc repro {path.stem}")), path
            assert 30 <= len(path.read_text().splitlines()) <= 95, path


def test_no_module_is_longer_than_a_screen_or_two_and_no_function_longer_than_forty_lines():
    for path in [*modules("glueline"), *modules("stages"), *modules("flows")]:
        text = path.read_text()
        assert len(text.splitlines()) <= 150, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 45, f"{path}: {node.name}"


def test_the_lock_pins_everything_the_project_asks_for():
    asked = {re.split(r"[=<>]", line)[0].lower().replace("_", "-")
             for line in (REPO / "requirements.in").read_text().splitlines() if line and not line.startswith("#")}
    pinned = {}
    for line in (REPO / "requirements.lock").read_text().splitlines():
        name, _, version = line.partition("==")
        assert version and "+" not in version, line
        pinned[name.lower().replace("_", "-")] = version
    assert asked <= set(pinned)
