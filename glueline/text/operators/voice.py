"""Active sentences in the passive, and passive ones with an agent in the active.

Source: Min et al. 2020, "Syntactic Data Augmentation Increases Robustness to Inference Heuristics" (arXiv 2004.11999), and the
passives of HANS (McCoy et al. 2019, arXiv 1902.01007). Forms: Quirk et al. 1985, 3.63-3.78. Only sentences of one clause that a
shallow analysis takes apart without a rest.
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.inflection import inflected
from glueline.text.lexicon import Lexicon
from glueline.text.operators.frames import Frame, closes, frame_of, is_plain, subject_of
from glueline.text.operators.kept import one_side, safe_to_rewrite, shuffled
from glueline.text.operators.phrases import (
    HEADS, Phrase, as_object, as_subject, finite_verbs, is_plural, noun_phrase, verb_lemma,
)
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("cola", "stsb", "mnli", "rte", "wnli")
NOT_TRANSITIVE = frozenset("""be have become seem remain stay cost weigh look appear resemble lack fit suit equal mean
    belong happen occur go come arrive fall rise die live sleep sit stand lie walk run swim last let make get want like
    wish need marry meet leave enter total contain hold say think know ask tell try start begin stop keep help reach feel
    turn act speak drop gain lose own possess comprise number measure join return visit attend escape survive undergo
    share face enjoy do give put bear teach send show offer lend pay serve promise cause""".split())
NOT_AGENTS = frozenset("""car bus train plane boat bike hand mistake far now law chance accident means way foot mail email
    phone name night day sea air land""".split())
LIGHT = frozenset(("take", "make", "pay", "catch"))
RULE = "active and passive say the same of who did what to whom"
BE = {"VBZ": ("is", "are"), "VBP": ("is", "are"), "VBD": ("was", "were")}


def voice(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One of the texts in the other voice."""
    if not safe_to_rewrite(row):
        return None
    for number, sentence in shuffled(row, rng):
        text = passive(sentence) or active(sentence)
        if text:
            return one_side(row, number, text, RULE)
    return None


def passive(sentence: Sentence) -> str | None:
    """"A man is playing a guitar." -> "A guitar is being played by a man.\""""
    frame = frame_of(sentence)
    if frame is None or not _turns(sentence, frame):
        return None
    subject, verb, thing = frame
    base, plural = verb_lemma(sentence, verb[-1]), is_plural(sentence, thing)
    participle = inflected(base, base, "VBN")
    auxiliary = _auxiliary(sentence, verb, plural) if plural is not None else None
    if participle is None or auxiliary is None or sentence.tokens[verb[-1]].word == participle == base:
        return None  # the last: "put" and "hit", present or past
    if thing.stop < len(sentence.tokens) - 1:
        return None  # what follows would come to belong to the agent: "was received by Joe on the case"
    rest = sentence.text[sentence.tokens[thing.stop - 1].stop :]
    return _ended(f"{as_subject(sentence, thing)} {auxiliary} {participle} by {as_object(sentence, subject)}", rest)


def _turns(sentence: Sentence, frame: Frame) -> bool:
    """Whether the passive would be English, and mean the same: "seen by me" is hardly said, "her arms" need her before them,
    and "takes place" has no passive."""
    subject, verb, thing = frame
    first, last = sentence.tokens[subject.first], verb_lemma(sentence, verb[-1])
    light = last in LIGHT and sentence.tokens[thing.first].tag == "NN"
    spoken = first.tag != "PRP" or first.word in ("he", "she", "they")
    return spoken and sentence.tokens[thing.first].tag != "PRP$" and last not in NOT_TRANSITIVE and not light


def _auxiliary(sentence: Sentence, verb: tuple[int, ...], plural: bool) -> str | None:
    """What stands before the participle in the passive of this verb group."""
    tokens = [sentence.tokens[number] for number in verb]
    first, word = tokens[0], tokens[0].word
    if len(tokens) == 1 and first.tag in BE:
        return BE[first.tag][plural]
    if len(tokens) != 2:
        return None
    if word in ("is", "are", "was", "were") and tokens[1].tag == "VBG":
        return f"{BE['VBD' if word[0] == 'w' else 'VBZ'][plural]} being"
    if word in ("has", "have", "had") and tokens[1].tag == "VBN":
        return f"{'had' if word == 'had' else 'have' if plural else 'has'} been"
    return f"{first.text} be" if first.tag == "MD" else None


def active(sentence: Sentence) -> str | None:
    """"The guitar was stolen by a man." -> "A man stole the guitar.\""""
    tokens, thing = sentence.tokens, subject_of(sentence)
    if thing is None or thing.stop + 3 >= len(tokens) or tokens[thing.stop].word not in ("is", "are", "was", "were"):
        return None
    continuous = tokens[thing.stop + 1].word == "being"
    at = thing.stop + 1 + continuous
    agent = noun_phrase(sentence, at + 2) if tokens[at].tag in ("VBN", "VBD") and tokens[at + 1].word == "by" else None
    if agent is None or not is_plain(sentence, agent) or not closes(sentence, agent.stop) or _no_agent(sentence, agent):
        return None
    plural = is_plural(sentence, agent)
    if plural is None or len(finite_verbs(sentence, 0, len(tokens))) != 1 + (tokens[at].tag == "VBD"):
        return None
    many = plural or tokens[agent.first].word in ("i", "me", "you")
    verb = _verb(verb_lemma(sentence, at), tokens[thing.stop].word in ("was", "were"), many, continuous)
    rest = sentence.text[tokens[agent.stop - 1].stop :]
    return _ended(f"{as_subject(sentence, agent)} {verb} {as_object(sentence, thing)}", rest) if verb else None


def _ended(text: str, rest: str) -> str:
    """The text and its rest, with one full stop where an abbreviation ("Corp.") has come to stand at the end."""
    return text + (rest[1:] if text.endswith(".") and rest.startswith(".") else rest)


def _verb(base: str, past: bool, many: bool, continuous: bool) -> str | None:
    """The active form: ("steal", past) -> "stole", ("steal", continuous) -> "is stealing"."""
    if continuous:
        participle = inflected(base, base, "VBG")
        return f"{BE['VBD' if past else 'VBZ'][many]} {participle}" if participle else None
    return inflected(base, base, "VBD" if past else "VBP" if many else "VBZ")


def _no_agent(sentence: Sentence, agent: Phrase) -> bool:
    """Whether "by" tells how or how much, not who."""
    last, first = sentence.tokens[agent.stop - 1], sentence.tokens[agent.first]
    return last.word in NOT_AGENTS or first.tag == "CD" or (first.tag in HEADS and first.tag not in ("NNP", "NNPS", "NNS"))


VOICE = Operator("voice", "linguistic", "kept", TASKS, "Min et al. 2020 (arXiv 2004.11999)", False, voice)
