"""Every operator that makes a row from another without asking a model."""

from glueline.text.operators.clauses import CLAUSES
from glueline.text.operators.contractions import CONTRACTIONS
from glueline.text.operators.counterfactual import COUNTERFACTUAL
from glueline.text.operators.counts import RENUMBERING
from glueline.text.operators.insertions import INSERTIONS
from glueline.text.operators.names import RENAMING
from glueline.text.operators.noise import SPELLING, TYPING
from glueline.text.operators.row import Operator
from glueline.text.operators.synonyms import SYNONYMS
from glueline.text.operators.voice import VOICE

LINGUISTIC: tuple[Operator, ...] = (SYNONYMS, CONTRACTIONS, INSERTIONS, TYPING, SPELLING, RENAMING, RENUMBERING, VOICE, CLAUSES)
OPERATORS = (*LINGUISTIC, *COUNTERFACTUAL)
