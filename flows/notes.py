"""What flows note down for their next run, in data/.flows: whole or not at all, and no run fails over it."""

import json
from pathlib import Path
from typing import Any

from prefect import get_run_logger

from glueline.tables.json_file import write_json

FOLDER = "data/.flows"  # beside the outputs of stages, no output of any, not in git


def read_note(root: Path, name: str) -> Any:
    """What an earlier run noted under `name`; None where none did. A note that cannot be read is passed over, and said."""
    path = root / FOLDER / name
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        get_run_logger().warning("%s: not readable (%s); as if there were none", path, error)
        return None


def keep_note(root: Path, name: str, content: Any) -> None:
    """Note `content` (for JSON) under `name`. Where that cannot be written (a full disk) it is said, and the old note stays."""
    path = root / FOLDER / name
    try:
        beside = path.with_suffix(".part")
        write_json(beside, content)
        beside.replace(path)
    except OSError as error:
        get_run_logger().warning("%s: not written (%s)", path, error.strerror)
