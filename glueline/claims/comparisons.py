"""Statements that compare the table with something outside it: other systems, their size, amounts of compute or time."""

import re
from fractions import Fraction

from glueline.claims.findings import AMBIGUOUS, FAILS, HOLDS, OPEN
from glueline.claims.known import earlier
from glueline.claims.printed import printed, show
from glueline.claims.table import Claim, Table
from glueline.refusal import Refused

Look = tuple[str, str, tuple[str, ...]]
AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?(e\d{1,2})?", re.ASCII)


def rank(table: Table, claim: Claim) -> Look:
    """Fewer than that many cited systems have a higher average on test by GLUE's rule. The board itself is not consulted."""
    said = int(_number(claim))
    own = max((one.printed.value for one in table.averages if one.of == "figures"), default=None)
    others = {known.model: known for known in table.known if known.split == "test" and "glue" in known.average}
    if own is None or not others:
        return OPEN, "neither an average nor a leaderboard is there to compare.", ()
    above = sorted((known for known in others.values() if known.average["glue"].value > own),
                   key=lambda known: -known.average["glue"].value)
    dated = [known for known in above if known in earlier(table)]
    steps = tuple(f"{known.model}: {known.average['glue'].text} ({known.date or 'undated'}; {known.source})" for known in above)
    if len(dated) >= said:
        more = f" ({len(above) - len(dated)} more are cited without a date)" if len(above) > len(dated) else ""
        place = f"with {show(own, 1)} the place is {len(dated) + 1} at best"
        return FAILS, f"{len(dated)} cited systems had a higher average on GLUE's test set before it{more}: {place}.", steps
    return OPEN, f"{len(dated)} cited systems had a higher average before it; the board itself is not here.", steps


def size(table: Table, claim: Claim) -> Look:
    """The cited systems have more parameters."""
    said = _number(claim)
    sizes = {known.model: _number(claim, known.parameters) for known in earlier(table) if known.parameters}
    if not sizes:
        return OPEN, "no size is cited to compare.", ()
    smaller = {model: size for model, size in sizes.items() if size <= said}
    steps = tuple(f"{model}: {float(size / 10**6):,.0f} M" for model, size in sizes.items())
    if not smaller:
        return HOLDS, "every cited system is larger.", steps
    verdict = FAILS if len(smaller) == len(sizes) else AMBIGUOUS
    return verdict, f"of {len(sizes)} cited systems {len(smaller)} are not larger: {', '.join(smaller)}.", steps


def relative(table: Table, claim: Claim) -> Look:
    """So many per cent less (or more) than something: 100 (1 - ours / theirs), where both amounts are given."""
    if not (claim.ours and claim.theirs):
        amounts = {"its own amount": claim.ours, "the amount it is compared with": claim.theirs}
        lacking = " nor ".join(word for word, amount in amounts.items() if not amount)
        return OPEN, f"the source does not give {lacking}; needed: {claim.needs}.", ()
    ours, theirs = _number(claim, claim.ours), _number(claim, claim.theirs)
    said = printed(claim.figure, f"the claim {claim.says!r}")
    if theirs == 0:
        return OPEN, "the amount it is compared with is 0.", ()
    change = 100 * (1 - ours / theirs)
    line = f"1 - {claim.ours} / {claim.theirs} = {show(change, 1)} %"
    return (HOLDS if said.shows(abs(change)) else FAILS), f"{line}.", ()


def words(table: Table, claim: Claim) -> Look:
    """Nothing to compare is given."""
    return OPEN, f"needed: {claim.needs}.", ()


def _number(claim: Claim, text: str = "") -> Fraction:
    plain = (text or claim.figure).replace(",", "")
    if not AMOUNT.fullmatch(plain):
        raise Refused(f"the claim {claim.says!r}: {text or claim.figure!r} is no amount; write it as in 40 or 1.2e9")
    return Fraction(plain)
