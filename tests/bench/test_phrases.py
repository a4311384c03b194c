"""Agreement with a chunker, worked by hand, against an independent reference, and against chance itself."""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from sklearn.metrics import cohen_kappa_score, f1_score

from bench import phrases
from bench.phrases import Compared, Row, Word, agreement, compare, figures, measure, sentences, tally
from glueline.learning.reading import Place, RowReading
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_teacher, save_teacher
from glueline.tables.examples import PREPARED
from glueline.tables.parquet import write_rows

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")


def toy(text):
    """Words at white space; one that begins with a capital or is punctuation begins a chunk."""
    return [Word(*match.span(), match[0][0].islower()) for match in re.finditer(r"\w[\w']*|[^\w\s]", text)]


def row(*texts):
    """Of triples (probability, chunked, punctuation)."""
    return Row(0.4, {}, [[Compared(*gap) for gap in text] for text in texts])


def reading(text, words, boundaries):
    """As if a teacher's tokenizer cut the text into `words` (first and behind last character, number of the word)."""
    places = [None, *(Place(0, number, *span) for *span, number in words), None]
    return RowReading([""] * len(places), places, np.zeros(2), np.array(boundaries), {}, None, None)


def test_gaps_are_compared_where_both_see_a_new_word_begin():
    text = "Ann doesn't sit, Bob runs"
    #     Ann        does|n        '         t         sit        ,          Bob       r|uns
    words = [(0, 3, 0), (4, 8, 1), (8, 9, 1), (9, 10, 2), (10, 11, 3), (12, 15, 4), (15, 16, 5), (17, 20, 6), (21, 22, 7),
             (22, 25, 7)]
    boundaries = [1, 0.10, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    found = compare(reading(text, words, boundaries), [text], toy)
    assert found == [[
        Compared(0.10, False, False),  # Ann | doesn't
        Compared(0.5, False, False),  # doesn't | sit; the gaps at ' and at t are inside a word of the chunker's
        Compared(0.6, True, True),  # sit | ,
        Compared(0.7, True, True),  # , | Bob
        Compared(0.8, False, False),  # Bob | runs; the gap inside r|uns is inside a word of the teacher's
    ]]  # fmt: skip


def test_the_rate_leaves_out_the_gap_between_two_texts():
    places = [None, Place(0, 0, 0, 3), None, Place(1, 0, 0, 3), None]
    found = RowReading([""] * 5, places, np.zeros(2), np.array([0.2, 0.4, 1.0, 0.6]), {}, None, None)
    assert phrases.rate(found) == pytest.approx(0.4)


def test_a_tally_is_counted_by_hand_and_by_text():
    first = [(0.9, True, False), (0.5, True, False), (0.6, False, False), (0.1, False, False), (0.9, True, True)]
    second = [(0.8, True, False), (0.2, False, False)]
    # without punctuation: text 1 has 4 gaps, 2 of ours, 2 of theirs, 1 of both, 2*2/4 by chance; text 2: 2, 1, 1, 1, 1/2
    assert tally(row(first, second), False).tolist() == [6, 3, 3, 2, 1.5]
    assert tally(row(first, second), True).tolist() == [7, 4, 4, 3, 3 * 3 / 5 + 0.5]
    assert tally(row([]), True).tolist() == [0, 0, 0, 0, 0]


def some_rows(seed, number=60):
    random = np.random.default_rng(seed)
    sizes = random.integers(3, 15, number)
    return [row([(random.random(), random.random() < 0.4, False) for _ in range(size)]) for size in sizes]


def test_kappa_and_f1_are_those_of_scikit_learn():
    rows = some_rows(1)
    gaps = [gap for each in rows for gap in each.texts[0]]
    ours, theirs = [gap.probability > 0.5 for gap in gaps], [gap.chunked for gap in gaps]
    found = figures(rows, True)
    assert found["kappa"] == pytest.approx(cohen_kappa_score(ours, theirs), abs=1e-4)
    assert found["f1"] == pytest.approx(f1_score(theirs, ours), abs=1e-4)


def test_the_f1_of_chance_is_what_shuffling_each_sentence_gives():
    rows, random, shuffled = some_rows(2), np.random.default_rng(0), []
    for _ in range(400):
        mixed = []
        for each in rows:
            order = random.permutation(len(each.texts[0]))
            mixed.append(row([(each.texts[0][other].probability, gap.chunked, False)
                              for gap, other in zip(each.texts[0], order, strict=True)]))
        shuffled.append(agreement(sum(tally(each, True) for each in mixed))["f1"])
    assert figures(rows, True)["f1_chance"] == pytest.approx(np.mean(shuffled), abs=0.005)


def test_a_teacher_that_follows_the_chunker_is_above_chance_and_one_that_does_not_is_not():
    follows = [row([(0.9 if gap.chunked else 0.1, gap.chunked, False) for gap in each.texts[0]]) for each in some_rows(3)]
    same, other = figures(follows, True), figures(some_rows(3), True)
    assert same["kappa"] == same["f1"] == same["ranking"] == 1 and same["f1_above_chance_low"] > 0.3
    assert other["kappa_low"] < 0 < other["kappa_high"]
    assert other["f1_above_chance_low"] < 0 < other["f1_above_chance_high"]
    assert abs(other["ranking"] - 0.5) < 0.1


def test_a_teacher_without_any_boundary_agrees_by_chance_alone_yet_may_rank_well():
    never = [row([(0.4 if gap.chunked else 0.3, gap.chunked, False) for gap in each.texts[0]]) for each in some_rows(4)]
    found = figures(never, True)
    assert (found["share"], found["kappa"], found["f1"], found["ranking"]) == (0, 0, 0, 1)


def test_a_sentence_ends_at_a_full_stop_but_not_at_an_abbreviation():
    text = 'Mr. Smith of Acme Corp. Inc. left the U.S. Army. He said "no." "Why?" Oh 3.5'
    assert [text[start:stop] for start, stop in sentences(text)] == [
        "Mr. Smith of Acme Corp. Inc. left the U.S. Army.", 'He said "no." "Why?" Oh 3.5']


ROWS = [
    ("The cat sat, Ann said", "Bob saw the dog"), ("No dog ran Today", "a Bird"), ("Every fish swims in the Sea", "It's here"),
]  # fmt: skip


@pytest.fixture
def teacher(tmp_path):
    """A folder with an untrained teacher of CoLA and RTE, and one with their validation rows."""
    torch.manual_seed(0)
    encoder = Encoder(EncoderConfig(30522, 16, 1, 2, 32, 64, 0, 2, 0, 1e-12, 0.1))
    model = IDTransformer(encoder, {"cola": 2, "rte": 2}, Parts(4, 4, 4, 4))
    save_teacher(tmp_path / "teacher", model.state_dict(), model, find_backbone(*MINILM), {"longest": 32})
    for task in model.heads:
        rows = [{"id": f"{task}/validation/{n}", "task": task, "split": "validation", "text_a": a,
                 "text_b": b if task == "rte" else None, "label": 0.0} for n, (a, b) in enumerate(ROWS)]
        write_rows(tmp_path / "prepared" / task / "validation.parquet", PREPARED, rows)
    return tmp_path


def test_a_teachers_folder_is_measured_by_task_and_over_all(teacher):
    found = measure(load_teacher(teacher / "teacher"), teacher / "prepared", 200, toy)
    assert list(found) == ["all", "cola", "rte"] and [found[key]["rows"] for key in found] == [6, 3, 3]
    between = sum(sum(a.isalnum() and b.isalnum() for a, b in pairwise(re.findall(r"\w+|[^\w\s]", text)))
                  for text, _ in ROWS)
    assert found["cola"]["words"]["gaps"] == between == 3 + 3 + 5
    assert found["cola"]["punctuation"]["gaps"] == between + 2 and found["rte"]["words"]["gaps"] == between + 3 + 1 + 1
    for entry in found.values():
        assert 0 < entry["rate"] < 1 and 0 < entry["words"]["share"] < 1
    # untrained: half open, on levels of 0
    assert found["rte"]["gates"] == {"phrase": 0.4621, "sentence": 0.4621, "document": 0.4621}
    assert measure(load_teacher(teacher / "teacher"), teacher / "prepared", 2, toy)["all"]["rows"] == 4


def test_a_teacher_without_phrases_and_one_without_rows_are_refused(teacher, tmp_path):
    made = load_teacher(teacher / "teacher")
    with pytest.raises(Refused, match="no validation rows of cola, rte"):
        measure(made, tmp_path / "elsewhere", 10, toy)
    made.model.hierarchy = None
    with pytest.raises(Refused, match="parts.phrase is 0"):
        measure(made, teacher / "prepared", 10, toy)


def test_textblob_chunks_without_any_download():
    pytest.importorskip("textblob", reason="the extra `phrases` is not installed")
    text = "The quick brown fox didn't jump over the lazy dog. He has been waiting."
    words = phrases.load_chunker()(text)
    chunks = []
    for word in words:
        if not word.continues:
            chunks.append([])
        chunks[-1].append(text[word.start : word.stop])
    assert chunks == [["The", "quick", "brown", "fox"], ["did"], ["n't"], ["jump"], ["over"], ["the", "lazy", "dog"], ["."],
                      ["He"], ["has", "been", "waiting"], ["."]]
