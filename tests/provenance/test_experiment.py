"""Records and journal of a queued experiment are kept where it was started from."""

from glueline.provenance import journal, records
from glueline.provenance.experiment import home


def test_an_experiments_folder_keeps_its_records_and_journal_in_the_checkout(tmp_path, monkeypatch):
    beside = tmp_path / ".dvc/tmp/exps/tmp1"
    beside.mkdir(parents=True)
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    assert home(beside) == beside, "no experiment: DVC_EXP_NAME is not set"
    monkeypatch.setenv("DVC_EXP_NAME", "better")
    assert home(beside) == tmp_path
    record = {"stage": "teach@one", "outputs": {"data/x": {"sha256": "a" * 64, "files": None}}}
    name = records.write(beside, record)
    assert (tmp_path / "data/records/teach@one" / f"{name}.json").is_file()
    assert records.find(beside, "data/x", "a" * 64) == (name, record)
    journal.append(beside, {"work": None, "stage": "teach@one"})
    assert (tmp_path / journal.JOURNAL).read_text().count("\n") == 1 and not (beside / journal.JOURNAL).exists()


def test_another_checkout_keeps_its_own_though_an_experiment_started_it(tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_ROOT", str(tmp_path / "checkout"))
    monkeypatch.setenv("DVC_EXP_NAME", "better")
    assert home(tmp_path / "worktree") == tmp_path / "worktree"
