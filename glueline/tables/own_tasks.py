"""A task of one's own: CSV files, one a split, with a header of text columns and `label`; and their row of the task table.

`idx` may be a column (whole numbers that rise); without it rows are numbered from 0. A label is a word of the vocabulary, or a
number where the task is graded.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from glueline.glue.tasks import Split, Task
from glueline.refusal import Refused
from glueline.tables.files import file_sha256

SPLITS = ("train", "validation", "test")
UNLABELLED = -1  # as in the Hub's files


def own_path(task: Task, split: str) -> Path:
    """Where the table says that a split's CSV lies, from the top of the checkout."""
    return Path(task.own or "") / f"{split}.csv"


def own_rows(path: Path, task: Task) -> Iterator[dict]:
    """Yield a CSV's rows as the Hub's files have them: texts, `label` (its number, the score, -1 where there is none), `idx`.

    Raises Refused naming file and row: a column missing, text that is not UTF-8, a label outside the vocabulary.
    """
    for number, row in enumerate(_read(path, [*task.text_columns])):
        label = (row.get("label") or "").strip()
        try:
            idx = int(row.get("idx") or number)
        except ValueError as error:
            raise Refused(f"{path}: row {number + 1}: idx {row['idx']!r} is no whole number") from error
        yield {**{name: row[name] for name in task.text_columns}, "label": _number(path, number, label, task), "idx": idx}


def described(folder: Path, name: str) -> Task:
    """The table's row for the CSV files in a folder. Labels are numbered in alphabetical order; numbers alone with a fraction
    among them mean a graded task."""
    found = {split: folder / f"{split}.csv" for split in SPLITS if (folder / f"{split}.csv").is_file()}
    if not {"train", "validation"} <= set(found):
        raise Refused(f"{folder}: needs train.csv and validation.csv, and may have test.csv")
    header = _header(found["train"])
    texts = tuple(column for column in header if column not in ("label", "idx"))
    if "label" not in header or not 1 <= len(texts) <= 2:
        raise Refused(f"{found['train']}: its header is {', '.join(header)}; needs label and one or two columns of text")
    said = {split: Counter((row.get("label") or "").strip() for row in _read(path, [*texts])) for split, path in found.items()}
    words = sorted({word for split in ("train", "validation") for word in said[split]})
    graded = all(map(_is_number, words)) and any("." in word for word in words)
    if "" in words or not graded and len(words) < 2:
        raise Refused(f"{folder}: labels are {words}; every row of train and validation needs one, of two kinds at least")
    splits = {split: Split(said[split].total(), () if graded or split == "test" else _balance(said[split], words),
                           file_sha256(path), None) for split, path in found.items()}
    return Task(name, name.capitalize(), texts, () if graded else tuple(words),
                ("pearson", "spearman") if graded else ("accuracy",), splits, own=folder.as_posix())


def as_source(task: Task) -> str:
    """The row as it is written in glueline/glue/tasks.py."""
    splits = [f'        "{name}": Split({split.rows}, {split.balance}, "{split.sha256}", None),\n'
              for name, split in task.splits.items()]
    texts, labels, metrics = map(_words, (task.text_columns, task.labels, task.metrics))
    names = ", ".join(map(json.dumps, (task.name, task.title)))
    return f"    Task({names}, {texts}, {labels}, {metrics}, own={json.dumps(task.own)}, splits={{\n{''.join(splits)}    }}),"


def _words(words: tuple[str, ...]) -> str:
    quoted = [json.dumps(word, ensure_ascii=False) for word in words]
    return f"({', '.join(quoted)}{',' if len(quoted) == 1 else ''})"


def _read(path: Path, texts: list[str]) -> Iterator[dict]:
    if missing := [name for name in texts if name not in _header(path)]:
        raise Refused(f"{path}: column {missing[0]!r} is missing from its header")
    number = 0
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file), start=1):
                if empty := [name for name in texts if not (row[name] or "").strip()]:
                    raise Refused(f"{path}: row {number}: {empty[0]} is empty")
                yield row
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: after row {number}: not UTF-8; encode the text again") from error


def _header(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        return next(csv.reader(file), [])


def _number(path: Path, number: int, label: str, task: Task) -> int | float:
    if not label:
        return UNLABELLED
    if task.labels and label not in task.labels:
        raise Refused(f"{path}: row {number + 1}: label {label!r}; {task.title} has {', '.join(task.labels)}")
    if not task.labels and not _is_number(label):
        raise Refused(f"{path}: row {number + 1}: label {label!r} is no number; {task.title} is graded")
    return task.labels.index(label) if task.labels else float(label)


def _is_number(word: str) -> bool:
    try:
        return float(word) == float(word)
    except ValueError:
        return False


def _balance(said: Counter, words: list[str]) -> tuple[float, ...]:
    return tuple(round(said[word] / said.total(), 3) for word in words)
