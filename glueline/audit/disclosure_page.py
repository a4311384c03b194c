"""A disclosure as a tree; every figure in it stands in the JSON too."""

from typing import Any

from glueline.audit.page import console, styled, tree

KINDS = {"same": "the same source", "kin": "of its kind"}  # how a task is touched by what a backbone had seen


def show_disclosure(found: dict) -> None:
    """Print what must be said beside the numbers of an entry."""
    top = tree(found["subject"])
    for model, says in found["models"].items():
        branch = top.add(styled((model, "bold")))
        for tried in says["tried"]:
            branch.add(styled((f"tried up to this one: {_tried(tried)}", "")))
        best = branch.add(styled(("of the runs whose scores are kept", "")))
        for name, each in says["best_and_mean"].items():
            figures = ", ".join(f"{what} {each[what]:.2f}" for what in ("this", "best", "mean"))
            best.add(styled((f"{name}: {figures} of {each['runs']}", "")))
        for weights in says["weights"]:
            _add_weights(branch, weights)
        branch.add(styled((_leakage(says["leakage"]), "")))
        data = branch.add(styled(("data", "")))
        for name, each in says["standing"].items():
            data.add(styled((f"{name}: {each['standing']}, {each['rows']:,} rows", "")))
        branch.add(styled((_test_text(says["test_text"]), "")))
        for line in _cost(says["cost"]):
            branch.add(styled((line, "")))
    for finding in found["findings"]:
        top.add(styled((f"{finding['verdict']}  {finding['where']}: {finding['says']}", "bold red")))
    console().print(top)


def _tried(tried: dict) -> str:
    runs = ", ".join(f"{count} {status}" for status, count in tried["runs"].items()) or "no run in the journal"
    seeds = ", ".join(map(str, tried["seeds"])) or "unknown"
    at_hand = f"of {tried['records_at_hand']} with a record at hand {tried['settings']} settings, seeds {seeds}"
    return (f"{tried['stage']}: {runs}; {tried['distinct_work']} of distinct inputs, code or params; {at_hand}, "
            f"{tried['on_the_same_data']} on the same data")


def _add_weights(branch: Any, weights: dict) -> None:
    known = weights["source"] if weights["known"] else f"nothing is known of their training ({weights['why']})"
    name = f"{weights['backbone']} {weights['sha256'][:12]}"
    leaf = branch.add(styled((f"weights {name} in {', '.join(weights['used_by'])}: {known}", "")))
    if weights["known"]:
        leaf.add(styled((f"started from {weights['started_from']}", "")))
    for each in weights["touches"]:
        of = [f"{', '.join(each[kind])} ({says})" for kind, says in KINDS.items() if each[kind]]
        leaf.add(styled((f"had seen {each['corpus']}: touches {'; '.join(of)}", "")))


def _leakage(found: dict) -> str:
    policy = ", ".join(f"{name}: {value}" for name, value in found["policy"].items()) or "no policy in its params"
    if found["ledger"] is None:
        return f"leakage: {policy}; {found['why']}"
    pairs = "; ".join(f"{each['pairs']:,} {each['where']}, {each['action']}" for each in found["rows"])
    return f"leakage: {policy}; {found['ledger']}: {pairs or 'none of its train rows'}"


def _test_text(found: dict) -> str:
    said = ", ".join(f"{name}: {value}" for name, value in found["said"].items()) or "nothing on record names it"
    readers = ", ".join(found["tables_in_the_inputs_of"]) or "none"
    learned = ", ".join(f"{count:,} learned from by {table}" for table, count in found["learned_from"].items())
    unseen = f"; not here to tell: {len(found['not_here'])} tables of its training" if found["not_here"] else ""
    read = f"in the inputs of {readers}; {found['predicted_tables']} tables of them predicted"
    return f"test rows: {learned or 'no steps at hand'}; {read}; {said}{unseen}"


def _cost(cost: dict) -> list[str]:
    flops = ", ".join(f"{key} {value:.3g}" for key, value in cost["flops"].items())
    total = "; together at least" if cost["unbooked"] else "; together"
    total = f"{total} {sum(cost['flops'].values()):.3g}" if len(cost["flops"]) > 1 else ""
    unbooked = f"; those of {', '.join(cost['unbooked'])} are not at hand" if cost["unbooked"] and flops else ""
    memory = f", {cost['peak_mib']:,.0f} MiB at most" if cost["peak_mib"] is not None else ""
    training = "; ".join(f"{key} {each['seconds']:,.0f} s, {each['peak_mib']:,.0f} MiB"
                         for key, each in cost["training"].items())
    return [f"cost of its own training: {training or 'unknown'}",
            f"cost of all the runs that led to it: {cost['seconds']:,.0f} s{memory}",
            f"cost with all {cost['runs']} runs of its stages up to then: {cost['seconds_with_all_tries']:,.0f} s, of them "
            f"{cost['seconds_discarded']:,.0f} s in {cost['discarded']} that were discarded and "
            f"{cost['seconds_failed']:,.0f} s in {cost['failed']} that failed",
            f"floating point operations: {flops or 'unknown, since no summary that books them is here'}{total}{unbooked}"]
