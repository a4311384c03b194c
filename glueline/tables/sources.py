"""The three sources of GLUE, as `source` lists them: which files there are, and with which bytes.

hub: nyu-mll/glue at a pinned revision; snapshot: a folder in that repository's own layout; builtin: generated, from no file.
Light on purpose: the stage that calls this is run each time. `fetch` is the part that reaches out.
"""

import os
from pathlib import Path

from glueline.glue.tasks import REPOSITORY, REVISION, TASKS, Task, file_name
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.own_tasks import own_path


def locate(folder: str) -> Path:
    """Where the snapshot lies on this machine: GLUELINE_GLUE if that is set, else `folder`."""
    return Path(os.environ.get("GLUELINE_GLUE") or folder)


def listed(name: str, folder: str, revision: str, tasks: dict[str, Task]) -> list[dict]:
    """The files that `ingest` will read: task, split, path, sha256, bytes (None where not known before the download).

    Raises Refused if the snapshot's folder is not there.
    """
    glue = {key: task for key, task in tasks.items() if not task.own}
    return _of_glue(name, folder, revision, glue) + _own([task for task in tasks.values() if task.own])


def origin(source: dict, task: str, split: str) -> str:
    """How messages name a split's file: by where it came from."""
    if TASKS[task].own:
        return str(own_path(TASKS[task], split))
    path = f"{task}/{file_name(split)}"
    places = {"hub": REPOSITORY, "snapshot": locate(source["folder"] or ""), "builtin": "built-in set"}
    return f"{places[source['name']]}/{path}"


def _of_glue(name: str, folder: str, revision: str, tasks: dict[str, Task]) -> list[dict]:
    if name == "builtin":
        return []
    if name == "snapshot" and not locate(folder).is_dir():
        raise Refused(f"{locate(folder)}: no such folder; set source.folder in params.yaml, or GLUELINE_GLUE")
    pairs = sorted((task.name, split) for task in tasks.values() for split in task.splits)
    if name == "hub":
        return [_entry(task, split, tasks[task].splits[split].sha256 if revision == REVISION else None, None)
                for task, split in pairs]
    paths = {pair: locate(folder) / pair[0] / file_name(pair[1]) for pair in pairs}
    return [_entry(*pair, file_sha256(path), path.stat().st_size) for pair, path in paths.items() if path.is_file()]


def _own(tasks: list[Task]) -> list[dict]:
    """Tasks of one's own come from their CSV files, whatever the source of GLUE."""
    paths = {(task.name, split): own_path(task, split) for task in tasks for split in task.splits}
    if missing := [path for path in paths.values() if not path.is_file()]:
        raise Refused(f"{missing[0]}: missing; glueline/glue/tasks.py has a task that is read from it")
    return [_entry(*pair, file_sha256(path), path.stat().st_size) | {"path": str(path)} for pair, path in sorted(paths.items())]


def _entry(task: str, split: str, sha256: str | None, size: int | None) -> dict:
    return {"task": task, "split": split, "path": f"{task}/{file_name(split)}", "sha256": sha256, "bytes": size}
