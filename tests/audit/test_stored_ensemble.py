"""Level 2 asks the teachers together as `score` asked them: those it named, weighed on tune, in the recorded batches."""

from dataclasses import replace

import pytest
from tables.untrained_teachers import rows, save

from glueline.audit.holdings import Holdings
from glueline.audit.stored_model import answer_again, stored_model
from glueline.audit.subjects import PRESENT, Subject
from glueline.learning.predict import Ensemble, logits_of
from glueline.provenance.hashing import digest
from glueline.refusal import Refused
from glueline.tables.models import load_model

KEY, FOLDER, BUDGET = "score@ensemble", "data/teachers", 18
SERVED = {"one": {"cola": 2, "stsb": 1}, "two": {"stsb": 1, "cola": 2}, "three": {"cola": 2}}


@pytest.fixture
def subject(tmp_path):
    """A run in which three teachers were taught and two of them scored together."""
    found = Subject(PRESENT, tmp_path)
    for seed, (name, outputs) in enumerate(SERVED.items()):
        save(tmp_path / FOLDER / name, outputs, seed)
        made = digest(tmp_path / FOLDER / name)
        outs = {f"{FOLDER}/{name}": {"sha256": made.sha256, "files": made.files}}
        found.records[f"teach@{name}"] = {"inputs": {}, "outputs": outs}
    found.records[KEY] = {
        "inputs": {FOLDER: "a" * 64, "data/prepared": "b" * 64}, "outputs": {}, "platform": {"torch": {"threads": 1}},
        "params": {"score": {"teachers": ["one", "two"], "batch_tokens": BUDGET}}}
    return found


@pytest.fixture
def asked(subject, tmp_path_factory):
    """Call it with the stage: what it scored, gathered anew in a folder of its own."""
    return lambda key=KEY: stored_model(subject, key, Holdings(subject.root, None), tmp_path_factory.mktemp("gathered"))


def test_the_named_teachers_answer_together_to_the_bit(subject, asked):
    ensemble, there = asked(), load_model(subject.root / FOLDER, ("one", "two"))
    assert isinstance(ensemble, Ensemble) and ensemble.about == there.about and set(ensemble.members) == {"one", "two"}
    for task in ("cola", "stsb"):
        again, done = answer_again(subject.records[KEY], ensemble, rows(task, "validation"), task, None)
        assert done.all() and (again == logits_of(there, rows(task, "validation"), task, BUDGET)).all()


def test_a_sample_is_of_whole_batches_as_they_were_first_answered(subject, asked):
    ensemble, asked_of = asked(), rows("stsb", "validation")
    every = logits_of(ensemble, asked_of, "stsb", BUDGET)
    again, done = answer_again(subject.records[KEY], ensemble, asked_of, "stsb", 1)
    assert 0 < done.sum() < len(asked_of) and (again[done] == every[done]).all() and not again[~done].any()


def test_members_that_read_other_batches_each_answer_all(subject, asked):
    weights = {"one": 0.5, "two": 0.5}
    ensemble = asked()
    short = replace(ensemble.members["two"], longest=5)
    mixed = Ensemble({"one": ensemble.members["one"], "two": short}, {"stsb": weights}, {})
    again, done = answer_again(subject.records[KEY], mixed, rows("stsb", "validation"), "stsb", 1)
    assert done.all() and (again == logits_of(mixed, rows("stsb", "validation"), "stsb", BUDGET)).all()


def test_a_stage_that_reads_one_model_is_answered_by_that_one(subject, asked):
    subject.records["score@two"] = subject.records[KEY] | {"inputs": {f"{FOLDER}/two": "c" * 64}}
    alone = asked("score@two")
    expected = logits_of(load_model(subject.root / FOLDER / "two"), rows("stsb", "validation"), "stsb", BUDGET)
    assert (answer_again(subject.records["score@two"], alone, rows("stsb", "validation"), "stsb", None)[0] == expected).all()


@pytest.mark.parametrize("file", ["model.safetensors", "tune.parquet"])
def test_what_an_ensemble_needs_and_is_not_here_is_named(subject, asked, file):
    (subject.root / FOLDER / "two" / file).unlink()
    with pytest.raises(Refused, match=rf"data/teachers/two/{file}: not here with the recorded sha256 \w{{12}}; `dvc pull`"):
        asked()


def test_a_member_without_record_and_models_apart_are_refused(subject, asked):
    subject.records[KEY]["params"]["score"]["teachers"] = ["one", "../two"]
    with pytest.raises(Refused, match="not all are on record; there are one, two, three"):
        asked()
    subject.records[KEY]["inputs"] = {f"{FOLDER}/one": "c" * 64, f"{FOLDER}/two": "d" * 64}
    with pytest.raises(Refused, match="reads 2 stored models apart"):
        asked()


def test_a_checkpoint_that_does_not_fit_is_told_of_by_its_recorded_path(subject, asked):
    path = subject.root / FOLDER / "one/model.json"
    path.write_text(path.read_text().replace('"hidden": 16', '"hidden": 8'))
    made = digest(path.parent)
    subject.records["teach@one"]["outputs"][f"{FOLDER}/one"]["files"] = made.files
    with pytest.raises(Refused, match="^data/teachers/one/model.safetensors: does not fit model.json"):
        asked()
