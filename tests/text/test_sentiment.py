import re
from random import Random

import pytest

from glueline.text.sentiment import ADJECTIVES, NEGATIVE, POSITIVE, row

DENIALS = ("not", "never", "hardly", "far from", "anything but", "nobody could call", "by no means")


def judged(text):
    """The sentiment by a reader's rules: find the deciding clause, its adjective, and whether it is denied."""
    text = text.lower().rstrip(".")
    text = re.sub(r"^(in the end|for once|to be fair|as so often|on the whole), ", "", text)
    if match := re.match(r"(?:although|while) .*?, (.*)", text):
        main = match[1]
    elif match := re.match(r"(.*), (?:although|even though) ", text):
        main = match[1]
    else:
        main = re.split(r", but |; all the same, |, and |; besides, ", text)[-1]
    words = re.findall(r"\w+", main)
    polarity = [sign for sign in (NEGATIVE, POSITIVE) for word in words if word in ADJECTIVES[sign]]
    assert len(polarity) == 1, main
    denied = any(re.search(rf"\b{denial}\b", main) for denial in DENIALS)
    return 1 - polarity[0] if denied else polarity[0]


@pytest.mark.parametrize("text, label", [
    ("The plot is not dull.", POSITIVE),
    ("The acting is superb, but the script is not witty.", NEGATIVE),
    ("Although the finale is lame, it is by no means a boring film.", POSITIVE),
    ("The finale is lame, even though the cast never feels dreary.", NEGATIVE),
])
def test_the_reader_knows_hand_worked_sentences(text, label):
    assert judged(text) == label


def test_every_label_is_what_the_reader_finds():
    rng = Random(3)
    for label in (NEGATIVE, POSITIVE) * 1500:
        (text,) = row(rng, label, lambda key: True)
        assert judged(text) == label, text


def test_no_adjective_is_on_both_lists_or_twice():
    words = [word for side in ADJECTIVES for word in side]
    assert len(set(words)) == len(words)
