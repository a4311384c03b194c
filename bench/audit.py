"""How long levels 0 and 1 of the whole leaderboard take, against 2 s plus its bytes at 80 % of sha256's own speed here.

Both are measured in turn on this machine: the command as a user starts it, imports and all, and hashlib over a file of a size
that no cache holds. `--times N` copies every entry N times first (as a leaderboard grows), in a folder that is removed.

    python -m bench.audit [--rounds 5] [--times 10]
"""

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
FIXED, SHARE = 2.0, 0.8  # seconds, and the share of sha256's speed that is asked for
MIB = 256                # of the file that is hashed


def sha256_speed(folder: Path) -> float:
    """Bytes a second of hashlib.file_digest over a file."""
    path = folder / "zeros"
    path.write_bytes(bytes(MIB << 20))
    start = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256").hexdigest()
    return (MIB << 20) / (time.perf_counter() - start)


def audit(root: Path) -> tuple[float, float, int, int]:
    """Seconds of one `glueline audit`, on the clock and of the processor, the bytes that it looked at, and its exit code."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "glueline", "audit", "--json"], cwd=root, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    assert done.returncode in (0, 1, 3), done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, sum(each["looked_at"]["bytes"] for each in json.loads(done.stdout)["subjects"]), done.returncode


def grown(folder: Path, times: int) -> Path:
    """A clone of this checkout with every entry there `times` times, each under a name of its own."""
    root = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
    for entry in sorted(path.parent for path in (root / "leaderboard").glob("*/entry.json")):
        for number in range(1, times):
            copy = Path(shutil.copytree(entry, entry.with_name(f"{entry.name}-{number}")))
            about = json.loads((copy / "entry.json").read_text())
            (copy / "entry.json").write_text(json.dumps(about | {"name": copy.name}, indent=2, sort_keys=True) + "\n")
    return root


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = grown(Path(folder), args.times) if args.times > 1 else ROOT
        audit(root)  # the files are in memory from here on, as a user's second look finds them
        speeds, runs = [], []
        for _ in range(args.rounds):
            speeds.append(sha256_speed(Path(folder)))
            runs.append(audit(root))
    seconds, (_, _, read, code) = median(run[0] for run in runs), runs[0]
    speed = median(speeds)
    print(json.dumps({
        "entries": len(list((ROOT / "leaderboard").glob("*/entry.json"))) * args.times, "bytes": read, "exit": code,
        "seconds": round(seconds, 2), "seconds of each round": [round(run[0], 2) for run in runs],
        "processor seconds": round(median(run[1] for run in runs), 2),
        "allowed": round(FIXED + read / (SHARE * speed), 2), "sha256 MiB/s": round(speed / 2**20),
        "load": round(os.getloadavg()[0], 1),
    }))


if __name__ == "__main__":
    main()
