"""People, weekdays and counts renamed on hand-worked rows of every task."""

import re

import pytest
from text.operators.rows import built_in, edited, row_of

from glueline.text.operators.counts import RENUMBERING
from glueline.text.operators.names import RENAMING, WEEKDAYS
from glueline.text.words import MEN, SURNAMES, WOMEN

NEW = {"woman": "|".join(WOMEN), "man": "|".join(MEN), "surname": "|".join(SURNAMES), "day": "|".join(WEEKDAYS)}
RENAMED = [
    ("cola", "Mary dates Tom.", None, "unacceptable", "(?P<woman>) dates (?P<man>)."),
    ("mrpc", "Tom Conroy left Mr. Conroy .", "Mr. Conroy left .", "equivalent",
     "(?P<man>) (?P<surname>) left Mr. (?P=surname) .|Mr. (?P=surname) left ."),
    ("stsb", "It fell Friday", "It rose Monday", 2.0, "It fell (?P<day>)|It rose (?!Monday|Friday)\\w+day"),
    ("qqp", "Who is Susan?", "Is Susan here?", "not_duplicate", "Who is (?P<woman>)?|Is (?P=woman) here?"),
    ("mnli", "When Tom left, Mary's dog slept.", "A dog slept.", "entailment",
     "When (?P<man>) left, (?P<woman>)'s dog slept.|A dog slept."),
    ("qnli", "Whom did Ratner sue?", "Michael Ratner sued it.", "entailment",
     "Whom did (?P<surname>) sue?|(?P<man>) (?P=surname) sued it."),
    ("rte", "Gov. George Pataki left.", "Pataki left.", "entailment", "Gov. (?P<man>) (?P<surname>) left.|(?P=surname) left."),
    ("wnli", "Tom lent Bob money. He is kind.", "Tom is kind.", "entailment",
     "(?P<man>) lent (?!(?P=man))\\w+ money. He is kind.|(?P=man) is kind."),
]


def pattern(told):
    """The hand-worked result with each group open to any new name of its kind."""
    told = told.replace("|", "\0").replace(".", "\\.").replace("?.", "?.")
    told = re.sub(r"\(\?P<(\w+)>\)", lambda match: f"(?P<{match[1]}>{NEW[match[1]]})", told)
    return re.sub(r"([\w)])\?", r"\1\\?", told)


@pytest.mark.parametrize("task, a, b, label, told", RENAMED)
def test_names_are_renamed_alike_in_both_texts(task, a, b, label, told):
    row = row_of(task, a, b, label)
    edit = edited(RENAMING, row)
    result = edit.text_a if b is None else f"{edit.text_a}\0{edit.text_b}"
    match = re.fullmatch(pattern(told), result)
    assert match, result
    assert edit.label == row.label and not set(re.findall(r"\w+", a)) & set(match.groups())


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in RENAMED} == set(RENAMING.tasks)
    assert {task for task, *_ in COUNTED} == set(RENUMBERING.tasks)


@pytest.mark.parametrize("a, b", [
    ("The George Foundation paid.", "It paid."),          # behind an article
    ("New York's Mary Hospital paid.", "It paid."),       # no surname
    ("Steve saw Steven Boone.", "Boone was seen."),       # one man or two?
    ("Jesus was the son of Mary.", "Mary had a son."),    # no other Mary
    ("Bill 1792 was passed.", "A bill was passed."),
    ("Henry VIII married.", "He married."),
    ("He left on Friday for the weekend.", "He left."),
    ("He left on Friday, May 7.", "He left."),
    ("James Willis' house burned.", "It burned."),        # "Moreno' house"
    ("Tom Online earned a million.", "It earned."),       # a company
    ("He left.", "She left."),
])
def test_names_that_are_somebody_in_particular_are_left_alone(a, b):
    assert edited(RENAMING, row_of("rte", a, b, "entailment")) is None


COUNTED = [
    ("mrpc", "It hurt 26 men .", "It hurt 26 people .", "equivalent", "It hurt {0} men .|It hurt {0} people ."),
    ("stsb", "13 kurds fled", "10 kurds fled", 3.0, "{0} kurds fled|{-3} kurds fled"),
    ("mnli", "It took 15 long days.", "It took days.", "entailment", "It took {0} long days.|It took days."),
    ("qnli", "How long?", "It took 20 days.", "entailment", "How long?|It took {0} days."),
    ("rte", "Some 100 people fled.", "People fled.", "entailment", "Some {0} people fled.|People fled."),
]


@pytest.mark.parametrize("task, a, b, label, told", COUNTED)
def test_counts_move_alike_in_both_texts(task, a, b, label, told):
    row = row_of(task, a, b, label)
    edit = edited(RENUMBERING, row)
    first = int(re.search(r"\d+", f"{a} {b}")[0])
    moved = int(re.search(r"\d+", f"{edit.text_a} {edit.text_b}")[0])
    assert 1 <= moved - first <= 9 and edit.label == row.label
    assert f"{edit.text_a}|{edit.text_b}" == re.sub(r"\{(-?\d)\}", lambda match: str(moved + int(match[1])), told)


@pytest.mark.parametrize("text", [
    "It was 1990 men.", "It cost $ 20 bills.", "An iPhone 12 works.", "About 20 percent left.", "Two men and 20 women left.",
    "At least half of 20 men left.", "It fell 3.5 points.", "On May 12 men left.", "99 men left.",
])
def test_numbers_that_are_no_plain_counts_are_left_alone(text):
    edit = edited(RENUMBERING, row_of("rte", text, "Men left.", "entailment"))
    assert edit is None


def test_behind_a_title_stands_a_surname():
    edit = edited(RENAMING, row_of("rte", "Miss Howard left.", "Miss Howard is gone.", "entailment"))
    assert edit.text_a.split()[1] == edit.text_b.split()[1] in SURNAMES and edit.text_a.split()[1] != "Howard"


def test_no_new_name_stood_in_the_row_before():
    made = 0
    for task in ("rte", "wnli", "mnli"):
        for row in built_in(task, 100):
            edit = edited(RENAMING, row)
            if edit:
                old = set(re.findall(r"\w+", f"{row.a.text} {row.b.text}"))
                new = set(re.findall(r"\w+", f"{edit.text_a} {edit.text_b}"))
                made += 1
                assert len(old) == len(new) and (new - old) <= {*WOMEN, *MEN, *SURNAMES, *WEEKDAYS}
    assert made > 100


def test_two_names_stay_two_whatever_is_drawn():
    for number in range(300):
        edit = edited(RENAMING, row_of("wnli", "Tom saw Bob.", "Bob was seen.", "entailment", number))
        one, other = re.fullmatch(r"(\w+) saw (\w+)\.", edit.text_a).groups()
        assert one != other and edit.text_b == f"{other} was seen."
