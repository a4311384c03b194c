"""The picture of the ablation is the one of the table that is kept, and reads as the table does."""

import re

from bench.ablation_picture import picture
from glueline.tables.json_file import read_json


def taken(all_, rte):
    return {"score": {name: {"difference": d, "low": d - 2, "high": d + 2} for name, d in (("all", all_), ("rte", rte))}}


def test_a_component_is_a_row_in_words_and_the_worst_loss_comes_first():
    table = {"whole": taken(0, 0), "without_freezing": taken(0.5, -1.25), "without_adapters": taken(-3, 2)}
    table["plain"] = taken(0, 0)
    drawn = picture(table)
    mean, rte = re.findall(r"<desc[^>]*>(.*?)</desc>", drawn)
    assert mean == ("adapters -3.0 (-5.0 to -1.0); all but mixed precision 0.0 (-2.0 to 2.0); freezing 0.5 (-1.5 to 2.5); "
                    "no change: 0.0")
    assert rte.startswith("adapters 2.0 (0.0 to 4.0); all but mixed precision") and "RTE" in drawn
    assert drawn.index(">adapters<") < drawn.index(">all but mixed precision<") < drawn.index(">freezing<")
    assert "whole" not in drawn


def test_the_readmes_picture_is_of_the_table_that_is_kept(repo):
    drawn = picture(read_json(repo / "bench/results/ablation.json"))
    assert (repo / "docs/ablation.svg").read_text("utf-8") == drawn
    assert "docs/ablation.svg" in (repo / "README.md").read_text("utf-8")
