"""Every two models that were scored on the same rows, compared: what `glueline compare` says, for all pairs at once.

Each table's draws are made once, and each model scored once under them; differences follow from that. A test holds the figures
equal to those of `glueline.tables.comparing.compare_entrants`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from glueline.glue.comparison import Pair, corrected, draws_of_all, mean_difference
from glueline.page.form import cut
from glueline.page.models import Shown
from glueline.refusal import Refused
from glueline.tables.comparing import MEANS, Table, tables_of
from glueline.tables.examples import id_order
from glueline.tables.kept import Entrant, Kept
from glueline.tables.predictions import parents_of, read_answers

MODELS_AT_MOST = 30  # compared with each other: 435 pairs


@dataclass(frozen=True)
class Scored:
    """A model's answers to one table: labels and predictions [N] in order of the ids."""

    table: Table
    ids: tuple[str, ...]
    labels: np.ndarray
    predictions: np.ndarray


def compare_all(models: Sequence[Shown], resamples: int, seed: int) -> tuple[dict[tuple[int, int], dict], dict[int, str]]:
    """By the places of two `models` {section: {"tables", "means"}} as `compare_entrants` has its sections, differences second
    minus first; and why a model is compared with none, or without which tables."""
    too_many = f"more than {MODELS_AT_MOST} models; `glueline compare` takes any two"
    chosen, unread = {}, dict.fromkeys(range(MODELS_AT_MOST, len(models)), too_many)
    for place, model in enumerate(models[:MODELS_AT_MOST]):
        chosen[place], missing = read_tables(model)
        if missing:
            unread[place] = cut(f"without {len(missing)} of its tables: {'; '.join(missing)}", 300)
    drawn = dict(_drawn(chosen, resamples, seed))
    pairs: dict[tuple[int, int], dict] = {}
    for base, other in combinations(chosen, 2):
        if models[base].standing == models[other].standing:
            sections = dict(_sections(chosen[base], chosen[other], base, other, drawn))
            pairs |= {(base, other): sections} if sections else {}
    return pairs, unread


def read_tables(model: Shown) -> tuple[dict[tuple[str, str], Scored], list[str]]:
    """A model's tables with their answers, by section and name; and why a table is not among them: its predictions are missing,
    or are not as many as its scores count."""
    found, missing = {}, []
    try:
        tables = list(tables_of(Entrant(model.entry, (Kept(model.model, model.scores, model.predictions),))))
    except (KeyError, TypeError, AttributeError) as error:
        return {}, [f"its scores are of another form ({type(error).__name__}: {error})"]
    for table in tables:
        try:
            found[table.section, table.name] = _scored(table, model.predictions / f"{table.file}.parquet")
        except (Refused, ValueError, KeyError, TypeError, OSError) as error:
            missing.append(f"{table.title}: {error}")
    return found, missing


def _scored(table: Table, path: Path) -> Scored:
    if not path.is_file():
        raise Refused(f"{path.name} is not here")
    answers = read_answers(path)
    if len(answers.ids) != table.rows:
        raise Refused(f"{path.name}: {len(answers.ids)} rows where its scores count {table.rows}")
    ordered = answers.at(sorted(answers.ids, key=id_order))
    return Scored(table, ordered.ids, ordered.labels, ordered.predictions)


def _drawn(chosen: Mapping[int, Mapping], resamples: int, seed: int) -> Iterator[tuple[tuple, np.ndarray]]:
    """By section, table and place: the score under each draw [R]; models that answered the same rows share the draws."""
    for key in dict.fromkeys(key for tables in chosen.values() for key in tables):
        groups: dict[tuple, list[int]] = {}
        for place, tables in chosen.items():
            if key in tables:
                groups.setdefault((tables[key].ids, tables[key].labels.tobytes()), []).append(place)
        for places in groups.values():
            one = chosen[places[0]][key]
            said = np.array([chosen[place][key].predictions for place in places])
            clusters = parents_of(one.ids) if one.table.by_parent else None
            made = draws_of_all(one.table.metrics, one.labels, said, clusters, resamples,
                                [seed, *key[0].encode(), *key[1].encode()])
            yield from (((*key, place), each) for place, each in zip(places, made, strict=True))


def _sections(base: Mapping, other: Mapping, first: int, second: int, drawn: Mapping) -> Iterator[tuple[str, dict]]:
    shared = {key: (base[key], other[key]) for key in base if key in other and _alike(base[key], other[key])}
    for section in dict.fromkeys(section for section, _ in shared):
        tables = {name: sides for (where, name), sides in shared.items() if where == section}
        pairs = {name: _pair(*sides) for name, sides in tables.items()}
        sides = {name: (drawn[section, name, first], drawn[section, name, second]) for name in tables}
        made, draws = corrected(pairs, sides)
        means = {rule: mean_difference(groups, made, draws) for rule, groups in MEANS.get(section, {}).items()}
        yield section, {"tables": {name: found | {"title": tables[name][0].table.title} for name, found in made.items()},
                        "means": {rule: found for rule, found in means.items() if found}}


def _alike(one: Scored, other: Scored) -> bool:
    """Whether both answered the same rows, labelled the same."""
    return one.ids == other.ids and np.array_equal(one.labels, other.labels)


def _pair(base: Scored, other: Scored) -> Pair:
    clusters = parents_of(base.ids) if base.table.by_parent else None
    return Pair(base.table.metrics, base.labels, base.predictions[None], other.predictions[None], clusters)
