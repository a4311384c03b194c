"""Level 2 answers every table that was scored: splits, AdvGLUE, made rows, and splits that a related task's head read."""

import pyarrow.parquet as pq
import pytest
from tables.untrained_teachers import save

from glueline.audit.repredicted import repredict
from glueline.audit.subjects import PRESENT, Subject
from glueline.glue.challenges import CHALLENGES
from glueline.glue.tasks import TASKS
from glueline.provenance.hashing import digest
from glueline.provenance.platform import environment, numeric_platform
from glueline.tables.challenge_files import schema_of
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import ADVERSARIAL, PREDICTIONS, PREPARED, variant_id
from glueline.tables.parquet import write_rows
from glueline.tables.questions import adversarial_questions, challenge_questions, glue_questions, related_questions
from stages.score import predict

KEY, MODEL, SCORES = "score@m", "data/teachers/m", "data/scores/m"
SERVED, BUDGET, AT_MOST, SEED = {"cola": 2, "rte": 2, "mnli": 3}, 64, 7, 3
WORDS = "a cat sleeps while the old dog runs over green fields and nobody sees the small bird sing at night".split()
PARAMS = {"score": {"batch_tokens": BUDGET, "related_rows_at_most": AT_MOST, "seed": SEED}}


def rows(task, split, count=12):
    return [{"id": f"{task}/{split}/{at}", "task": task, "split": split, "text_a": " ".join(WORDS[at % 5:at % 5 + 3 + at % 7]),
             "text_b": " ".join(WORDS[at % 3::4]) if len(TASKS[task].text_columns) > 1 else None,
             "label": float(at % len(TASKS[task].labels))} for at in range(count)]


@pytest.fixture
def run(tmp_path):
    """A model, the rows it was scored on, its answers as `score` keeps them, and the records of it all."""
    save(tmp_path / MODEL, SERVED, 1)
    splits = {f"{task.name}/{split}": {"standing": "absent"} for task in TASKS.values() for split in task.splits}
    for task, split in (("cola", "validation"), ("rte", "validation"), ("mnli", "validation_matched")):
        splits[f"{task}/{split}"] = {"standing": "synthetic"}
        write_rows(tmp_path / f"data/prepared/{task}/{split}.parquet", PREPARED, rows(task, split))
    sets = {name: {"standing": "known rows" if name == "rte/validation_advglue" else "absent"} for name in CHALLENGES}
    write_rows(tmp_path / "data/challenge/rte/validation_advglue.parquet", schema_of(CHALLENGES["rte/validation_advglue"]),
               rows("rte", "validation_advglue"))
    made = [dict.fromkeys(ADVERSARIAL.names) | row | {
        "id": variant_id(row["id"], "typing"), "parent_id": row["id"], "verdict": "accepted" if at % 3 else "unchanged"}
        for at, row in enumerate(rows("cola", "validation"))]
    write_rows(tmp_path / "data/adversarial/validation/cola.parquet", ADVERSARIAL, made)
    loaded = load_teacher(tmp_path / MODEL)
    for questions in (glue_questions(SERVED, splits, tmp_path / "data/prepared", False),
                      challenge_questions(SERVED, sets, tmp_path / "data/challenge"),
                      adversarial_questions(SERVED, tmp_path / "data/adversarial/validation"),
                      related_questions(SERVED, splits, tmp_path / "data/prepared", AT_MOST, SEED)):
        for question in questions:
            write_rows(tmp_path / SCORES / f"predictions/{question.name}.parquet", PREDICTIONS,
                       predict(loaded, question, BUDGET))
    return recorded(tmp_path)


def recorded(root):
    def outs(*paths):
        made = {path: digest(root / path) for path in paths}
        return {path: {"sha256": each.sha256, "files": each.files} for path, each in made.items()}
    found = Subject(PRESENT, root)
    scored = outs(SCORES)
    scored[SCORES]["files"]["scores.json"] = "0" * 64
    found.records = {
        "teach@m": {"inputs": {}, "outputs": outs(MODEL)},
        "data": {"inputs": {}, "outputs": outs("data/prepared", "data/challenge", "data/adversarial")},
        KEY: {"inputs": dict.fromkeys(("data/prepared", "data/adversarial/validation", "data/challenge", MODEL), "0" * 64),
              "outputs": scored, "params": PARAMS, "platform": numeric_platform(), "environment": environment(),
              "code": {"files": {}, "packages": {}}}}
    found.table = lambda model, table: (root / SCORES / "predictions" / table).read_bytes()
    return found


def test_every_table_is_answered_again_to_the_bit(run):
    tables = {path.name for path in (run.root / SCORES / "predictions").iterdir()}
    assert tables == {"cola-validation.parquet", "rte-validation.parquet", "mnli-validation_matched.parquet",
                      "rte-validation_advglue.parquet", "cola-validation_adversarial.parquet",
                      "rte-validation_by_mnli.parquet", "mnli-validation_matched_by_rte.parquet"}
    assert repredict(run, None) == 3 * 12 + 12 + 8 + 2 * AT_MOST
    assert run.findings == [] and run.notes == []


@pytest.mark.parametrize("table", ["rte-validation_advglue", "cola-validation_adversarial", "mnli-validation_matched_by_rte"])
def test_an_answer_that_the_model_does_not_give_is_located(run, table):
    path = run.root / SCORES / f"predictions/{table}.parquet"
    stored = pq.read_table(path).to_pylist()
    stored[3]["logits"] = [value + 1 for value in stored[3]["logits"]]
    write_rows(path, PREDICTIONS, stored)
    repredict(run, None)
    [finding] = run.findings
    assert (finding.cause, finding.where, finding.of) == ("weights", f"predictions/m/{table}.parquet", f"m/{table}.parquet")
    assert finding.says.startswith(f"{stored[3]['id']}: logits differ by up to 1")


def test_a_made_rows_label_that_its_recorded_table_has_otherwise_is_located(run):
    path = run.root / SCORES / "predictions/cola-validation_adversarial.parquet"
    stored = pq.read_table(path).to_pylist()
    stored[0]["label"] = 1 - stored[0]["label"]
    write_rows(path, PREDICTIONS, stored)
    repredict(run, None)
    assert [finding.says for finding in run.findings] == [f"{stored[0]['id']}: not the label of the recorded table"]


def test_rows_that_another_head_read_are_those_that_the_params_draw(run):
    path = run.root / SCORES / "predictions/rte-validation_by_mnli.parquet"
    stored = pq.read_table(path).to_pylist()
    write_rows(path, PREDICTIONS, stored[1:])
    repredict(run, None)
    assert [finding.says for finding in run.findings] == [f"its rows are not those of the recorded table ({AT_MOST} rows)"]


def test_rows_that_are_not_here_leave_a_table_unverified(run):
    (run.root / "data/adversarial/validation/cola.parquet").unlink()
    assert repredict(run, None) == 3 * 12 + 12 + 2 * AT_MOST
    [finding] = run.findings
    assert finding.verdict == "unverified" and "data/adversarial/validation/cola.parquet: not here" in finding.says


def test_a_sample_is_of_every_table(run):
    assert 7 <= repredict(run, 1) < 3 * 12 + 12 + 8 + 2 * AT_MOST and run.findings == []
