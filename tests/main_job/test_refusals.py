"""Whatever is wrong, one line names the file, the row or the key, and what was made before stays as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from main_job.real_house import WEIGHTS, change, copy, outputs, read_snapshot, side_by_side
from provenance.house import environment
from provenance.killing import lock_stages

pytestmark = pytest.mark.slow
TRAIN = "cola/train-00000-of-00001.parquet"
TEACH = ("--force", "--single-item", "teach@one")


@dataclass(frozen=True)
class Case:
    """What is wrong, how it comes about in a finished house, the beginning of the line that says so, what DVC is asked
    for, and the outputs that are made anew before the refusal."""

    name: str
    spoil: Callable[[Path], None]
    says: str
    arguments: tuple[str, ...] = ()
    anew: tuple[str, ...] = ("source",)


@dataclass(frozen=True)
class Refusal:
    """How a case went."""

    returncode: int
    stderr: str
    lost: list[str]


def truncated(folder: Path) -> None:
    (folder / TRAIN).write_bytes((folder / TRAIN).read_bytes()[:-100])


def corrupted(folder: Path) -> None:
    content = (folder / TRAIN).read_bytes()
    (folder / TRAIN).write_bytes(content[:200] + bytes(100) + content[300:])


def without_label(folder: Path) -> None:
    _rewrite(folder, lambda table: table.drop_columns("label"))


def with_label_7(folder: Path) -> None:
    _rewrite(folder, lambda table: _with(table, "label", pa.array([7, *table["label"].to_pylist()[1:]], pa.int64())))


def in_latin_1(folder: Path) -> None:
    text = pa.array([b"caf\xe9", *(text.encode() for text in pq.read_table(folder / TRAIN)["sentence"].to_pylist()[1:])])
    _rewrite(folder, lambda table: _with(table, "sentence", text.view(pa.string())))


def without_train(folder: Path) -> None:
    (folder / TRAIN).unlink()


def other_bytes(house: Path) -> None:
    path = house / WEIGHTS
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def a_pickle(house: Path) -> None:
    (house / WEIGHTS).rename((house / WEIGHTS).with_name("pytorch_model.bin"))


def unknown_key(house: Path) -> None:
    change(house, "teach.one.lr", 1e-3)


def missing_key(house: Path) -> None:
    change(house, "prepare.seed", None)


def unwritable(house: Path) -> None:
    change(house, "prepare.seed", 2)
    shutil.rmtree(house / "data/.staging")
    (house / "data").chmod(0o555)


def in_snapshot(spoil: Callable[[Path], None]) -> Callable[[Path], None]:
    """Spoil the folder that the house is told to read from now on, a snapshot of its own rows."""
    def spoiled(house: Path) -> None:
        spoil(read_snapshot(house))

    return spoiled


CASES = [
    Case("a truncated file", in_snapshot(truncated), f"ingest: ../glue/{TRAIN}: not a readable Parquet file"),
    Case("a corrupted file", in_snapshot(corrupted), f"ingest: ../glue/{TRAIN}: not a readable Parquet file"),
    Case("a missing column", in_snapshot(without_label), f"ingest: ../glue/{TRAIN}: column 'label' is missing"),
    Case("text that is not UTF-8", in_snapshot(in_latin_1),
         f"ingest: ../glue/{TRAIN}: column 'sentence', row 0 (from 0): not UTF-8"),
    Case("a missing split", in_snapshot(without_train), f"ingest: ../glue/{TRAIN}: missing"),
    Case("a label outside the vocabulary", in_snapshot(with_label_7), f"check@raw: data/raw/{TRAIN}: "
         "expect_column_values_to_be_in_set on label: 1 of 60 rows (idx 0)", anew=("source", "raw")),
    Case("wrong bytes of a backbone", other_bytes, f"teach@one: {WEIGHTS}: wrong bytes: sha256 is ", TEACH),
    Case("a pickle for weights", a_pickle, f"teach@one: {Path(WEIGHTS).parent}: weights are a pickle", TEACH),
    Case("an unknown key", unknown_key, "teach@one: params.yaml: teach.one.lr: unknown key", TEACH),
    Case("a missing key", missing_key, "prepare: params.yaml: prepare.seed: missing key"),
    Case("a data/ that cannot be written", unwritable, "source: data/.staging: Permission denied"),
]


@pytest.fixture(scope="module")
def refusals(finished_house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Refusal]:
    """How every case went, each in a copy of the finished house."""
    calls = [partial(refusal, case, finished_house, tmp_path_factory.mktemp("refused") / "house") for case in CASES]
    return dict(zip([case.name for case in CASES], side_by_side(*calls), strict=True))


def refusal(case: Case, finished: Path, house: Path) -> Refusal:
    copy(finished, house)
    case.spoil(house)
    done = subprocess.run([*plain_user(), sys.executable, "-m", "dvc", "repro", *case.arguments], cwd=house,
                          env=environment(house), capture_output=True, text=True)
    (house / "data").chmod(0o755)
    return Refusal(done.returncode, done.stderr, lost(finished, house, case.anew))


def plain_user() -> list[str]:
    """What to put before a command so that file modes bind it, as they bind everyone but root."""
    return ["setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


def lost(finished: Path, house: Path, anew: tuple[str, ...]) -> list[str]:
    """The outputs and the stages of dvc.lock that are not as they were; those of the folders `anew` may be otherwise."""
    files, others = outputs(finished, *anew), outputs(house, *anew)
    stages, locked = lock_stages(finished), lock_stages(house)
    kept = [name for name in stages if not {out["path"] for out in stages[name]["outs"]} & {f"data/{one}" for one in anew}]
    return [*(name for name in files if files[name] != others.get(name)), *sorted(set(others) - set(files)),
            *(name for name in kept if stages[name] != locked.get(name))]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_in_one_line_and_earlier_outputs_stay_whole(refusals, case):
    found = refusals[case.name]
    assert found.returncode != 0
    said = [line for line in found.stderr.splitlines() if line.startswith("glueline: ")]
    assert len(said) == 1, found.stderr
    assert said[0].startswith(f"glueline: {case.says}") and "Traceback" not in found.stderr
    assert found.lost == []


def _with(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, values)


def _rewrite(folder: Path, changed: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(changed(pq.read_table(folder / TRAIN)), folder / TRAIN)
