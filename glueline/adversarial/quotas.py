"""Which operators make rows, of what share of the parents, and what those are held against: as params say, or refused."""

from collections.abc import Mapping

from glueline.refusal import Refused
from glueline.text.validity import Thresholds

PARAMS = "params.yaml: perturb"


def refuse_unknown(families: Mapping[str, str], shares: Mapping[str, float], thresholds: Mapping[str, Thresholds]) -> None:
    """Raise Refused on a share of an operator that there is not, one outside 0 to 1, and on thresholds that are missing or are
    nobody's. `families`: of all operators and attackers, by name."""
    for name, share in shares.items():
        if name not in families:
            raise Refused(f"{PARAMS}: operators: {name}: no such operator; known are {', '.join(families)}")
        if not 0 <= share <= 1:
            raise Refused(f"{PARAMS}: operators: {name}: {share}: a share of the parents, from 0 to 1")
        if not {name, families[name]} & set(thresholds):
            raise Refused(f"{PARAMS}: thresholds: {families[name]}: missing; {name} is of this family, or give it its own")
    for name in thresholds:
        if name not in {*families, *families.values()}:
            raise Refused(f"{PARAMS}: thresholds: {name}: neither an operator nor a family of operators")
