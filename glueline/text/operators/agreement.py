"""Acceptable sentences made unacceptable by a wrong number of a verb, a determiner or a noun.

Source: the agreement paradigms of Warstadt et al. 2020, "BLiMP: The Benchmark of Linguistic Minimal Pairs for English" (arXiv
1912.00582).
"""

from random import Random

from glueline.text.analysis import Token
from glueline.text.inflection import inflected, lemma
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import with_a
from glueline.text.operators.row import Edit, Operator, Row

SINGULAR, PLURAL = 1, 2
PAIRS = (("is", "are"), ("was", "were"), ("has", "have"), ("does", "do"))
PLURAL_OF = dict(PAIRS)
SINGULAR_OF = {plural: singular for singular, plural in PAIRS}
POINTERS = {"this": "these", "these": "this", "that": "those", "those": "that"}
PRONOUNS = {"he": SINGULAR, "she": SINGULAR, "it": SINGULAR, "we": PLURAL, "they": PLURAL}
EITHER = frozenset("""team police family group committee staff government public crowd couple pair class band crew jury
majority number lot rest half none all any people cattle media data sheep fish deer series means species everybody
everyone""".split())
LOOSE = frozenset("all both any no some half".split())  # determiners that go with either number
Change = dict[int, str]  # of tokens, by number


def disagree(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A verb gets the number that its subject has not, or a determiner or noun the one that the other has not."""
    tokens = row.a.tokens
    changes = [change for place in range(len(tokens)) for change in (_verb(tokens, place), _noun(tokens, place)) if change]
    return damaged(row, rng, changes, "subject and verb, or determiner and noun, no longer agree in number")


def damaged(row: Row, rng: Random, changes: list[Change], rule: str) -> Edit | None:
    """An acceptable row with one of these changes; None where it was not acceptable, or there are none."""
    if row.label_name != "acceptable" or not changes:
        return None
    return with_a(row, row.a.replaced(rng.choice(changes)), rule)


def number(subject: tuple[Token, ...]) -> int | None:
    """SINGULAR or PLURAL; None for what may be either, and for all but a pronoun, a name, or a determiner and its noun."""
    if not subject or subject[-1].word in EITHER:
        return None
    head = subject[-1]
    if len(subject) == 1:
        return SINGULAR if head.tag == "NNP" else PRONOUNS.get(head.word)
    first, *between = subject[:-1]
    if first.tag not in ("DT", "PRP$") or first.word in LOOSE or any(token.tag not in ("JJ", "NN") for token in between):
        return None
    return {"NN": SINGULAR, "NNS": PLURAL}.get(head.tag)


def goes_on(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the noun before this place may be the first part of a longer one."""
    return place < len(tokens) and tokens[place].tag in ("NN", "NNS", "NNP", "NNPS", "JJ", "POS", "VB", "VBG", "VBN")


def _verb(tokens: tuple[Token, ...], place: int) -> Change | None:
    """At a verb that shows its number, right behind a subject that opens the sentence."""
    token, has = tokens[place], number(tokens[:place])
    if has is None or token.tag not in ("VBZ", "VBP", "VBD"):
        return None
    if token.word in PLURAL_OF or token.word in SINGULAR_OF:
        other = (PLURAL_OF if has == SINGULAR else SINGULAR_OF).get(token.word)
    elif token.tag == "VBZ" and has == SINGULAR:
        other = lemma(token.text, "VBZ")
    elif token.tag == "VBP" and has == PLURAL:
        other = inflected(token.word, token.word, "VBZ")
    else:
        other = None
    return {place: other} if other and other != token.word else None


def _noun(tokens: tuple[Token, ...], place: int) -> Change | None:
    """At a determiner that shows its number, right before its noun."""
    if place + 1 >= len(tokens) or tokens[place].tag != "DT" or goes_on(tokens, place + 2):
        return None
    word, noun = tokens[place].word, tokens[place + 1]
    if noun.word in EITHER or noun.tag != ("NNS" if word in ("these", "those") else "NN"):
        return None
    if word in POINTERS:
        return {place: POINTERS[word]}
    plural = inflected(noun.word, noun.word, "NNS") if word in ("a", "an") else None
    return {place + 1: plural} if plural and plural != noun.word else None


SOURCE = "Warstadt et al. 2020, arXiv 1912.00582"
AGREEMENT = (Operator("agreement", "counterfactual", "flipped", ("cola",), SOURCE, False, disagree),)
