"""Short forms written out, and full forms shortened: "it's" and "it is", "do not" and "don't".

Source: Ribeiro et al. 2020, "Beyond Accuracy: Behavioral Testing of NLP Models with CheckList" (arXiv 2005.04118), whose
invariance tests contract and expand; forms and where they cannot stand: Quirk et al. 1985, section 3.23.
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.kept import kept, safe_to_rewrite, texts
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("cola", "sst2", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli")
FULL = {"re": "are", "ve": "have", "ll": "will", "m": "am"}
STEMS = {"ca": "can", "wo": "will", "sha": "shall"}
SHORT = {"am": "m", "are": "re", "is": "s", "has": "s", "have": "ve", "will": "ll"}
AGREES = {"am": ("i",), "are": ("you", "we", "they"), "is": ("he", "she", "it", "that", "there"), "has": ("he", "she", "it"),
          "have": ("i", "you", "we", "they"), "will": ("i", "you", "he", "she", "it", "we", "they")}
TAKES_NOT = frozenset("is are was were do does did has have had would could should can will must need".split())
IRREGULAR = {"can": "ca", "will": "wo"}
IS_OF = frozenset("he she it that there here what who where how".split())
HAS_PARTICIPLES = frozenset("been got become had".split())
DENIED_ALONE = frozenset("only to because just".split())  # "not" belongs to these, not to the verb
NO_START = frozenset("than as of with and or like what who is".split())  # no clause of its own begins behind these
RULE = "a short form and its full form mean the same"


def contractions(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """All the short forms of the row written out, or all the full ones shortened, by chance where it has both."""
    if not safe_to_rewrite(row):
        return None
    sentences = texts(row)
    ways = [way for way in (_expanded, _contracted) if any(way(sentence) for sentence in sentences)]
    if not ways:
        return None
    way = rng.choice(ways)
    new = [sentence.replaced(way(sentence)) for sentence in sentences]
    return kept(row, new[0], new[1] if row.b else None, RULE)


def _expanded(sentence: Sentence) -> dict[int, str]:
    """What each short form of the text stands for, where that is sure."""
    changes: dict[int, str] = {}
    for number, token in enumerate(sentence.tokens[1:], 1):
        word, before = token.word.replace("’", "'"), sentence.tokens[number - 1]
        if word == "n't" and not _inverted(sentence, number) and before.word not in ("ai", "sha"):
            stem = STEMS.get(before.word, before.word)
            full = _apart(sentence, number, "not")
            changes |= {number - 1: "cannot", number: ""} if stem == "can" else {number - 1: stem, number: full}
        elif word[:1] == "'" and before.tag in ("PRP", "EX", "WP", "WDT", "DT", "WRB"):
            verb = FULL.get(word[1:]) or ("is" if _is(sentence, number) else "has" if _has(sentence, number) else None)
            if verb and (word == "'s" or word[1:] in FULL):
                changes[number] = _apart(sentence, number, verb)
    return changes


def _inverted(sentence: Sentence, number: int) -> bool:
    """Whether the subject follows ("don't you know"), where "not" could not take the place of n't."""
    asked = number == 1 or _tag(sentence, number - 2) in ("WRB", "WP", "WDT")
    return (asked and sentence.text.rstrip(" \"'").endswith("?")) or _tag(sentence, number + 1) in ("PRP", "DT", "NNP", "EX")


def _is(sentence: Sentence, number: int) -> bool:
    """Whether 's is surely "is": behind a pronoun, before what no possessor and no "has" stands before."""
    return sentence.tokens[number - 1].word in IS_OF and _tag(sentence, number + 1) in ("DT", "VBG", "JJ", "PRP$", "IN") \
        and _tag(sentence, number - 2) != "POS"


def _has(sentence: Sentence, number: int) -> bool:
    return sentence.tokens[number - 1].word in AGREES["has"] and _word(sentence, number + 1) in HAS_PARTICIPLES


def _contracted(sentence: Sentence) -> dict[int, str]:
    """The short form of each pair of words that has one where it stands. It leans on the word before it, or stands apart where
    the text is written in tokens ("do n't")."""
    changes: dict[int, str] = {}
    for number, token in enumerate(sentence.tokens[1:], 1):
        before = sentence.tokens[number - 1]
        if token.word == "not" and before.word in TAKES_NOT and _word(sentence, number + 1) not in DENIED_ALONE:
            if _tag(sentence, number - 2) not in ("", "WRB", "WP") or before.word in ("do", "did", "does", "is", "are"):
                changes |= _joined(sentence, number, IRREGULAR.get(before.word, before.word), "n't")
        elif before.word in AGREES.get(token.word, ()) and _leans(sentence, number) and number - 1 not in changes:
            changes |= _joined(sentence, number, before.text, "'" + SHORT[token.word])
    return changes


def _leans(sentence: Sentence, number: int) -> bool:
    """Whether the verb is weak: what it belongs to follows at once, and its subject is not that of another verb."""
    verb, after = sentence.tokens[number].word, _tag(sentence, number + 1)
    wanted = {"have": ("VBN",), "has": ("VBN",), "will": ("VB",)}.get(verb, ("DT", "JJ", "VBG", "VBN", "PRP$"))
    start = number < 2 or sentence.tokens[number - 2].word not in NO_START
    return start and after in wanted


def _joined(sentence: Sentence, number: int, before: str, clitic: str) -> dict[int, str]:
    """The changes that let a word lean on the one before it."""
    if sentence.in_tokens:
        return {number - 1: before, number: clitic}
    return {number - 1: before + clitic, number: ""}


def _apart(sentence: Sentence, number: int, word: str) -> str:
    """The word with a space before it where the clitic had none."""
    return word if sentence.text[sentence.tokens[number].start - 1].isspace() else " " + word


def _tag(sentence: Sentence, number: int) -> str:
    return sentence.tokens[number].tag if 0 <= number < len(sentence.tokens) else ""


def _word(sentence: Sentence, number: int) -> str:
    return sentence.tokens[number].word if 0 <= number < len(sentence.tokens) else ""


CONTRACTIONS = Operator("contractions", "linguistic", "kept", TASKS, "CheckList, Ribeiro et al. 2020 (arXiv 2005.04118)",
                        False, contractions)
