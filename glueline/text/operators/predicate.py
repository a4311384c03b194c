"""The finite verb that a plain statement is about, and the statement denied or affirmed at a verb.

A shallow analysis: what it does not surely understand has no predicate. The forms are those of Quirk et al. 1985, "A
Comprehensive Grammar of the English Language", 10.54-57: "not" behind the operator, do-support where there is none.
"""

from glueline.text.analysis import Sentence, Token
from glueline.text.inflection import can_be, inflected, lemma

FINITE = ("MD", "VBZ", "VBP", "VBD")
BE = frozenset("am is are was were 'm 're ’m ’re".split())
HAVE = frozenset("have has had 've ’ve".split())
DO = frozenset("do does did".split())
SUPPORT = {"VBZ": "does", "VBP": "do", "VBD": "did"}
NOT = frozenset(("not", "n't", "n’t"))
CLITICS = {"ca": "can", "wo": "will", "sha": "shall"}  # what is left of the verb before "n't"
LINKS = frozenset("that who whom whose which what how where why whether".split())  # open clauses inside the predicate
BREAKS = frozenset(". ! ? ; : ... -- \" '' `` ( )".split())
NOUNS = frozenset("NN NNS NNP NNPS".split())
BEFORE = NOUNS | frozenset("DT PRP PRP$ JJ JJR JJS CD POS IN CC , PDT $".split())  # tags that a subject is made of
SUBORDINATE = frozenset("""if because when while although though since as unless until after before whether than that once
despite whereas so""".split())
PASSIVE = frozenset("""accuse acquit arrest charge convict elect find hold injure jail kill name sentence suspect
wound""".split())  # verbs that headlines have in the passive without "was"
WITHOUT_OBJECT = frozenset("of by with for as in on at".split())


def predicate(sentence: Sentence) -> int | None:
    """The number of the only finite verb of the main clause, None where the sentence is no plain statement: a question, several
    sentences or clauses, an unclear subject."""
    tokens = sentence.tokens
    if not tokens or any(token.text in BREAKS for token in tokens[:-1]) or tokens[-1].text == "?":
        return None
    verb = next((number for number, token in enumerate(tokens) if token.tag in FINITE), None)
    if verb is None or not _subject(tokens[:verb]) or not _alone(tokens, verb) or may_be_misread(tokens, verb):
        return None
    return verb


def may_be_misread(tokens: tuple[Token, ...], verb: int) -> bool:
    """Whether this may be no verb ("The royal family returns home": "returns" may be one, and "home" a noun), or a passive one
    as in headlines ("Mayor accused of fraud")."""
    token, after = tokens[verb], tokens[verb + 1].word if verb + 1 < len(tokens) else ""
    if token.tag == "VBD":
        return after in WITHOUT_OBJECT and lemma(token.text, "VBD") in PASSIVE
    if token.tag != "VBP" or verb < 2 or tokens[verb - 1].tag != "NNS" or tokens[verb - 2].tag not in (*NOUNS, "JJ"):
        return False
    return can_be(tokens[verb - 1].word, "VBZ") and can_be(token.word, "NN")


def _subject(before: tuple[Token, ...]) -> bool:
    """Whether all these tokens can only be the subject, with an adverbial before it at most."""
    return (
        any(token.tag in NOUNS or token.tag in ("PRP", "EX") or token.word in ("this", "these") for token in before)
        and all(_fits(before, place) for place in range(len(before)))
        and not any(token.word in SUBORDINATE or token.word in LINKS for token in before)
    )


def _fits(before: tuple[Token, ...], place: int) -> bool:
    """Whether a subject can have this tag behind the one before. No noun phrase stands behind another: "proof the boy"."""
    tag = before[place].tag
    previous = before[place - 1].tag if place else ""
    if previous in NOUNS and tag in ("DT", "PRP", "PRP$"):
        return False
    participle = (tag == "VBN" and previous in ("DT", "PRP$", "JJ")) or (tag == "VBG" and previous == "IN")
    return tag in BEFORE or participle or (tag == "EX" and place == 0)


def _alone(tokens: tuple[Token, ...], verb: int) -> bool:
    """Whether no other verb stands beside it, joined or unexplained: those inside "that ..." and the like do not count."""
    inside = False
    for place in range(verb + 1, len(tokens)):
        token = tokens[place]
        inside = inside or token.word in LINKS
        if token.tag in FINITE and not inside:
            return False
        if token.tag == "CC" and place + 1 < len(tokens) and tokens[place + 1].tag[:2] in ("VB", "MD", "RB"):
            return False
    return True


def auxiliary(tokens: tuple[Token, ...], verb: int) -> bool:
    """Whether the verb takes "not" itself, without the help of "do"."""
    word = tokens[verb].word
    if word in BE or tokens[verb].tag == "MD" or (word in ("'s", "’s") and tokens[verb].tag == "VBZ"):
        return True
    after = next((token for token in tokens[verb + 1 :] if token.tag != "RB"), None)
    if after is None:
        return False
    return (word in HAVE and after.tag in ("VBN", "VBD")) or (word in DO and after.tag == "VB")


def denied(sentence: Sentence, verb: int) -> str | None:
    """The sentence with "not" at this finite verb: "She sang." -> "She did not sing." None where it has one, or no form is
    known."""
    tokens = sentence.tokens
    token = tokens[verb]
    after = tokens[verb + 1].word if verb + 1 < len(tokens) else ""
    if after in NOT or after == "never" or token.word in ("'d", "’d", "'ll", "’ll"):
        return None
    if auxiliary(tokens, verb):
        return sentence.replaced({verb: "cannot"}) if token.word == "can" else sentence.inserted(verb + 1, "not")
    base = "be" if token.word in BE else lemma(token.text, token.tag)
    if token.tag not in SUPPORT or inflected(base, token.text, token.tag) != token.word:
        return None
    return sentence.replaced({verb: f"{SUPPORT[token.tag]} not {base}"})


def affirmed(sentence: Sentence, verb: int) -> str | None:
    """The sentence without the "not" or "never" right behind this finite verb: "She did not sing." -> "She sang." None where it
    has none."""
    tokens = sentence.tokens
    if verb + 1 >= len(tokens) or (tokens[verb + 1].word not in NOT and tokens[verb + 1].word != "never"):
        return None
    word = tokens[verb].word
    if word in DO and tokens[verb + 1].word in NOT:
        return _unsupported(sentence, verb)
    whole = CLITICS.get(word, word)
    kept = tokens[verb].text if whole == word else whole
    return sentence.text[: tokens[verb].start] + kept + sentence.text[tokens[verb + 1].stop :]


def _unsupported(sentence: Sentence, verb: int) -> str | None:
    """Without "do" and "not": its tense goes to the verb behind it."""
    tokens = sentence.tokens
    if verb + 2 >= len(tokens) or tokens[verb + 2].tag not in ("VB", "VBP"):
        return None
    form = inflected(tokens[verb + 2].word, tokens[verb + 2].text, tokens[verb].tag)
    return sentence.text[: tokens[verb].start] + form + sentence.text[tokens[verb + 2].stop :] if form else None
