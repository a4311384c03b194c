"""Replacements by gradient: first-order gains against exact ones, and what an attack may and may not do."""

import numpy as np
import pytest
import torch

from glueline.learning.attacks import GRADIENT, IMPORTANCE, Attack, Version, _overlaps, difference, targeted
from glueline.learning.gains import Spot, best_changes, gains, pieces_of, vectors
from glueline.learning.slopes import Pieces, Slopes, slopes
from learning.small_scouts import scouts

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


def test_on_a_linear_loss_the_gain_is_exactly_the_difference_of_the_losses():
    torch.manual_seed(0)
    slope, here, there = torch.randn(3, 5), torch.randn(3, 5), torch.randn(2, 5)
    found = gains(slope, (slope * here).sum(1), there)
    for spot in range(3):
        for word in range(2):
            assert found[word, spot] == pytest.approx(float(there[word] @ slope[spot] - here[spot] @ slope[spot]), abs=1e-5)


def test_gradients_foretell_what_a_small_step_of_a_words_embedding_does_to_the_loss():
    asked = scouts()
    asked.heads["mrpc"].inner.mul_(30)
    row, words = ROWS[3], asked.reader.encoder.embeddings.words
    given = [(row["text_a"], row["text_b"])], torch.tensor([1.0]), torch.tensor([0])
    before = slopes(asked, "mrpc", *given, gradients=True)
    fish = asked.reader.tokenizer.convert_tokens_to_ids("fish")
    at = before.texts[0].ids[0].tolist().index(fish)
    assert fish not in before.texts[1].ids[0]
    direction = torch.nn.functional.normalize(torch.randn(16, generator=torch.Generator().manual_seed(1)), dim=0) * 1e-2
    expected = float(before.texts[0].gradients[0, at] @ direction)
    words.weight[fish] += direction
    after = slopes(asked, "mrpc", *given, gradients=False)
    assert after.losses[0] - before.losses[0] == pytest.approx(expected, rel=0.1) and abs(expected) > 1e-4
    assert after.texts == ()


def slopes_of(gradients, ids=(1, 2, 3), places=((0, 3), (4, 7), (8, 11))):
    return Slopes(np.zeros(1), np.array([True]), (Pieces([np.array(ids)], [places], torch.tensor([gradients])),))


class Letters:
    """A tokenizer whose pieces are the digits of a word."""

    mask_token_id = 0

    def __call__(self, words, add_special_tokens):
        assert not add_special_tokens
        return {"input_ids": [[int(digit) for digit in word] for word in words]}


EMBEDDINGS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [3.0, -1.0]])  # of the mask and of 1, 2, 3, 4


def test_the_best_change_is_that_of_the_highest_gain_as_worked_by_hand():
    found = slopes_of([[1.0, 0.0], [0.0, 2.0], [0.5, 0.5]])
    spots = [Spot(0, 0, 0, 3, ("2", "4")), Spot(0, 0, 4, 7, ("3", "13")), Spot(0, 0, 8, 11, ("4",))]
    # From 1 to 2: -1, to 4: 3 - 1 = 2; from 2 to 3: 2 - 2 = 0, to the mean of 1 and 3: 1 - 2; from 3 to 4: 1 - 1 = 0.
    assert best_changes(found, spots, Letters(), EMBEDDINGS, hardest_first=False) == {0: (spots[0], "4")}
    # Hiding them: -1, -2 and -1; the first of the two highest, and there the best of its words.
    assert best_changes(found, spots, Letters(), EMBEDDINGS, hardest_first=True) == {0: (spots[0], "4")}
    # With the slopes turned round hiding gains 1, 2, 1: the second, though the first has more to gain.
    turned = slopes_of([[-1.0, 0.0], [0.0, -2.0], [-0.5, -0.5]])
    assert best_changes(turned, spots, Letters(), EMBEDDINGS, hardest_first=True) == {0: (spots[1], "13")}
    only = [spots[0]._replace(words=("2",)), spots[1]._replace(words=("3",))]
    assert best_changes(turned, only, Letters(), EMBEDDINGS, hardest_first=False) == {0: (only[0], "2")}


def test_a_word_of_several_pieces_is_replaced_as_a_whole_and_one_that_was_cut_off_never():
    found = slopes_of([[1.0, 0.0], [0.0, 2.0], [0.5, 0.5]], places=((0, 3), (3, 7), (0, 0)))
    whole, cut = Spot(0, 0, 0, 7, ("4",)), Spot(0, 0, 3, 9, ("4",))
    assert pieces_of(found.texts[0], whole) == [0, 1] and pieces_of(found.texts[0], cut) == []
    assert best_changes(found, [cut], Letters(), EMBEDDINGS, False) == {}
    # Both slopes (1, 2) times (3, -1), less the products of what stands there, 1 and 2: 1 - 3
    assert float(gains(torch.tensor([[1.0, 2.0]]), torch.tensor([3.0]), vectors(Letters(), EMBEDDINGS, ["4"]))) == -2.0


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
    asked.reader.flops = 0
    wrong = [{**row, "label": 1 - row["label"]} for row in rows]
    list(targeted(asked, "mrpc", wrong, GRADIENT, AnyWord()))
    once = asked.reader.flops
    asked.reader.flops = 0
    slopes(asked, "mrpc", [(row["text_a"], row["text_b"]) for row in rows], torch.zeros(len(rows)),
           torch.zeros(len(rows), dtype=torch.long), gradients=False)
    assert 1.2 * asked.reader.flops < once <= 2 * asked.reader.flops  # less padding in batches by length
