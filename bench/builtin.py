"""What it takes to do the built-in set: a bag of words against the encoder, task by task.

The bag of words is scikit-learn's CountVectorizer (one for each text of a pair) with logistic regression, or ridge
regression for grades, trained and scored on the rows that params.yaml asks of the built-in set, with the task's GLUE metrics
(their mean). The encoder's scores are those of data/scores/student, or null where that is no run on the built-in set.

    python -m bench.builtin
"""

import json
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import hstack
from scipy.stats import pearsonr, spearmanr
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef

from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS, Task
from glueline.text.builtin import generate

SCORES = Path("data/scores/student/scores.json")
PARAMS = Path("params.yaml")
METRICS = {
    "mcc": matthews_corrcoef,
    "accuracy": accuracy_score,
    "f1": f1_score,
    "pearson": lambda labels, scores: pearsonr(labels, scores).statistic,
    "spearman": lambda labels, scores: spearmanr(labels, scores).statistic,
}


def bag_of_words(task: Task, train: list[dict], validation: list[dict]) -> float:
    """The mean of the task's metrics on `validation`, from -100 to 100, of a bag of words trained on `train`."""
    bags = [CountVectorizer().fit([row[column] for row in train]) for column in task.text_columns]
    train_counts, counts = (hstack([bag.transform([row[column] for row in rows])
                                    for bag, column in zip(bags, task.text_columns, strict=True)]).tocsr()
                            for rows in (train, validation))
    model = LogisticRegression(max_iter=1000) if task.labels else Ridge()
    found = model.fit(train_counts, [row["label"] for row in train]).predict(counts)
    labels = [row["label"] for row in validation]
    return round(100 * float(np.mean([METRICS[name](labels, found) for name in task.metrics])), 1)


def encoder_score(cells: dict, name: str) -> float | None:
    """The encoder's score of a cell, or None where there is none."""
    cell = cells.get(name)
    return cell.get("score") if isinstance(cell, dict) else None


def main() -> None:
    """Print both scores of each cell, then all of them as JSON."""
    run = json.loads(SCORES.read_text("utf-8")) if SCORES.exists() else {}
    cells = run.get("cells", {}) if run.get("data", {}).get("source") == "builtin" else {}
    source = yaml.safe_load(PARAMS.read_text("utf-8"))["source"]
    bags, encoder = {}, {}
    for cell in (cell for cell in CELLS.values() if cell.scored):
        train, validation = (list(generate(cell.task, split, source["rows"][part], source["seed"]))
                             for split, part in (("train", "train"), (cell.split, "validation")))
        bags[cell.name] = bag_of_words(TASKS[cell.task], train, validation)
        encoder[cell.name] = encoder_score(cells, cell.name)
        print(f"{cell.title:8} bag of words {bags[cell.name]:6.1f}   encoder {encoder[cell.name]}")
    print(json.dumps({"bag_of_words": bags, "encoder": encoder}))


if __name__ == "__main__":
    main()
