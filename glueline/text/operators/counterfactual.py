"""The operators that turn a label round. STS-B has none: no edit is known to change a grade to a certain other one."""

from glueline.text.operators.agreement import AGREEMENT
from glueline.text.operators.answers import ANSWERS
from glueline.text.operators.antonyms import ANTONYMS
from glueline.text.operators.composition import COMPOSITION
from glueline.text.operators.damage import DAMAGE
from glueline.text.operators.negation import NEGATION
from glueline.text.operators.numbers import NUMBERS
from glueline.text.operators.quantifiers import QUANTIFIERS
from glueline.text.operators.row import Operator
from glueline.text.operators.swaps import SWAPS

COUNTERFACTUAL: tuple[Operator, ...] = (
    *NEGATION, *ANTONYMS, *QUANTIFIERS, *NUMBERS, *SWAPS, *AGREEMENT, *DAMAGE, *COMPOSITION, *ANSWERS)
