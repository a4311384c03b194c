from random import Random

import pytest

from glueline.text.operators.composition import COMPOSITION
from glueline.text.operators.verdicts import BAD, CHARGED, CONTRASTS, GOOD, PLAIN, TURNS, VERDICTS
from tests.text.operators.rows import built_in, edited, row_of
from tests.text.test_sentiment import judged

CONTRASTED, EXCHANGED, DENIED = COMPOSITION
OTHER = {"positive": "negative", "negative": "positive"}


def outcomes(operator, text, label):
    row = row_of("sst2", text, None, label)
    edits = [edited(operator, row, seed) for seed in range(60)]
    assert all(edit is None or row.labels[int(edit.label)] == OTHER[label] for edit in edits)
    return {edit.text_a if edit else None for edit in edits}


@pytest.mark.parametrize("label, text, own, others", [
    ("positive", "a moving and witty film ", GOOD, BAD),
    ("negative", "a dull mess ", BAD, GOOD),
])
def test_what_others_say_is_overruled_by_two_verdicts_of_the_other_sentiment(label, text, own, others):
    for made in outcomes(CONTRASTED, text, label):
        before, behind = made.split(text.strip())
        assert not own & set(behind.split()) and len(others & set(behind.split())) == 2
        assert made.endswith(". ")


def test_every_contrast_is_used_and_keeps_a_capital():
    found = outcomes(CONTRASTED, "The plot is superb.", "positive")
    for contrast in CONTRASTS:
        assert any(contrast.split("{x}")[1].split("{a}")[0] in made for made in found), contrast
    assert all(made[0].isupper() or made[0] == "`" for made in found)
    assert not any(made.endswith(" ") for made in found)


@pytest.mark.parametrize("text, label, frame", [
    ("a horrible movie ", "negative", "a{} movie "),
    ("is smart and entirely charming ", "positive", "is {} and entirely {} "),
    ("The ending is dull.", "negative", "The ending is {}."),
])
def test_verdict_words_give_way_to_those_of_the_other_sentiment(text, label, frame):
    others = VERDICTS[0 if label == "positive" else 1]
    start, end = frame.split("{}")[0], frame.split("{}")[-1]
    for made in outcomes(EXCHANGED, text, label):
        assert made.startswith(start) and made.endswith(end) and made != text
        assert others & set(made.rstrip(".").split()) or others & set(made.rstrip(" .").split())
        assert not (GOOD | BAD) - others & set(made.rstrip(" .").split())


def test_an_antonym_goes_before_any_other_word_and_takes_its_article():
    class One:
        name = "one"

        def antonyms(self, lemma, pos):
            return ("interested", "uninteresting") if (lemma, pos) == ("compelling", "adjective") else ()

    row = row_of("sst2", "a compelling story", None, "positive")
    assert {EXCHANGED.edit(row, Random(seed), One()).text_a for seed in range(9)} == {"an uninteresting story"}


@pytest.mark.parametrize("text, label, denied", [
    ("a dull film ", "negative", {"anything but a dull film ", "far from a dull film "}),
    ("it 's funny . ", "positive", {"it 's anything but funny . ", "it 's far from funny . ", "it 's by no means funny . "}),
    ("visually stunning", "positive",
     {"anything but visually stunning", "far from visually stunning", "by no means visually stunning"}),
])
def test_the_only_verdict_is_denied(text, label, denied):
    assert outcomes(DENIED, text, label) == denied


@pytest.mark.parametrize("operator, text, label", [
    (EXCHANGED, "not a dull film ", "positive"),
    (EXCHANGED, "a dull but witty film ", "positive"),
    (EXCHANGED, "a dull stinker ", "negative"),                    # a stinker whatever the adjective
    (EXCHANGED, "a dull and loud film ", "negative"),              # "superb and loud"?
    (EXCHANGED, "painfully dull ", "negative"),                    # "painfully superb"?
    (EXCHANGED, "a film about men ", "positive"),
    (EXCHANGED, "with a sense of fun ", "positive"),               # "a sense of dull"?
    (EXCHANGED, "dull gags and vulgarity ", "negative"),           # vulgar whatever the adjective
    (EXCHANGED, "a diverting and smart film ", "positive"),        # "diverting and dull"?
    (DENIED, "the dull film ", "negative"),                        # anything but the dull film
    (DENIED, "a dull film , and loud ", "negative"),
    (DENIED, "dull as it is , we laughed ", "positive"),
    (DENIED, "and dull ", "negative"),
    (CONTRASTED, "a film about men ", "positive"),                 # no verdict to overrule
    (CONTRASTED, "is witty and ", "positive"),                     # breaks off
    (CONTRASTED, ", witty dialogue ", "positive"),
    (CONTRASTED, "", "positive"),
    (CONTRASTED, "witty " * 21, "positive"),                       # too long to be overruled
])
def test_no_composition_where_the_sentiment_might_stay(operator, text, label):
    assert outcomes(operator, text, label) == {None}


@pytest.mark.parametrize("operator", [EXCHANGED, DENIED])
def test_a_reader_finds_the_new_sentiment_in_every_edit_of_the_built_in_set(operator):
    class Nothing:
        name = "nothing"

        def antonyms(self, lemma, pos):
            return ()  # so that every new word is one that the reader knows

    edits = [edit for row in built_in("sst2", 600) for edit in [operator.edit(row, Random(row.id), Nothing())] if edit]
    assert len(edits) > 100
    assert all(judged(edit.text_a) == edit.label for edit in edits)


def test_the_word_lists_do_not_contradict_each_other():
    assert not GOOD & BAD and not (GOOD | BAD) & (TURNS | CHARGED)
    assert all(set(plain) <= words for plain, words in zip(PLAIN, VERDICTS, strict=True))
