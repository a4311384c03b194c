"""Operators simple enough to know their rows beforehand; at the top level of a module, where other processes find them."""

from glueline.text.operators.row import Edit, Operator


def _shouting(row, random, lexicon):
    """A mark that changes nothing but punctuation."""
    return Edit(row.a.text + "!", None if row.b is None else row.b.text, row.label, "A mark says nothing.")


def _swapping(row, random, lexicon):
    """The first word goes last where there are several, "tune" becomes the held-out text, and "boom" fails."""
    if "boom" in row.a.text:
        raise KeyError("no such\nword")
    first, *rest = row.a.text.split()
    if not rest:
        return None
    text = "the held out text" if "tune" in row.a.text else f"{' '.join(rest)} {first} {random.randrange(10)}"
    return Edit(text, None if row.b is None else row.b.text, row.label, "Order says nothing here.")


def _negating(row, random, lexicon):
    return Edit(f"not {row.a.text}", None if row.b is None else row.b.text, 1 - row.label, "What was so is denied.")


def _lying(row, random, lexicon):
    """Says that it flips the label, and does not."""
    return Edit(f"yes {row.a.text}", None if row.b is None else row.b.text, row.label, "It is denied.")


BOTH = ("cola", "rte")
SHOUTING = Operator("shouting", "linguistic", "kept", ("cola",), "own", False, _shouting)
SWAPPING = Operator("swapping", "linguistic", "kept", BOTH, "own", True, _swapping)
NEGATING = Operator("negating", "counterfactual", "flipped", BOTH, "own", False, _negating)
LYING = Operator("lying", "counterfactual", "flipped", BOTH, "own", False, _lying)
TOYS = (SHOUTING, SWAPPING, NEGATING, LYING)
