"""Settings that would train for hours and come to nothing are refused by key."""

import pytest

from glueline.learning.aims import Consistency, Phrases
from glueline.learning.training import Method
from glueline.refusal import Refused


def method(**changed):
    sound = {"epochs": {}, "pace": None, "schedule": None, "freeze": (), "consistency": None, "phrases": None, "variants": None,
             "boost": 1.0, "weight_decay": 0.0, "clip": 1.0}
    return Method(**sound | changed)


@pytest.mark.parametrize(("made", "says"), [
    (lambda: method(clip=0.0), "teach: clip: 0.0: must be above 0"),
    (lambda: method(boost=-10.0), "teach: boost: -10.0: must be above 0"),
    (lambda: method(weight_decay=-0.1), "teach: weight_decay: -0.1: must be 0 or more"),
    (lambda: Consistency(0, 0.5), "teach: consistency: every: 0: must be at least 1"),
    (lambda: Consistency(1, -0.5), "teach: consistency: weight: -0.5: must be 0"),
    (lambda: Phrases(40, 0.1), "teach: phrases: rate: 40: must be from 0 to 1"),
])
def test_it_is_refused_by_key(made, says):
    with pytest.raises(Refused, match=f"params.yaml: {says}"):
        made()


def test_what_makes_sense_is_taken():
    assert method(boost=10, weight_decay=0).boost == 10 and Consistency(1, 0).weight == 0 and Phrases(0, 0).rate == 0
