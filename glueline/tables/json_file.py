"""JSON as Glueline keeps it: sorted keys, two spaces, one newline at the end, so that equal content is equal bytes."""

import json
from pathlib import Path
from typing import Any

from glueline.refusal import Refused


def write_json(path: Path, content: Any) -> None:
    """Write `content` (no NaN, no dates) to `path`, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")


def read_json(path: Path) -> Any:
    """Read `path`; raises Refused where it is missing or no JSON."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Refused(f"{path}: missing; run `dvc repro`") from None
    except ValueError as error:
        raise Refused(f"{path}: not readable as JSON ({error})") from None
