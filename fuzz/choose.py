#!/usr/bin/env python3
"""Chooses what is kept of what a fuzzer found: inputs that reach most, few and small.

    choose.py CONTROL FILES BYTES INTO

CONTROL is the control file of a merge of libFuzzer (-set_cover_merge=1 -merge_control_file=CONTROL -use_counters=0), which lists
the edges that each input reaches. Inputs are taken greedily, by edges that no other one reached yet for each byte, until
nothing is new or there are FILES of them or BYTES bytes. They are copied into the directory INTO, called by their SHA-1 as
libFuzzer calls them.
"""

import hashlib
import heapq
import pathlib
import sys


def inputs(control):
    """Name and edges, as a mask of bits, of every input that was executed."""
    with control.open() as lines:
        count = int(next(lines))
        next(lines)
        names = [next(lines).rstrip("\n") for _ in range(count)]
        for line in lines:
            kind, number, *edges = line.split()
            if kind == "FT":
                mask = bytearray(1 + max(map(int, edges), default=0) // 8)
                for edge in map(int, edges):
                    mask[edge // 8] |= 1 << edge % 8
                yield pathlib.Path(names[int(number)]), int.from_bytes(mask, "little")


def chosen(candidates, files, size):
    """Lazy greedy choice: what an input adds can only become less."""
    heap = [(-edges.bit_count() / (path.stat().st_size + 64), str(path), edges) for path, edges in candidates]
    heapq.heapify(heap)
    reached, kept, used = 0, [], 0
    while heap and len(kept) < files:
        _, name, edges = heapq.heappop(heap)
        new = edges & ~reached
        length = pathlib.Path(name).stat().st_size
        if not new or used + length > size:
            continue
        worth = -new.bit_count() / (length + 64)
        if heap and worth > heap[0][0]:
            heapq.heappush(heap, (worth, name, new))
            continue
        reached |= new
        kept.append(pathlib.Path(name))
        used += length
    return kept, reached.bit_count(), used


def main():
    control, files, size, into = sys.argv[1:]
    kept, reached, used = chosen(inputs(pathlib.Path(control)), int(files), int(size))
    for path in kept:
        data = path.read_bytes()
        (pathlib.Path(into) / hashlib.sha1(data).hexdigest()).write_bytes(data)
    print(f"{len(kept)} inputs of {used} bytes reach {reached} edges")


if __name__ == "__main__":
    main()
