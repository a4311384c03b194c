"""What `check` found of a table, for those who read it."""

from pathlib import Path

from glueline.refusal import Refused
from glueline.tables.json_file import read_json


def require_passed(quality: Path) -> None:
    """Raise Refused unless the table whose verdict lies in `quality` has passed its gates."""
    if read_json(quality / "verdict.json")["passed"] is not True:
        raise Refused(f"{quality / 'verdict.json'}: the {quality.name} tables did not pass; see the offending rows in "
                      f"data/rejected/{quality.name}, and mend where they come from")
