"""Which words of a text an attack may replace, and by which: those of the open classes, always in the same form, and never a
kind word by an unkind one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from glueline.text.analysis import Sentence, analyse
from glueline.text.articles import with_articles
from glueline.text.inflection import inflected, lemma
from glueline.text.lexicon import POS, Lexicon, pos_of
from glueline.text.polarity import polarity
from glueline.text.substitutes import substitutes

KEPT = frozenset(  # lemmas: of the grammar, or of many meanings
    "be have do not never ever very so too then there here now only even more most less least issue state case".split())


APART = 0.3  # of polarities, where one of them is 0


@dataclass(frozen=True)
class Choices:
    """`words`: what may replace the token of that number."""

    words: Callable[[Sentence, int], tuple[str, ...]]

    def choices(self, text: str) -> Sequence[tuple[int, int, tuple[str, ...]]]:
        """Of each word that may be replaced its first character, the one behind its last, and the words that may replace it."""
        sentence = analyse(text)
        found = ((token, self.words(sentence, number)) for number, token in enumerate(sentence.tokens))
        kept = ((token, tuple(word for word in words if not turned(token.word, word))) for token, words in found)
        return [(token.start, token.stop, words) for token, words in kept if words]

    def replaced(self, text: str, start: int, word: str) -> str:
        """The text with another word in place of the one that starts there, its capital and an article before it mended."""
        sentence = analyse(text)
        number = next(number for number, token in enumerate(sentence.tokens) if token.start == start)
        return sentence.replaced(with_articles(sentence, {number: word}))


def synonyms(lexicon: Lexicon) -> Choices:
    """Replace words by a lexicon's synonyms."""
    return Choices(lambda sentence, number: substitutes(sentence, number, lexicon))


def lookalikes(near: Mapping[str, Sequence[str]], lexicon: Lexicon) -> Choices:
    """Replace words by those that something else holds to be near, but for other forms of the same word and what the lexicon
    has as the opposite. Ebrahimi et al. 2018 (arXiv 1712.06751, section 5) ask for the same part of speech; this, for the same
    form."""

    def words(sentence: Sentence, number: int) -> tuple[str, ...]:
        token = sentence.tokens[number]
        base = lemma(token.word, token.tag)
        if pos_of(token.tag) is None or not token.text.isalpha() or base in KEPT or token.word not in near:
            return ()
        others = ((other, lemma(other, token.tag)) for other in near[token.word])
        return tuple(other for other, its in others
                     if its != base and inflected(its, token.word, token.tag) == other and not opposite(lexicon, base, its)
                     and not kinds(lexicon, base, its))

    return Choices(words)


def turned(word: str, other: str) -> bool:
    """Whether one of two words is kind and the other unkind, or one is either and the other far from it."""
    mine, its = polarity(word), polarity(other)
    return mine * its <= 0 and abs(mine - its) > APART


def kinds(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether the lexicon has one of two lemmas as a kind of the other: what is true of a pistol need not be of a gun."""
    return any(other in lexicon.hypernyms(one, pos) or one in lexicon.hypernyms(other, pos) for pos in POS.values())


def opposite(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether the lexicon has one of two lemmas as an antonym of the other, as any part of speech."""
    return any(other in lexicon.antonyms(one, pos) or one in lexicon.antonyms(other, pos) for pos in POS.values())
