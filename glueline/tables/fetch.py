"""Puts a split's file where it is wanted, from whichever source: fetched from the Hub, copied from a folder, or generated.

The Hub is reached through huggingface_hub and its cache, and here only.
"""

import hashlib
import os
import time
from pathlib import Path

import httpx2
from huggingface_hub import constants, hf_hub_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, RemoteEntryNotFoundError

from glueline.glue.tasks import REPOSITORY, Task
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.glue_files import features
from glueline.tables.own_tasks import own_path, own_rows
from glueline.tables.parquet import write_rows
from glueline.tables.sources import locate
from glueline.text import builtin

TRIES = 3           # fetches of one file, beyond the resumes that huggingface_hub makes by itself
PAUSE = 1.0         # seconds before the second try; twice as long before the third
CHUNK = 1 << 20


def place(source: dict, task: Task, split: str, target: Path) -> str | None:
    """Put the split's file at `target`, byte for byte; returns its sha256, or None where the source does not have it.

    `source` is the content of data/source/files.json. Raises Refused if a listed file cannot be had or has other bytes.
    """
    if task.own:
        return _from_csv(source, task, split, target)
    if source["name"] == "builtin":
        rows = source["rows"][split.split("_")[0]]
        write_rows(target, features(task).arrow_schema, builtin.generate(task.name, split, rows, source["seed"]))
        return file_sha256(target)
    entry = next((entry for entry in source["files"] if (entry["task"], entry["split"]) == (task.name, split)), None)
    if entry is None:
        return None
    return {"hub": _from_hub, "snapshot": _from_snapshot}[source["name"]](source, entry, target)


def download(revision: str, path: str) -> Path:
    """Fetch one file of the Hub's repository through huggingface_hub's cache; returns its path there.

    Faults of the line or the server are tried again, an answer is not. Raises Refused if the file cannot be had.
    """
    constants.HF_HUB_DISABLE_TELEMETRY = True   # else each fetch asks the Hub about the program that calls
    constants.HF_HUB_DISABLE_XET = True         # a mirror named by HF_ENDPOINT speaks plain HTTP, seldom xet
    endpoint = os.environ.get("HF_ENDPOINT", constants.ENDPOINT).rstrip("/")
    for attempt in range(TRIES):
        try:
            return Path(hf_hub_download(REPOSITORY, path, repo_type="dataset", revision=revision, endpoint=endpoint))
        except (httpx2.HTTPError, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise   # of this machine: a full disk, a cache that cannot be written
            if attempt + 1 == TRIES or not _may_pass(error):
                raise Refused(_failure(error, revision, path, endpoint)) from error
        time.sleep(PAUSE * 2 ** attempt)
    raise AssertionError("the last try returns or raises")


def _from_hub(source: dict, entry: dict, target: Path) -> str:
    cached = download(source["revision"], entry["path"])
    digest = _copy(cached, target)
    if entry["sha256"] not in (None, digest):
        for path in (target, cached.resolve(), cached):
            path.unlink(missing_ok=True)
        raise Refused(f"{REPOSITORY}/{entry['path']}: wrong bytes: expected sha256 {entry['sha256']}, found {digest}; "
                      "the bad copy is removed from the cache: run `dvc repro` to fetch it again")
    return digest


def _from_snapshot(source: dict, entry: dict, target: Path) -> str:
    path = locate(source["folder"]) / entry["path"]
    if not path.is_file():
        raise Refused(f"{path}: gone since `source` listed it; put it back, or run `dvc repro` again")
    digest = _copy(path, target)
    if digest != entry["sha256"]:
        target.unlink()
        raise Refused(f"{path}: changed since `source` hashed it: expected sha256 {entry['sha256']}, found {digest}; "
                      "run `dvc repro` again")
    return digest


def _from_csv(source: dict, task: Task, split: str, target: Path) -> str:
    path = own_path(task, split)
    listed = [entry["sha256"] for entry in source["files"] if entry["path"] == str(path)]
    if not path.is_file() or listed != [digest := file_sha256(path)]:
        raise Refused(f"{path}: gone or changed since `source` listed it; run `dvc repro` again")
    write_rows(target, features(task).arrow_schema, own_rows(path, task))
    return digest


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(CHUNK):
            digest.update(piece)
            writing.write(piece)
    return digest.hexdigest()


def _may_pass(error: Exception) -> bool:
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in (408, 429) or error.response.status_code >= 500
    return not isinstance(error, LocalEntryNotFoundError)   # huggingface_hub has by then tried several times itself


def _failure(error: Exception, revision: str, path: str, endpoint: str) -> str:
    if isinstance(error, RemoteEntryNotFoundError):
        return f"{REPOSITORY}/{path}: no such file at revision {revision}; check source.revision or HF_ENDPOINT"
    cause = error.__cause__ or error
    reason = (str(cause) or type(cause).__name__).splitlines()[0]
    return f"{REPOSITORY}/{path}: cannot be fetched from {endpoint} ({reason}); check the network and run `dvc repro` again"
