"""What an attack may and may not do."""

import numpy as np
import pytest
import torch
from learning.small_scouts import scouts

from glueline.learning.attacks import GRADIENT, IMPORTANCE, Version, _overlaps, difference, targeted
from glueline.learning.slopes import slopes

ROWS = [{"id": f"mrpc/train/{n}", "text_a": text, "text_b": "The bird sings to no dog today.", "label": 0.0}
        for n, text in enumerate(["the cat sat", "No dog ran fast today", "a bird", "every small fish swims in the sea"] * 3)]
OTHERS = ("zebra", "house", "table", "chair", "walks", "green", "stone", "quick")


class AnyWord:
    """Every word but the shortest may become one of the others."""

    def __init__(self, others=OTHERS):
        self.others, self.asked = others, 0

    def choices(self, text):
        self.asked += 1
        places, start = [], 0
        for word in text.split(" "):
            if len(word.strip(".")) > 2:
                places.append((start, start + len(word.strip(".")), self.others))
            start += len(word) + 1
        return places

    def replaced(self, text, start, word):
        stop = next((at for at in range(start, len(text)) if text[at] in " ."), len(text))
        return text[:start] + word + text[stop:]


def label_as_answered(asked, rows):
    """The rows with the label that the model which is attacked gives them."""
    logits = asked.answers("mrpc", [row["id"] for row in rows], rows)
    return [{**row, "label": float(label)} for row, label in zip(rows, logits.argmax(1), strict=True)]


def exact_loss(asked, row, texts):
    logits = asked.answers("mrpc", [row["id"]], [{"text_a": texts[0], "text_b": texts[1]}])
    return float(torch.nn.functional.cross_entropy(logits, torch.tensor([int(row["label"])])))


@pytest.mark.parametrize("attacker", [GRADIENT, IMPORTANCE])
def test_an_attack_tells_the_exact_losses_of_the_model_that_never_saw_the_row_and_names_it(attacker):
    asked = scouts()
    rows = label_as_answered(asked, ROWS)
    found = list(targeted(asked, "mrpc", rows, attacker, AnyWord()))
    assert [attack.parent_id for attack in found] == [row["id"] for row in rows]
    for attack, row in zip(found, rows, strict=True):
        assert attack.loss_before == pytest.approx(exact_loss(asked, row, (row["text_a"], row["text_b"])), abs=1e-5)
        assert attack.loss_after == pytest.approx(exact_loss(asked, row, (attack.text_a, attack.text_b)), abs=1e-5)
        assert attack.operator == attacker.name and attack.target == f"mrpc {int(row['id'].split('/')[2]) % 3}"
        changed = [one != other for text, its in ((row["text_a"], attack.text_a), (row["text_b"], attack.text_b))
                   for one, other in zip(text.split(), its.split(), strict=True)]
        assert 1 <= sum(changed) <= 2
    assert np.mean([attack.loss_after > attack.loss_before for attack in found]) > 0.8
    assert found == list(targeted(asked, "mrpc", rows, attacker, AnyWord()))


def test_gradients_find_more_than_words_taken_at_random():
    asked = scouts()
    rows = label_as_answered(asked, ROWS)
    raised = np.mean([each.loss_after - each.loss_before for each in targeted(asked, "mrpc", rows, GRADIENT, AnyWord())])
    draw = np.random.default_rng(0)
    drawn = []
    for row in rows * 5:
        words = row["text_a"].split()
        words[draw.integers(len(words))] = OTHERS[draw.integers(len(OTHERS))]
        after, before = ((text, row["text_b"]) for text in (" ".join(words), row["text_a"]))
        drawn.append(exact_loss(asked, row, after) - exact_loss(asked, row, before))
    assert raised > 2 * max(np.mean(drawn), 0.01)


