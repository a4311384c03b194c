"""What an audit is asked to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """What is audited and how. `targets`: entries or this run, whole or with a cell behind a slash (entry/cell, or
    entry/model/cell); none: every kept entry. `level`: 0 to 3; 3 leaves out 2. `sample`: batches of
    each table at level 2, None: all. `stage`: the one that level 3 runs again. `upstream`: whether level 3 may also run again
    what made its inputs, where those are not here. `public`: the key with which kept entries must be signed."""

    targets: tuple[str, ...] = ()
    level: int = 1
    sample: int | None = None
    stage: str | None = None
    upstream: bool = False
    public: Path | None = None
