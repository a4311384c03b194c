"""What TextAttack's own augmenter (Morris et al. 2020, arXiv 2005.05909) makes of sentences; `bench.perturb` compares with it.

    PYTHON bench/augmenter.py < sentences.json

PYTHON is the interpreter of an environment of its own, where `pip install textattack` was done. The augmenter is the one that
swaps characters. Even to be imported it wants NLTK's list of stop words, a download: a list of this file's stands in for it.
The last line is one JSON object: the rows made and the seconds of the processor that they took.
"""

import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

STOP_WORDS = """
    i me my we our you your he him his she her it its they them their what which who this that these those am is are was
    were be been being have has had do does did a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again then once
    here there when where why how all any both each few more most other some such no nor not only own same so than too
    very can will just
""".split()


def main() -> None:
    texts = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        words = Path(folder) / "corpora" / "stopwords" / "english"
        words.parent.mkdir(parents=True)
        words.write_text("\n".join(STOP_WORDS), "utf-8")
        os.environ["NLTK_DATA"] = folder
        try:
            from textattack.augmentation import CharSwapAugmenter
        except ImportError as error:
            sys.exit(f"{error.name} is not installed")
    augmenter = CharSwapAugmenter(pct_words_to_swap=0.1, transformations_per_example=1)
    augmenter.augment(texts[0])
    start = time.process_time()
    made = sum(len(augmenter.augment(text)) for text in texts)
    print(json.dumps({"rows": made, "seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
