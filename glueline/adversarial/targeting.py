"""Targeted candidates: rows attacked on the scout that never saw them, by the attackers of `glueline.learning.attacks`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from glueline.adversarial.generation import Generation, Made, blank, message, unfit
from glueline.learning.attacks import ATTACKERS, GRADIENT, IMPORTANCE, Substitutes, targeted
from glueline.learning.neighbours import neighbours
from glueline.learning.scouting import Scouts
from glueline.text.choices import lookalikes, synonyms
from glueline.text.lexicon import Lexicon
from glueline.text.operators.row import Edit
from glueline.text.stand_ins import may_stand_for

FAMILY = "targeted"
NEAR = 0.62        # cosine of two words' embeddings from which one may stand for the other: below it, read on GLUE rows, many
                   # pairs are neighbours in use alone ("often" and "rarely" have 0.57, "gold" and "silver" 0.58)
NEIGHBOURS = 12    # of a word at most


@dataclass(frozen=True)
class Targeting:
    """Scouts to attack, the generation that draws the rows and makes candidates, and what may replace a word, by attacker."""

    scouts: Scouts
    generation: Generation
    substitutes: Mapping[str, Substitutes]

    def candidates(self, parents: Sequence[dict]) -> Made:
        """The candidates of parents of one task, as `Generation.candidates` gives them, with target and losses. Counted are the
        rows that were attacked ("tried", attacker)."""
        fit = {parent["id"]: parent for parent in parents if unfit(parent) is None}
        made: list[dict] = []
        counts: Counter[tuple[str, str]] = Counter()
        for attacker in ATTACKERS:
            rows = [row for row in fit.values() if self.generation.drawn(row, attacker.name) is not None]
            counts["tried", attacker.name] += len(rows)
            if not rows:
                continue
            named = {"operator": attacker.name, "family": FAMILY, "label_effect": "kept",
                     "lexicon": self.generation.lexicon.name}
            guarded = Guarded(self.substitutes[attacker.name])
            attacks = list(targeted(self.scouts, rows[0]["task"], rows, attacker, guarded))
            for attack in attacks:
                parent = fit[attack.parent_id]
                edit = Edit(attack.text_a, attack.text_b, parent["label"], attacker.rule)
                made.append(self.generation.candidate(self.generation.before(parent), edit, named) | {
                    "target": attack.target, "loss_before": attack.loss_before, "loss_after": attack.loss_after})
            made += guarded.failed(rows, {attack.parent_id for attack in attacks}, named)
        return made, counts


@dataclass
class Guarded:
    """Substitutes that offer nothing for a text on which they fail, so that one sentence ends no run; `failures`: why."""

    inner: Substitutes
    failures: dict[str, str] = field(default_factory=dict)

    def choices(self, text: str) -> Sequence[tuple[int, int, tuple[str, ...]]]:
        try:
            return self.inner.choices(text)
        except Exception as error:
            self.failures[text] = message(error)
            return ()

    def replaced(self, text: str, start: int, word: str) -> str:
        try:
            return self.inner.replaced(text, start, word)
        except Exception as error:
            self.failures[text] = message(error)
            return text

    def failed(self, rows: Sequence[dict], attacked: set[str], named: Mapping[str, str | None]) -> Iterator[dict]:
        """A candidate with the message for each row, but for those attacked all the same, that has such a text."""
        for row in rows:
            why = next((self.failures[row[text]] for text in ("text_a", "text_b") if row[text] in self.failures), None)
            if why is not None and row["id"] not in attacked:
                yield blank(row, named) | {"failed": why}


def substitutes_of(scouts: Scouts, lexicon: Lexicon) -> dict[str, Substitutes]:
    """What each attacker may put in a word's place: a lexicon's synonyms, or what the scouts' own encoder holds to be near."""
    embeddings = scouts.reader.encoder.embeddings.words.weight
    near = neighbours(embeddings, scouts.reader.tokenizer.get_vocab(), NEAR, NEIGHBOURS)
    kept = {word: tuple(other for other in others if may_stand_for(word, other)) for word, others in near.items()}
    return {IMPORTANCE.name: synonyms(lexicon), GRADIENT.name: lookalikes(kept, lexicon)}
