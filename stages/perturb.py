"""Adversarial rows: what operators and attacks make of train and validation rows, each with a verdict on its validity.

Reads:  data/prepared (train and validation rows as parents; every row, so that none is repeated), data/scout (judges, targets)
Writes: data/adversarial: train/<task>.parquet, validation/<task>.parquet (for scoring alone), ledger.json
Run:    dvc repro perturb
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby, tee
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from glueline.adversarial.examination import Examination
from glueline.adversarial.generation import Generation, Made
from glueline.adversarial.known_texts import KnownTexts
from glueline.adversarial.ledger import AdversarialLedger
from glueline.adversarial.quotas import refuse_unknown
from glueline.adversarial.targeting import FAMILY, Targeting, substitutes_of
from glueline.learning.attacks import ATTACKERS
from glueline.processes import in_order
from glueline.progress import over
from glueline.tables.adversarial import USES, Parents, parent_tables, part_path, parts_of, table_path, train_texts, write_sorted
from glueline.tables.embedders import EncoderChoice, load_embedder
from glueline.tables.json_file import write_json
from glueline.tables.lexicons import LexiconChoice, open_lexicon
from glueline.tables.parquet import read_rows
from glueline.tables.scouts import load_scouts
from glueline.text.fluency import count
from glueline.text.operators.table import OPERATORS
from glueline.text.validity import Thresholds

FAMILIES = {operator.name: operator.family for operator in OPERATORS} | {attacker.name: FAMILY for attacker in ATTACKERS}


@dataclass(frozen=True)
class Settings:
    seed: int
    threads: int
    processes: int
    tasks: tuple[str, ...]
    train_rows_at_most: dict[str, int]
    validation_rows_at_most: dict[str, int]
    fluency_rows_at_most: int
    lexicon: LexiconChoice
    encoder: EncoderChoice
    operators: dict[str, float]
    thresholds: dict[str, Thresholds]


def perturb(settings: Settings, tables: list[Parents], generation: Generation, targeting: Targeting,
            examination: Examination) -> Iterator[tuple[tuple[str, str], Made]]:
    """Use and task, and what was made of a chunk of parents, each row with its verdict; chunk after chunk. Attacks come first:
    of two equal rows the first is accepted, and synonyms are often those that an attack has chosen."""
    pieces, ahead = tee((table, parents) for table in tables for parents in table.chunks(settings.seed))
    made = in_order(generation.ready, (parents for _, parents in ahead), settings.processes)
    for (candidates, counts), (table, parents) in over(zip(made, pieces, strict=True), "perturb", "chunk"):
        attacked, more = targeting.candidates(parents)
        yield (table.use, table.task), (examination.verdicts(parents, [*attacked, *candidates]), counts + more)


def main(settings: Settings, prepared: Path, scout: Path, adversarial: Path) -> None:
    """Raises Refused on an unknown operator or lexicon, and on a task that was not scouted."""
    torch.set_num_threads(settings.threads)
    refuse_unknown(FAMILIES, settings.operators, settings.thresholds)
    lexicon = open_lexicon(settings.lexicon)
    caps = {"train": settings.train_rows_at_most, "validation": settings.validation_rows_at_most}
    tables = parent_tables(prepared, settings.tasks, caps)
    scouts, embedder = load_scouts(scout), load_embedder(settings.encoder)
    for task in settings.tasks:
        scouts.of(task)  # raises
    bigrams = count(train_texts(prepared, settings.fluency_rows_at_most, settings.seed))
    generation = Generation(OPERATORS, settings.operators, lexicon, bigrams, settings.seed)
    targeting = Targeting(scouts, generation, substitutes_of(scouts, lexicon))

    for use in USES:  # `score` reads both, also where nothing was made
        (adversarial / use).mkdir(parents=True, exist_ok=True)
    ledgers: dict[str, dict] = {table.use: {} for table in tables}
    with TemporaryDirectory(dir=adversarial) as scratch, KnownTexts(Path(scratch)) as known:
        for part in parts_of(prepared):
            if part.split != "train" or part.task in settings.tasks:
                known.add(part, read_rows(part_path(prepared, part)))
        examination = Examination(known, embedder, scouts, settings.thresholds)
        for (use, task), made in groupby(perturb(settings, tables, generation, targeting, examination), key=itemgetter(0)):
            ledger = AdversarialLedger(task, settings.seed)
            write_sorted(table_path(adversarial, use, task), ledger.noted(chunk for _, chunk in made), Path(scratch))
            ledgers[use][task] = ledger.content()

    made_with = {name: value for name, value in asdict(settings).items() if name != "processes"}  # the rows are the same
    flops = {name: scouts.flops[name] for name in ("judging", "attacks")} | {"similarity": embedder.flops}
    write_json(adversarial / "ledger.json", {"settings": made_with, "flops": flops, **ledgers})

