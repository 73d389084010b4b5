//! Every message about a wrong scenario. Each file in `tests/bad` is wrong in one way (or a few ways that
//! belong together) and has a snapshot of all that is said about it, in `tests/it/snapshots/bad`. After a
//! message was changed on purpose: `INSTA_UPDATE=always cargo test --test it`, and read the difference.

use insta::{assert_snapshot, with_settings};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use wijkraming::diagnostics::{Report, Severity, Style};
use wijkraming::scenario::{LoadOptions, Scenario};

/// Names of the files in a directory of tests that end so, without that ending.
fn names(directory: &str, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("the directory is part of the repository");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
    entries
        .filter_map(name)
        .filter_map(|name| Some(name.strip_suffix(ending)?.to_owned()))
        .collect()
}

/// What is said about each of the bad files; empty where one is accepted.
static REPORTS: LazyLock<Vec<(String, Report)>> = LazyLock::new(|| {
    let report = |name: String| {
        let options = LoadOptions::new(format!("tests/bad/{name}.toml"));
        (name, Scenario::load(&options).err().unwrap_or_default())
    };
    names("tests/bad", ".toml").into_iter().map(report).collect()
});

#[test]
fn every_bad_file_gets_the_messages_of_its_snapshot() {
    let settings = |body: &dyn Fn()| {
        with_settings!({
            snapshot_path => "snapshots/bad",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { body() });
    };
    for (name, report) in REPORTS.iter() {
        assert!(report.has_errors(), "tests/bad/{name}.toml is accepted, but it should be refused");
        settings(&|| assert_snapshot!(name.clone(), report.render(Style::Plain)));
    }
}

#[test]
fn every_bad_file_has_a_snapshot_and_every_snapshot_a_bad_file() {
    let (files, snapshots) =
        (names("tests/bad", ".toml"), names("tests/it/snapshots/bad", ".snap"));
    assert_eq!(files, snapshots);
    assert!(files.len() > 90);
}

#[test]
fn every_message_has_a_place_and_comes_in_the_order_of_the_text() {
    for (name, report) in REPORTS.iter() {
        let places: Vec<_> =
            report.to_json().into_iter().map(|d| (d.file, d.line, d.column)).collect();
        for file in places.iter().map(|(file, ..)| file) {
            let of_file: Vec<_> = places.iter().filter(|(other, ..)| other == file).collect();
            let mut sorted = of_file.to_vec();
            sorted.sort();
            assert_eq!(of_file, sorted, "{name}: order");
        }
        let unreadable = ["empty", "blank", "utf16", "utf16_without_mark", "latin1"];
        let placed = places.iter().all(|(file, ..)| file.is_some());
        assert!(placed || unreadable.contains(&name.as_str()), "{name}: a message without a place");
    }
}

#[test]
fn no_message_is_given_twice() {
    for (name, report) in REPORTS.iter() {
        let all = report.diagnostics();
        for (index, diagnostic) in all.iter().enumerate() {
            let twice = all[..index].iter().any(|other| {
                other.message == diagnostic.message && other.place == diagnostic.place
            });
            assert!(!twice, "{name}: {} is said twice", diagnostic.message);
        }
    }
}

#[test]
fn the_form_of_a_message_is_error_place_line_caret_hint() {
    let text = "reserve = { reserve_share = 5 }\n";
    let mut sources = wijkraming::diagnostics::Sources::default();
    let file = sources.add("scenarios/zwolle.toml", text);
    let mut collector = wijkraming::diagnostics::Collector::default();
    let place = wijkraming::diagnostics::Place::new(file, 28..29);
    let message = "reserve_share must be between 0 and 1, found 5";
    let diagnostic = wijkraming::diagnostics::Diagnostic::error(message);
    collector.push(diagnostic.at(&place).hint("shares are fractions; write 0.05 for 5 %"));
    let report = collector.into_report(sources);
    let expected = "\
error: reserve_share must be between 0 and 1, found 5
 --> scenarios/zwolle.toml:1:29
  |
1 | reserve = { reserve_share = 5 }
  |                             ^
hint: shares are fractions; write 0.05 for 5 %
";
    assert_eq!(report.render(Style::Plain), expected);
    let coloured = report.render(Style::Coloured);
    assert!(coloured.contains("\u{1b}["), "colour when asked");
    let json = serde_json::to_value(report.to_json()).expect("plain data");
    let expected = serde_json::json!([{
        "severity": "error", "message": message, "file": "scenarios/zwolle.toml",
        "line": 1, "column": 29, "end_line": 1, "end_column": 30,
        "hint": "shares are fractions; write 0.05 for 5 %",
    }]);
    assert_eq!(json, expected);
}

#[test]
fn a_missing_file_is_named_with_its_likeliest_neighbour() {
    let report = Scenario::load(&LoadOptions::new("scenarios/exemple.toml")).expect_err("no file");
    let expected = "error: cannot read scenarios/exemple.toml: there is no such file\n\
        hint: did you mean scenarios/example.toml?\n";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn directories_devices_and_huge_files_are_refused_before_reading() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    let huge = temp.path().join("huge.toml");
    let file = fs::File::create(&huge).expect("a file");
    file.set_len(200 << 20).expect("a sparse file");
    let message = |path: &Path| {
        let report = Scenario::load(&LoadOptions::new(path)).expect_err("refused");
        assert_eq!(report.diagnostics()[0].severity, Severity::Error);
        report.diagnostics()[0].message.clone()
    };
    assert!(message(Path::new("scenarios")).ends_with("it is a directory"));
    assert!(message(&huge).ends_with("it is larger than 4 MiB (200 MiB)"));
    #[cfg(unix)]
    assert!(message(Path::new("/dev/zero")).ends_with("it is not a regular file"));
    let mut endless = Path::new("/proc/self/mem");
    if !endless.exists() {
        endless = Path::new("scenarios");
    }
    message(endless);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_refused_without_waiting_for_a_writer() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    let pipe = temp.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        let report = Scenario::load(&LoadOptions::new(&pipe)).expect_err("refused");
        assert!(report.diagnostics()[0].message.ends_with("it is not a regular file"));
    }
}

