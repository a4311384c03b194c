"""What the contextual rules of 1992 get wrong where the words before a word settle what it is."""

from collections.abc import Sequence

from glueline.text.inflection import can_be

BE = frozenset("be am is are was were been being 's 're 'm ’s ’re ’m".split())
HAVE = frozenset("have has had having 've ’ve".split())
DO = frozenset("do does did".split())
DETERMINERS = ("DT", "PRP$", "POS", "PDT")
IS_OF = frozenset("""he she it that this there here what who where how when why let everyone everybody someone somebody nobody
nothing everything something""".split())  # where 's is a verb
OBJECTS = frozenset("let it him me them us".split())  # no subjects of what follows
NOUNS = ("NN", "NNS", "NNP", "NNPS", "PRP")
OBJECT_STARTS = ("DT", "PRP$", "PRP", "CD", "$")
VERBS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")


def repaired(words: Sequence[str], tags: Sequence[str], place: int) -> str:
    """The tag of a word, given those before it."""
    word, tag, before = words[place].lower(), tags[place], tags[place - 1]
    if word in ("'s", "’s", "'", "’"):
        return _clitic(words, tags, place)
    if tag in VERBS or tag in ("NN", "NNS", "JJ"):
        tag = _after_determiner(word, tag, before) if before in DETERMINERS else _after_helper(words, tags, place)
    subject = before in NOUNS or words[place - 1].lower() in ("that", "which", "who")
    if tag == "VBN" and subject and tags[place + 1] in OBJECT_STARTS and can_be(word, "VBD"):
        return "VBD"  # "the firm sold two shops"
    return tag


def _after_determiner(word: str, tag: str, before: str) -> str:
    """No finite verb stands behind a determiner (but for "that is", "all know")."""
    if tag in ("VB", "VBP", "VBD", "VBZ") and (before != "DT" or tag == "VB"):
        return next((other for other in ("NN", "NNS", "JJ", "VBN") if can_be(word, other)), tag)
    return tag


def _after_helper(words: Sequence[str], tags: Sequence[str], place: int) -> str:
    """Participles behind "be" and "have", infinitives behind "to", "do" and modals, looking over "not" and adverbs."""
    word, tag, at = words[place].lower(), tags[place], place - 1
    while tags[at] == "RB" and place - at < 3:
        at -= 1
    helper = words[at].lower()
    if tag != "VBG" and (helper in HAVE or helper in BE):
        verb = tag in VERBS or (not can_be(word, "VB") and (tag != "JJ" or helper in HAVE))
        return "VBN" if verb and can_be(word, "VBN") else tag
    inverted = tags[at] == "PRP" and (tags[at - 1] == "MD" or words[at - 1].lower() in DO)  # "do I know"
    if inverted or tags[at] in ("MD", "TO") or helper in DO:
        return "VB" if tag in ("VBP", "NN", "VBN", "VBD") and can_be(word, "VB") else tag
    if tag in ("VB", "VBP") and helper in ("he", "she", "it") and not can_be(word, "VBZ"):
        return "VBD" if can_be(word, "VBD") else tag  # "it cost"
    if tag == "VB" and tags[place - 1] in ("PRP", "NNS", "WP", "WDT") and helper not in OBJECTS:
        return "VBP" if can_be(word, "VBP") else tag
    return tag


def _clitic(words: Sequence[str], tags: Sequence[str], place: int) -> str:
    """'s is a verb behind a pronoun, and behind a noun where no noun can follow."""
    if words[place] in ("'", "’"):
        return "POS" if tags[place - 1] in ("NNS", "NNPS", "NNP") else "''"
    if words[place - 1].lower() in IS_OF or tags[place + 1] in ("DT", "RB", "VBG", "PRP", "PRP$", "IN", "TO"):
        return "VBZ"
    return "POS"
