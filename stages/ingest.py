"""Brings every split of GLUE from its source, byte for byte, and says what each one is.

Reads:  data/source/files.json, and the Hub, the snapshot's folder or the built-in grammar that it names
Writes: data/raw/<task>/<split>-00000-of-00001.parquet, data/raw/standing.json
Run:    dvc repro ingest
"""

from pathlib import Path

from glueline.glue.standing import Found, gaps, standing
from glueline.glue.tasks import TASKS, Task, file_name
from glueline.progress import over
from glueline.refusal import Refused
from glueline.tables.fetch import place
from glueline.tables.glue_files import survey
from glueline.tables.json_file import read_json, write_json
from glueline.tables.sources import locate, origin


def refuse_gaps(source: dict, tasks: dict[str, Task]) -> None:
    """Raise Refused if a listed source has no file of GLUE at all, or other splits of a task but not its train split."""
    present = {(entry["task"], entry["split"]) for entry in source["files"]}
    if not present:
        raise Refused(f"{locate(source['folder'] or '')}: no file of GLUE in it; expected <task>/{file_name('<split>')}")
    for task, split in gaps(present, tasks):
        raise Refused(f"{origin(source, task, split)}: missing, yet other splits of {task} are there; add it or remove them")


def take(source: dict, task: Task, split: str, raw: Path) -> dict:
    """Place one split's file under `raw`, read it through, and return its standing."""
    target = raw / task.name / file_name(split)
    sha256 = place(source, task, split, target)
    synthetic = source["name"] == "builtin" and not task.own
    if sha256 is None:
        return standing(task.splits[split], None, split, synthetic)
    try:
        rows, content = survey(target, task)
    except Refused as error:
        raise Refused(str(error).replace(str(target), origin(source, task.name, split))) from error
    return standing(task.splits[split], Found(sha256, rows, content), split, synthetic, task.own)


def main(source_in: Path, raw_out: Path) -> None:
    source = read_json(source_in / "files.json")
    if source["name"] != "builtin":
        refuse_gaps(source, TASKS)

    pairs = [(task, split) for task in TASKS.values() for split in task.splits]
    splits = {f"{task.name}/{split}": take(source, task, split, raw_out)
              for task, split in over(pairs, "ingest", "file")}

    write_json(raw_out / "standing.json", {"source": source["name"], "splits": splits})
