"""Which of two words that an encoder holds to be near may stand for the other: near in use is not yet near in meaning.

Embeddings put opposites, neighbours in a row (Monday, Tuesday) and relatives of another form or sense (critic, criticism) close
to a word. What a lexicon knows of opposites is asked elsewhere; here is what can be told from the two words alone.
"""

from glueline.text.tagging import usual_tag

STEM = 3  # letters: two words that begin with the same ones are of one family more often than of one meaning
# Words of a row: each stands for something that the others do not.
ROWS = tuple(frozenset(words.split()) for words in (
    """one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen dozens hundreds thousands millions billions couple pair half third
    quarter""",
    "first second third fourth fifth sixth seventh eighth ninth tenth last final next previous once twice",
    """today yesterday tomorrow tonight now then morning noon afternoon evening night midnight day week weekend month year
    decade century hour minute second days weeks months years decades hours minutes seconds daily weekly monthly yearly spring
    summer autumn winter early late earlier later""",
    """north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern
    southeastern southwestern left right up down top bottom front back inside outside above below over under before after in
    out""",
    """man woman men women male female boy girl boys girls boyfriend girlfriend father mother dad mom son daughter brother
    sister husband wife bride groom uncle aunt nephew niece grandfather grandmother grandpa grandma actor actress waiter
    waitress hero heroine king queen emperor empress prince princess he she him her his guy lady gentleman""",
    """anybody nobody everybody somebody anyone noone everyone someone anything nothing everything something anywhere nowhere
    everywhere somewhere any none every all some""",
    "always usually often sometimes seldom rarely never many several few most some all much little more less",
    "red blue green yellow black white brown grey gray pink orange purple blonde brunette redhead",
    "hurricane typhoon cyclone tornado storm",
    "heavyweight middleweight lightweight",
    "gold silver bronze copper iron",
    "predecessor successor ancestor descendant",
    "solo duo trio quartet quintet",
    "cavalry infantry artillery navy army",
))


def may_stand_for(word: str, other: str) -> bool:
    """Whether they have one usual form, are not of one stem ("active", "inactive" neither), and not of one row."""
    kin = word[:STEM] == other[:STEM] or word.endswith(other) or other.endswith(word)
    return not kin and usual_tag(word) == usual_tag(other) and not any(word in row and other in row for row in ROWS)
