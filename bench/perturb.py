"""How fast candidates are made and checked, and whether memory stays flat, on prepared rows of GLUE.

    python -m bench.perturb [--prepared data/prepared] [--rows 300] [--textattack PYTHON] [--skip-memory]

1. Candidate rows a second of one core before any model is asked: analysis, operators, digests, fluency; at least 2,000.
2. The encoder check on those candidates against the encoder alone on the same distinct texts (texts a second, one thread).
3. Peak memory of the stage `perturb` at the size of SST-2 and at four times that, each in a process of its own, with stand-ins
   for encoder and scouts, whose memory hangs on a batch and not on the rows; growth in bytes a row, at most 32.
4. TextAttack (Morris et al. 2020, arXiv 2005.05909): its character-swapping augmenter, the one that downloads nothing, against
   this project's `typing` on the same sentences in the same run. It wants an environment of its own, whose interpreter
   --textattack names; where that is not given it is left out, and said so.

Times are of the processor, not of the clock. The last line is one JSON object.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

import stages.perturb as stage
from bench.memory import REPO, ROWS, sentences
from glueline.glue.tasks import TASKS
from glueline.tables.embedders import EncoderChoice, load_embedder
from glueline.tables.examples import PREPARED
from glueline.tables.generation import Generation, Made
from glueline.tables.lexicons import LexiconChoice
from glueline.tables.parquet import read_rows, write_rows
from glueline.text.fluency import Bigrams, count
from glueline.text.lexicon import WordLists
from glueline.text.operators.table import OPERATORS
from glueline.text.validity import Thresholds

ENCODER = EncoderChoice("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 256, 2048)
SHARE = 0.2  # of the parents that an operator is tried on, where memory is measured
RUNS = 3
TEXTATTACK = """
import json, sys, time
try:
    from textattack.augmentation import CharSwapAugmenter
except ImportError as error:
    sys.exit(f"{error.name} is not installed")
texts = json.load(sys.stdin)
augmenter = CharSwapAugmenter(pct_words_to_swap=0.1, transformations_per_example=1)
augmenter.augment(texts[0])
start = time.process_time()
made = sum(len(augmenter.augment(text)) for text in texts)
print(json.dumps({"rows": made, "seconds": time.process_time() - start}))
"""


class NoModels:
    """Stands for encoder, scouts and attacks: every text is near, every label is believed, nothing is attacked."""

    def of(self, task: str) -> None: ...

    def candidates(self, parents: Sequence[dict]) -> Made:
        return [], Counter()

    def similarities(self, pairs: Sequence) -> np.ndarray:
        return np.ones(sum(1 for _ in pairs), np.float32)

    def probability(self, task: str, parents: Sequence[str], rows: Sequence[dict]) -> np.ndarray:
        return np.ones(len(rows))


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor: the least of RUNS."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def parents_of(prepared: Path, rows: int) -> dict[str, list[dict]]:
    """The first train rows of every task there is."""
    paths = {task: prepared / task / "train.parquet" for task in TASKS}
    return {task: list(islice(read_rows(path), rows)) for task, path in paths.items() if path.is_file()}


def generation_of(parents: dict[str, list[dict]], shares: dict[str, float]) -> Generation:
    return Generation(OPERATORS, shares, WordLists(), bigrams_of(parents), seed=1)


def bigrams_of(parents: dict[str, list[dict]]) -> Bigrams:
    return count(row[text] for rows in parents.values() for row in rows for text in ("text_a", "text_b") if row[text])


def generation_rates(parents: dict[str, list[dict]]) -> tuple[dict[str, float], dict[str, Made]]:
    """Candidate rows a second of one core, by task and over all; and the candidates."""
    generation = generation_of(parents, {operator.name: 1.0 for operator in OPERATORS})
    made = {task: generation.candidates(rows) for task, rows in parents.items()}  # also fills the caches
    seconds = {task: timed(lambda rows=rows: generation.candidates(rows)) for task, rows in parents.items()}
    rates = {task: len(made[task][0]) / seconds[task] for task in parents}
    return rates | {"all": sum(len(each[0]) for each in made.values()) / sum(seconds.values())}, made


def encoder_rates(parents: dict[str, list[dict]], made: dict[str, Made]) -> dict[str, float]:
    """Distinct texts a second: of the check, and of the encoder alone on the same texts."""
    torch.set_num_threads(1)
    by_id = {row["id"]: row for rows in parents.values() for row in rows}
    pairs = [[(row[text], by_id[row["parent_id"]][text]) for text in ("text_a", "text_b")
              if row[text] and row[text] != by_id[row["parent_id"]][text]] for rows, _ in made.values() for row in rows[::10]]
    embedder = load_embedder(ENCODER)
    texts = sorted({text for row in pairs for pair in row for text in pair})
    embedder.vectors(texts)
    return {"check": len(texts) / timed(lambda: embedder.similarities(pairs)),
            "encoder": len(texts) / timed(lambda: embedder.vectors(texts))}


def textattack_rates(parents: dict[str, list[dict]], python: str | None) -> dict[str, float] | str:
    """Rows a second of one core: TextAttack's and ours, on the same sentences; or why there is no such figure."""
    if python is None:
        return "not measured: --textattack names no interpreter that has it"
    texts = [row["text_a"] for row in parents["sst2"]]
    done = subprocess.run([python, "-c", TEXTATTACK], input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        return f"not measured: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    theirs = json.loads(done.stdout.splitlines()[-1])
    ours = generation_of(parents, {"typing": 1.0})
    made = len(ours.candidates(parents["sst2"])[0])
    return {"textattack": theirs["rows"] / theirs["seconds"], "typing": made / timed(lambda: ours.candidates(parents["sst2"]))}


def run_inside(folder: Path) -> None:
    """The stage on the SST-2 tables in `folder`; prints the peak resident bytes of this process as the last line."""
    for name in ("load_embedder", "load_scouts", "substitutes_of", "Targeting"):
        setattr(stage, name, lambda *_: NoModels())
    lax = Thresholds(similarity=0, fluency=-99, judged=0)
    stage.main(stage.Settings(
        seed=1, threads=1, processes=1, tasks=("sst2",), train_rows_at_most={}, validation_rows_at_most={},
        fluency_rows_at_most=20000, lexicon=LexiconChoice("builtin", ""), encoder=ENCODER,
        operators={operator.name: SHARE for operator in OPERATORS}, thresholds=dict.fromkeys(stage.FAMILIES.values(), lax),
    ), folder / "prepared", folder / "scout", folder / "out")  # fmt: skip
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) * 1024)