#[cfg(unix)]
#[test]
fn extends_does_not_leave_the_directory_through_a_symbolic_link() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    let inside = temp.path().join("inside");
    fs::create_dir(&inside).expect("a directory");
    let good = Path::new("scenarios/example.toml").canonicalize().expect("the example");
    fs::copy(&good, temp.path().join("outside.toml")).expect("a copy");
    std::os::unix::fs::symlink("../outside.toml", inside.join("link.toml")).expect("a link");
    let child = inside.join("child.toml");
    fs::write(&child, "extends = \"link.toml\"\n").expect("a file");
    let report = Scenario::load(&LoadOptions::new(&child)).expect_err("refused");
    let message = &report.diagnostics()[0].message;
    assert_eq!(message, "extends leads outside the directory of the scenario: link.toml");
    let allowed = LoadOptions { allow_outside: true, ..LoadOptions::new(&child) };
    Scenario::load(&allowed).expect("allowed by the flag");
}

#[test]
fn extends_stops_at_a_long_chain() {
    let temp = tempfile::tempdir().expect("a temporary directory");
    for number in 0..40 {
        let text = format!("extends = \"{}.toml\"\n", number + 1);
        fs::write(temp.path().join(format!("{number}.toml")), text).expect("a file");
    }
    let report =
        Scenario::load(&LoadOptions::new(temp.path().join("0.toml"))).expect_err("refused");
    assert_eq!(report.diagnostics()[0].message, "extends goes on for more than 16 files");
}

#[test]
fn nothing_in_a_file_makes_the_reader_panic() {
    let base = fs::read_to_string("tests/bad/parts/base.toml").expect("the base");
    let example = base
        + "\n[alternatives.nul]\nreference = true\nfinancing.gemeente = {}\n\
        payment.first_line.prestatiebekostiging = {}\n";
    let options = LoadOptions::default();
    assert!(Scenario::from_text("good.toml", &example, &options).is_ok());
    // Every line left out, cut in half, or with its value replaced by something odd.
    let lines: Vec<&str> = example.lines().collect();
    let odd = ["\"\"", "-1", "[]", "{}", "[[1], {}]", "{ dist = \"beta\" }", "nan", "1e308", "0"];
    for (index, line) in lines.iter().enumerate() {
        let change = match index % (odd.len() + 2) {
            0 => String::new(),
            1 => line[..line.floor_char_boundary(line.len() / 2)].to_owned(),
            n => format!("{}= {}", line.split('=').next().unwrap_or_default(), odd[n - 2]),
        };
        let mut changed = lines.clone();
        changed[index] = &change;
        if let Err(report) = Scenario::from_text("odd.toml", &changed.join("\n"), &options) {
            assert!(report.has_errors() && !report.to_string().is_empty());
        }
    }
}

#[test]
fn long_keys_and_paths_end_in_a_message() {
    let keys = vec!["a"; 100_000].join(".");
    for text in
        [format!("{keys} = 1\n"), format!("a = {}", "[".repeat(100_000)), "a\n".repeat(50_000)]
    {
        let report =
            Scenario::from_text("odd.toml", &text, &LoadOptions::default()).expect_err("bad");
        assert!(report.to_string().len() < 200_000);
    }
}
