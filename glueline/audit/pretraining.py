"""What the backbones' own training is known to contain, by name, with the source of that knowledge and the GLUE tasks touched.

From the model cards of sentence-transformers/all-MiniLM-L6-v2 and all-mpnet-base-v2 on the Hugging Face Hub (both list the
same 1,170,060,424 pairs); of the models they start from: MiniLM (Wang et al. 2020, arXiv 2002.10957) and MPNet (Song et al.
2020, arXiv 2004.09297). The cards do not say which splits were taken.
"""

from dataclasses import dataclass

CARD = "model card at huggingface.co/sentence-transformers/"


@dataclass(frozen=True)
class Corpus:
    """Part of a backbone's training. `same`: tasks whose rows or texts come from this corpus; `kin`: tasks of its kind."""

    name: str
    examples: int | None
    same: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pretraining:
    """What is known of a backbone's training before any of ours."""

    sha256: str
    source: str
    started_from: str
    corpora: tuple[Corpus, ...]


PAIRS = (
    Corpus("AllNLI (SNLI and MultiNLI)", 277_230, same=("mnli",), kin=("rte", "ax", "wnli", "stsb")),
    Corpus("Quora Question Triplets", 103_663, same=("qqp",)),
    Corpus("SQuAD2.0", 87_599, same=("qnli",)),
    Corpus("Natural Questions", 100_231, kin=("qnli",)),
    Corpus("TriviaQA", 73_346, kin=("qnli",)),
    Corpus("PAQ (question, answer) pairs", 64_371_441, kin=("qnli",)),
    Corpus("GOOAQ", 3_012_496, kin=("qnli",)),
    Corpus("MS MARCO triplets", 9_144_553, kin=("qnli",)),
    Corpus("WikiAnswers duplicate questions", 77_427_422, kin=("qqp",)),
    Corpus("Stack Exchange duplicate questions", 304_525 + 250_519 + 250_460, kin=("qqp",)),
    Corpus("Flickr 30k captions", 317_695, same=("stsb",)),  # part of STS-B's captions, through SNLI (arXiv 1708.00055)
    Corpus("COCO captions", 828_395, kin=("stsb",)),
    Corpus("Sentence Compression, AltLex, Simple Wikipedia", 180_000 + 112_696 + 102_225, kin=("mrpc", "stsb")),
    Corpus("Reddit, S2ORC, Yahoo Answers, Code Search, SPECTER, SearchQA, ELI5, WikiHow and others", None),
)
BACKBONES = {
    "all-MiniLM-L6-v2": Pretraining(
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", f"{CARD}all-MiniLM-L6-v2",
        "nreimers/MiniLM-L6-H384-uncased, every second layer of a MiniLM distilled on English Wikipedia and BookCorpus", PAIRS),
    "all-mpnet-base-v2": Pretraining(
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658", f"{CARD}all-mpnet-base-v2",
        "microsoft/mpnet-base, trained on 160 GB of Wikipedia, BookCorpus, OpenWebText, CC-News and Stories", PAIRS),
}


def known_of(backbone: str, sha256: str, tasks: list[str]) -> dict:
    """What the training of these weights is known to have held that touches the tasks."""
    found = BACKBONES.get(backbone)
    if found is None or found.sha256 != sha256:
        why = "other weights than the published ones of this name" if found else "no such backbone in the table"
        return {"backbone": backbone, "sha256": sha256, "known": False, "why": why, "touches": []}
    touches = [{"corpus": corpus.name, "examples": corpus.examples, "same": sorted(set(corpus.same) & set(tasks)),
                "kin": sorted(set(corpus.kin) & set(tasks))} for corpus in found.corpora]
    return {"backbone": backbone, "sha256": sha256, "known": True, "source": found.source, "started_from": found.started_from,
            "touches": [each for each in touches if each["same"] or each["kin"]]}
