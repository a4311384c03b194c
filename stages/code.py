"""One fingerprint a stage of all the code it can reach, so that DVC re-runs what an edit affects and nothing else.

Reads:  glueline, stages, requirements.lock
Writes: data/code: <stage>.json with the fingerprint, every file's hash and the pinned versions
Run:    dvc repro code
"""

from functools import cache
from pathlib import Path

from glueline.provenance.fingerprint import LOCK, PROJECT, fingerprint, read_module, stage_names
from glueline.refusal import Refused
from glueline.tables.json_file import write_json


def fingerprints(root: Path) -> dict[str, dict]:
    """The fingerprint of every stage in the checkout `root`, by name."""
    read = cache(read_module)  # most modules are reached by several stages
    return {stage: fingerprint(root, stage, read) for stage in stage_names(root)}


def main(glueline_dir: Path, stages_dir: Path, lock: Path, code_out: Path) -> None:
    """Write <code_out>/<stage>.json for every stage. Raises Refused on code that cannot be followed."""
    root = stages_dir.parent
    for path, name in zip((glueline_dir, stages_dir, lock), (*PROJECT, LOCK), strict=True):
        if path != root / name:
            raise Refused(f"dvc.yaml: code: expected {root / name} among the deps, found {path}")

    found = fingerprints(root)

    for stage, content in found.items():
        write_json(code_out / f"{stage}.json", content)
