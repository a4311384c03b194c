"""How hard a text's syntax is, and how far two texts lie apart, by counting words: proxies, at millions of words a second.

Syntax is the number of marks in a sentence: words that open a clause inside another one, negations, and quantifiers. Clauses a
sentence are a standard measure of it (Lu 2010, "Automatic analysis of syntactic complexity in second language writing", doi
10.1075/ijcl.15.4.02lu); counted here are opened clauses alone, by their first word, since the others are found by a tagger. The
words are those of Quirk et al. 1985, "A Comprehensive Grammar of the English Language", chapters 14 (clauses), 10 (negation), 5
and 6 (quantifiers). Left out are subordinators that are often something else: "as", "so", "than", "after", "before", "since".
"""

import re

ASKING = frozenset("how what whatever which whichever who whoever whom whose why when whenever where wherever".split())
OPENING = ASKING | frozenset("""although because if lest once provided that though till unless until whereas whether
while""".split())
DENYING = frozenset("""barely cannot hardly neither never no nobody none nor not nothing nowhere rarely scarcely seldom
without n't n’t""".split())
QUANTIFYING = frozenset("""all any anybody anyone anything both each either every everybody everyone everything few fewer half
less many more most much several some somebody someone something always often only sometimes""".split())
MARKS = OPENING | DENYING | QUANTIFYING
DENIED = ("n't", "n’t")  # didn't
WORD = re.compile(r"\w+(?:['’]\w+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def complexity(text_a: str, text_b: str | None) -> float:
    """Marks of difficult syntax a sentence, over both texts; 0 without any words.

    >>> complexity("She didn't say that all came. He slept.", None)
    1.5
    """
    sentences = [WORD.findall(each) for text in (text_a, text_b or "") for each in _sentences(text)]
    return sum(map(_marks, sentences)) / max(sum(map(bool, sentences)), 1)


def difference(text_a: str, text_b: str) -> float:
    """1 less the texts' words in common, as a share of the words that either has (Jaccard).

    >>> difference("The cat sat.", "the cat ran")
    0.5
    """
    first, second = ({*WORD.findall(text.lower())} for text in (text_a, text_b))
    return 1 - len(first & second) / len(first | second) if first or second else 0.0


def _sentences(text: str) -> list[str]:
    """Sentences in lower case; a question without the word that asks it, which opens no clause inside another."""
    found = SENTENCE_END.split(text.lower())
    return [_without_asking(each) if each.endswith("?") else each for each in found]


def _without_asking(question: str) -> str:
    first = WORD.search(question)
    return question[first.end() :] if first and first[0] in ASKING else question


def _marks(words: list[str]) -> int:
    return sum(word in MARKS or word.endswith(DENIED) for word in words)
