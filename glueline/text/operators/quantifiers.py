"""Hypotheses that speak of all, some or none, turned into what rules them out.

Source: the quantifier rules of natural logic, MacCartney and Manning 2007, "Natural Logic for Textual Inference" (ACL Workshop
on Textual Entailment and Paraphrasing); GLUE's diagnostic set tests them too (Wang et al. 2019, arXiv 1804.07461).
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import about, with_b
from glueline.text.operators.predicate import BE, FINITE
from glueline.text.operators.row import Edit, Operator, Row

# What a statement opens with, and what rules it out.
EXCLUDED = {"some": "no", "a": "no", "an": "no", "all": "no", "every": "no", "each": "no", "many": "no", "most": "no",
            "several": "no", "someone": "no one", "everyone": "no one", "somebody": "nobody", "everybody": "nobody",
            "everything": "nothing", "something": "nothing", "none": "all", "nobody": "everybody", "nothing": "everything"}
# What is surely true where it is false.
DENIED = {"all": "not all", "every": "not every", "each": "not every", "everyone": "not everyone", "everybody": "not everybody",
          "everything": "not everything", "nobody": "somebody", "nothing": "something", "none": "some"}
MANY = frozenset(("many", "several", "some", "numerous", "various", "multiple"))  # plural, and some at least
OFTEN = frozenset("always often usually sometimes frequently generally regularly typically normally occasionally".split())
# "A lot of" is no "a", nor "every so often" an "every".
MEASURES = frozenset("""lot few number couple majority bit little handful series variety great large total sum list range group
type good deal so now other""".split())
# Words beside which the first quantifier may not have the last word.
SECOND = frozenset("""no not n't n’t never none nobody nothing neither nor any anyone anything all every each both most only
but or either without few hardly rarely until because if unless""".split())
APPOSED = 8  # tokens from the front among which a comma means that the subject is said twice


def quantify(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """The hypothesis with another quantifier, one that its own rules out."""
    if row.b is None or row.label_name not in ("entailment", "contradiction"):
        return None
    true = row.label_name == "entailment"
    if not (true or about(row)) or not any(token.tag in FINITE for token in row.b.tokens):
        return None
    text = _existence(row.b, true) or _subject(row.b, EXCLUDED if true else DENIED)
    if text is None and true:
        text = _often(row.b) or _object(row.b)
    if text is None:
        return None
    if true:
        return with_b(row, text, "the premise says the hypothesis, and its new quantifier rules that out")
    return with_b(row, text, "the premise rules the hypothesis out, and its new quantifier says no more than that")


def _existence(text: Sentence, true: bool) -> str | None:
    """There is a cat -> there is no cat; where that is no help: there are no cats -> there are some cats."""
    words = [token.word for token in text.tokens]
    if len(words) < 4 or words[0] != "there" or words[1] not in BE or _second(words[3:]):
        return None
    if words[2] == "no":
        return text.replaced({2: "some"}) if words[1] in ("are", "were") else None
    if not true:
        return None
    if words[2] in MANY or (words[2] in ("a", "an") and words[3] not in MEASURES):
        return text.replaced({2: "no"})
    if words[2] in ("lots", "plenty") or words[2:4] == ["a", "lot"]:  # a lot of
        of = words.index("of") if "of" in words[3:5] else 2
        return text.replaced({2: "no", **dict.fromkeys(range(3, of + 1), "")}) if of > 2 else None
    return text.inserted(2, "no") if text.tokens[2].tag == "NNS" and words[1] in ("are", "were") else None


def _subject(text: Sentence, opposite: dict[str, str]) -> str | None:
    """Every cat purrs -> no cat purrs; all of them ... -> none of them ..."""
    tokens = text.tokens
    words = [token.word for token in tokens]
    if len(words) < 4 or words[0] not in opposite or words[1] in MEASURES or _second(words[1:]) or tokens[-1].text == "?":
        return None
    if any(token.text == "," for token in tokens[:APPOSED]):
        return None
    new = opposite[words[0]]
    if words[1] == "of" and words[0] not in ("a", "an"):
        return text.replaced({0: {"no": "none", "not every": "not every one"}.get(new, new)})
    if tokens[1].tag in ("DT", "PRP$"):  # all the cats, all his cats
        return text.replaced({0: "none of" if new == "no" else new}) if words[0] == "all" else None
    if words[0] in ("all", "none", "each", "most", "many") and tokens[1].tag[:2] not in ("NN", "JJ", "VB"):
        return None
    return text.replaced({0: new})


def _often(text: Sentence) -> str | None:
    """Cats often purr -> cats never purr."""
    words = [token.word for token in text.tokens]
    places = [place for place, word in enumerate(words) if word in OFTEN]
    if len(places) != 1 or places[0] == 0 or _second(words):
        return None
    place = places[0]
    around = text.tokens[place - 1], text.tokens[min(place + 1, len(words) - 1)]
    return text.replaced({place: "never"}) if around[1].tag[:2] in ("VB", "JJ") or around[0].word in BE else None


def _object(text: Sentence) -> str | None:
    """She has several cats -> she has no cats."""
    words = [token.word for token in text.tokens]
    for place in range(1, len(words) - 1):
        if words[place] in MANY and text.tokens[place - 1].tag in ("VBZ", "VBP", "VBD", "VB") and not _second(words):
            if words[place + 1] == "of":
                return text.replaced({place: "none"})
            return text.replaced({place: "no"}) if text.tokens[place + 1].tag in ("NNS", "JJ", "NN") else None
    return None


def _second(words: list[str]) -> bool:
    return any(word in SECOND for word in words)


SOURCE = "MacCartney and Manning 2007; Wang et al. 2019, arXiv 1804.07461"
QUANTIFIERS = (Operator("quantifiers", "counterfactual", "flipped", ("mnli", "rte"), SOURCE, False, quantify),)
