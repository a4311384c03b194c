"""Brill's contextual rules (see `glueline.text.tagging`) found by a word's neighbours."""

from functools import cache
from typing import NamedTuple

from textblob.en import lexicon

OUTSIDE = "STAART"  # what stands before and behind a text, as the rules spell it
REACH = 3           # places that a rule looks to either side
WORD, TAG = range(2)
CONDITIONS = {  # what a rule of this kind looks at: (word or tag, at one of these places) for each of its arguments
    "PREVTAG": ((TAG, -1),), "NEXTTAG": ((TAG, 1),), "PREV2TAG": ((TAG, -2),), "NEXT2TAG": ((TAG, 2),),
    "PREV1OR2TAG": ((TAG, -1, -2),), "NEXT1OR2TAG": ((TAG, 1, 2),), "PREV1OR2OR3TAG": ((TAG, -1, -2, -3),),
    "SURROUNDTAG": ((TAG, -1), (TAG, 1)), "PREVBIGRAM": ((TAG, -2), (TAG, -1)), "NEXTBIGRAM": ((TAG, 1), (TAG, 2)),
    "CURWD": ((WORD, 0),), "PREVWD": ((WORD, -1),), "NEXTWD": ((WORD, 1),), "PREV1OR2WD": ((WORD, -1, -2),),
    "LBIGRAM": ((WORD, -1), (WORD, 0)), "RBIGRAM": ((WORD, 0), (WORD, 1)), "WDAND2AFT": ((WORD, 0), (WORD, 2)),
    "WDPREVTAG": ((TAG, -1), (WORD, 0)), "WDNEXTTAG": ((WORD, 0), (TAG, 1)),
    "WDAND2TAGBFR": ((TAG, -2), (WORD, 0)), "WDAND2TAGAFT": ((WORD, 0), (TAG, 2)),
}


class Rule(NamedTuple):
    """What a rule asks beside the argument that it is found by, and the tag that it gives. `number`: its place among all."""

    number: int
    second: tuple[int, int, str] | None  # word or tag, the place, what stands there
    new: str


Slot = tuple[int, int, dict[str, list[Rule]]]  # word or tag, the place, and the rules by what stands there


@cache
def rules() -> dict[str, list[Slot]]:
    """The rules by the tag that they change, then by their first argument."""
    slots: dict[str, dict[tuple[int, int], dict[str, list[Rule]]]] = {}
    for number, (old, new, kind, *values) in enumerate(lexicon.context):
        (what, *places), *more = CONDITIONS[kind]
        rule = Rule(number, (*more[0], values[1]) if more else None, new)
        for place in places:
            slots.setdefault(old, {}).setdefault((what, place), {}).setdefault(values[0], []).append(rule)
    return {old: [(*slot, by_value) for slot, by_value in found.items()] for old, found in slots.items()}
