"""How many rows a second a trained model answers, against a `transformers` pipeline with the same weights on the same rows.

    python -m bench.inference MODEL [--prepared data/prepared] [--rows 1000] [--turns 3]

Validation rows of the model's tasks (at most --rows a task), in turn: (a) the pipeline as people call it: the model exported
with `glueline export --hf`, fp32, batches of 64 in the file's order; (b) `transformers` at its best: the same export in bf16,
rows sorted by length, batches of 64, no pipeline; (c) this project's `logits_of`: bf16 layers, batches by tokens. A model
without the article's parts is also run as (d): stock `BertModel` in bf16, sorted, mean pooling by hand. Tokenizing counts for
all. The last line is one JSON object: rows a second, ratios ours / theirs over all tasks (total rows over total seconds), and
the largest difference of a task's score between (a) and (c).
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from bench.stock_bert import bert_of
from glueline.export.hugging_face import export
from glueline.glue.cells import label_of
from glueline.glue.metrics import measure
from glueline.glue.tasks import TASKS
from glueline.learning.predict import BATCH_TOKENS, Teacher, logits_of
from glueline.tables.checkpoints import load_teacher
from glueline.tables.parquet import read_rows

BATCH = 64
Answer = Callable[[list[dict]], np.ndarray]  # rows -> logits [rows, outputs]


def as_people_call_it(folder: Path, task: str) -> Answer:
    """A pipeline in fp32, in the file's order. It gives probabilities; their logarithms serve as logits."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, task=task, trust_remote_code=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=True)
    ask = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None)
    order = [model.config.id2label[at] for at in range(len(model.config.id2label))]

    def answer(rows: list[dict]) -> np.ndarray:
        texts = [{"text": row["text_a"], **({"text_pair": row["text_b"]} if row["text_b"] else {})} for row in rows]
        found = [{each["label"]: each["score"] for each in one} for one in ask(texts, batch_size=BATCH, truncation=True)]
        scores = np.array([[one[label] for label in order] for one in found])
        return np.log(scores) if TASKS[task].labels else scores

    return answer


def at_its_best(folder: Path, task: str) -> Answer:
    """The same export in bf16, sorted by length."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, task=task, trust_remote_code=True, dtype=torch.bfloat16)
    tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=True)
    return sorted_batches(tokenizer, lambda inputs: model.eval()(**inputs).logits)


def stock(teacher: Teacher, task: str) -> Answer:
    """`BertModel` with the encoder's weights in bf16, the head's in fp32."""
    model, head = bert_of(teacher.model.encoder).to(torch.bfloat16).eval(), teacher.model.heads[task]

    def logits(inputs: dict) -> torch.Tensor:
        states, mask = model(**inputs).last_hidden_state.float(), inputs["attention_mask"][..., None].float()
        return head((states * mask).sum(1) / mask.sum(1))

    return sorted_batches(teacher.tokenizer, logits)


def sorted_batches(tokenizer, logits: Callable[[dict], torch.Tensor]) -> Answer:
    """Rows from short to long, BATCH at a time, padded to the longest of the batch."""
    def answer(rows: list[dict]) -> np.ndarray:
        second = None if rows[0]["text_b"] is None else [row["text_b"] for row in rows]
        columns = tokenizer([row["text_a"] for row in rows], second, truncation=True, max_length=256)
        encoded = [{name: column[at] for name, column in columns.items()} for at in range(len(rows))]
        order = np.argsort([len(each["input_ids"]) for each in encoded], kind="stable")
        found: dict[int, np.ndarray] = {}
        with torch.inference_mode():
            for start in range(0, len(rows), BATCH):
                places = order[start : start + BATCH]
                inputs = tokenizer.pad([encoded[at] for at in places], return_tensors="pt")
                found |= dict(zip(places.tolist(), logits(inputs).float().numpy(), strict=True))
        return np.array([found[at] for at in range(len(rows))])

    return answer


def contenders(model: Path, folder: Path, task: str) -> Iterator[tuple[str, Answer]]:
    """Each by its name, ours last; models are loaded before any clock runs."""
    yield "pipeline", as_people_call_it(folder, task)
    yield "transformers_best", at_its_best(folder, task)
    if not any(vars(load_teacher(model).model.parts).values()):
        yield "stock_bert", stock(load_teacher(model), task)
    teacher = load_teacher(model, bf16=True)
    yield "ours", lambda rows: logits_of(teacher, rows, task, BATCH_TOKENS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--prepared", type=Path, default=Path("data/prepared"))
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    seconds: dict[str, float] = {}
    total, apart = 0, 0.0
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "export"
        export(given.model, folder, None)
        for task in load_teacher(given.model).outputs:
            split = given.prepared / task / f"{TASKS[task].validation_splits[0]}.parquet"
            rows = list(islice(read_rows(split), given.rows))
            labels, scores, total = np.array([row["label"] for row in rows]), {}, total + len(rows)
            sides = dict(contenders(given.model, folder, task))
            for _ in range(given.turns):
                for name, answer in sides.items():
                    started = time.perf_counter()
                    logits = answer(rows)
                    seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started
                    predictions = np.array([label_of(TASKS[task], each) for each in logits])
                    scores[name] = float(np.mean([*measure(TASKS[task].metrics, labels, predictions).values()]))
            apart = max(apart, abs(scores["ours"] - scores["pipeline"]))
            said = "  ".join(f"{name} {score:.2f}" for name, score in scores.items())
            print(f"{task:6} {len(rows):5} rows  {said}", flush=True)
    speed = {name: round(given.turns * total / spent, 1) for name, spent in seconds.items()}
    print("rows a second: " + "  ".join(f"{name} {rate:,.1f}" for name, rate in speed.items()))
    ratios = {f"over_{name}": round(speed["ours"] / rate, 2) for name, rate in speed.items() if name != "ours"}
    print(json.dumps({"rows_a_second": speed, **ratios, "score_apart": round(apart, 3), "rows": total, "turns": given.turns}))


if __name__ == "__main__":
    main()
