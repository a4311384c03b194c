"""A small, well-formed table that has nothing to do with GLUE: every check of it was worked by hand."""

from copy import deepcopy

from glueline.claims.claims_file import table_from
from glueline.claims.table import Table

# beans: 45/50 = 90.0 against 40/50; peas: F1 of 10 positives among 40; corn: MCC; rice: a correlation.
SMALL = {
    "kind": "table",
    "model": "Gardener",
    "source": {"title": "Four crops", "date": "2020-05-01"},
    "split": "test",
    "rows": [
        {"task": "beans", "figures": {"accuracy": "90.0"}, "previous": {"accuracy": "80.0"},
         "improvement": {"accuracy": "+10.0"}, "examples": {"test": "50"}},
        {"task": "peas", "figures": {"f1": "80.0"}, "previous": {"f1": "70.6"}, "improvement": {"f1": "+9.4"},
         "examples": {"test": "40"}, "positives": {"test": "10"}},
        {"task": "corn", "figures": {"mcc": "60.0"}, "previous": {"mcc": "61.0"}, "improvement": {"mcc": "-1.0"},
         "examples": {"test": "20"}, "positives": {"test": "10"}},
        {"task": "rice", "figures": {"pearson": "70.0"}, "previous": {"pearson": "68.0"}, "improvement": {"pearson": "+2.0"},
         "examples": {"test": "100"}},
    ],
    "averages": [{"of": "figures", "printed": "75.0", "rule": "rows"}, {"of": "previous", "printed": "69.9"},
                 {"of": "improvement", "printed": "+5.1"}],
}


def content(**changes: object) -> dict:
    """The small table as plain YAML would give it, some of its keys changed."""
    return deepcopy(SMALL) | changes


def small(**changes: object) -> Table:
    """The small table."""
    return table_from(content(**changes), "small.yaml")


def glue(figures: dict[str, dict[str, str]], **changes: object) -> Table:
    """A table of GLUE cells with these figures, on validation unless told."""
    rows = [{"task": task, "figures": row} for task, row in figures.items()]
    return table_from({"kind": "table", "model": "m", "source": {"title": "t", "date": "2020-05"}, "split": "validation",
                       "rows": rows} | changes, "glue.yaml")
