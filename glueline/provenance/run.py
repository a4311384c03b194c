"""One stage under observation: inputs, code and params are hashed before it runs and again after, outputs are made beside
and renamed into place, and a record says what they were made of."""

import contextlib
import importlib
import inspect
import sys
import time
from pathlib import Path
from types import ModuleType

from glueline.provenance import journal, pulse, records
from glueline.provenance.fingerprint import observers_hash
from glueline.provenance.graph import Stage
from glueline.provenance.hashing import Digest, digest
from glueline.provenance.lockfile import keep_copy
from glueline.provenance.placing import discard, fresh_staging, partial_folder, place
from glueline.provenance.platform import commit, environment, numeric_platform
from glueline.provenance.sight import Sight, changed, check_code, look, own_fingerprint
from glueline.refusal import Refused
from glueline.tables.params import settings_from


def run_stage(key: str, root: Path) -> None:
    """Run the stage `key` of the checkout `root`, keep its record, put its outputs in place and note the run.

    Raises Refused, with the old outputs as they were, on bad input, a missing output, or a change under the stage's feet;
    what a refused or failed stage had written stays in data/.staging/<key> until its next run. A main whose last parameter
    is `partial` is given a folder, which may not exist yet, for what it wants to find again after a kill, a refusal or a
    failure; it is removed once the outputs are in place. Runs that were killed before this one are noted first.
    """
    started = time.monotonic()
    pulse.book_killed(root)
    line = {"stage": key, "work": None, "record": None, "status": "finished", "message": None}
    try:
        before = look(root, key)
        line["work"] = before.work
        with pulse.beating(root, line, started):
            line["record"] = _observed(root, before)
    except (Exception, KeyboardInterrupt) as error:
        refused = isinstance(error, Refused | OSError)
        line |= {"status": "refused" if refused else "failed", "message": str(error) or type(error).__name__}
        with contextlib.suppress(OSError):  # a full disk: the stage's own message matters more
            _note(root, line, started)
        raise
    _note(root, line, started)


def join_stage(key: str, root: Path, rank: int) -> None:
    """Run the stage beside the process that observes it, where a launcher has started several (`rank`: which one, above 0).

    Main is given what that process gives it, but for the outputs, which go to a folder that is removed.
    """
    sight = look(root, key)
    staging = fresh_staging(root, f"{key}-{rank}")
    _call(root, sight.stage, staging, partial_folder(root, key, sight.work))
    discard(staging)


def _note(root: Path, line: dict, started: float) -> None:
    journal.append(root, {**line, **journal.measured(started)})


def _observed(root: Path, before: Sight) -> str:
    stage = before.stage
    check_code(root, before)
    keep_copy(root)
    # Before the work, since it may take hours: what could refuse its record afterwards.
    parents = records.parents(root, before.inputs, stage.makers)
    records.make_room(root, stage.key)
    journal.make_room(root)
    staging = fresh_staging(root, stage.key)
    partial = partial_folder(root, stage.key, before.work)
    try:
        _call(root, stage, staging, partial)
        outputs = {out: _output(staging, stage, out) for out in stage.outs}
        name = changed(before, look(root, stage.key))
        if name:
            raise Refused(f"{name}: changed while {stage.key} ran; its outputs are left as they were, run `dvc repro` again")
        sha256 = records.write(root, {**_record(root, before, outputs), "parents": parents})
    except OSError:
        discard(staging)  # the disk may be full
        raise
    for out in stage.outs:
        place(staging / out, root / out)
    discard(staging)
    discard(partial)
    return sha256


def _call(root: Path, stage: Stage, staging: Path, partial: Path) -> None:
    module = _module(root, f"stages.{stage.name}")
    inputs = [root / dep for dep in stage.deps if dep != own_fingerprint(stage)]
    outputs = [staging / out for out in stage.outs]
    for path in outputs:
        path.parent.mkdir(parents=True, exist_ok=True)
    takes_partial = [*inspect.signature(module.main).parameters][-1:] == ["partial"]
    module.main(*_settings(module, stage), *inputs, *outputs, *([partial] if takes_partial else []))


def _module(root: Path, name: str) -> ModuleType:
    """Import `name` from this checkout. Raises Refused on one from elsewhere: the hashes would speak of other code."""
    if str(root.resolve()) not in sys.path:
        sys.path.insert(0, str(root.resolve()))
    module = importlib.import_module(name)
    for loaded in (module, sys.modules["glueline"]):
        if not loaded.__file__ or not Path(loaded.__file__).resolve().is_relative_to(root.resolve()):
            raise Refused(f"{loaded.__name__}: found in another checkout; start `python -m glueline` at the top of this one")
    return module


def _settings(module: ModuleType, stage: Stage) -> list:
    """One section fills Settings; of several, or of one that is no mapping, each fills the field called by the last part of
    its name."""
    if not stage.sections:
        return []
    name, section = next(iter(stage.sections.items()))
    if len(stage.sections) > 1 or not isinstance(section, dict) and name.split(".")[0] != stage.name:
        name, section = stage.name, {path.split(".")[-1]: value for path, value in stage.sections.items()}
    return [settings_from(module.Settings, section, name)]


def _output(staging: Path, stage: Stage, out: str) -> Digest:
    if not (staging / out).exists():
        raise Refused(f"{out}: {stage.key} did not write it; its main must write every out in dvc.yaml")
    return digest(staging / out)


def _record(root: Path, sight: Sight, outputs: dict[str, Digest]) -> dict:
    stage = sight.stage
    return {
        "stage": stage.key,
        "command": stage.command,
        "inputs": {path: content.sha256 for path, content in sight.inputs.items()},
        "outputs": {path: {"sha256": content.sha256, "files": content.files} for path, content in outputs.items()},
        "code": {name: sight.code[name] for name in ("fingerprint", "files", "packages")},
        "provenance": observers_hash(root),
        "params": stage.sections,
        "environment": environment(),
        "platform": numeric_platform(),
        **commit(root),
    }
