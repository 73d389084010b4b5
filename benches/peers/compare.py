"""Ratios of the reference job in other tools to the same job in this program, in one run.

    benches/peers/install      once: a virtual environment with NumPy and Numba, versions of requirements.txt
    benches/peers/run          builds the bench, then this

Every tool does the job once in every repeat, one after the other; times are processor time of one thread. Means are
held against the exact one first. `--record` writes a file in benches/history.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import jobs  # noqa: E402


class Served:
    """A job in another process that answers `SECONDS COST` to `KIND SEED`."""

    def __init__(self, command: list[str], kind: str):
        self.kind = kind
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, seed: int) -> tuple[float, float]:
        self.process.stdin.write(f"{self.kind} {seed}\n")
        self.process.stdin.flush()
        seconds, cost = self.process.stdout.readline().split()
        return float(seconds), float(cost)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def timed(job):
    """A job of this process with its processor time."""

    def run(seed: int) -> tuple[float, float]:
        start = time.process_time()
        cost = job(seed)
        return time.process_time() - start, cost

    return run


def tools(binaries: dict[str, str]) -> dict:
    found = {"numpy": timed(jobs.numpy_job)}
    try:
        found["numba"] = timed(jobs.numba_job())
    except ImportError:
        print("numba is not installed: left out")
    for kind in ("plain-loop", "engine-numbers", "engine-events"):
        found[kind] = Served([binaries["bench"], "--serve"], kind)
    if binaries.get("ixa"):
        found["ixa"] = Served([binaries["ixa"]], "ixa")
    return found


def check(found: dict) -> bool:
    """Whether all means are within four standard errors of the exact one."""
    mean, deviation = jobs.exact()
    runs = 5
    error = deviation / (jobs.PERSONS * runs) ** 0.5
    print(f"exact mean cost of a person {mean:.3f} euro, standard deviation {deviation:.3f}")
    right = True
    for name, job in found.items():
        own = statistics.fmean(job(seed)[1] for seed in range(1, runs + 1))
        z = (own - mean) / error
        right &= abs(z) < 4.0
        print(f"  {name:<15} {own:.3f}, z = {z:.2f}")
    return right


def quartiles(values: list[float]) -> dict:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": round(middle, 4), "quartiles": [round(low, 4), round(high, 4)]}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", required=True, help="the built bench reference_job")
    parser.add_argument("--ixa", help="the built ixa version of the job")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    found = tools({"bench": args.bench, "ixa": args.ixa})
    if not check(found):
        print("error: a mean is more than four standard errors from the exact one", file=sys.stderr)
        return 1
    seconds = {name: [] for name in found}
    for repeat in range(args.repeats):
        for name, job in found.items():
            seconds[name].append(job(100 + repeat)[0])
    months = jobs.PERSONS * jobs.MONTHS / 1e6
    base = "engine-numbers"
    print(f"medians of {args.repeats} repeats in turn; million person-months per core-second; time over that of {base}")
    figures = {}
    for name, own in seconds.items():
        rate = quartiles([months / s for s in own])
        ratio = quartiles([s / b for s, b in zip(own, seconds[base])])
        print(f"  {name:<15} {rate['median']:>8.1f}   {ratio['median']:>7.2f}  ({ratio['quartiles'][0]:.2f} to {ratio['quartiles'][1]:.2f})")
        figures[name] = {"million_person_months_per_core_second": rate, f"time_over_{base}": ratio}
    for job in found.values():
        if isinstance(job, Served):
            job.close()
    if args.record:
        record(figures)
    return 0


def record(figures: dict):
    import numpy

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=HERE, check=False)
        return done.stdout.strip()

    versions = {"python": platform.python_version(), "numpy": numpy.__version__}
    if "numba" in figures:
        import numba

        versions["numba"] = numba.__version__
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    now = datetime.datetime.now(datetime.timezone.utc)
    changed = "+" if git("status", "--porcelain", "--", "src", "benches/*.rs", "Cargo.lock") else ""
    told = {
        "bench": "peers",
        "date": now.strftime("%Y-%m-%dT%H:%MZ"),
        "commit": git("rev-parse", "--short=12", "HEAD") + changed,
        "machine": {"processor": cpu[0] if cpu else "unknown", "cores": os.cpu_count(), "load_average": os.getloadavg()[0]},
        "versions": versions,
        "figures": figures,
    }
    path = HERE.parent / "history" / now.strftime("%Y-%m-%d-%H%M-peers.json")
    path.write_text(json.dumps(told, indent=2) + "\n")
    print(f"recorded as benches/history/{path.name}")


if __name__ == "__main__":
    sys.exit(main())
