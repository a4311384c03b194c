"""The graph of what scores rest on, and where its nodes stand."""

import re

from glueline.page.layout import placed
from glueline.page.lineage import nodes_of
from glueline.page.models import models_of
from bench.made_entries import STAGES, keep_made


def node(key: str, *parents: str) -> dict:
    return {"key": key, "parents": list(parents)}


def test_each_node_stands_below_all_that_read_it():
    graph = placed([node("score", "teach", "prepare"), node("teach", "order"), node("order", "prepare"), node("prepare")])
    heights = {each["key"]: each["y"] for each in graph["nodes"]}
    assert heights["score"] < heights["teach"] < heights["order"] < heights["prepare"]


def test_an_edge_that_follows_from_others_is_not_drawn():
    graph = placed([node("score", "teach", "prepare"), node("teach", "order"), node("order", "prepare"), node("prepare")])
    drawn = {(edge["from"], edge["to"]) for edge in graph["edges"]}
    assert drawn == {("score", "teach"), ("teach", "order"), ("order", "prepare")}


def test_nodes_of_a_row_do_not_overlap_and_lie_inside():
    graph = placed([node("score", "a", "b", "c"), node("a"), node("b"), node("c")])
    row = sorted(each["x"] for each in graph["nodes"] if each["key"] != "score")
    assert all(right - left >= graph["wide"] for left, right in zip(row[:-1], row[1:], strict=True))
    assert row[0] >= 0 and row[-1] + graph["wide"] <= graph["width"]


def test_an_edge_over_several_layers_passes_between_the_nodes_and_never_behind_one():
    graph = placed([node("score", "challenge", "teach"), node("teach", "order"), node("order", "check"),
                    node("check", "prepare"), node("challenge", "prepare"), node("prepare")])
    [way] = [edge["d"] for edge in graph["edges"] if (edge["from"], edge["to"]) == ("challenge", "prepare")]
    passed = [tuple(map(float, found)) for found in re.findall(r"([\d.]+) ([\d.]+)V", way)]
    between = {each["y"] for each in graph["nodes"] if each["key"] in ("order", "check")}
    assert len(passed) == 2 and {y for _, y in passed} == between
    for each in graph["nodes"]:
        for x, y in passed:
            assert y != each["y"] or x < each["x"] or x > each["x"] + graph["wide"], each["key"]


def test_an_entrys_graph_follows_its_records_from_the_scores_to_the_source(tmp_path):
    [shown] = models_of(keep_made(tmp_path, "one"))
    nodes, why = nodes_of(shown, {})
    assert why is None and [each["key"] for each in nodes] == list(STAGES[::-1])
    assert nodes[0]["parents"] == ["teach@made"] and nodes[0]["inputs"][0]["makers"] == ["teach@made"]


def test_without_records_the_graph_is_what_the_scores_name_and_says_so(tmp_path):
    [shown] = models_of(keep_made(tmp_path, "one"))
    nodes, why = nodes_of(shown.__class__(**vars(shown) | {"records": {}}), {})
    assert "records" in why and [each["key"] for each in nodes] == ["scores", "tables scored", "model", "curriculum", "weights"]


def test_records_that_go_in_a_circle_are_told_and_stop_nothing(tmp_path):
    [shown] = models_of(keep_made(tmp_path, "one"))
    shown.records["source"]["record"]["inputs"] = {"data/teach/made": "0" * 64}
    nodes, why = nodes_of(shown, {})
    assert "circle" in why and nodes[0]["key"] == "scores"
