"""The leaderboard page of 20 entries: how large it is, how long it takes to make, and to the first paint in a browser.

The entries are made up, with every figure that a kept entry has; they lie in a folder that is removed. First paint is what
Chromium itself notes, from a file, without a cache, the median of several loads; the goals are under 2 MB and 1 s.

    python -m bench.page [--entries 20] [--loads 5] [--chromium /usr/bin/chromium]
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.made_entries import keep_made, names

BYTES, SECONDS = 2_000_000, 1.0
ROWS = 1000  # of each made-up validation split
PAINT = "() => Object.fromEntries(performance.getEntriesByType('paint').map(one => [one.name, one.startTime]))"


def make(folder: Path, entries: int) -> tuple[str, float]:
    """The page of so many made-up entries, and the seconds it took."""
    from glueline.page.models import kept_models
    from glueline.page.page import page_html
    from glueline.page.sections import Around

    for seed, name in enumerate(names(entries)):
        keep_made(folder / "leaderboard", name, note="nobody trained it", rows=ROWS, skill=0.5 + 0.1 * seed, seed=seed)
    start = time.perf_counter()
    html = page_html(kept_models(folder / "leaderboard"), Around(), "bench")
    return html, time.perf_counter() - start


def paints(path: Path, loads: int, chromium: str) -> list[float]:
    """Seconds to the first contentful paint, a load each in a context of its own."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(loads):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(path.as_uri())
            page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
            found.append(page.evaluate(PAINT)["first-contentful-paint"] / 1000)
            context.close()
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]  # what else runs here counts as much as the page
    with tempfile.TemporaryDirectory() as name:
        html, seconds = make(Path(name), arguments.entries)
        path = Path(name) / "page.html"
        path.write_text(html, "utf-8")
        found = paints(path, arguments.loads, arguments.chromium)
    size = len(html.encode())
    print(json.dumps({
        "entries": arguments.entries, "load_before": round(load, 1), "bytes": size,
        "megabytes": round(size / 1e6, 2), "bytes_at_most": BYTES,
        "seconds_to_make": round(seconds, 1),
        "first_paint_seconds": {"median": round(median(found), 3), "all": [round(one, 3) for one in found]},
        "first_paint_at_most": SECONDS, "holds": size < BYTES and median(found) < SECONDS}, sort_keys=True))


if __name__ == "__main__":
    main()
