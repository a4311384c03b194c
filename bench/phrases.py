"""How often a teacher's phrases end, and whether they end where a chunker's do, against chance.

    pip install -e .[phrases]
    python -m bench.phrases data/teachers/NAME [--prepared data/prepared] [--rows 200]

Validation rows of the teacher's tasks (a sample by id), each read under its own task. The chunker is that of TextBlob (MIT;
lexicon, contextual rules and chunk grammar of pattern.en, BSD, all inside its wheel) on words as NLTK's Treebank tokenizer cuts
them; nothing is downloaded. It is rules over a Brill tagger, not truth. A gap between two words is a boundary of the chunker's
where the second word does not continue the chunk of the first (what is in no chunk stands alone), and one of the teacher's
where its probability is above a half. Compared are the gaps where both see a new word begin: none inside a word, none between
the texts of a pair. First those between two words, then those beside punctuation too, which is easy to agree on.

Chance: Cohen's kappa (1960), and the F1 that the same number of boundaries in each sentence would reach at random places,
computed exactly. Intervals: 95 % percentile bootstrap over rows. `ranking` (area under the ROC curve, 0.5 by chance) asks no
threshold: whether the chunker's boundaries are more probable ones. `rate` is the mean probability over all gaps in a text, the
one that training steers; `share` that of the compared gaps which are boundaries. The last line is one JSON object.
"""

import argparse
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from glueline.glue.intervals import draws
from glueline.glue.tasks import TASKS
from glueline.learning.predict import Teacher
from glueline.learning.reading import LIKELY, RowReading, read_row, word_gaps
from glueline.refusal import Refused
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import id_hash
from glueline.tables.parquet import read_rows

RESAMPLES = 1000
SHORT = "Mr Mrs Ms Dr St Jr Sr Gen Gov Sen Rep Lt Col Rev Prof Inc Corp Co Ltd No vs".split()
NO_ENDS = ("[A-Z]", *(rf"\b{word}" for word in SHORT))
SENTENCE = re.compile("".join(f"(?<!{word}[.])" for word in NO_ENDS) + r"(?<=[\w\"')][.?!])\s+(?=[A-Z\"'(])")
KINDS = {"words": False, "punctuation": True}  # whether gaps beside punctuation count


@dataclass(frozen=True)
class Word:
    """A word of the chunker's: its first and behind its last character, and whether it goes on with the chunk before it."""

    start: int
    stop: int
    continues: bool


Chunker = Callable[[str], list[Word]]


@dataclass(frozen=True)
class Compared:
    """A gap that both see: the probability of a boundary, whether the chunker has one, whether punctuation is beside it."""

    probability: float
    chunked: bool
    punctuation: bool


@dataclass(frozen=True)
class Row:
    """One row read: the mean probability in its texts, its level gates, and the compared gaps of each text."""

    rate: float
    gates: dict[str, float]
    texts: list[list[Compared]]


def load_chunker() -> Chunker:
    """TextBlob's. Raises Refused where it is not installed."""
    try:
        from nltk.tokenize import NLTKWordTokenizer
        from textblob.en import parser
    except ImportError as error:
        raise Refused(f"{error.name}: not installed; pip install -e .[phrases]") from error
    tokenizer = NLTKWordTokenizer()

    def chunk(text: str) -> list[Word]:
        words = []
        for first, stop in sentences(text):
            spans = [(first + start, first + end) for start, end in tokenizer.span_tokenize(text[first:stop])]
            cut = [text[start:end] for start, end in spans]
            tagged = parser.parse([cut], tokenize=False, collapse=False)[0] if cut else []
            words += [Word(*span, word[2].startswith("I-")) for span, word in zip(spans, tagged, strict=True)]
        return words

    return chunk


def sentences(text: str) -> list[tuple[int, int]]:
    """First and behind last character of each sentence of a text."""
    cuts = [(match.start(), match.end()) for match in SENTENCE.finditer(text)]
    return list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)], strict=True))


def compare(reading: RowReading, texts: Sequence[str], chunk: Chunker) -> list[list[Compared]]:
    """For each text the gaps that both see, in order."""
    found = []
    for number, text in enumerate(texts):
        words = chunk(text)
        seconds = {right.start: (left, right) for left, right in zip(words, words[1:])}
        found.append([
            Compared(gap.boundary, not right.continues, not (is_word(text, left) and is_word(text, right)))
            for gap in word_gaps(reading) if gap.text == number and gap.start in seconds
            for left, right in [seconds[gap.start]]
        ])
    return found


def is_word(text: str, word: Word) -> bool:
    """Whether it has a letter or a digit."""
    return any(character.isalnum() for character in text[word.start : word.stop])


def rate(reading: RowReading) -> float:
    """The mean probability of a boundary, the gap between the two texts left out."""
    neighbours = zip(reading.places, reading.places[1:])
    between = [left is None and right is not None and right.text == 1 for left, right in neighbours]
    return float(reading.boundaries[~np.array(between)].mean())


def tally(row: Row, punctuation: bool) -> np.ndarray:
    """Gaps, the teacher's boundaries, the chunker's, those of both, and how many of both were expected if the teacher's stood
    at random places of the same text."""
    total = np.zeros(5)
    for text in row.texts:
        gaps = [(gap.probability > LIKELY, gap.chunked) for gap in text if punctuation or not gap.punctuation]
        ours, theirs = sum(ours for ours, _ in gaps), sum(theirs for _, theirs in gaps)
        total += [len(gaps), ours, theirs, sum(ours and theirs for ours, theirs in gaps), ours * theirs / max(1, len(gaps))]
    return total


