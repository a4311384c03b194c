"""Structured logs: all that a run and its stages say, a JSON object a line, in data/.flows/logs/<when>-<run>.jsonl.

Fields: time (UTC), level, run (the flow run's name), stage (null: the run itself), seconds (since this stage, or the run, first
spoke), says. The terminal and Prefect's page show the same lines as text.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from prefect.runtime import flow_run

from flows.notes import FOLDER

LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


class JsonLines(logging.Formatter):
    """Formats the records of Prefect's run loggers; knows when each stage first spoke."""

    def __init__(self) -> None:
        super().__init__()
        self._began: dict[str | None, float] = {}

    def format(self, record: logging.LogRecord) -> str:
        stage = getattr(record, "task_run_name", None)
        began = self._began.setdefault(stage, record.created)
        return json.dumps({
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "run": getattr(record, "flow_run_name", None),
            "stage": stage,
            "seconds": round(record.created - began, 3),
            "says": record.getMessage(),
        }, ensure_ascii=False)


@contextmanager
def logbook(root: Path) -> Iterator[None]:
    """Keep the log of the present flow run; without one where data/ cannot be written, which the first stage will refuse."""
    path = root / FOLDER / "logs" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{flow_run.name}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        yield
        return
    handler.setFormatter(JsonLines())
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(handler)
        handler.close()
