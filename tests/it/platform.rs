//! No mathematics of the platform on the way to results: the last bit of `ln`, `exp`, `powf` and the like of the standard
//! library depends on the system and the compiler. Code takes them from `libm`; what is left is listed here and in
//! docs/reproducibility.md, with why it may stay.

use std::fs;
use std::path::{Path, PathBuf};

/// Methods of `f64` whose last bit the documentation of the standard library leaves open. The four operations, square
/// roots, rounding and absolute values are exact by IEEE 754.
const OPEN: [&str; 26] = [
    "ln", "log", "log2", "log10", "ln_1p", "exp", "exp2", "exp_m1", "powf", "powi", "sin", "cos",
    "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "sin_cos", "hypot", "cbrt",
];

/// Where results are printed, not made: positions, colours and digits.
const PRINTING: [&str; 2] = ["report", "cli"];

/// File, method, times.
const LEFT: [(&str, &str, usize); 8] = [
    // Small whole powers by repeated multiplication.
    ("calibration/bayes/kernel.rs", "powi", 2),
    ("calibration/bayes/mod.rs", "powi", 1),
    ("calibration/bayes/weights.rs", "powi", 1),
    ("calibration/fit.rs", "powi", 3),
    ("engine/tables.rs", "powi", 2),
    ("mkba/discounting.rs", "powi", 1),
    ("process/course.rs", "powi", 1),
    // A power of ten that is no more than a few digits: exact.
    ("scenario/prices.rs", "powi", 1),
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() && !name.ends_with("tests") {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The code without its tests and comments.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = own.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// How often a method of a number is called, as a method or by its path.
fn calls(code: &str, method: &str) -> usize {
    [format!(".{method}("), format!("f64::{method}"), format!("f32::{method}")]
        .iter()
        .map(|call| {
            let whole = |(place, _): &(usize, &str)| {
                let after = code[place + call.len()..].chars().next().unwrap_or(' ');
                call.ends_with('(') || !(after.is_alphanumeric() || after == '_')
            };
            code.match_indices(call.as_str()).filter(whole).count()
        })
        .sum()
}

#[test]
fn results_take_their_mathematics_from_libm() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 200, "{} files", files.len());
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
        if PRINTING.iter().any(|layer| name.starts_with(&format!("{layer}/"))) {
            continue;
        }
        let code = code(&fs::read_to_string(&path).expect("a file"));
        for method in OPEN {
            let times = calls(&code, method);
            if times > 0 {
                found.push((name.clone(), method, times));
            }
        }
    }
    found.sort();
    let mut left: Vec<_> =
        LEFT.iter().map(|(name, method, times)| ((*name).to_owned(), *method, *times)).collect();
    left.sort();
    assert_eq!(
        found, left,
        "take it from libm, or say here and in docs/reproducibility.md why not"
    );
}

#[test]
fn calls_are_found_as_methods_and_by_their_path() {
    assert_eq!(calls("a.exp() + b.exp_m1() + list.map(f64::exp)", "exp"), 2);
    assert_eq!(calls("libm::exp(a) + c.expect(b)", "exp"), 0);
    assert_eq!(calls("x.powi(2) * f64::powi(x, 3)", "powi"), 2);
    assert_eq!(code("a();\n// b.ln()\n#[cfg(test)]\nmod tests {\n x.ln() }"), "a();");
}
