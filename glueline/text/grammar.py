"""English inflection and spelling for the built-in set: articles, plurals, verb endings, numbers, whole sentences."""

import re

PLURALS = {"man": "men", "woman": "women", "child": "children", "person": "people", "mouse": "mice", "sheep": "sheep",
           "fish": "fish", "deer": "deer", "wolf": "wolves", "knife": "knives", "shelf": "shelves", "loaf": "loaves",
           "policeman": "policemen", "policewoman": "policewomen", "fisherman": "fishermen", "goose": "geese"}
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Spelt with a consonant but spoken with a vowel, and the other way round.
VOWEL_SOUND = re.compile(r"(hour|hono|hones|heir)|(?!(uni(?!m|n)|use|euro|one\b|once))[aeiou]", re.IGNORECASE)


def article(phrase: str) -> str:
    """`phrase` with its indefinite article: "owl" -> "an owl", "honest man" -> "an honest man", "use" -> "a use"."""
    return f"{'an' if VOWEL_SOUND.match(phrase) else 'a'} {phrase}"


def plural(noun: str) -> str:
    """The plural of a noun or of a noun phrase that ends in its noun: "nurse" -> "nurses", "old box" -> "old boxes"."""
    head, space, last = noun.rpartition(" ")
    return head + space + PLURALS.get(last, _with_s(last))


def third(verb: str) -> str:
    """The third person singular present of a verb: "carry" -> "carries", "go" -> "goes", "have" -> "has"."""
    return {"have": "has", "be": "is"}.get(verb) or (verb + "es" if verb.endswith("o") else _with_s(verb))


def _with_s(word: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def number(value: int) -> str:
    """In words up to twelve, in digits with a comma above: 7 -> "seven", 40000 -> "40,000"."""
    return SMALL[value] if 0 < value < len(SMALL) else f"{value:,}"


def sentence(text: str, end: str = ".") -> str:
    """`text` with a capital at the front and `end` behind."""
    return text[0].upper() + text[1:] + end
