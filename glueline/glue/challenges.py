"""Sets that are scored and never learned from: AdvGLUE's dev rows, and AX with its labels and linguistic tags.

AdvGLUE: Wang et al. 2021 (arXiv 2111.02840), AI-Secure/adv_glue, CC BY-SA 4.0; its labels stand in the order of GLUE's own,
which a test holds against the GLUE rows that its rows were made of. AX: Wang et al. 2019 (arXiv 1804.07461), appendix E; GLUE
keeps its labels to itself, these come from a translation's release.
"""

from dataclasses import dataclass

TAGS = ("lexical_semantics", "predicate_argument_structure", "logic", "knowledge", "domain")  # of AX, coarse; several by ";"
LABELLED = "validation_labelled"  # the split that AX's labelled rows are used as
ACCURACY = ("accuracy",)
FROM_TRANSLATION = (
    "labels and tags come by id from the Swedish translation's release (SuperLim-2), which says that some labels were changed "
    "to fit Swedish; 88 of 88 rows that could be checked against another English source agree")


@dataclass(frozen=True)
class Challenge:
    """A set: the task whose head answers it and whose texts and labels it has, the split it counts as (`validation...`: held
    out), its file below the folder, its rows and the sha256 of their content (a line a row: the JSON list [idx, label, texts,
    tags])."""

    name: str           # the leaderboard's cell that it makes harder; ax
    task: str
    split: str
    file: str
    rows: int
    content: str
    metrics: tuple[str, ...] = ACCURACY
    tags: tuple[str, ...] = ()
    note: str = ""

    @property
    def table(self) -> str:
        """Its name in the ids of its rows."""
        return f"{self.task}/{self.split}"


ADVGLUE: tuple[Challenge, ...] = (
    Challenge("sst2", "sst2", "validation_advglue", "advglue/sst2.jsonl", 148,
              "3428fa238330bab11a2319ca93c9f3a7057e06a79de0031026e642951e3d7699"),
    Challenge("qqp", "qqp", "validation_advglue", "advglue/qqp.jsonl", 78,
              "ea941eb6ee323a2a7af001526be8ef459523605c38b0fb25c6647a8f640c91b3"),
    Challenge("mnli_m", "mnli", "validation_advglue_matched", "advglue/mnli.jsonl", 121,
              "f0a82d23ee8e18121857b7372f0c6d6a2ca20c9f905866378fba30ce8910d0da"),
    Challenge("mnli_mm", "mnli", "validation_advglue_mismatched", "advglue/mnli_mm.jsonl", 162,
              "4e1f6a67b9cd36b230e7b848de691530f7a15bd05868cfb8000a4ac84f8e63b2"),
    Challenge("qnli", "qnli", "validation_advglue", "advglue/qnli.jsonl", 148,
              "1569ca2182b53759bccff516950147c30550ef5cc1fe5fd0555b3323c909220c"),
    Challenge("rte", "rte", "validation_advglue", "advglue/rte.jsonl", 81,
              "4ac4a7b18e0524e6e65438fd1d512ef8cc417dff27df3a33c31ecbd028b4cece"),
)
AX = Challenge("ax", "ax", LABELLED, "ax/test.jsonl", 1104,
               "ef3e88f54f4e1c4c08c1aebacd1a1af9850fa077c9b0b8600b23f31a1d156c81", ("mcc",), TAGS, FROM_TRANSLATION)
CHALLENGES: dict[str, Challenge] = {one.table: one for one in (*ADVGLUE, AX)}


def standing_of(challenge: Challenge, rows: int | None, content: str | None) -> dict:
    """What a set may be called by its rows (None: not in this copy) and their content: {"standing", "known", "rows", "of",
    "why", "note"}. Only known content may fill a cell."""
    known = content == challenge.content
    if rows is None:
        standing, why = "absent", "not in this copy"
    elif known:
        standing, why = "known rows", f"the {rows:,} rows of {challenge.file} as they are known"
    else:
        standing, why = "other rows", f"{rows:,} rows that are not the {challenge.rows:,} rows known of {challenge.file}"
    return {"standing": standing, "known": known, "rows": rows or 0, "of": challenge.rows, "why": why,
            "note": challenge.note if known else ""}


def built_in_standing(challenge: Challenge, rows: int | None) -> dict:
    """The same of what the built-in set has in its place, which may always fill a cell; None where it has nothing."""
    why = "the built-in set has no such rows" if rows is None else f"built-in, synthetic: {rows:,} generated rows"
    return {"standing": "absent" if rows is None else "synthetic", "known": rows is not None, "rows": rows or 0,
            "of": challenge.rows, "why": why, "note": ""}
