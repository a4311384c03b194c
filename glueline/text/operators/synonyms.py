"""Words replaced by synonyms in the same form: "bought" by "purchased", "an error" by "a mistake".

Source: Ren et al. 2019, "Generating Natural Language Adversarial Examples through Probability Weighted Word Saliency" (PWWS,
ACL), and Alzantot et al. 2018 (arXiv 1804.07998) for substitution by synonyms; inflection kept, words left alone whose sense
is in doubt (`glueline.text.substitutes`).
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.articles import with_articles
from glueline.text.lexicon import Lexicon, pos_of
from glueline.text.operators.kept import kept, safe_to_rewrite, texts
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.polarity import polarity
from glueline.text.substitutes import substitutes

TASKS = ("cola", "sst2", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli")
EVERY = 12          # one word more is replaced for so many in the row
AT_MOST = 2
ALIKE = 0.3         # the furthest that a substitute's polarity may be from the word's where one of them has none
FRAMED = ("V",)     # tags of words that decide which complements a sentence has: left alone where acceptability is the label


def synonyms(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One word in twelve, at most two, each wherever it stands in a graded pair, else in one place."""
    if not safe_to_rewrite(row):
        return None
    sentences = texts(row)
    places = [(side, number) for side, sentence in enumerate(sentences) for number, token in enumerate(sentence.tokens)
              if pos_of(token.tag)]
    rng.shuffle(places)
    wanted = min(AT_MOST, 1 + sum(len(sentence.tokens) for sentence in sentences) // EVERY)
    changes: list[dict[int, str]] = [{} for _ in sentences]
    told: dict[str, str] = {}
    for side, number in places:
        if len(told) == wanted:
            break
        word = sentences[side].tokens[number].word
        new = None if word in told else _substitute(row, sentences[side], number, lexicon)
        if new is not None and new not in told and not _there(sentences, new):
            told[word] = new
            for other, at in _occurrences(sentences, word) if not row.labels else [(side, number)]:
                changes[other][at] = new
    new_texts = [sentence.replaced(with_articles(sentence, change)) for sentence, change in zip(sentences, changes)]
    rule = f"synonyms in the same form leave the meaning as it was: {', '.join(f'{old} -> {new}' for old, new in told.items())}"
    return kept(row, new_texts[0], new_texts[1] if row.b else None, rule)


def _substitute(row: Row, sentence: Sentence, number: int, lexicon: Lexicon) -> str | None:
    """The best substitute of a word that is as kind or unkind as the word."""
    token = sentence.tokens[number]
    if row.label_name == "acceptable" and token.tag.startswith(FRAMED):
        return None
    found = substitutes(sentence, number, lexicon)
    old = polarity(token.word)
    return next((new for new in found if polarity(new) * old > 0 or abs(polarity(new) - old) <= ALIKE), None)


def _there(sentences: list[Sentence], word: str) -> bool:
    """Whether the row has the word already."""
    return any(token.word == word for sentence in sentences for token in sentence.tokens)


def _occurrences(sentences: list[Sentence], word: str) -> list[tuple[int, int]]:
    return [(side, number) for side, sentence in enumerate(sentences)
            for number, token in enumerate(sentence.tokens) if token.word == word]


SOURCE = "PWWS, Ren et al. 2019 (ACL); Alzantot et al. 2018 (arXiv 1804.07998)"
SYNONYMS = Operator("synonyms", "linguistic", "kept", TASKS, SOURCE, True, synonyms)
