"""Figures beside the cells of a real entry, changed with everything rewritten to fit: only deriving them again can tell."""

import hashlib
import json
import shutil

import pytest
from tampering.tampering_tools import bless, edit_json, edit_record, must_catch, sha256

from glueline.audit.verdicts import SUPERSEDED
from glueline.provenance.hashing import pretty, sha256_of

NAME = "mpnet-student"


@pytest.fixture
def board(repo, tmp_path):
    """The leaderboard of this checkout, with no git: nothing outside it vouches for it."""
    shutil.copytree(repo / "leaderboard", tmp_path / "leaderboard")
    return tmp_path


def rewrite(board, model, place, value):
    """Change one figure, and every hash and journal line that follows from it."""
    entry, *names, last = board / "leaderboard" / NAME, *place.split(".")

    def change(scores):
        inside = scores[model]
        for name in names:
            inside = inside[name]
        inside[last] = value
    edit_json(entry / "scores.json", change)
    own = hashlib.sha256(pretty(json.loads((entry / "scores.json").read_bytes())[model])).hexdigest()

    def made(record):
        out = record["outputs"][f"data/scores/{model}"]
        out["files"]["scores.json"] = own
        out["sha256"] = sha256_of(out["files"])
    record = entry / f"records/score@{model}.json"
    before, after = sha256(record), edit_record(record, made)
    bless(entry, "scores.json", f"records/score@{model}.json")
    journal = board / "leaderboard/runs.jsonl"
    journal.write_text(journal.read_text().replace(before, after))


@pytest.mark.parametrize("model, place", [
    ("ensemble", "robustness.adversarial.rte.families.all.accuracy.drop"),
    ("student", "robustness.adversarial.stsb.families.linguistic.moves.mean"),
    ("student", "robustness.advglue.sets.qnli.score"),
    ("ensemble", "robustness.advglue.mean.value"),
    ("student", "calibration.mnli_m.ece"),
    ("ensemble", "agreement.rte/validation.mnli.kappa"),
    ("student", "ax.metrics.mcc"),
])
def test_a_figure_beside_the_cells_is_changed_and_all_is_rewritten_to_fit(board, counts, model, place):
    rewrite(board, model, place, 99.0)
    where = f"scores: leaderboard/{NAME}/scores.json: {place}: {model}: 99.0, again "
    [report] = must_catch(counts, board, where, NAME, committed=False)
    assert [finding.level for finding in report.subject.findings if finding.verdict != SUPERSEDED] == [1]
