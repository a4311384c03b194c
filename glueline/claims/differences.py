"""Whether a difference to the previous best is larger than what the draw of the test rows makes by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, sqrt

from glueline.claims import sampling
from glueline.claims.averages import column
from glueline.claims.confusion import METRICS, tables
from glueline.claims.findings import FAILS, HOLDS, OPEN, Finding, Section, counted, verdict_of
from glueline.claims.printed import Printed, show
from glueline.claims.readings import TITLES, UNSAID, Reading, readings, title
from glueline.claims.table import Row, Table

LEVEL = 0.05
METHOD = (
    "z is the difference over its standard error, as if the two systems' errors had nothing to do with each other: "
    "binomial for accuracy, the delta method for F1 and MCC (at a confusion table of that value with as many misses as "
    "false alarms), normal theory for correlations. \"Seen from\" is the difference that such a test at 5 % would find 80 "
    "times in 100. Two systems on the same rows mostly fail on the same ones, which only their predictions could tell: "
    "the best case is that one is right wherever the other is (exact sign test, accuracy only). p is adjusted over the "
    "rows (Holm), but not that of their mean. Beyond the error at 5 % even as independent: holds. Not even in the best "
    "case: does not hold. Between: cannot be checked without the predictions. Where the metric is not said, the reading "
    "kindest to the difference counts. Seeds come on top: this is the error of one run.")


@dataclass(frozen=True)
class Test:
    """A difference on one split: by the kindest reading, z, p as independent, p at best (None: not to be had) and `seen`."""

    reading: Reading
    gain: float
    error: float
    p: float
    best: float | None

    @property
    def line(self) -> str:
        z = f"z {show(self.gain / self.error)}" if self.error else "no error"
        return f"{self.reading.title} ({self.reading.rows:,} rows): {z}, seen from {show(sampling.detectable(self.error), 1)}"


def check_differences(table: Table) -> Section:
    """One finding a printed difference, over the splits it may be of, and one for the mean of the rows."""
    pairs = list(_pairs(table))
    splits = sorted({one.split for row, metric, _, _ in pairs for one in readings(row, metric, table.split)}, reverse=True)
    by_split = {split: _tests(pairs, split, table.split) for split in splits}
    findings = [_finding(at, pair, by_split) for at, pair in enumerate(pairs)]
    findings += _mean_of_rows(table, by_split)
    return Section("differences", "Differences beyond sampling error", METHOD, _headline(findings, by_split), tuple(findings))


def _pairs(table: Table) -> Iterator[tuple[Row, str, Printed, Printed]]:
    for row in table.rows:
        for metric, new in row.figures.items():
            if metric in row.previous:
                yield row, metric, new, row.previous[metric]


def _tests(pairs: list, split: str, of_table: str) -> list[tuple[Test | None, float, float | None]]:
    """For each pair its test on this split, and both p adjusted over all of them."""
    tests = [_kindest(row, metric, new, old, split, of_table) for row, metric, new, old in pairs]
    p = sampling.holm([test.p if test else 1.0 for test in tests])
    best = sampling.holm([test.best if test and test.best is not None else test.p if test else 1.0 for test in tests])
    return [(test, p[at], best[at] if test and test.best is not None else None) for at, test in enumerate(tests)]


def _kindest(row: Row, metric: str, new: Printed, old: Printed, split: str, of_table: str) -> Test | None:
    tests = [_test(one, new, old) for one in readings(row, metric, of_table) if one.split == split]
    return min((test for test in tests if test), key=lambda test: test.p, default=None)


def _test(reading: Reading, new: Printed, old: Printed) -> Test | None:
    of_new, of_old = standard_error(reading, new), standard_error(reading, old)
    if reading.rows is None or of_new is None or of_old is None:
        return None
    gain, error = float(new.value - old.value), sqrt(of_new**2 + of_old**2)
    best = None
    if reading.metrics == ("accuracy",):
        widest = new.high - old.low if gain >= 0 else old.high - new.low
        best = sampling.best_case_p(max(0, floor(widest * reading.rows / 100)))
    return Test(reading, gain, error, sampling.independent_p(gain, error), best)


def standard_error(reading: Reading, figure: Printed) -> float | None:
    """Of a figure under one reading, in points; None where it cannot be had."""
    value = float(figure.value)
    if not reading.rows or not reading.metrics or abs(value) > 100:
        return None
    if reading.metrics == ("accuracy",):
        return sampling.binomial(value, reading.rows)
    if all(name in ("pearson", "spearman") for name in reading.metrics):
        return sampling.correlation(value, reading.rows, ranked=reading.metrics == ("spearman",))
    if not reading.positives or not all(name in METRICS for name in reading.metrics) or figure.low <= 0:
        return None
    bounds = {reading.metrics: (float(figure.low), float(figure.high))}
    _, found = tables(bounds, sum(reading.positives) // 2, reading.rows)
    return sampling.delta(reading.metrics, found) if found else None


def _finding(at: int, pair: tuple, by_split: dict) -> Finding:
    row, metric, new, old = pair
    named = "" if metric == UNSAID or len(row.figures) == 1 else f" {TITLES.get(metric, metric)}"
    about = f"{title(row)}{named}: {new.text} against {old.text}"
    judged = [(split, *_judge(*tests[at])) for split, tests in by_split.items() if tests[at][0]]
    if not judged:
        return Finding(about, OPEN, "neither its metric nor its rows are known well enough.")
    verdict = verdict_of([verdict for _, verdict, _ in judged])
    if len({verdict for _, verdict, _ in judged}) == 1:
        why = {HOLDS: "more than sampling error", FAILS: "within sampling error, in the best case too",
               OPEN: "only the predictions of both could tell"}[verdict]
    else:
        why = "; ".join(f"on {split} it {verdict}" for split, verdict, _ in judged)
    return Finding(about, verdict, f"{why}.", tuple(line for _, _, line in judged))


def _judge(test: Test, p: float, best: float | None) -> tuple[str, str]:
    shown = f"p {_p(p)} as independent" + (f", {_p(best)} at best" if best is not None else ", best case not to be had")
    verdict = HOLDS if p < LEVEL else FAILS if best is not None and best >= LEVEL else OPEN
    return verdict, f"{test.line}; {shown}"


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def _mean_of_rows(table: Table, by_split: dict) -> Iterator[Finding]:
    """The mean difference over the rows, where all have one figure and a test."""
    if len(column(table, "previous")) < 2 or len(column(table, "previous")) != len(table.rows):
        return
    lines, verdicts = [], []
    for split, tests in by_split.items():
        if all(test for test, _, _ in tests):
            gain = sum(test.gain for test, _, _ in tests) / len(tests)
            error = sqrt(sum(test.error**2 for test, _, _ in tests)) / len(tests)
            p = sampling.independent_p(gain, error)
            verdicts.append(HOLDS if p < LEVEL else OPEN)
            lines.append(f"{split}: {show(gain)} with a standard error of {show(error)}: z {show(gain / error)}, p {_p(p)}")
    if lines:
        yield Finding("the mean of the rows' differences", verdict_of(verdicts), f"{lines[0]}.", tuple(lines))


def _headline(findings: list[Finding], by_split: dict) -> str:
    if not findings:
        return "No figure has a previous one beside it."
    parts = []
    for split, tests in by_split.items():
        beyond = sum(test is not None and p < LEVEL for test, p, _ in tests)
        parts.append(f"if the figures are of {split}, {beyond} of {len(tests)}")
    return f"Larger than sampling error as independent systems: {'; '.join(parts)}. In all {counted(findings)}."
