"""Targeted candidates: rows attacked on the scout that never saw them, by the attackers of `glueline.learning.attacks`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glueline.learning.attacks import ATTACKERS, GRADIENT, IMPORTANCE, Substitutes, targeted
from glueline.learning.neighbours import neighbours
from glueline.learning.scouting import Scouts
from glueline.tables.generation import Generation, Made, unfit
from glueline.text.choices import lookalikes, synonyms
from glueline.text.lexicon import Lexicon
from glueline.text.operators.row import Edit
from glueline.text.stand_ins import may_stand_for

FAMILY = "targeted"
NEAR = 0.55        # cosine of two words' embeddings from which one may stand for the other; "good" and "bad" have 0.53
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
            named = {"operator": attacker.name, "family": FAMILY, "label_effect": "kept",
                     "lexicon": self.generation.lexicon.name}
            task = rows[0]["task"] if rows else ""
            for attack in targeted(self.scouts, task, rows, attacker, self.substitutes[attacker.name]) if rows else ():
                parent = fit[attack.parent_id]
                edit = Edit(attack.text_a, attack.text_b, parent["label"], attacker.rule)
                made.append(self.generation.candidate(self.generation.before(parent), edit, named) | {
                    "target": attack.target, "loss_before": attack.loss_before, "loss_after": attack.loss_after})
        return made, counts


def substitutes_of(scouts: Scouts, lexicon: Lexicon) -> dict[str, Substitutes]:
    """What each attacker may put in a word's place: a lexicon's synonyms, or what the scouts' own encoder holds to be near."""
    embeddings = scouts.reader.encoder.embeddings.words.weight
    near = neighbours(embeddings, scouts.reader.tokenizer.get_vocab(), NEAR, NEIGHBOURS)
    kept = {word: tuple(other for other in others if may_stand_for(word, other)) for word, others in near.items()}
    return {IMPORTANCE.name: synonyms(lexicon), GRADIENT.name: lookalikes(kept, lexicon)}
