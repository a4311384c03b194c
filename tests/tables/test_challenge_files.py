"""The real AdvGLUE and AX, where they are at hand: known rows, and labels in GLUE's own order."""

import os
from collections import Counter

import pyarrow.parquet as pq
import pytest

from glueline.glue.cells import CELLS
from glueline.glue.challenges import ADVGLUE, AX, CHALLENGES, standing_of
from glueline.glue.tasks import TASKS, file_name
from glueline.tables.challenge_files import read_challenge
from glueline.tables.repeats import normalised


@pytest.fixture(scope="module")
def extra(repo):
    folder = repo.parent / "shared/glue_extra"
    folder = type(folder)(os.environ.get("GLUELINE_GLUE_EXTRA", folder))
    if not folder.is_dir():
        pytest.skip("no AdvGLUE and AX; set GLUELINE_GLUE_EXTRA")
    return folder


@pytest.mark.parametrize("name", CHALLENGES)
def test_the_real_rows_are_the_known_ones(extra, name):
    one = CHALLENGES[name]
    rows, content = read_challenge(extra / one.file, one)
    assert standing_of(one, len(rows), content)["standing"] == "known rows" and len(rows) == one.rows


@pytest.mark.parametrize("name", ["sst2", "mnli_m", "qnli", "rte"])
def test_advglues_labels_stand_in_the_order_of_glues(extra, snapshot_folder, name):
    """AdvGLUE edits GLUE's validation rows and keeps their label. A row has the label of the GLUE row whose words are most like
    its own, nearly always; in another order hardly ever."""
    one = next(one for one in ADVGLUE if one.name == name)
    task = TASKS[one.task]
    table = pq.read_table(snapshot_folder / task.name / file_name(CELLS[name].split)).to_pylist()
    known = [(words(*(row[column] for column in task.text_columns)), row["label"]) for row in table]
    rows, _ = read_challenge(extra / one.file, one)
    agree = [nearest(words(row["text_a"], row["text_b"] or ""), known) == row["label"] for row in rows[::5]]
    assert sum(agree) / len(agree) > 0.85


def test_advglues_duplicates_are_labelled_as_glues_are(extra):
    """The GLUE rows that QQP's were made of are not in every copy, so by what its templates say: what somebody is becoming they
    are going to be; what they used to be they need not be."""
    one = next(one for one in ADVGLUE if one.name == "qqp")
    rows, _ = read_challenge(extra / one.file, one)
    told = {sign: {TASKS["qqp"].labels[int(row["label"])] for row in rows if sign in row["text_b"]}
            for sign in (" becoming a ", " use to be ")}
    assert told == {" becoming a ": {"duplicate"}, " use to be ": {"not_duplicate"}}


def words(*texts):
    return set(normalised(" ".join(texts)).split())


def alike(ours, theirs):
    return len(ours & theirs) / len(ours | theirs)


def nearest(ours, known):
    """The label of the row whose words are most alike (Jaccard)."""
    return max(known, key=lambda row: alike(ours, row[0]))[1]


def test_ax_is_glues_ax_row_by_row(extra, snapshot_folder):
    ours, _ = read_challenge(extra / AX.file, AX)
    theirs = pq.read_table(snapshot_folder / "ax" / file_name("test")).to_pylist()
    assert [(row["text_a"], row["text_b"]) for row in ours] == [(row["premise"], row["hypothesis"]) for row in theirs]
    assert Counter(row["label"] for row in ours) == {0.0: 460, 1.0: 386, 2.0: 258}
    turned = {(row["text_a"], row["text_b"]): row["label"] for row in ours}
    same = [label for (a, b), label in turned.items() if a == b]
    assert set(same) <= {0.0}  # a text entails itself
