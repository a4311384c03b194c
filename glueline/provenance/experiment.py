"""Where records and the journal are kept of a stage that runs in a DVC experiment.

A queued experiment runs in a folder of its own below .dvc/tmp/exps, which is removed afterwards: DVC takes back what stages
write as outputs, and what git tracks. Records are neither, and a journal in each experiment's commit would drop the others'
lines; so both go to the checkout that the experiment was started from, whatever becomes of the experiment.
"""

import os
from pathlib import Path


def home(root: Path) -> Path:
    """The checkout that keeps records and journal for the one at `root`: itself, but in an experiment's folder."""
    started_from = os.environ.get("DVC_ROOT")  # DVC sets both for the stages of an experiment
    if not started_from or "DVC_EXP_NAME" not in os.environ:
        return root
    if root.resolve().is_relative_to((Path(started_from) / ".dvc/tmp").resolve()):
        return Path(started_from)
    return root
