"""Where the nodes of a lineage stand: in layers by the longest way from the scores, few edges crossing."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

WIDE, HIGH, BESIDE, BELOW, EDGE = 138, 32, 14, 30, 6  # of a node, between nodes, around all; in pixels
GAP = 4  # between nodes, for an edge that passes


def placed(nodes: Sequence[dict]) -> dict:
    """{"width", "height", "nodes": each with "x" and "y" of its left upper corner, "edges": [{"from", "to", "d"}]}. An edge is
    left out where others lead there as well (the transitive reduction); one over several layers goes between the nodes."""
    parents = {node["key"]: list(node["parents"]) for node in nodes}
    layer = _layers([node["key"] for node in nodes], parents)
    ways = {(key, parent): _way(key, parent, layer) for key in parents for parent in parents[key]
            if not _leads(parents, key, parent)}
    depth = max(layer.values()) + 1
    rows = [[key for key in layer if layer[key] == number] for number in range(depth)]
    for (key, _), way in ways.items():
        for at, gap in enumerate(way[1:-1], layer[key] + 1):
            rows[at].append(gap)
    rows = _ordered(rows, [step for way in ways.values() for step in pairwise(way)])
    wide = {key: WIDE if key in layer else GAP for row in rows for key in row}
    breadth = [sum(wide[key] + BESIDE for key in row) - BESIDE for row in rows]
    width = max(breadth) + 2 * EDGE
    left = {key: (width - breadth[at]) / 2 + sum(wide[other] + BESIDE for other in row[: row.index(key)])
            for at, row in enumerate(rows) for key in row}
    top = {key: EDGE + at * (HIGH + BELOW) for at, row in enumerate(rows) for key in row}
    middle = {key: (left[key] + wide[key] / 2, top[key]) for key in left}
    return {
        "width": width, "height": depth * (HIGH + BELOW) - BELOW + 2 * EDGE, "wide": WIDE, "high": HIGH,
        "nodes": [node | {"x": round(left[node["key"]], 1), "y": top[node["key"]]} for node in nodes],
        "edges": [{"from": key, "to": parent, "d": _drawn([middle[each] for each in way])}
                  for (key, parent), way in ways.items()],
    }


def _way(key: str, parent: str, layer: Mapping[str, int]) -> list[str]:
    """The edge's ends, and between them a gap in each layer that it passes."""
    return [key, *(f"{key} > {parent} {at}" for at in range(layer[key] + 1, layer[parent])), parent]


def _layers(order: Sequence[str], parents: Mapping[str, list[str]]) -> dict[str, int]:
    """The longest way from the first; `order` has readers before what they read."""
    layer = dict.fromkeys(order, 0)
    for key in order:
        for parent in parents[key]:
            layer[parent] = max(layer[parent], layer[key] + 1)
    return layer


def _leads(parents: Mapping[str, list[str]], start: str, end: str) -> bool:
    """Whether another parent of `start` leads to `end` too."""
    waiting, seen = [key for key in parents[start] if key != end], set()
    while waiting:
        key = waiting.pop()
        if key == end:
            return True
        if key not in seen:
            seen.add(key)
            waiting += parents[key]
    return False


def _ordered(rows: list[list[str]], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each row by the mean place of what reads it in the rows above."""
    at: dict[str, float] = {}
    made = []
    for row in rows:
        above = {key: [at[reader] for reader, parent in edges if parent == key and reader in at] for key in row}
        row = sorted(row, key=lambda key: (sum(above[key]) / len(above[key]) if above[key] else 0.5, key))
        at |= {key: (place + 0.5) / len(row) for place, key in enumerate(row)}
        made.append(row)
    return made


def _drawn(points: Sequence[tuple[float, float]]) -> str:
    """From the lower side of the first node to the upper side of the last, straight through the layers between."""
    x, y = points[0]
    path = f"M{x:g} {y + HIGH:g}"
    for to_x, to_y in points[1:]:
        half = (to_y - y - HIGH) / 2
        path += f"C{x:g} {y + HIGH + half:g} {to_x:g} {to_y - half:g} {to_x:g} {to_y:g}"
        path += f"V{to_y + HIGH:g}" if (to_x, to_y) != points[-1] else ""
        x, y = to_x, to_y
    return path
