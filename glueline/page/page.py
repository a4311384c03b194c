"""The leaderboard as one HTML file that loads nothing: models and comparisons read, drawn, and put into the templates."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from glueline.glue.averages import RULES
from glueline.glue.cells import BUILT_IN, CELLS
from glueline.glue.tasks import TASKS
from glueline.page import charts, wording
from glueline.page.models import Damaged, Shown, labels_of
from glueline.page.pairs import compare_all
from glueline.page.pairs_view import embedded, matrices
from glueline.page.sections import Around, model_view
from glueline.tables.leaderboard import SEEN
from glueline.tables.seed_rows import seed_groups, seed_row

TEMPLATES = Path(__file__).parent / "templates"
METRICS = {"mcc": "MCC", "accuracy": "accuracy", "f1": "F1", "pearson": "Pearson", "spearman": "Spearman"}
COLUMNS: list[dict[str, Any]] = [{"name": cell.name, "title": cell.title, "seen": cell.task in SEEN,
            "metrics": ", ".join(METRICS[name] for name in TASKS[cell.task].metrics)} for cell in CELLS.values() if cell.scored]
RESAMPLES, SEED = 2000, 1  # of the comparisons: what `glueline compare` takes unless told


def page_html(found: Sequence[Shown | Damaged], around: Around, made_by: str,
              claimed: Mapping[str, float] | None = None) -> str:
    """The page of all models, those that cannot be shown among them. `claimed`: an article's figures in points, by cell;
    `made_by`: the command. The same in, the same bytes out."""
    shown = in_order(one for one in found if isinstance(one, Shown))
    labelled = zip(shown, labels_of(shown), strict=True)
    views = [model_view(one, label, place, around) for place, (one, label) in enumerate(labelled)]
    for one, view in zip(shown, views, strict=True):
        view |= wording.of_view(one, view)
    pairs, uncompared = compare_all(shown, RESAMPLES, SEED)
    claimed = dict(claimed or {})
    tables = [table | {"seeds": [seed_row(group) for group in seed_groups(_rows(shown, table["standing"]))],
                       **matrices(table["places"], pairs)} for table in _tables(views, claimed)]
    return _rendered(
        tables=tables, views=views, columns=COLUMNS, claimed=claimed, pairs=pairs, resamples=RESAMPLES,
        damaged=[one for one in found if isinstance(one, Damaged)],
        uncompared=[(views[place]["label"], why) for place, why in sorted(uncompared.items())],
        rules=list(RULES.values()), made_by=made_by, lede=wording.lede(views), embedded=Markup(_data(embedded(pairs))))


def in_order(models: Iterable[Shown]) -> list[Shown]:
    """Real data before made, more cells before fewer, higher averages first."""
    return sorted(models, key=_order)


def _order(one: Shown) -> tuple:
    average = one.scores["averages"]["glue"]
    return one.standing == BUILT_IN, one.standing, -average["over"], -(average["value"] or 0), one.entry, one.model


def _rows(shown: Sequence[Shown], standing: str) -> list[dict]:
    return [{"name": one.entry, "scores": one.scores} for one in shown if one.standing == standing]


def _tables(views: Sequence[dict], claimed: Mapping[str, float]) -> Iterator[dict]:
    """One a standing of data, with a chart a cell; the claimed figures stand beside real data alone."""
    for number, standing in enumerate(dict.fromkeys(view["standing"] for view in views)):
        places = [place for place, view in enumerate(views) if view["standing"] == standing]
        mine = [views[place] for place in places]
        beside = {} if standing == BUILT_IN else claimed
        drawn = {column["name"]: _scored(mine, column["name"]) for column in COLUMNS}
        yield {
            "id": f"scores-{number}", "standing": standing, "title": wording.table_title(standing),
            "says": wording.table_says(standing, mine), "places": places, "views": mine, "claimed": beside,
            "charts": [column | {"claimed": beside.get(column["name"]), "svg": Markup(charts.intervals(
                drawn[column["name"]], beside.get(column["name"]), f"t{number}-{column['name']}",
                f"{column['title']}: scores"))}
                for column in COLUMNS if drawn[column["name"]]],
            "blank": [column["title"] for column in COLUMNS if not drawn[column["name"]]],
        }


def _scored(views: Sequence[dict], cell: str) -> list[dict]:
    return [{"label": view["label"], **{key: one[key] for key in ("score", "low", "high")}}
            for view in views for one in [view["by_cell"].get(cell)] if one and one["score"] is not None]


def _rendered(**content: object) -> str:
    """The templates filled in: every string escaped but for charts and what stands in this folder; the one style and the one
    script allowed by their hashes."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters |= {"points": wording.points, "signed": wording.signed, "duration": wording.duration,
                            "coded": wording.coded, "drawn": Markup, "metric": METRICS.get}
    style, script = ((TEMPLATES / name).read_text("utf-8") for name in ("page.css", "page.js"))
    html = environment.get_template("page.html").render(
        **content, style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script))
    return html.lstrip()


def _data(content: object) -> str:
    """JSON that ends no script and opens no comment, whatever its strings hold."""
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    """What a content security policy calls an inline text by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
