"""Comparisons as the page holds them: every table of every pair for its script, and a table of all pairs for everyone."""

from collections.abc import Mapping, Sequence

from glueline.glue.averages import RULES

TITLES = {
    "glue": "GLUE’s validation splits", "aside": "Aside: not the official validation split, in no average",
    "advglue": "AdvGLUE dev (accuracy)", "ax": "AX with labels (MCC)",
    "adversarial": "Rows made of validation rows (accuracy; STS-B: its metrics)"}
MEAN = ["title", "rows", "difference", "low", "high", "p"]
TABLE = [*MEAN, "a", "b", "holm", "mcnemar", "detectable"]
Pairs = Mapping[tuple[int, int], Mapping[str, Mapping]]


def embedded(pairs: Pairs) -> dict:
    """{"titles": [of tables], "sections": [{"name", "title"}], "pairs": [[first, second, [section, tables, means], ...]]} with
    rows as TABLE and MEAN have them, titles and sections by their places: twenty models are 190 pairs."""
    titles: dict[str, int] = {}
    names = list(TITLES)

    def row(title: str, *figures: float | None) -> list:
        return [titles.setdefault(title, len(titles)), *figures]

    made = [[base, other, *([names.index(name), [row(one["title"], *_table(one)) for one in section["tables"].values()],
                             [row(_rule(rule), len(one["over"]), *_difference(one)) for rule, one in section["means"].items()]]
                            for name, section in sections.items())] for (base, other), sections in pairs.items()]
    sections_by_place = [{"name": name, "title": title} for name, title in TITLES.items()]
    return {"titles": list(titles), "sections": sections_by_place, "pairs": made, "table": TABLE, "mean": MEAN}


def _rule(name: str) -> str:
    return f"average by {RULES[name].title}" if name in RULES else name


def _table(one: Mapping) -> list:
    means = [round(one[side]["mean"], 1) for side in ("base", "other")]
    return [one["rows"], *_difference(one), *means, round(one["holm"], 3), one["mcnemar"] and round(one["mcnemar"]["p"], 3),
            None if one["detectable"] is None else round(one["detectable"], 1)]


def _difference(one: Mapping) -> list:
    return [round(one[key], 3 if key == "p" else 2) for key in ("difference", "low", "high", "p")]


def matrices(places: Sequence[int], pairs: Pairs) -> dict:
    """Of the models at `places` {"compared": those in any pair, "matrix": [{"at", "cells"}]}: row minus column, by GLUE's
    rule."""
    there = [place for place in places if any(place in pair for pair in pairs)]
    rows = [{"at": row, "cells": [_cell(pairs, row, column) for column in there]} for row in there]
    return {"compared": there, "matrix": rows}


def _cell(pairs: Pairs, row: int, column: int) -> dict | None:
    one = pairs.get((min(row, column), max(row, column)), {}).get("glue", {}).get("means", {}).get("glue")
    if one is None:
        return None
    sign = -1 if row < column else 1  # a pair is second minus first
    low, high = sorted((sign * one["low"], sign * one["high"]))
    kind, glyph = ("better", "▲") if low > 0 else ("worse", "▼") if high < 0 else ("soft", "≈")
    return {"pair": f"{column},{row}", "difference": sign * one["difference"], "low": low, "high": high, "kind": kind,
            "glyph": glyph}
