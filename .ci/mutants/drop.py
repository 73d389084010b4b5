"""Adds the numbers of the mutants that do not compile to a list.

    drop.py TREE CHECK.json DROPPED

CHECK.json is what `cargo check --message-format=json` said of a copy woven by `weave.py`. An error outside of the mutants
is no mutant's fault, and ends the work.
"""

import json
import pathlib
import sys


def main():
    tree, said, dropped = map(pathlib.Path, sys.argv[1:])
    woven = json.loads((tree / "woven.json").read_text())["woven"]
    by_file = {}
    for number, mutant in woven.items():
        by_file.setdefault(mutant["file"], []).append((*mutant["lines"], int(number)))
    found = set(map(int, dropped.read_text().split()))
    before = len(found)
    for line in said.read_text().splitlines():
        message = json.loads(line).get("message")
        if not message or message["level"] != "error" or not message["spans"]:
            continue
        place = next(span for span in message["spans"] if span["is_primary"])
        at = place["line_start"]
        own = {n for first, last, n in by_file.get(place["file_name"], []) if first <= at < last}
        if len(own) != 1:
            raise SystemExit(message["rendered"])
        found |= own
    if len(found) == before:
        raise SystemExit("it does not compile, and no mutant is to blame")
    dropped.write_text("\n".join(map(str, sorted(found))))


main()
