"""Peak memory of the stage `perturb` at the size of SST-2 and at four times that, each in a process of its own, against nothing
but itself: what streams must not grow. Stand-ins take the place of encoder and scouts, whose memory hangs on a batch.
Reads:  SST-2 below GLUELINE_GLUE or ../shared/glue; where there is none, sentences of the built-in set
Writes: nothing that stays
Run:    python -m bench.perturb_memory"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import stages.perturb as stage
from bench.memory import REPO, ROWS, sentences
from glueline.adversarial.generation import Made
from glueline.tables.embedders import EncoderChoice
from glueline.tables.examples import PREPARED
from glueline.tables.lexicons import LexiconChoice
from glueline.tables.parquet import write_rows
from glueline.text.operators.table import OPERATORS
from glueline.text.validity import Thresholds

SHARE = 0.2  # of the parents that an operator is tried on
RUNS = 2


class NoEncoder:
    """Every text is near."""

    flops = 0

    def similarities(self, pairs: Sequence) -> np.ndarray:
        return np.ones(sum(1 for _ in pairs), np.float32)


class NoScouts:
    """Every label is believed, nothing is attacked."""

    flops: Counter[str] = Counter()

    def of(self, task: str) -> None: ...

    def candidates(self, parents: Sequence[dict]) -> Made:
        return [], Counter()

    def probability(self, task: str, parents: Sequence[str], rows: Sequence[dict]) -> np.ndarray:
        return np.ones(len(rows))


def run_inside(folder: Path) -> None:
    """The stage on the SST-2 tables in `folder`; prints the peak resident bytes of this process as the last line."""
    for name in ("load_scouts", "substitutes_of", "Targeting"):
        setattr(stage, name, lambda *_: NoScouts())
    stage.load_embedder = lambda _: NoEncoder()
    lax = Thresholds(similarity=0, fluency=-99, judged=0)
    stage.main(stage.Settings(
        seed=1, threads=1, processes=1, tasks=("sst2",), train_rows_at_most={}, validation_rows_at_most={},
        fluency_rows_at_most=20000, lexicon=LexiconChoice("builtin", ""), encoder=EncoderChoice("", "", 0, 0),
        operators={operator.name: SHARE for operator in OPERATORS}, thresholds=dict.fromkeys(stage.FAMILIES.values(), lax),
    ), folder / "prepared", folder / "scout", folder / "out")  # fmt: skip
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) * 1024)


def peaks() -> dict[str, list[int] | float]:
    """Peak resident bytes at each of ROWS, of RUNS the lower; their growth in bytes a row."""
    found = []
    for rows in ROWS:
        with TemporaryDirectory() as folder:
            write_rows(Path(folder) / "prepared" / "sst2" / "train.parquet", PREPARED, (
                {"id": f"sst2/train/{idx}", "task": "sst2", "split": "train", "text_a": text, "text_b": None, "label": label}
                for idx, (text, label) in enumerate(islice(sentences(), rows))))
            found.append(min(peak_inside(folder) for _ in range(RUNS)))
            print(f"perturb {rows:7} rows: {found[-1] / 2**20:7.1f} MiB at most", flush=True)
    growth = round((found[1] - found[0]) / (ROWS[1] - ROWS[0]), 1)
    print(f"growth: {growth} bytes a row; at most 32")
    return {"rows": ROWS, "peaks": found, "growth": growth}


def peak_inside(folder: str) -> int:
    """Peak resident bytes of the stage in a fresh process."""
    command = [sys.executable, "-m", "bench.perturb_memory", "--inside", folder]
    done = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, check=True, text=True)
    return int(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        run_inside(Path(sys.argv[2]))
    else:
        print(json.dumps(peaks()))
