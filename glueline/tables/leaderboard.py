"""The leaderboard as Markdown: one table a data standing, then what each row rests on. Numbers are copied, never made."""

import json

from glueline.glue.averages import RULES
from glueline.glue.cells import BUILT_IN, CELLS
from glueline.glue.tasks import TASKS
from glueline.tables.diagnosis_page import diagnosis
from glueline.tables.markdown import between, capital, points, short, table, under

COLUMNS = [cell for cell in CELLS.values() if cell.scored]
METRICS = {"mcc": "MCC", "accuracy": "accuracy", "f1": "F1", "pearson": "Pearson", "spearman": "Spearman"}
SEEN = ("mnli", "qnli", "rte", "qqp", "stsb")  # what the backbones' own training was close to
LEGEND = """\
In points of 100; small: the 95 % interval (percentile bootstrap over the rows of the cell). MRPC and QQP are the mean of
accuracy and F1, STS-B that of Pearson and Spearman. A dash is an empty cell: it enters no average, and why it is empty
stands below. Runs that differ only in their seed are one row: the mean over the seeds, and small: Student's 95 % interval over
the seeds, which says nothing of the rows.

† The sentence-transformers backbones (all-MiniLM-L6-v2, all-mpnet-base-v2) saw NLI pairs (SNLI, MultiNLI), question and
answer pairs (SQuAD among them), Quora's question pairs and image captions (Flickr 30k's, from which a part of STS-B was taken)
in their own training, before any training here: read MNLI, QNLI, RTE, QQP and STS-B with that in mind.

Averages compare only within one rule, and only over the same cells:
"""


def page(tables: list[dict]) -> str:
    """The whole page from tables {"standing", "rows", "seeds"}, as `stages/publish.py` writes them to leaderboard.json."""
    parts = [f"## {capital(one['standing'])}\n\n{score_table(one['rows'], one['seeds'])}" for one in tables]
    rules = "\n".join(f"- {rule.title}: {rule.says}" for rule in RULES.values())
    parts.append(f"{LEGEND}\n{rules}")
    parts += [details(row) for table in tables for row in table["rows"]]
    return "\n\n".join(parts) + "\n"


def score_table(rows: list[dict], seeds: list[dict]) -> str:
    """A row an entry, a column a cell, and both averages; runs that differ only in their seed are one, where the first is."""
    heads = ["entry", *(under(cell.title + ("†" if cell.task in SEEN else ""), _units(cell.task)) for cell in COLUMNS),
             *(under("average", rule.title) for rule in RULES.values())]
    places = {(one["name"], teacher): (one, place) for one in seeds for place, teacher in enumerate(one["teachers"])}
    shown = []
    for row in rows:
        one, place = places.get((row["name"], row["scores"]["teacher"]), (None, 0))
        shown += [] if place else [_seed_row(one, row["scores"]) if one else _score_row(row)]
    return table(heads, shown, "l" + "r" * (len(heads) - 1))


def details(row: dict) -> str:
    """Every cell of a row with its metrics, rows and standing; why cells are empty; the lineage."""
    scores = row["scores"]
    note = f"\n\n{row['note']}" if row["note"] else ""
    cells = scores["cells"]
    empty = [_empty(cell.title, cells[name]) for name, cell in CELLS.items() if cells[name]["score"] is None]
    data = f"Data: {scores['data']['standing']} (source: {scores['data']['source']})."
    parts = [f"## {row['name']}: {scores['teacher']}\n\n{data}{note}",
             _cell_table(scores),
             "\n".join(_average(rule.title, scores["averages"][name]) for name, rule in RULES.items()),
             *(["Empty cells:\n\n" + "\n".join(empty)] if empty else []),
             *diagnosis(scores),
             _lineage(row)]
    return "\n\n".join(parts)


def _score_row(row: dict) -> list[str]:
    cells, averages = row["scores"]["cells"], row["scores"]["averages"]
    return [under(f"**{row['name']}**", ", ".join([row["scores"]["teacher"], *_synthetic(row["scores"])])),
            *(under(points(cells[cell.name]["score"]), between(cells[cell.name])) for cell in COLUMNS),
            *(under(f"**{points(averages[name]['value'])}**", _over(averages[name])) for name in RULES)]


