"""Prints the score of mutation testing, by directory and in all, and the mutants that no test caught.

    score.py [--left | --survivors] CHOSEN RESULTS...

CHOSEN names the mutants that were to be tested, RESULTS are those of `test.py`. Mutants that do not compile do not count;
one that runs out of time is caught. The interval is Wilson's (1927) at 95%. With --left it names those without a result
instead, with --survivors those that no test caught.
"""

import collections
import json
import math
import pathlib
import sys


def wilson(caught, n, z=1.959964):
    middle = (caught + z * z / 2) / (n + z * z)
    width = z / (n + z * z) * math.sqrt(caught * (n - caught) / n + z * z / 4)
    return middle - width, middle + width


def main():
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    chosen = pathlib.Path(given[0]).read_text().splitlines()
    results = {}
    for path in given[1:]:
        for line in pathlib.Path(path).read_text().splitlines():
            result = json.loads(line)
            if results.get(result["name"]) not in ("caught", "timeout"):
                results[result["name"]] = result["outcome"]
    if "--left" in sys.argv:
        print(*[name for name in chosen if name not in results], sep="\n")
        return
    survivors = [name for name in chosen if results.get(name) in ("missed", "unreached")]
    if "--survivors" in sys.argv:
        print(*survivors, sep="\n")
        return
    table = collections.defaultdict(collections.Counter)
    for name in chosen:
        outcome = results.get(name, "untested")
        for group in (name.split("/")[1], "all"):
            table[group][outcome] += 1
    print("directory    mutants  caught  timeout  missed  unreached  unviable  untested  score")
    for group, counts in table.items():
        caught = counts["caught"] + counts["timeout"]
        n = caught + counts["missed"] + counts["unreached"]
        row = [counts[key] for key in ("caught", "timeout", "missed", "unreached", "unviable", "untested")]
        low, high = wilson(caught, n) if n else (0.0, 1.0)
        score = f"{caught / n:.1%} ({low:.1%} .. {high:.1%})" if n else ""
        print(f"{group:<12} {sum(counts.values()):>7}  {row[0]:>6}  {row[1]:>7}  {row[2]:>6}  {row[3]:>9}  {row[4]:>8}"
              f"  {row[5]:>8}  {score}")
    print()
    print(*[f"{results[name]}: {name}" for name in survivors], sep="\n")


main()
