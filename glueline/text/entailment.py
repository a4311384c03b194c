"""What entails what, by one rule: a claim says how many of a region (who, what they did, when) there are.

"None of the doctors bought a violin" says 0 of the region doctors x violin; "all of the doctors" says 0 of its complement.
Definite groups ("the doctors") are taken to exist, as English does.
"""

from dataclasses import dataclass

ENTAILMENT, NEUTRAL, CONTRADICTION = range(3)
MANY = 10**9

# Name -> the wording, the least and the most (k stands for the row's number, and MANY for no bound), of those who did not?
QUANTIFIERS = {
    "all": ("all of the", 0, 0, True),
    "not all": ("not all of the", 1, MANY, True),
    "some": ("some of the", 1, MANY, False),
    "none": ("none of the", 0, 0, False),
    "exactly": ("exactly {} of the", None, None, False),
    "at least": ("at least {} of the", None, MANY, False),
    "at most": ("at most {} of the", 0, None, False),
}


@dataclass(frozen=True)
class Claim:
    """A quantifier about a noun, a verb phrase and a detail, each 0 for the narrow one and 1 for the wide one.

    `count` is the number in "exactly", "at least" and "at most". About a named person: "some" (did) and "none" (did not).
    """

    quantifier: str
    noun: int
    verb: int
    detail: int
    count: int = 0

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most that the claim allows of its region (or of the region's complement)."""
        _, low, high, _ = QUANTIFIERS[self.quantifier]
        return (self.count if low is None else low), (self.count if high is None else high)

    @property
    def of_others(self) -> bool:
        """Whether it bounds those of the noun who did not."""
        return QUANTIFIERS[self.quantifier][3]


def within(one: Claim, other: Claim) -> bool:
    """Whether the region that `one` bounds lies inside the one that `other` bounds."""
    acts = one.verb <= other.verb and one.detail <= other.detail
    acts_back = one.verb >= other.verb and one.detail >= other.detail
    return one.of_others == other.of_others and one.noun <= other.noun and (acts_back if one.of_others else acts)


def relation(premise: Claim, hypothesis: Claim) -> int:
    """The label of the pair: the hypothesis holds wherever the premise does, nowhere, or here and there."""
    if premise.quantifier == "all" and hypothesis.quantifier in ("some", "none") and _did(premise, hypothesis):
        return ENTAILMENT if hypothesis.quantifier == "some" else CONTRADICTION
    if premise.quantifier == "none" and hypothesis.quantifier in ("all", "not all") and _did(hypothesis, premise):
        return CONTRADICTION if hypothesis.quantifier == "all" else ENTAILMENT
    (low, high), (least, most) = premise.bounds, hypothesis.bounds
    up, down = within(premise, hypothesis), within(hypothesis, premise)
    if (least == 0 or (up and low >= least)) and (most == MANY or (down and high <= most)):
        return ENTAILMENT
    if (up and low > most) or (down and high < least):
        return CONTRADICTION
    return NEUTRAL


def _did(narrow: Claim, wide: Claim) -> bool:
    return narrow.verb <= wide.verb and narrow.detail <= wide.detail


def graded(same_subject: bool, ends: tuple[int, int], denied: tuple[bool, bool]) -> int:
    """The label of "X is (not) A", "Y is (not) B", A and B at the `ends` of one scale: contraries, so neither may hold."""
    if not same_subject:
        return NEUTRAL
    if ends[0] == ends[1]:
        return ENTAILMENT if denied[0] == denied[1] else CONTRADICTION
    if denied[0]:
        return NEUTRAL
    return ENTAILMENT if denied[1] else CONTRADICTION