def _seed_row(one: dict, first: dict) -> list[str]:
    about = ", ".join([*one["teachers"], f"mean of {len(one['seeds'])} seeds", *_synthetic(first)])
    cells, averages = ([one["cells"][cell.name] for cell in COLUMNS], [one["averages"][name] for name in RULES])
    return [under(f"**{one['name']}**", about),
            *(under(points(each["mean"]), between(each)) if each else "–" for each in cells),
            *(under(f"**{points(each['mean'])}**", f"{between(each)}, {_over(each)}") if each else "–" for each in averages)]


def _cell_table(scores: dict) -> str:
    training = scores["lineage"]["training"]
    rows = [[CELLS[name].title, points(cell["score"]), between(cell) or "–", _metrics(cell["metrics"]) or "–",
             f"{cell['rows']:,}", cell["standing"], _trained(training.get(TASKS[cell["task"]].head or cell["task"]))]
            for name in CELLS for cell in [scores["cells"][name]]]
    heads = ["cell", "score", "95 % interval", "metrics", "rows", "standing of the split", "trained on"]
    return table(heads, rows, "lrllrll")


def _lineage(row: dict) -> str:
    scores = row["scores"]
    lineage, bootstrap = scores["lineage"], scores["bootstrap"]
    rows = sum(one["rows"] for one in lineage["training"].values())
    facts = [
        ["weights", f"{lineage['weights']['backbone']} {short(lineage['weights']['sha256'])}"],
        ["checkpoint", short(lineage["checkpoint"])],
        ["curriculum", f"{short(lineage['curriculum'])}, {rows:,} train rows"],
        ["code", ", ".join(f"{stage} {short(sha)}" for stage, sha in row["code"].items())],
        ["settings", f"`{json.dumps(lineage['settings'], sort_keys=True)}`"],
        ["seed", f"{lineage['seed']}; bootstrap {bootstrap['seed']}, {bootstrap['resamples']:,} resamples"],
        ["tables scored", ", ".join(f"{name} {short(sha)}" for name, sha in lineage["prepared"].items())],
        ["commit", _commit(row) if row["commit"] else "not kept: `glueline keep NAME` makes it an entry"],
        ["records", ", ".join(f"{stage} {short(sha)}" for stage, sha in row["records"].items()) or "in data/records"],
    ]
    return table(["rests on", "(whole hashes in leaderboard.json)"], facts, "ll")


def _empty(title: str, cell: dict) -> str:
    line = f"- {title}: {cell['why'].rstrip('.')}."
    if aside := cell.get("aside"):
        line += (f" On the {cell['rows']:,} rows there are: {points(aside['score'])} ({between(aside)}; "
                 f"{_metrics(aside['metrics'])}); {aside['note']}, in no average.")
    return line


def _average(title: str, average: dict) -> str:
    without = ", ".join(CELLS[name].title for name in average["missing"])
    return f"- {points(average['value'])} by {title}: {_over(average)} cells" + (f", without {without}" if without else "")


def _synthetic(scores: dict) -> list[str]:
    return [BUILT_IN] if scores["data"]["standing"] == BUILT_IN else []


def _trained(one: dict | None) -> str:
    if one is None:
        return "–"
    of = "" if one["rows"] == one["of"] else f" of {one['of']:,}"
    return f"{one['rows']:,}{of} rows (source: {one['standing']})"


def _units(task: str) -> str:
    return ", ".join(METRICS[name] for name in TASKS[task].metrics)


def _over(average: dict) -> str:
    return f"over {average['over']} of {average['of']}"


def _metrics(metrics: dict[str, float]) -> str:
    return ", ".join(f"{METRICS[name]} {points(value)}" for name, value in metrics.items())


def _commit(row: dict) -> str:
    names = ", ".join(short(name) for name in row["commit"].split())
    return f"{names}, with files that differ from it" if row["dirty"] else names
