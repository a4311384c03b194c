"""The whole main job, watched from inside: no stage, and no DVC around it, asks anything of another machine."""

from pathlib import Path

import pytest
from main_job.real_house import journal
from provenance.closed import asked

pytestmark = pytest.mark.slow
STAGES = {"source", "ingest", "check", "prepare", "scout", "perturb", "order", "teach", "distill", "challenge", "score",
          "analyse", "publish", "code"}


def test_no_stage_asks_anything_of_another_machine(finished_house: Path, asked_of_the_network: Path):
    assert {line["stage"].split("@")[0] for line in journal(finished_house) if line["status"] == "finished"} >= STAGES
    assert (asked_of_the_network / "sitecustomize.py").is_file() and asked(asked_of_the_network) == []
