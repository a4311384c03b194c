"""The tags of AX's rows, where the recorded table that has them is here: predictions do not say them."""

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq

from glueline.audit.lineage import scorers
from glueline.audit.subjects import Subject
from glueline.audit.untrusted import TABLE_AT_MOST, read_inside
from glueline.glue.challenges import AX
from glueline.refusal import Refused


def recorded_tags(subject: Subject, model: str, ids: list[str]) -> dict[str, list[str | None]] | None:
    """Of each coarse category the tags of the rows of these ids, in their order; None where the table is not here with the
    bytes on record. Raises Refused where it is no such table, or lacks a row."""
    name = f"{AX.table}.parquet"
    for path in subject.records[scorers(subject.records)[model][0]]["inputs"]:
        for record in subject.records.values():
            files = (record["outputs"].get(path) or {"files": None})["files"] or {}
            content = _held(subject, f"{path}/{name}", files[name]) if name in files else None
            if content is not None:
                return _tags(content, ids, f"{path}/{name}")
    return None


def _held(subject: Subject, name: str, sha256: str) -> bytes | None:
    try:
        content = read_inside(subject.root, name, TABLE_AT_MOST)
    except Refused:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _tags(content: bytes, ids: list[str], where: str) -> dict[str, list[str | None]]:
    try:
        table = pq.read_table(pa.BufferReader(content), columns=["id", *AX.tags], use_threads=False)
        known, *columns = (table.column(name).cast(pa.string()).to_pylist() for name in ("id", *AX.tags))
        places = {identity: at for at, identity in enumerate(known)}
        return {tag: [column[places[identity]] for identity in ids] for tag, column in zip(AX.tags, columns, strict=True)}
    except KeyError as error:
        raise Refused(f"{where}: {str(error)[:80]}: predicted, and not among its rows") from None
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise Refused(f"{where}: not readable as tagged rows ({' '.join(str(error).split())[:120]})") from None
