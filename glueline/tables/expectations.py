"""What a table as it comes in must be: the Great Expectations suite of one split, from its row in the task table."""

from math import ceil, floor

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from glueline.glue.tasks import Task

# Signs of a wrong encoding, in regular expressions that Python and RE2 (pandas uses either) read alike: control characters,
# the replacement character, and UTF-8 that was read as Latin-1 or Windows-1252: a lead byte (of letters, punctuation, emoji,
# the byte order mark) followed by what such a reading makes of the bytes after it.
_CONTINUATION = "[\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\N{REPLACEMENT CHARACTER}]"
DAMAGE = f"{_CONTROLS}|[ÂÃ]{_CONTINUATION}|[âðï]{_CONTINUATION}{{2}}"
NOT_BLANK = "[^\\x00-\\x20\\x7f-\\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff]"  # pandas takes RE2 without \\s
GRADES = (0.0, 5.0)


def is_labelled(split: str) -> bool:
    """Whether a split carries labels; GLUE keeps those of every test split to itself and writes -1."""
    return not split.startswith("test")


def suite_of(task: Task, split: str, rows: int, official: bool, *, balance_tolerance: float, characters_at_most: int,
             duplicates_at_most: float, damaged_at_most: float) -> list[Expectation]:
    """The expectations on a split as it comes in, the most telling first. `rows` is how many it holds, `official` whether it
    claims to be the official one. Shares (`..._at_most`) are of its rows."""
    return [
        *_schema(task),
        *_size(task, split, official),
        *_labels(task, split),
        *_balance(task, split, rows, balance_tolerance),
        *_texts(task, characters_at_most, damaged_at_most),
        gxe.ExpectColumnValuesToBeUnique(column="idx", description="no idx stands twice"),
        _repeats(list(task.text_columns), duplicates_at_most),
    ]


def _schema(task: Task) -> list[Expectation]:
    types = {**dict.fromkeys(task.text_columns, "str"), "label": "int64" if task.labels else "float32", "idx": "int32"}
    names = list(types)
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=names,
                                                 description=f"columns are {', '.join(names)}, in this order"),
        *[gxe.ExpectColumnValuesToNotBeNull(column=name, description=f"{name} is never null") for name in names],
        *[gxe.ExpectColumnValuesToBeOfType(column=name, type_=kind, description=f"{name} is {kind}")
          for name, kind in types.items()],
    ]


def _size(task: Task, split: str, official: bool) -> list[Expectation]:
    if official:
        rows = task.splits[split].rows
        return [gxe.ExpectTableRowCountToEqual(value=rows, description=f"has the official {rows} rows, as it claims")]
    return [gxe.ExpectTableRowCountToBeBetween(min_value=1, description="has rows")]


def _labels(task: Task, split: str) -> list[Expectation]:
    if not is_labelled(split):
        return [gxe.ExpectColumnValuesToBeInSet(column="label", value_set=[-1], description="label is -1: unlabelled")]
    if not task.labels:
        low, high = GRADES
        return [gxe.ExpectColumnValuesToBeBetween(column="label", min_value=low, max_value=high,
                                                  description=f"label lies from {low} to {high}")]
    words = ", ".join(f"{number} {name}" for number, name in enumerate(task.labels))
    return [gxe.ExpectColumnValuesToBeInSet(column="label", value_set=list(range(len(task.labels))),
                                            description=f"label is one of {words}")]


def _balance(task: Task, split: str, rows: int, tolerance: float) -> list[Expectation]:
    return [_share(f"{number} ({task.labels[number]})", number, share, rows, tolerance)
            for number, share in enumerate(task.splits[split].balance)]


def _share(name: str, number: int, share: float, rows: int, tolerance: float) -> Expectation:
    least = max(0, ceil((share - tolerance) * rows - 1e-6))
    most = max(least, floor((share + tolerance) * rows + 1e-6))  # of a few rows, no number may lie between
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=least, max_value=most, row_condition=Column("label") == number,
        description=f"label {name} has {share:.1%} of the rows as in the official split, give or take {tolerance:.1%}")


def _texts(task: Task, characters_at_most: int, damaged_at_most: float) -> list[Expectation]:
    return [expectation for column in task.text_columns for expectation in (
        gxe.ExpectColumnValueLengthsToBeBetween(column=column, min_value=1, max_value=characters_at_most,
                                                description=f"{column} has 1 to {characters_at_most} characters"),
        gxe.ExpectColumnValuesToMatchRegex(column=column, regex=NOT_BLANK, description=f"{column} is not blank"),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column=column, regex=DAMAGE, mostly=_all_but(damaged_at_most),
            description=f"{column} shows a damaged encoding in at most {damaged_at_most:.2%} of the rows"))]


def _repeats(columns: list[str], at_most: float) -> Expectation:
    says = f"at most {at_most:.2%} of the rows repeat the text of another one exactly"
    if len(columns) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=columns[0], mostly=_all_but(at_most), description=says)
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=columns, mostly=_all_but(at_most), description=says)


def _all_but(share: float) -> float:
    return round(1 - share, 9)
