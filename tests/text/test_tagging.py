"""Tags against hand-worked ones, and the compiled rules against a plain reading of the rule file."""

from random import Random

import pytest
from textblob.en import lexicon
from wordfreq import top_n_list

from glueline.text.tag_rules import OUTSIDE, REACH
from glueline.text.tagging import _possible, _revised, rules, tags, usual_tag


@pytest.mark.parametrize("text, expected", [
    ("The dog sleeps .", "DT NN VBZ ."),
    ("He was shot near Kut .", "PRP VBD VBN IN NNP ."),
    ("They did n't know it .", "PRP VBD RB VB PRP ."),
    ("Do you know him ?", "VBP PRP VB PRP ."),
    ("the film 's plot is n't funny", "DT NN POS NN VBZ RB JJ"),
    ("it 's a film", "PRP VBZ DT NN"),
    ("She wants to run quickly", "PRP VBZ TO VB RB"),
    ("It cost $ 2.5 million in 1990", "PRP VBD $ CD CD IN CD"),
    ("Mary has eaten my apples", "NNP VBZ VBN PRP$ NNS"),
    ("He unbelievably zorped", "PRP RB VBD"),
    ("attacks that killed two people", "NNS IN VBD CD NNS"),
    ("the firm sold two shops", "DT NN VBD CD NNS"),
    ("It is being cut", "PRP VBZ VBG VBN"),
    ("Those in their twenties", "DT IN PRP$ NNS"),
])
def test_hand_worked_tags(text, expected):
    assert " ".join(tags(text.split())) == expected


def test_a_headline_is_tagged_in_lower_case():
    assert tags("Police Say Two Killed Near Border".split())[:4] == ["NN", "VBP", "CD", "VBN"]


def plainly(words, found, place):
    """The rules read one after the other, each on the words themselves, as TextBlob's own Context does."""
    tag = found[place]
    for old, new, kind, x, *more in lexicon.context:
        y = more[0] if more else ""
        before, after, word = found[place - 1], found[place + 1], words[place]
        fits = {
            "PREVTAG": x == before, "NEXTTAG": x == after, "PREV2TAG": x == found[place - 2], "NEXT2TAG": x == found[place + 2],
            "PREV1OR2TAG": x in (before, found[place - 2]), "NEXT1OR2TAG": x in (after, found[place + 2]),
            "PREV1OR2OR3TAG": x in found[place - 3 : place], "SURROUNDTAG": (x, y) == (before, after),
            "CURWD": x == word, "PREVWD": x == words[place - 1], "NEXTWD": x == words[place + 1],
            "PREV1OR2WD": x in (words[place - 1], words[place - 2]), "WDPREVTAG": (x, y) == (before, word),
            "WDNEXTTAG": (x, y) == (word, after), "WDAND2AFT": (x, y) == (word, words[place + 2]),
            "WDAND2TAGBFR": (x, y) == (found[place - 2], word), "WDAND2TAGAFT": (x, y) == (word, found[place + 2]),
            "LBIGRAM": (x, y) == (words[place - 1], word), "RBIGRAM": (x, y) == (word, words[place + 1]),
            "PREVBIGRAM": (x, y) == (found[place - 2], before), "NEXTBIGRAM": (x, y) == (after, found[place + 2]),
        }
        if tag == old and fits[kind] and _possible(word, tag, new):
            tag = new
    return tag


def test_the_rules_by_their_arguments_do_what_the_rules_in_a_row_do():
    rng, edge, changed = Random(1), [OUTSIDE] * REACH, 0
    vocabulary = [*top_n_list("en", 400), ".", ",", "'s", "n't", *(rule[3] for rule in lexicon.context)]
    for _ in range(300):
        words = [*edge, *rng.choices(vocabulary, k=12), *edge]
        first = [*edge, *(usual_tag(word) for word in words[REACH:-REACH]), *edge]
        for place in range(REACH, len(words) - REACH):
            assert _revised(rules(), words, first, place) == plainly(words, first, place), words
            changed += plainly(words, first, place) != first[place]
    assert changed > 150
