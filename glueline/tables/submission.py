"""A submission to GLUE's server as it lies on disk: TSV files, what is missing and why, and a zip, the same bytes each time."""

import zipfile
from pathlib import Path

from glueline.glue.submission import FILES, File, Short, lines
from glueline.refusal import Refused
from glueline.tables.json_file import write_json
from glueline.tables.parquet import read_rows

COMPLETE, INCOMPLETE, MISSING = "submission.zip", "incomplete-submission.zip", "MISSING.txt"
MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that zip knows: a clock would change its bytes


def write_submission(predictions: Path, out: Path) -> dict[str, str]:
    """Write every file that `predictions` (a model's answers on the test splits) suffice for, manifest.json and a zip, which is
    called complete only if all eleven are in it; returns why each of the others is missing, by its name. Raises Refused,
    and leaves an older submission as it was, on predictions that are damaged, and where `out` holds files that are none."""
    if out.exists() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise Refused(f"{out}: holds files that are no submission; name another folder with --out")
    texts, missing = {}, {}
    for file in FILES:
        try:
            texts[file.name] = "\n".join(_lines(predictions, file)) + "\n"
        except Short as short:
            missing[file.name] = str(short).removeprefix(f"{file.name}: ")
    out.mkdir(parents=True, exist_ok=True)
    for stale in (COMPLETE, INCOMPLETE, *(file.name for file in FILES)):
        (out / stale).unlink(missing_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text, "utf-8")
    write_json(out / MANIFEST, {"complete": not missing, "missing": missing,
                                "files": {file.name: file.rows for file in FILES if file.name in texts}})
    _zip(out, missing)
    return missing


def _lines(predictions: Path, file: File) -> list[str]:
    path = predictions / f"{file.table}.parquet"
    if not path.exists():
        raise Short("no predictions: the test split is not in this copy of GLUE, or the model does not serve the task")
    try:
        return list(lines(file, read_rows(path, ["id", "prediction"])))
    except Short:
        raise
    except Refused as refusal:
        raise Refused(f"{path}: {str(refusal).removeprefix(f'{file.name}: ')}") from refusal
    except KeyError as error:
        raise Refused(f"{path}: no column {error}; run `dvc repro score` anew") from error


def _zip(out: Path, missing: dict[str, str]) -> None:
    with zipfile.ZipFile(out / (INCOMPLETE if missing else COMPLETE), "w", zipfile.ZIP_DEFLATED) as archive:
        for file in FILES:
            if file.name not in missing:
                archive.writestr(zipfile.ZipInfo(file.name, EPOCH), (out / file.name).read_bytes(), zipfile.ZIP_DEFLATED)
        if missing:
            why = "".join(f"{name}: {reason}\n" for name, reason in missing.items())
            archive.writestr(zipfile.ZipInfo(MISSING, EPOCH), "This submission is not complete.\n" + why)
