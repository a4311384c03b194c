"""An entry as a Workflow Run RO-Crate: its files, and the run that made them, in terms that other tools read.

Profile: Provenance Run Crate 0.5 (https://w3id.org/ro/wfrun/provenance/0.5; Leo et al. 2024, arXiv 2312.07852) on RO-Crate 1.1.
dvc.lock is the workflow: it holds the stages as they ran. What is not in an entry (data, weights) is named by its sha256.
"""

import os
import re
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from glueline.provenance.crate_run import WORKFLOW, Run, run_entities
from glueline.provenance.entry_files import SIGNATURE, entry_files
from glueline.provenance.placing import discard
from glueline.refusal import Refused
from glueline.tables.json_file import read_json

LICENCE = "https://spdx.org/licenses/MIT"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/provenance/0.5": ("Provenance Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
KINDS = {".json": "application/json", ".yaml": "application/yaml", ".lock": "application/yaml",
         ".parquet": "application/vnd.apache.parquet"}
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}


def export(root: Path, entry: Path, target: Path, published: str | None = None) -> Path:
    """Write the crate of an entry to the new folder `target`, whole or not at all; `published` is a date, that of the last run
    unless given.

    Raises Refused where `target` is there, or no date is to be had: clock times are in leaderboard/runs.jsonl alone.
    """
    if target.exists():
        raise Refused(f"{target}: exists already; name a new folder")
    run = Run.of(root, entry)
    published = published or run.ended[:10]
    if not published:
        raise Refused(f"{entry}: leaderboard/runs.jsonl has none of its runs, so there is no date; give --date 2026-11-23")
    if not DATE.fullmatch(published):
        raise Refused(f"--date: {published!r} is no date; write 2026-11-23")
    crate = _crate(entry, run, published)
    beside = target.with_name(f"{target.name}.part")
    discard(beside)
    crate.write(beside)
    os.rename(beside, target)  # the folder does not exist, or this fails
    return target


def _crate(entry: Path, run: Run, published: str) -> ROCrate:
    about = read_json(entry / "entry.json")
    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms.update(TERMS)
    crate.metadata["conformsTo"] = _ids(["https://w3id.org/ro/crate/1.1", "https://w3id.org/workflowhub/workflow-ro-crate/1.0"])
    entities = run_entities(run)
    workflow = entities.pop(WORKFLOW)
    for name, sha256 in entry_files(entry).items():
        properties = _file(entry / name, name, sha256, run) | (workflow if name == WORKFLOW else {})
        crate.add_file(entry / name, name, properties=properties)
    if (entry / SIGNATURE).is_file():
        crate.add_file(entry / SIGNATURE, SIGNATURE, properties={"name": "DSSE envelope of an in-toto statement"})
    for name, properties in entities.items():
        crate.add(ContextEntity(crate, name, properties=properties))
    for uri, (name, version) in PROFILES.items():
        crate.add(ContextEntity(crate, uri, properties={"@type": "CreativeWork", "name": name, "version": version}))
    crate.add(ContextEntity(crate, LICENCE, properties={"@type": "CreativeWork", "name": "MIT License", "identifier": LICENCE}))
    root = {
        "name": f"Glueline: {about['name']}",
        "description": f"{about['note'] or 'An entry of the leaderboard'}. Data: {about['data']['standing']}. Predictions hold "
                       "ids, logits and labels, no text of any row.",
        "datePublished": published,
        "license": {"@id": LICENCE},
        "conformsTo": _ids(PROFILES),
        "mainEntity": {"@id": WORKFLOW},
        "mentions": _ids(name for name, one in entities.items() if str(one["@type"]).endswith("Action")),
    }
    for key, value in root.items():
        crate.root_dataset[key] = value
    return crate


def _file(path: Path, name: str, sha256: str, run: Run) -> dict[str, Any]:
    kind = {"encodingFormat": KINDS[path.suffix]} if path.suffix in KINDS else {}
    parameter = {"exampleOfWork": {"@id": run.parameters[name]}} if name in run.parameters else {}
    return {"name": name, "sha256": sha256, "contentSize": str(path.stat().st_size), **kind, **parameter}


def _ids(names: Any) -> list[dict[str, str]]:
    return [{"@id": name} for name in names]