def test_no_row_takes_more_than_three_passes_and_one_that_is_wrong_takes_one():
    asked, rows = scouts(), label_as_answered(scouts(), ROWS)
    passes = []
    read = asked.reader.states
    asked.reader.states = lambda ids, *rest: (passes.append(len(ids)), read(ids, *rest))[1]
    list(targeted(asked, "mrpc", rows, GRADIENT, AnyWord()))
    assert 2 * 2 * len(rows) <= sum(passes) <= 2 * 3 * len(rows)  # two texts a pass
    passes.clear()
    wrong = [{**row, "label": 1 - row["label"]} for row in rows]
    assert list(targeted(asked, "mrpc", wrong, GRADIENT, AnyWord())) == []
    assert sum(passes) == 2 * len(rows)


def test_a_row_is_let_be_where_nothing_may_be_replaced():
    asked = scouts()
    assert list(targeted(asked, "mrpc", label_as_answered(asked, ROWS), GRADIENT, AnyWord(()))) == []


def test_a_second_word_is_replaced_only_while_the_model_is_still_right():
    asked = scouts()
    heads = asked.heads["mrpc"]
    heads.inner.mul_(20)
    heads.outer_bias -= heads(asked.reader.features(ROWS)).mean(1, keepdim=True)  # in two minds: one word is enough for many
    rows = label_as_answered(asked, ROWS)
    counts = []
    for attack, row in zip(targeted(asked, "mrpc", rows, GRADIENT, AnyWord()), rows, strict=True):
        changed = sum(one != other for one, other in zip(f"{row['text_a']} {row['text_b']}".split(),
                                                         f"{attack.text_a} {attack.text_b}".split(), strict=True))
        counts.append((changed, attack.loss_after > np.log(2)))  # of two labels: it errs above that
    assert (1, True) in counts and any(changed == 2 for changed, _ in counts)


def test_what_was_replaced_is_not_replaced_again():
    assert difference("a big dog", "an enormous dog") == (1, 11)
    assert difference("dog", "dogs") == (3, 4) and difference("same", "same") == (4, 4)
    changed = Version(("a", "b"), (0, 1, 11)).changed
    assert _overlaps(changed, 0, (3, 11, ()))
    apart = ((changed, 1, (3, 11, ())), (changed, 0, (12, 15, ())), (None, 0, (0, 3, ())))
    assert not any(_overlaps(*given) for given in apart)


def test_a_row_with_one_word_to_replace_is_changed_once():
    class FirstWord(AnyWord):
        def choices(self, text):
            return super().choices(text)[:1] if text[0].isupper() and "." not in text else []

    asked, passes = scouts(), []
    rows = label_as_answered(asked, [row for row in ROWS if row["text_a"][0].isupper()])
    rows = [{**row, "text_a": row["text_a"].replace("No", "Not")} for row in rows]
    read = asked.reader.states
    asked.reader.states = lambda ids, *rest: (passes.append(len(ids)), read(ids, *rest))[1]
    found = list(targeted(asked, "mrpc", rows, GRADIENT, FirstWord(("House", "Stone", "Green"))))
    assert found and all(attack.text_a.split()[1:] == ["dog", "ran", "fast", "today"] for attack in found)
    assert sum(passes) == 2 * (len(rows) + len(found))  # two texts a pass; the word stands, there is no third


def test_the_cost_of_an_attack_is_booked_with_its_backward_passes():
    asked = scouts()
    rows = label_as_answered(asked, ROWS)
    wrong = [{**row, "label": 1 - row["label"]} for row in rows]
    list(targeted(asked, "mrpc", wrong, GRADIENT, AnyWord()))
    once = asked.flops.pop("attacks")
    slopes(asked, "mrpc", [(row["text_a"], row["text_b"]) for row in rows], torch.zeros(len(rows)),
           torch.zeros(len(rows), dtype=torch.long), gradients=False)
    assert 1.2 * asked.flops["attacks"] < once <= 2 * asked.flops["attacks"]  # less padding in batches by length
