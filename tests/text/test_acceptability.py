from random import Random

import pytest

from glueline.text import acceptability as grammar
from glueline.text.acceptability_words import FEMALE, MALE, VERBS
from glueline.text.grammar import plural, third


def drawn(construction, good, number=300):
    rng = Random(7)
    return {construction(rng, good) for _ in range(number)}


@pytest.mark.parametrize("construction", grammar.CONSTRUCTIONS)
def test_no_sentence_is_both_acceptable_and_not(construction):
    assert not drawn(construction, True, 2000) & drawn(construction, False, 2000)


def test_a_verb_agrees_with_its_subject_exactly_where_the_sentence_is_acceptable():
    plurals = {plural(noun) for noun in FEMALE + MALE}
    singular_verbs, plural_verbs = ({form(verb[0]) for verb in VERBS} for form in (third, str))
    for good in (True, False):
        for sentence in drawn(grammar.agreement, good):
            words = sentence.split()
            verb = words[words.index("near") + 3]
            assert (verb in (plural_verbs if words[1] in plurals else singular_verbs)) == good, sentence


def test_a_reflexive_agrees_with_its_subject_exactly_where_the_sentence_is_acceptable():
    expected = {**dict.fromkeys(FEMALE, "herself"), **dict.fromkeys(MALE, "himself")}
    for good in (True, False):
        for sentence in drawn(grammar.reflexive, good):
            words = sentence.rstrip(".").split()
            pronoun = next(word for word in words if word.endswith(("self", "selves")))
            assert (pronoun == expected.get(words[1], "themselves")) == good, sentence


def test_an_auxiliary_has_its_form_exactly_where_the_sentence_is_acceptable():
    place = {"has": 2, "had": 2, "is": 3, "was": 3, "can": 0, "will": 0, "should": 0, "not": 0}
    for good in (True, False):
        for sentence in drawn(grammar.auxiliary, good):
            words = sentence.split()
            at = next(i for i, word in enumerate(words) if i > 1 and word in place and words[i + 1] != "not")
            assert any(verb[place[words[at]]] == words[at + 1] for verb in VERBS) == good, sentence


def test_demonstrative_noun_and_verb_are_all_one_or_all_many_where_acceptable():
    for good in (True, False):
        for sentence in drawn(grammar.demonstrative, good):
            words = sentence.lower().split()
            many = [words[0] in ("these", "those"), words[1].endswith("s"), "were" in words]
            assert (len(set(many)) == 1) == good, sentence


@pytest.mark.parametrize("construction, good, sentence", [
    (grammar.agreement, True, "The nuns near the gate draw the tree every day."),
    (grammar.agreement, False, "The nuns near the gate draws the tree every day."),
    (grammar.order, True, "The tall boy broke the cup yesterday."),
    (grammar.order, False, "The tall boy the cup broke yesterday."),
    (grammar.order, False, "The boy tall broke the cup yesterday."),
    (grammar.determiner, True, "The boy broke the cup yesterday."),
    (grammar.determiner, False, "Boy broke the cup yesterday."),
    (grammar.determiner, False, "Boy near the gate broke the cup yesterday."),
    (grammar.auxiliary, True, "The boy has broken the cup."),
    (grammar.auxiliary, False, "The boy has broke the cup."),
    (grammar.auxiliary, False, "The boy can breaks the cup."),
    (grammar.reflexive, True, "The queen blamed herself for the mistake in May."),
    (grammar.reflexive, False, "The queen blamed himself for the mistake in May."),
    (grammar.demonstrative, False, "These letter near the gate were old."),
    (grammar.question, True, "What did the boy break yesterday?"),
    (grammar.question, False, "What the boy did break yesterday?"),
    (grammar.valency, True, "The boy slept near the lamp yesterday."),
    (grammar.valency, False, "The boy slept the lamp yesterday."),
    (grammar.valency, False, "The boy described yesterday."),
    (grammar.valency, False, "The boy near the gate described yesterday."),
    (grammar.comparison, True, "The boy is the tallest person near the gate."),
    (grammar.comparison, False, "The boy is tallest person near the gate."),
    (grammar.comparison, True, "The boy is not as tall as the nun."),
    (grammar.comparison, False, "The boy is more taller than the nun."),
    (grammar.amount, True, "The boy did not buy much flour yesterday."),
    (grammar.amount, False, "The boy did not buy many flour yesterday."),
])
def test_hand_picked_sentences_are_drawn_with_the_label_that_a_reader_gives(construction, good, sentence):
    class Directed(Random):
        """Chooses what spells the sentence, where a choice has it; tries the rest at random."""

        def choice(self, options):
            wanted = [option for option in options if isinstance(option, str) and f" {option.lower()} " in spaced]
            return super().choice(wanted or list(options))

        def sample(self, options, k):
            wanted = sorted((option for option in options if f" {option} " in spaced), key=spaced.find)
            return wanted if len(wanted) == k else super().sample(options, k)

    spaced = f" {sentence.lower().rstrip('.?')} "
    rng = Directed(1)
    assert any(construction(rng, good) == sentence for _ in range(6000)), sentence
    assert all(construction(rng, not good) != sentence for _ in range(1500)), sentence
