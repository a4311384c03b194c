"""What is said of a run beside its cells, as Markdown: harder rows, AX, calibration, related heads."""

from collections.abc import Iterator

from glueline.glue.cells import CELLS
from glueline.glue.robustness import FEWEST
from glueline.glue.tasks import TASKS
from glueline.tables.markdown import between, capital, points, table, under

FAMILIES = ("linguistic", "counterfactual", "targeted")
MADE_ROWS = """\
Accuracy (STS-B: its metrics) on accepted rows, in brackets that of the rows they were made of, and the drop between the two
with its 95 % interval (bootstrap over parents). Last: the share of rows with their parent's label that are answered otherwise
than their parent; of STS-B by how far, in grades."""


def diagnosis(scores: dict) -> list[str]:
    """The parts of a run's details that its scores have anything for, each with its heading; entries kept before there was such
    a thing have none."""
    if "robustness" not in scores:
        return []
    parts = {
        "AdvGLUE dev": _advglue(scores),
        "Rows made of validation rows": _adversarial(scores["robustness"]["adversarial"]),
        "AX": _ax(scores["ax"]),
        "Calibration": _calibration(scores["calibration"]),
        "Related heads on the same rows": _agreement(scores["agreement"]),
    }
    return [f"### {name}\n\n{text}" for name, text in parts.items() if text]


def _advglue(scores: dict) -> str:
    found, cells = scores["robustness"]["advglue"], scores["cells"]
    if len(whys := {one["why"] for one in found["sets"].values()}) == 1 and None not in whys:
        return f"{capital(min(whys))}."
    rows = [[CELLS[name].title, points(one["score"]), between(one) or "–", _plain(cells[name]), f"{one['rows']:,}",
             str(one["learned"]), one["why"] or one["standing"]] for name, one in found["sets"].items()]
    mean = found["mean"]
    over = ", ".join(CELLS[name].title for name in mean["over"]) or "nothing"
    rows.append(["**mean**", f"**{points(mean['value'])}**", between(mean) or "–", "", "", "", f"over {over}; MNLI as one"])
    heads = ["AdvGLUE", "accuracy", "95 % interval", "on GLUE's own rows", "rows", "of them in train", "standing"]
    return table(heads, rows, "lrlrrrl")


def _plain(cell: dict) -> str:
    """The accuracy on GLUE's rows, those aside where the cell is empty."""
    return points((cell["metrics"] or cell.get("aside", {}).get("metrics", {})).get("accuracy"))


def _adversarial(found: dict) -> str:
    rows = [[TASKS[task].title, *(_family(one["families"].get(name)) for name in FAMILIES), _kept(one["families"].get("all"))]
            for task, one in found.items() if one["families"]]
    missing = dict.fromkeys(one["why"] for one in found.values() if one["why"])
    heads = ["task", *(under(name, "score (parents'), drop") for name in FAMILIES), under("answered otherwise", "labels kept")]
    return "\n\n".join([*([table(heads, rows, "lrrrr"), MADE_ROWS] if rows else []), *map(capital, missing)])


def _family(one: dict | None) -> str:
    if not one or not (shown := one["accuracy"] or one["score"]):
        return "–"
    if one["parents"] < FEWEST:
        return f"{one['rows']:,} rows, too few"
    drop = f"{shown['drop']:+.1f} ({shown['drop_low']:+.1f} to {shown['drop_high']:+.1f})"
    return under(f"{points(shown['score'])} ({points(shown['parents'])})", f"{drop}, {one['rows']:,} rows")


def _kept(one: dict | None) -> str:
    if one and one["parents"] < FEWEST:
        return "–"
    if one and (found := one["flips"]):
        return under(f"{found['mean']:.1%}", f"{found['low']:.1%} to {found['high']:.1%}, {found['rows']:,} rows")
    if one and (found := one["moves"]):
        return under(f"{found['mean']:.2f}", f"{found['low']:.2f} to {found['high']:.2f}, {found['rows']:,} rows")
    return "–"


def _ax(found: dict) -> str:
    if found["score"] is None:
        return f"{capital(found['why'])}."
    rows = [[f"**all** ({found['standing']})", points(found["score"]), between(found), f"{found['rows']:,}"]]
    rows += [[name, points(one["score"]), between(one) or "–", f"{one['rows']:,}"] for name, one in _categories(found)]
    note = [f"{capital(found['note'])}."] if found["note"] else []
    return "\n\n".join([table(["AX", "MCC", "95 % interval", "rows"], rows, "lrlr"), *note])


def _categories(found: dict) -> Iterator[tuple[str, dict]]:
    for name, one in ((name.replace("_", " "), one) for name, one in found["categories"].items()):
        yield f"**{name}**", one
        yield from ((f"{name}: {tag}", each) for tag, each in one["tags"].items() if each["score"] is not None)


def _calibration(found: dict) -> str:
    rows = [[CELLS[name].title, f"{one['ece']:.3f}", f"{one['brier']:.3f}", f"{one['confidence']:.1%}",
             f"{one['accuracy']:.1%}", f"{one['rows']:,}"] for name, one in found.items()]
    says = "ECE over 15 bins of equal width (biased upward where rows are few); Brier from 0 to 2; curves in scores.json."
    heads = ["cell", "ECE", "Brier", "mean confidence", "accuracy", "rows"]
    return f"{table(heads, rows, 'lrrrrr')}\n\n{says}" if rows else ""


def _agreement(found: dict) -> str:
    rows = [[table_name, TASKS[other].title, f"{one['share']:.1%}", f"{one['low']:.1%} to {one['high']:.1%}",
             "–" if one["kappa"] is None else f"{one['kappa']:.2f}", f"{one['rows']:,} of {one['of']:,}"]
            for table_name, others in found.items() for other, one in others.items()]
    return table(["rows of", "read by the head of", "agree", "95 % interval", "kappa", "rows"], rows, "llrlrr") if rows else ""
