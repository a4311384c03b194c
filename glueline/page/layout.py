"""Where the nodes of a lineage stand: in layers by the longest way from the scores, few edges crossing."""

from collections.abc import Mapping, Sequence

WIDE, HIGH, BESIDE, BELOW, EDGE = 138, 32, 14, 30, 6  # of a node, between nodes, around all; in pixels


def placed(nodes: Sequence[dict]) -> dict:
    """{"width", "height", "nodes": each with "x" and "y" of its left upper corner, "edges": [{"from", "to", "d"}]}. An edge is
    left out where others lead there as well (the transitive reduction)."""
    parents = {node["key"]: list(node["parents"]) for node in nodes}
    layer = _layers([node["key"] for node in nodes], parents)
    rows = [[key for key in layer if layer[key] == number] for number in range(max(layer.values()) + 1)]
    edges = [(key, parent) for key in parents for parent in parents[key] if not _leads(parents, key, parent)]
    rows = _ordered(rows, edges)
    width = max(len(row) for row in rows) * (WIDE + BESIDE) - BESIDE + 2 * EDGE
    places = {key: ((width - len(row) * (WIDE + BESIDE) + BESIDE) / 2 + at * (WIDE + BESIDE), EDGE + number * (HIGH + BELOW))
              for number, row in enumerate(rows) for at, key in enumerate(row)}
    return {
        "width": width, "height": len(rows) * (HIGH + BELOW) - BELOW + 2 * EDGE, "wide": WIDE, "high": HIGH,
        "nodes": [node | {"x": round(places[node["key"]][0], 1), "y": places[node["key"]][1]} for node in nodes],
        "edges": [{"from": key, "to": parent, "d": _way(places[key], places[parent])} for key, parent in edges],
    }


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


def _way(reader: tuple[float, float], parent: tuple[float, float]) -> str:
    """A curve from the lower side of one node to the upper side of another."""
    x, y, to_x, to_y = reader[0] + WIDE / 2, reader[1] + HIGH, parent[0] + WIDE / 2, parent[1]
    middle = (to_y - y) / 2
    return f"M{x:g} {y:g}C{x:g} {y + middle:g} {to_x:g} {to_y - middle:g} {to_x:g} {to_y:g}"
