"""Tests the mutants of a woven copy (`weave.py`), each by the tests that reach its function.

    test.py TREE OUT BINARY... [--only NAMES] [--skip PATTERN] [--seconds S]

First every test runs by itself, with no mutant: how long it takes and which functions it calls. Then for every mutant the
tests that call its function run, the quick ones first, until one fails. A mutant is *caught* by a failure, *timeout* where
a test needs ten times its time, *missed* where all tests pass, and *unreached* where no test calls its function. --only:
a file with the names of mutants; --skip: tests to leave out, a regular expression; --seconds: tests that take longer are
left out. Results go to OUT, one line of JSON each; mutants that have one already are not tested again.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import time

# Address space of a test: a mutant that never stops growing must not take the machine with it.
MEMORY = 8 << 30


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("binaries", nargs="+", type=pathlib.Path)
    parser.add_argument("--only", type=pathlib.Path)
    parser.add_argument("--skip", default="^$")
    parser.add_argument("--seconds", type=float, default=1e9)
    return parser.parse_args()


def run(tree, binary, names, environment, seconds):
    """Status of a test binary (None: out of time) and the processor seconds it took."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 6))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [binary, "--exact", "--test-threads=1", *names],
            cwd=tree,
            env={**os.environ, "INSTA_UPDATE": "no", "CARGO_MANIFEST_DIR": str(tree), **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60 + 60 * seconds,
            preexec_fn=limit,
        )
        status = None if done.returncode in (-24, -9) else done.returncode
    except subprocess.TimeoutExpired:
        status = None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return status, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def survey(tree, binaries, skip, cache):
    """What every test takes and reaches."""
    known = json.loads(cache.read_text()) if cache.exists() else {}
    for binary in binaries:
        listed = subprocess.run([binary, "--list"], cwd=tree, capture_output=True, text=True, check=True).stdout
        for name in re.findall(r"^(.*): test$", listed, re.M):
            key = f"{binary} {name}"
            if key in known or re.search(skip, name):
                continue
            with tempfile.NamedTemporaryFile("r") as note:
                status, seconds = run(tree, binary, [name], {"MUTANT_REACHED": note.name, "MUTANT_STOPS": "1"}, 3600)
                if status != 0:
                    raise SystemExit(f"{name} fails without any mutant")
                reached = sorted({int(line) for line in note.read().split()})
            known[key] = {"binary": str(binary), "name": name, "seconds": seconds, "reached": reached}
            cache.write_text(json.dumps(known))
    return [t for t in known.values() if not re.search(skip, t["name"]) and t["binary"] in map(str, binaries)]


def batches(tests):
    """Tests in the order of their time, in portions that double; each portion is of one binary."""
    size, portion = 0.1, []
    for test in sorted(tests, key=lambda t: t["seconds"]):
        if portion and sum(t["seconds"] for t in portion) + test["seconds"] > size:
            yield from by_binary(portion)
            size, portion = 2 * size, []
        portion.append(test)
    yield from by_binary(portion)


def by_binary(tests):
    for binary in sorted({test["binary"] for test in tests}):
        yield [test for test in tests if test["binary"] == binary]


def judge(tree, number, tests):
    if not tests:
        return {"outcome": "unreached", "seconds": 0.0}
    total = 0.0
    for portion in batches(tests):
        usual = sum(test["seconds"] for test in portion)
        names = [test["name"] for test in portion]
        environment = {"MUTANT": str(number), "MUTANT_STOPS": "1"}
        status, seconds = run(tree, portion[0]["binary"], names, environment, 5 + 10 * usual)
        total += seconds
        if status != 0:
            outcome = "timeout" if status is None else "caught"
            return {"outcome": outcome, "seconds": total, "by": names if len(names) < 4 else [*names[:3], "..."]}
    return {"outcome": "missed", "seconds": total}


def main():
    given = arguments()
    tree = given.tree.resolve()
    woven = json.loads((tree / "woven.json").read_text())["woven"]
    only = set(given.only.read_text().splitlines()) if given.only else None
    given.out.parent.mkdir(parents=True, exist_ok=True)
    tests = survey(tree, [b.resolve() for b in given.binaries], given.skip, given.out.with_suffix(".tests"))
    tests = [test for test in tests if test["seconds"] <= given.seconds]
    by_function = {}
    for test in tests:
        for function in test["reached"]:
            by_function.setdefault(function, []).append(test)
    done = set()
    if given.out.exists():
        done = {json.loads(line)["name"] for line in given.out.read_text().splitlines()}
    with given.out.open("a") as out:
        for number, mutant in woven.items():
            if mutant["name"] in done or (only is not None and mutant["name"] not in only):
                continue
            if mutant["dropped"]:
                found = {"outcome": "unviable"}
            else:
                found = judge(tree, number, by_function.get(mutant["function"], []))
            out.write(json.dumps({"name": mutant["name"], **found}) + "\n")
            out.flush()


main()
