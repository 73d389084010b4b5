"""Weaves many mutants of cargo-mutants into one copy of the sources, so that they are compiled once instead of once each.

    weave.py TREE MUTANTS.json [DROPPED]

Every mutant of a function becomes a whole second body of it, behind a switch on a number in the environment:

    fn f() -> T { match crate::mutant::of(7) { 31 => return { mutated body }, ... _ => {} } original body }

The text of a mutated body is exactly that of cargo-mutants. Writes TREE/woven.json: by number name, function, file and
lines. DROPPED lists numbers that do not compile. Left out, for cargo-mutants to do by itself: constants, types, `const
fn`, and functions that return an `impl Trait`, whose bodies must have one type.
"""

import collections
import json
import pathlib
import re
import sys

SWITCH = """//! Which mutant this process is. Written by `.ci/mutants/weave.py` into a copy of the sources.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

const FUNCTIONS: usize = @FUNCTIONS@;

struct State {
    number: u32,
    /// Where functions are noted when they are first called.
    reached: Option<File>,
}

static STATE: LazyLock<State> = LazyLock::new(|| {
    if std::env::var_os("MUTANT_STOPS").is_some() {
        // The first failure says enough.
        std::panic::set_hook(Box::new(|_| std::process::exit(101)));
    }
    let number = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok());
    let reached = std::env::var_os("MUTANT_REACHED").map(|path| {
        OpenOptions::new().create(true).append(true).open(path).expect("a file to note functions in")
    });
    State { number: number.unwrap_or(0), reached }
});

static SEEN: [AtomicBool; FUNCTIONS] = [const { AtomicBool::new(false) }; FUNCTIONS];

pub fn of(function: usize) -> u32 {
    if let Some(mut file) = STATE.reached.as_ref()
        && !SEEN[function].swap(true, Ordering::Relaxed)
    {
        file.write_all(format!("{function}\\n").as_bytes()).expect("room for a line");
    }
    STATE.number
}
"""

# What may hold a brace that is none: comments, strings, raw strings, characters.
OPAQUE = re.compile(r'//[^\n]*|/\*.*?\*/|r(#*)".*?"\1|"(?:\\.|[^"\\])*"|\'(?:\\.[^\']*|[^\'\\])\'', re.S)


class Source:
    def __init__(self, path):
        self.text = path.read_text()
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def offset(self, place):
        return self.starts[place["line"] - 1] + place["column"] - 1

    def span(self, span):
        return self.offset(span["start"]), self.offset(span["end"])


def body(text, start, end):
    """The text between the braces of the function at text[start:end], and its signature."""
    blank = OPAQUE.sub(lambda found: " " * len(found.group()), text[start:end])
    name = re.search(r"\bfn\b", blank).start()
    opening = blank.index("{", name)
    return start + opening + 1, start + blank.rindex("}"), blank[:opening]


def functions(source, mutants):
    """Mutants by the outermost function that they are in."""
    spans = sorted({source.span(m["function"]["span"]) for m in mutants}, key=lambda s: (s[0], -s[1]))
    outer = []
    for span in spans:
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    found = collections.defaultdict(list)
    for mutant in mutants:
        start, end = source.span(mutant["function"]["span"])
        found[next(o for o in outer if o[0] <= start and end <= o[1])].append(mutant)
    return found


def main():
    tree, listed = pathlib.Path(sys.argv[1]), json.load(open(sys.argv[2]))
    dropped = set(map(int, pathlib.Path(sys.argv[3]).read_text().split())) if len(sys.argv) > 3 else set()
    for number, mutant in enumerate(listed, 1):
        mutant["number"] = number
    by_file = collections.defaultdict(list)
    woven, separate, count = {}, [], 0
    for mutant in listed:
        if mutant["function"] is None:
            separate.append(mutant["name"])
        else:
            by_file[mutant["file"]].append(mutant)
    for name, mutants in by_file.items():
        source = Source(tree / name)
        pieces, done, line = [], 0, 1
        for (start, end), own in sorted(functions(source, mutants).items()):
            first, last, signature = body(source.text, start, end)
            if re.search(r"->\s*impl\b", signature) or re.search(r"\bconst\s+(unsafe\s+)?fn\b", signature):
                separate += [mutant["name"] for mutant in own]
                continue
            pieces.append(source.text[done:first])
            line += pieces[-1].count("\n")
            pieces.append(f" match crate::mutant::of({count}) {{\n")
            line += 1
            for mutant in own:
                a, b = source.span(mutant["span"])
                if not first <= a <= b <= last:
                    separate.append(mutant["name"])
                    continue
                text = source.text[first:a] + mutant["replacement"] + source.text[b:last]
                if mutant["number"] in dropped:
                    text = " unimplemented!() "
                arm = f"{mutant['number']} => return {{\n{text}\n}},\n"
                lines = [line, line + arm.count("\n")]
                pieces.append(arm)
                line = lines[1]
                woven[mutant["number"]] = {
                    "name": mutant["name"],
                    "function": count,
                    "file": name,
                    "lines": lines,
                    "dropped": mutant["number"] in dropped,
                }
            pieces.append("_ => {}\n}\n")
            line += 2
            done, count = first, count + 1
        pieces.append(source.text[done:])
        (tree / name).write_text("".join(pieces))
    (tree / "src/mutant.rs").write_text(SWITCH.replace("@FUNCTIONS@", str(max(count, 1))))
    root = tree / "src/lib.rs"
    root.write_text(root.read_text() + "\npub mod mutant;\n")
    json.dump({"woven": woven, "separate": separate}, open(tree / "woven.json", "w"), indent=1)
    print(f"{len(woven)} mutants woven into {count} functions, {len(separate)} left for cargo-mutants")


main()
