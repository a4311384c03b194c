"""Peak memory of the stages that read GLUE, at the size of SST-2 and at four times that, against nothing but itself:
what streams must not grow. Each stage runs in a process of its own, five times, and the lowest peak counts.
Reads:  SST-2 below GLUELINE_GLUE or ../shared/glue; where there is none, sentences of the built-in set
Writes: nothing that stays
Run:    python -m bench.memory [stage ...]"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = [67349, 269396]
STAGES = {  # inputs, then the output; `accepted` holds a verdict, so that prepare does not wait for check
    "source": ["source"],
    "ingest": ["source", "raw"],
    "prepare": ["raw", "accepted", "prepared"],
    "check": ["raw", "quality"],
}
RUNS = 5
REPO = Path(__file__).resolve().parents[1]


def sentences() -> Iterator[tuple[str, int]]:
    """Texts and labels without end: the same ones again and again, numbered by the round so that they differ."""
    path = Path(os.environ.get("GLUELINE_GLUE", REPO.parent / "shared" / "glue")) / "sst2" / "train-00000-of-00001.parquet"
    if path.exists():
        table = pq.read_table(path, columns=["sentence", "label"])
        rows = list(zip(table["sentence"].to_pylist(), table["label"].to_pylist()))
    else:
        from glueline.text.builtin import generate
        rows = [(row["sentence"], row["label"]) for row in generate("sst2", "train", 1000, seed=1)]
    turn = 0
    while True:
        yield from ((f"{text} {turn}", label) for text, label in rows)
        turn += 1


def make_snapshot(folder: Path, rows: int) -> None:
    """A snapshot that holds a train split of SST-2 of so many rows, in one row group."""
    texts, labels = zip(*islice(sentences(), rows))
    idx = pa.array(range(rows), pa.int32())
    table = pa.table({"sentence": pa.array(texts), "label": pa.array(labels, pa.int64()), "idx": idx})
    path = folder / "sst2" / "train-00000-of-00001.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(table, path)


def run_stage(stage: str, folder: Path) -> None:
    """Call the stage's main on what lies in `folder`; prints the peak resident bytes of this process as the last line."""
    import yaml

    from glueline.tables.params import settings_from
    module = import_module(f"stages.{stage}")
    params = yaml.safe_load((REPO / "params.yaml").read_text("utf-8"))
    settings = []
    if hasattr(module, "Settings"):
        section = params[stage] | ({"name": "snapshot", "folder": str(folder / "glue")} if stage == "source" else {})
        settings = [settings_from(module.Settings, section, stage)]
    module.main(*settings, *(folder / name for name in STAGES[stage]))
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) * 1024)


def peak_of(stage: str, folder: Path) -> int:
    """Peak resident bytes of the stage in a fresh process."""
    command = [sys.executable, "-m", "bench.memory", "--inside", stage, str(folder)]
    variables = os.environ | {"GLUELINE_GLUE": str(folder / "glue")}  # or it would lead source past the folder made here
    done = subprocess.run(command, cwd=REPO, env=variables, stdout=subprocess.PIPE, check=True, text=True)
    return int(done.stdout.splitlines()[-1])


def table_bytes() -> tuple[float, float]:
    """What a row of the table takes in memory, as Arrow holds it and as a pandas frame, which Great Expectations reads."""
    with TemporaryDirectory() as scratch:
        make_snapshot(Path(scratch), ROWS[1])
        table = pq.read_table(Path(scratch) / "sst2" / "train-00000-of-00001.parquet")
        return round(table.nbytes / ROWS[1], 1), round(table.to_pandas().memory_usage(deep=True).sum() / ROWS[1], 1)


def measure(stages: list[str]) -> dict[str, list[int]]:
    """Peak resident bytes of each stage at each of ROWS; what a stage reads is made whether it is asked for or not."""
    peaks: dict[str, list[int]] = {stage: [] for stage in stages}
    for rows in ROWS:
        with TemporaryDirectory() as scratch:
            folder = Path(scratch)
            make_snapshot(folder / "glue", rows)
            (folder / "accepted").mkdir()
            (folder / "accepted" / "verdict.json").write_text('{"passed": true}')
            for stage in STAGES:
                runs = []
                for _ in range(RUNS if stage in stages else stage in ("source", "ingest")):
                    shutil.rmtree(folder / STAGES[stage][-1], ignore_errors=True)
                    runs.append(peak_of(stage, folder))
                if stage in stages:
                    peaks[stage].append(min(runs))
                    print(f"{stage:8} {rows:7} rows: {peaks[stage][-1] / 2**20:7.1f} MiB at most", flush=True)
    return peaks


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--inside"]:
        run_stage(arguments[1], Path(arguments[2]))
        return
    peaks = measure(arguments or list(STAGES))
    growth = {stage: round((large - small) / (ROWS[1] - ROWS[0]), 1) for stage, (small, large) in peaks.items()}
    table, frame = table_bytes()
    print(f"growth in bytes a row; at most 32 for what streams, check may hold a table: {table} a row, {frame} in pandas")
    print(json.dumps({**growth, "rows": ROWS, "table": table, "frame": frame}))


if __name__ == "__main__":
    main(sys.argv[1:])
