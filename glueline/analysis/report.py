"""What an analysis found, as a page to read: the three families first, then what is worse, then the worst rows."""

from glueline.analysis.search import Found
from glueline.analysis.slices import FAMILIES
from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS
from glueline.tables.markdown import table

HEADS = ["cell", "slice", "rows", "loss inside", "outside", "p", "p corrected"]
METHOD = """\
Loss is the share of wrong answers; of graded tasks, marked ², the mean squared error of the score. Each slice with at least
{rows} rows inside and outside was tested against the rest of its cell, {looked} in all, and the p-values corrected together
(Holm) at {level:g}. A slice is where rows share something that can be counted, not why they are hard."""


def page(found: dict[str, list[Found]], worst: dict[str, dict[str, list[dict]]], method: dict) -> str:
    """Markdown; `found` by model, `worst` rows by model and cell."""
    return "\n\n".join(["# Where the models fail", *(_model(name, found[name], worst[name], method) for name in found)]) + "\n"


def _model(name: str, found: list[Found], worst: dict[str, list[dict]], method: dict) -> str:
    worse = [one for one in found if one.worse]
    parts = [f"## {name}", METHOD.format(looked=len(found), **method), "### The article's three families"]
    parts += [_family(family, [one for one in found if one.slice == family]) for family in FAMILIES]
    parts.append(f"### Slices in which it is worse: {len(worse)} of {len(found)}")
    parts.append(_table(worse) if worse else "None, at this level and with this many rows.")
    parts.append("### The worst rows")
    parts += [_worst(cell, rows) for cell, rows in worst.items()]
    return "\n\n".join(parts)


def _family(family: str, found: list[Found]) -> str:
    if not found:
        return f"**{family}**: not looked at: no cell has enough such rows (or there is no other model to tell them by)."
    return f"**{family}**: worse in {sum(one.worse for one in found)} of {len(found)} cells.\n\n{_table(found)}"


def _table(found: list[Found]) -> str:
    rows = [[_title(one.cell), one.slice, f"{one.rows:,}", f"{one.inside:.3f}", f"{one.outside:.3f}", f"{one.p:.2g}",
             f"**{one.p_corrected:.2g}**" if one.worse else f"{one.p_corrected:.2g}"] for one in found]
    return table(HEADS, rows, "llrrrrr")


def _title(cell: str) -> str:
    return CELLS[cell].title + ("" if TASKS[CELLS[cell].task].labels else "²")


def _worst(cell: str, rows: list[dict]) -> str:
    lines = [f"**{_title(cell)}**"]
    for row in rows:
        lines.append(f"- `{row['id']}` labelled {row['label']}, answered {row['prediction']} (loss {row['loss']:.2f}): "
                     f"{_quoted(row['text_a'], row['text_b'])}")
        lines += [f"    - like it in the train split: `{near['id']}` labelled {near['label']}: "
                  f"{_quoted(near['text_a'], near['text_b'])}" for near in row["neighbours"]]
    return "\n".join(lines)


def _quoted(text_a: str, text_b: str | None) -> str:
    return " / ".join(f"“{' '.join(text.split())}”" for text in (text_a, text_b) if text is not None)