def peaks() -> list[int]:
    """Peak resident bytes at each of ROWS, of two runs the lower."""
    found = []
    for rows in ROWS:
        with TemporaryDirectory() as folder:
            write_rows(Path(folder) / "prepared" / "sst2" / "train.parquet", PREPARED, (
                {"id": f"sst2/train/{idx}", "task": "sst2", "split": "train", "text_a": text, "text_b": None, "label": label}
                for idx, (text, label) in enumerate(islice(sentences(), rows))))
            found.append(min(peak_inside(folder) for _ in range(2)))
            print(f"perturb {rows:7} rows: {found[-1] / 2**20:7.1f} MiB at most", flush=True)
    return found


def peak_inside(folder: str) -> int:
    """Peak resident bytes of the stage in a fresh process."""
    command = [sys.executable, "-m", "bench.perturb", "--inside", folder]
    done = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, check=True, text=True)
    return int(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepared", type=Path, default=Path("data/prepared"))
    parser.add_argument("--rows", type=int, default=300, help="a task, at most")
    parser.add_argument("--textattack", metavar="PYTHON", help="the interpreter of an environment that has TextAttack")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        run_inside(arguments.inside)
        return
    parents = parents_of(arguments.prepared, arguments.rows)
    rates, made = generation_rates(parents)
    print("candidate rows a second of one core, before the encoder check")
    print("  " + ", ".join(f"{task} {rate:,.0f}" for task, rate in rates.items()))
    checked = encoder_rates(parents, made)
    print(f"texts a second of one thread: the check {checked['check']:,.0f}, the encoder alone {checked['encoder']:,.0f}")
    augmented = textattack_rates(parents, arguments.textattack)
    print(f"TextAttack's CharSwapAugmenter beside typing, rows a second: {augmented}")
    found = {"rows_a_second": rates, "texts_a_second": checked, "textattack": augmented}
    if not arguments.skip_memory:
        small, large = peaks()
        found |= {"peaks": [small, large], "growth": round((large - small) / (ROWS[1] - ROWS[0]), 1)}
        print(f"growth: {found['growth']} bytes a row; at most 32")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
