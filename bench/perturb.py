"""How fast candidates are made and checked, and whether memory stays flat, on prepared rows of GLUE.

    python -m bench.perturb [--prepared data/prepared] [--rows 300] [--textattack PYTHON] [--skip-memory]

1. Candidate rows a second of one core before any model is asked: analysis, operators, digests, fluency; at least 2,000.
2. The encoder check on those candidates against the encoder alone on the same distinct texts (texts a second, one thread).
3. TextAttack's own augmenter against this project's `typing` on the same sentences in the same run, see bench/augmenter.py.
   --textattack names the interpreter of its environment; where that is not given it is left out, and said so.
4. Memory, see bench/perturb_memory.py.

Times are of the processor, not of the clock. The last line is one JSON object.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import torch

from bench.perturb_memory import REPO, peaks
from glueline.adversarial.generation import Generation, Made
from glueline.glue.tasks import TASKS
from glueline.tables.adversarial import CHUNK
from glueline.tables.embedders import EncoderChoice, load_embedder
from glueline.tables.parquet import read_rows
from glueline.text.fluency import Bigrams, count
from glueline.text.lexicon import WordLists
from glueline.text.operators.table import OPERATORS

ENCODER = EncoderChoice("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 128, 4096)
RUNS = 3


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
    """Candidate rows a second of one core, by task and over all; and the candidates. The words of the first third of the rows,
    which are not counted, are in the caches then; those of the rest are met for the first time, as in a stream."""
    generation = generation_of(parents, {operator.name: 1.0 for operator in OPERATORS})
    for rows in parents.values():
        generation.candidates(rows[: len(rows) // 3])
    made, seconds = {}, {}
    for task, rows in parents.items():
        start = time.process_time()
        made[task] = generation.candidates(rows[len(rows) // 3 :])
        seconds[task] = time.process_time() - start
    rates = {task: len(made[task][0]) / seconds[task] for task in parents}
    return rates | {"all": sum(len(each[0]) for each in made.values()) / sum(seconds.values())}, made


def encoder_rates(parents: dict[str, list[dict]], made: dict[str, Made]) -> dict[str, float]:
    """Distinct texts a second: of the check, chunk after chunk of one task as the stage has it, and of the encoder alone on the
    same texts."""
    torch.set_num_threads(1)
    by_id = {row["id"]: row for rows in parents.values() for row in rows}
    embedder = load_embedder(ENCODER)
    chunks = [[[(row[text], by_id[row["parent_id"]][text]) for text in ("text_a", "text_b")
                if row[text] and row[text] != by_id[row["parent_id"]][text]] for row in rows[::10][:CHUNK]]
              for rows, _ in made.values()]
    texts = [sorted({text for row in chunk for pair in row for text in pair}) for chunk in chunks]
    number = sum(map(len, texts))
    return {"texts": number, "check": number / timed(lambda: [embedder.similarities(chunk) for chunk in chunks]),
            "encoder": number / timed(lambda: [embedder.vectors(each) for each in texts])}


def textattack_rates(parents: dict[str, list[dict]], python: str | None) -> dict[str, float] | str:
    """Rows a second of one core: TextAttack's and ours, on the same sentences; or why there is no such figure."""
    if python is None:
        return "not measured: --textattack names no interpreter that has it"
    texts = [row["text_a"] for row in parents["sst2"]]
    command = [python, str(REPO / "bench" / "augmenter.py")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        return f"not measured: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    theirs = json.loads(done.stdout.splitlines()[-1])
    ours = generation_of(parents, {"typing": 1.0})
    made = len(ours.candidates(parents["sst2"])[0])
    return {"textattack": theirs["rows"] / theirs["seconds"], "typing": made / timed(lambda: ours.candidates(parents["sst2"]))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepared", type=Path, default=Path("data/prepared"))
    parser.add_argument("--rows", type=int, default=300, help="a task, at most")
    parser.add_argument("--textattack", metavar="PYTHON", help="the interpreter of an environment that has TextAttack")
    parser.add_argument("--skip-memory", action="store_true")
    arguments = parser.parse_args()
    parents = parents_of(arguments.prepared, arguments.rows)
    rates, made = generation_rates(parents)
    print("candidate rows a second of one core, before the encoder check")
    print("  " + ", ".join(f"{task} {rate:,.0f}" for task, rate in rates.items()))
    checked = encoder_rates(parents, made)
    print(f"texts a second of one thread: the check {checked['check']:,.0f}, the encoder alone {checked['encoder']:,.0f}")
    augmented = textattack_rates(parents, arguments.textattack)
    print(f"TextAttack's character swaps beside typing, rows a second: {augmented}")
    found = {"rows_a_second": rates, "texts_a_second": checked, "textattack": augmented}
    print(json.dumps(found if arguments.skip_memory else found | {"memory": peaks()}))


if __name__ == "__main__":
    main()
