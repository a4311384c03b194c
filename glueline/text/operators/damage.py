"""Acceptable sentences made unacceptable by a wrong form or a wrong place of a word.

Source: forms of verbs and pronouns as in Warstadt et al. 2020, "BLiMP: The Benchmark of Linguistic Minimal Pairs for English"
(arXiv 1912.00582); word order as in Pham et al. 2021, "Out of Order: How Important Is the Sequential Order of Words in a
Sentence in Natural Language Understanding Tasks?" (arXiv 2012.15180).
"""

from random import Random

from glueline.text.analysis import Token
from glueline.text.inflection import inflected, lemma
from glueline.text.lexicon import Lexicon
from glueline.text.operators.agreement import SOURCE, Change, damaged, goes_on, number
from glueline.text.operators.predicate import BE, DO, FINITE, HAVE, NOT
from glueline.text.operators.row import Edit, Operator, Row

MODALS = frozenset("will would can could may might must shall should ca wo".split())
TAKES = frozenset(  # an auxiliary and the tag of the verb behind it
    (word, tag) for words, tag in (("is are was were", "VBG"), ("is are was were has have had", "VBN"),
                                   ("will would can could may might must should", "VB")) for word in words.split())
OBJECT_OF = {"he": "him", "she": "her", "i": "me", "we": "us", "they": "them"}
SUBJECT_OF = {"him": "he", "me": "I", "us": "we", "them": "they"}  # "her" may be a determiner
COPULAS = BE | {"be", "been", "being"}  # behind which either case is heard
PREPOSITIONS = frozenset("to at with for of from about by in on against behind beside near".split())
OPENERS = frozenset(("that", "because", "if"))  # what a subject pronoun surely follows
DETERMINERS = frozenset("the a an my your his our their every".split())


def misform(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A verb gets a form that its auxiliary does not take, or, in a sentence without one, a pronoun the wrong case."""
    tokens = row.a.tokens
    changes = [change for place in range(len(tokens)) for change in [_verb(tokens, place)] if change]
    changes = changes or [change for place in range(len(tokens)) for change in [_pronoun(tokens, place)] if change]
    return damaged(row, rng, changes, "a verb or pronoun has a form that cannot stand in its place")


def disorder(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A determiner or an adjective goes behind its noun, or an auxiliary behind its verb."""
    tokens = row.a.tokens
    changes = [{place: tokens[place + 1].text, place + 1: tokens[place].word}
               for place in range(len(tokens) - 1) if _verb_pair(tokens, place) or _noun_pair(tokens, place)]
    return damaged(row, rng, changes, "a determiner, adjective or auxiliary stands behind the word that it must precede")


def _verb(tokens: tuple[Token, ...], place: int) -> Change | None:
    """At a verb behind what governs its form: "will eat" -> "will ate", "has eaten" -> "has eat", "to eat" -> "to ate"."""
    token = tokens[place]
    before = [other for other in tokens[max(place - 2, 0) : place] if other.word not in NOT]
    if not before:
        return None
    governor = before[-1]
    form = None
    if token.tag == "VB" and (governor.word in MODALS or governor.word in DO or governor.tag == "TO"):
        form = inflected(token.word, token.word, "VBD")
    elif token.tag == "VBN" and governor.word in HAVE:
        form = lemma(token.word, "VBN")
    return {place: form} if form and form != token.word else None


def _pronoun(tokens: tuple[Token, ...], place: int) -> Change | None:
    """At a pronoun that is surely a subject or surely an object."""
    word = tokens[place].word
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    opens = before is None or before.word in OPENERS
    if word in OBJECT_OF and opens and after and after.tag in FINITE and after.text[0] not in "'’":
        return {place: OBJECT_OF[word]}
    if word not in SUBJECT_OF or before is None or (after and after.tag not in (".", ",", "IN", "TO", "DT")):
        return None
    governed = before.tag[:2] == "VB" and before.word not in COPULAS or before.word in PREPOSITIONS
    return {place: SUBJECT_OF[word]} if governed else None


def _verb_pair(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether this is an auxiliary right behind the subject that opens the sentence, and the next token its verb."""
    return number(tokens[:place]) is not None and (tokens[place].word, tokens[place + 1].tag) in TAKES


def _noun_pair(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether these are determiner and noun, or adjective and noun of the subject that opens the sentence (an object's
    adjective may stand behind it: "she painted the wall red")."""
    token, noun = tokens[place], tokens[place + 1]
    if noun.tag not in ("NN", "NNS") or goes_on(tokens, place + 2):
        return False
    opens = place == 1 and token.tag == "JJ" and tokens[0].word in ("the", "a", "an")
    return token.word in DETERMINERS or (opens and not token.word.endswith(("able", "ible")))  # "the seats available"


DAMAGE = (
    Operator("forms", "counterfactual", "flipped", ("cola",), SOURCE, False, misform),
    Operator("order", "counterfactual", "flipped", ("cola",), "Pham et al. 2021, arXiv 2012.15180", False, disorder),
)
