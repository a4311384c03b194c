"""Records found by what they made, journals that count, platforms that are read, outputs that are swapped."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from glueline.provenance import journal, placing, records
from glueline.provenance.hashing import Digest, folder_digest
from glueline.provenance.platform import isa_flags, numeric_platform
from glueline.refusal import Refused


def made(stage: str, path: str, content: Digest, **more) -> dict:
    return {"stage": stage, "outputs": {path: {"sha256": content.sha256, "files": content.files}}, **more}


def test_a_record_is_found_by_an_output_by_a_file_in_it_and_by_a_folder_in_it(tmp_path):
    content = folder_digest({"a/x": "11", "b": "22"})
    name = records.write(tmp_path, made("numbers", "data/numbers", content))
    for path, sha256 in [("data/numbers", content.sha256), ("data/numbers/b", "22"),
                         ("data/numbers/a", folder_digest({"x": "11"}).sha256)]:
        assert records.find(tmp_path, path, sha256)[0] == name
    assert records.find(tmp_path, "data/numbers/b", "11") is None
    assert records.find(tmp_path, "data/number", content.sha256) is None


def test_of_two_records_that_made_the_same_bytes_the_newer_one_is_found(tmp_path):
    first = records.write(tmp_path, made("numbers", "data/n.json", Digest("11"), commit="a"))
    second = records.write(tmp_path, made("numbers", "data/n.json", Digest("11"), commit="b"))
    for name, time in ((first, 1000), (second, 2000)):
        os.utime(records.path_of(tmp_path, "numbers", name), (time, time))
    assert records.find(tmp_path, "data/n.json", "11")[0] == second


def test_an_input_that_holds_several_outs_has_a_parent_for_each(tmp_path):
    one, two = folder_digest({"s": "11"}), folder_digest({"s": "22"})
    name = records.write(tmp_path, made("score@a", "data/scores/a", one))
    inputs = {"data/scores": folder_digest({"a/s": "11", "b/s": "22"}), "leaderboard": folder_digest({})}
    makers = {"data/scores/a": "score@a", "data/scores/b": "score@b", "data/scores/gone": "score@gone", "data/raw": "ingest"}
    assert records.parents(tmp_path, inputs, makers) == {"data/scores/a": name, "data/scores/b": None}
    assert two.sha256 != one.sha256


def test_a_record_whose_bytes_were_changed_is_refused(tmp_path):
    path = records.path_of(tmp_path, "numbers", records.write(tmp_path, made("numbers", "n", Digest("11"))))
    path.write_text(path.read_text().replace("11", "12"))
    with pytest.raises(Refused, match="its bytes do not have the sha256 in its name"):
        records.read(path)


def test_attempts_are_counted_right_when_runs_end_at_the_same_moment(tmp_path):
    line = {"stage": "teach@a", "work": "w", "record": None, "status": "failed", "message": "é\n", "seconds": 1.0}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: journal.append(tmp_path, line), range(24)))
    lines = [json.loads(text) for text in (tmp_path / "leaderboard/runs.jsonl").read_text().splitlines()]
    assert [one["attempt"] for one in lines] == list(range(1, 25))


def test_a_torn_line_in_the_journal_does_not_stop_the_next_run(tmp_path):
    line = {"stage": "s", "work": "w", "record": None, "status": "finished", "message": None, "seconds": 1.0}
    journal.append(tmp_path, line)
    path = tmp_path / "leaderboard/runs.jsonl"
    path.write_text(path.read_text() + '{"stage": "s", "wo\n')
    journal.append(tmp_path, line)
    assert json.loads(path.read_text().splitlines()[-1])["attempt"] == 2


def test_peak_memory_grows_with_what_the_process_holds():
    before = journal.peak_mib()
    held = bytearray(os.urandom(1)) * (int(before + 64) << 20)
    assert journal.peak_mib() >= before + 32 and held


def test_isa_flags_are_read_from_the_first_processor_in_a_fixed_order(tmp_path):
    (tmp_path / "cpuinfo").write_text(
        "processor\t: 0\nflags\t\t: fpu avx512_bf16 avx2 avx\nprocessor\t: 1\nflags\t\t: sse4_2\n")
    assert isa_flags(tmp_path / "cpuinfo") == ["avx", "avx2", "avx512_bf16"]
    assert isa_flags(tmp_path / "none") == []


def test_torch_is_described_once_it_is_there():
    import torch
    found = numeric_platform()["torch"]
    assert found["version"] == torch.__version__ and found["threads"] == torch.get_num_threads() and found["device"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_an_output_is_swapped_whole_with_or_without_help_of_the_kernel(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr(placing, "_exchange", lambda one, other: False)
    staging = placing.fresh_staging(tmp_path, "teach@a")
    (staging / "data/teachers").mkdir(parents=True)
    (staging / "data/teachers/a").mkdir()
    (staging / "data/teachers/a/new").write_text("new")
    target = tmp_path / "data/teachers/a"
    target.mkdir(parents=True)
    (target / "old").write_text("old")
    placing.place(staging / "data/teachers/a", target)
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(staging.rglob("old"))
    assert list(placing.fresh_staging(tmp_path, "teach@a").iterdir()) == []