def agreement(tallies: np.ndarray) -> dict[str, np.ndarray]:
    """Tallies [..., 5] -> kappa, F1, the F1 of chance, and what F1 is above that. 0 where there is nothing to agree on."""
    gaps, ours, theirs, both, expected = np.moveaxis(tallies, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = (gaps - ours - theirs + 2 * both) / gaps
        chance = (ours * theirs + (gaps - ours) * (gaps - theirs)) / gaps**2
        found = {
            "kappa": (alike - chance) / (1 - chance),
            "f1": 2 * both / (ours + theirs),
            "f1_chance": 2 * expected / (ours + theirs),
            "f1_above_chance": 2 * (both - expected) / (ours + theirs),
        }
    return {name: np.nan_to_num(value) for name, value in found.items()}


def figures(rows: Sequence[Row], punctuation: bool) -> dict:
    """The agreement over all the rows, with intervals."""
    tallies = np.stack([tally(row, punctuation) for row in rows])
    gaps, ours, theirs = tallies.sum(0)[:3]
    resampled = agreement(np.concatenate([times @ tallies for times in draws(len(rows), RESAMPLES, [0])]))
    kept = [gap for row in rows for text in row.texts for gap in text if punctuation or not gap.punctuation]
    chunked = [gap.chunked for gap in kept]
    found: dict = {"gaps": int(gaps), "share": round(ours / max(1, gaps), 4), "chunker_share": round(theirs / max(1, gaps), 4)}
    for name, value in agreement(tallies.sum(0)).items():
        found[name] = round(float(value), 4)
        if name != "f1_chance":
            found[f"{name}_low"], found[f"{name}_high"] = np.percentile(resampled[name], [2.5, 97.5]).round(4).tolist()
    mixed = len(set(chunked)) == 2
    return found | {"ranking": round(float(roc_auc_score(chunked, [gap.probability for gap in kept])), 4) if mixed else None}


def read(teacher: Teacher, task: str, row: dict, chunk: Chunker) -> Row:
    """A prepared row, read under its task and compared with the chunker."""
    texts = [text for text in (row["text_a"], row["text_b"]) if text is not None]
    reading = read_row(teacher, task, *texts)
    return Row(rate(reading), reading.gates, compare(reading, texts, chunk))


def sample(prepared: Path, task: str, rows: int) -> list[dict]:
    """At most so many validation rows of a task, chosen by a hash of the id."""
    paths = [prepared / task / f"{split}.parquet" for split in TASKS[task].validation_splits]
    found = [row for path in paths if path.is_file() for row in read_rows(path)]
    return sorted(found, key=lambda row: id_hash(0, row["id"]))[:rows]


def measure(teacher: Teacher, prepared: Path, rows: int, chunk: Chunker) -> dict:
    """Rates, gates and agreement by task and over all. Raises Refused on a teacher without phrases, and without rows."""
    if teacher.model.hierarchy is None:
        raise Refused("teacher: parts.phrase is 0: it has no phrases to look at")
    read_by_task = {task: [read(teacher, task, row, chunk) for row in sample(prepared, task, rows)] for task in teacher.outputs}
    if not any(read_by_task.values()):
        raise Refused(f"{prepared}: no validation rows of {', '.join(teacher.outputs)}")
    found = {task: summary(each) | {"gates": {level: round(gate, 4) for level, gate in each[0].gates.items()}}
             for task, each in read_by_task.items() if each}
    return {"all": summary([row for each in read_by_task.values() for row in each]), **found}


def summary(rows: Sequence[Row]) -> dict:
    rates = float(np.mean([row.rate for row in rows]))
    return {"rows": len(rows), "rate": round(rates, 4), **{kind: figures(rows, kept) for kind, kept in KINDS.items()}}


def report(found: dict) -> None:
    """One line a task and kind of gap."""
    print(" " * 19 + "rows  rate   gaps share chunker  kappa (95 %)              F1 chance  above (95 %)            ranking")
    for task, entry in found.items():
        for kind in KINDS:
            row, ranking = entry[kind], entry[kind]["ranking"]
            print(
                f"{task:6} {kind:11} {entry['rows']:4} {entry['rate']:5.2f} {row['gaps']:6,} {row['share']:5.2f} "
                f"{row['chunker_share']:7.2f} {row['kappa']:6.3f} ({row['kappa_low']:6.3f} to {row['kappa_high']:6.3f}) "
                f"{row['f1']:5.3f} {row['f1_chance']:6.3f} {row['f1_above_chance']:6.3f} ({row['f1_above_chance_low']:6.3f} to "
                f"{row['f1_above_chance_high']:6.3f})  " + ("" if ranking is None else f"{ranking:.3f}")
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path, help="data/teachers/NAME")
    parser.add_argument("--prepared", type=Path, default=Path("data/prepared"))
    parser.add_argument("--rows", type=int, default=200, help="a task, at most")
    arguments = parser.parse_args()
    teacher = load_teacher(arguments.teacher)
    found = measure(teacher, arguments.prepared, arguments.rows, load_chunker())
    report(found)
    print(json.dumps({"teacher": arguments.teacher.name, "checkpoint": teacher.about["checkpoint"], **found}))


if __name__ == "__main__":
    main()
