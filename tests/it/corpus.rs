//! Every input that the fuzzer found worth keeping, and every one that ever failed, through the reader it was made for
//! (`fuzz/src/targets.rs`, docs/decisions/0012-fuzzing.md). None may panic.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[path = "../../fuzz/src/targets.rs"]
mod targets;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus");

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the corpus is part of the repository");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn nothing_in_the_corpus_makes_a_reader_panic() {
    for target in targets::TARGETS {
        let failed = files(&Path::new(CORPUS).join(target.name)).into_iter().filter(|path| {
            let bytes = fs::read(path).expect("a file");
            catch_unwind(|| (target.run)(&bytes)).is_err()
        });
        let failed: Vec<PathBuf> = failed.collect();
        assert!(failed.is_empty(), "{}: {failed:?}", target.name);
    }
}

#[test]
fn the_corpus_is_small_and_has_every_target() {
    let size = |path: &PathBuf| fs::metadata(path).expect("a file").len();
    let all: Vec<PathBuf> = files(Path::new(CORPUS)).iter().flat_map(|path| files(path)).collect();
    assert!(all.iter().map(size).sum::<u64>() < 1 << 20);
    for target in targets::TARGETS {
        assert!(!files(&Path::new(CORPUS).join(target.name)).is_empty(), "{}", target.name);
    }
}
