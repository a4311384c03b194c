"""The ledger of made rows by operator and task: tried, made, accepted, rejected by reason; how many labels may be wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from glueline.glue.label_noise import Disagreement, label_noise
from glueline.glue.tasks import TASKS
from glueline.text.validity import ACCEPTED, reason_of

DOUBT = 0.5  # judges who give a label less than this disagree with it
JUDGED = (ACCEPTED, "label contradicted")  # verdicts on rows that have no other fault


class AdversarialLedger:
    """Counts of one file of made rows: `noted` as they come, then `content`."""

    def __init__(self, task: str, seed: int) -> None:
        self.task, self.seed = task, seed
        self.counts: Counter[tuple[str, str]] = Counter()
        self.verdicts: Counter[tuple[str, str]] = Counter()
        self.judged: Counter[tuple[str, str, bool, bool]] = Counter()
        self.attacks: set[str] = set()
        self.flips: set[str] = set()

    def noted(self, made: Iterable[tuple[Sequence[dict], Mapping[tuple[str, str], int]]]) -> Iterator[dict]:
        """The rows of chunks (rows, counts) one by one, all of them noted on the way."""
        for rows, counts in made:
            self.count(counts)
            self.add(rows)
            yield from rows

    def count(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Note parents ("parents", "all"), those skipped ("skipped", why) and operators tried ("tried", name)."""
        self.counts.update(counts)

    def add(self, rows: Iterable[dict]) -> None:
        """Note rows of ADVERSARIAL, those that were judged with `parent_judged`: what the judges give to the parent's label."""
        for row in rows:
            operator, reason = row["operator"], reason_of(row["verdict"])
            self.verdicts[operator, reason] += 1
            if row.get("target") is not None:
                self.attacks.add(operator)
            if row["label_effect"] == "flipped":
                self.flips.add(operator)
            if reason in JUDGED and row.get("judged") is not None and row["parent_judged"] is not None:
                self.judged[operator, reason, row["judged"] < DOUBT, row["parent_judged"] < DOUBT] += 1

    def content(self) -> dict:
        """{"parents": rows, "skipped": {why: parents}, "operators": {name: {"tried", "made", "accepted", "rejected": {reason:
        rows}, "label_noise"}}}."""
        names = sorted({name for what, name in self.counts if what == "tried"} | {name for name, _ in self.verdicts})
        skipped = {why: rows for (what, why), rows in sorted(self.counts.items()) if what == "skipped"}
        return {"parents": self.counts["parents", "all"], "skipped": skipped,
                "operators": {name: self._operator(name) for name in names}}

    def _operator(self, name: str) -> dict:
        found = {reason: rows for (operator, reason), rows in sorted(self.verdicts.items()) if operator == name}
        accepted = found.pop(ACCEPTED, 0)
        return {"tried": self.counts["tried", name], "made": accepted + sum(found.values()), "accepted": accepted,
                "rejected": found, "label_noise": self._noise(name)}

    def _noise(self, name: str) -> dict | None:
        """Of the rows accepted, and of these with those rejected on the judges' word alone; None for grades, and for attacks,
        whose target is the judge."""
        labels = len(TASKS[self.task].labels)
        if not labels or name in self.attacks:
            return None
        return {word: label_noise(self._disagreement(name, reasons), labels, name in self.flips, self.seed)
                for word, reasons in (("accepted", (ACCEPTED,)), ("before_judging", JUDGED))}

    def _disagreement(self, name: str, reasons: tuple[str, ...]) -> Disagreement:
        def rows(row: bool, parent: bool) -> int:
            return sum(self.judged[name, reason, row, parent] for reason in reasons)

        return Disagreement(rows(True, True), rows(True, False), rows(False, True), rows(False, False))
