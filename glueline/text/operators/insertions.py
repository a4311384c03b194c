"""Words put in that say nothing: "indeed", "as a matter of fact", and in front of a question "by the way".

Source: Ribeiro et al. 2020, "CheckList" (arXiv 2005.04118), invariance under neutral additions; the adverbials are the
conjuncts and disjuncts of Quirk et al. 1985, chapter 8, that neither weaken nor turn what is said.
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.kept import one_side, shuffled
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("cola", "sst2", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli")
OPENINGS = ("indeed", "in fact", "as a matter of fact", "as it happens")
ASIDES = ("indeed", "in fact")
BEFORE_QUESTIONS = ("by the way", "just out of curiosity", "out of interest", "incidentally")
VERBS = frozenset("is are was were has have had".split())
FINITE = ("VBZ", "VBP", "VBD", "MD")
SUBJECT_STARTS = ("DT", "PRP", "PRP$", "NNP", "NN", "NNS", "CD", "EX")
ENDS_SUBJECT = ("NN", "NNS", "NNP", "NNPS", "PRP")
MARKS = (".", "?", "!")
ACCEPTABILITY = ("acceptable", "unacceptable")
RULE = "an adverbial that adds nothing leaves what is said, or asked, as it was"


def insertions(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One neutral adverbial in one of the texts, where a plain statement or question has room for it."""
    for number, sentence in shuffled(row, rng):
        ways = [_opened(sentence), _asked(sentence)]
        if row.label_name not in ACCEPTABILITY:  # what is put inside a sentence may mend or break it
            ways.append(_aside(sentence))
        ways = [way for way in ways if way]
        if ways:
            return one_side(row, number, rng.choice(rng.choice(ways)), RULE)
    return None


def _opened(sentence: Sentence) -> list[str]:
    """A statement with each of the adverbials in front, none where the text is no statement."""
    tokens = sentence.tokens
    if len(tokens) < 4 or tokens[-1].text != "." or tokens[0].tag not in SUBJECT_STARTS or not _finite(sentence):
        return []
    return [sentence.inserted(0, opening + _comma(sentence)) for opening in OPENINGS]


def _aside(sentence: Sentence) -> list[str]:
    """A statement with each of the adverbials behind each "is", "was", "has" ... where there is room for one."""
    tokens = sentence.tokens
    if not tokens or tokens[-1].text == "?":
        return []
    return [sentence.inserted(number, aside) for number in range(2, len(tokens)) for aside in ASIDES
            if tokens[number - 1].word in VERBS and tokens[number - 2].tag in ENDS_SUBJECT and _goes_on(sentence, number)]


def _asked(sentence: Sentence) -> list[str]:
    """A question with each of its adverbials in front, none where the text is no question or more than one."""
    tokens = sentence.tokens
    if len(tokens) < 4 or tokens[-1].text != "?" or any(token.text in MARKS for token in tokens[:-1]):
        return []
    if tokens[0].tag not in ("WP", "WRB", "WDT", "MD") and tokens[0].word not in VERBS | {"do", "does", "did"}:
        return []
    return [sentence.inserted(0, opening + _comma(sentence)) for opening in BEFORE_QUESTIONS]


def _goes_on(sentence: Sentence, number: int) -> bool:
    """Whether the verb's complement begins here, and is neither negated nor an object."""
    verb, after = sentence.tokens[number - 1].word, sentence.tokens[number]
    if verb in ("has", "have", "had"):
        return after.tag == "VBN"
    return after.tag in ("VBN", "VBG", "JJ") or after.word in ("a", "an")


def _finite(sentence: Sentence) -> bool:
    """Whether the first finite verb comes before any mark but a comma, as in a whole sentence."""
    for token in sentence.tokens[1:]:
        if token.tag in FINITE:
            return True
        if token.text in (*MARKS, ":", ";", "--", "-", '"'):
            return False
    return False


def _comma(sentence: Sentence) -> str:
    return " ," if sentence.in_tokens else ","


INSERTIONS = Operator("insertions", "linguistic", "kept", TASKS, "CheckList, Ribeiro et al. 2020 (arXiv 2005.04118)", False,
                      insertions)
