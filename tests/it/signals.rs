//! Interrupted at any moment: under its final name a file is whole or not there, an older one stays, and doing it again
//! gives the same bits. The moments come from a seed and differ between machines; what must hold does not depend on them.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::batch;
use crate::chance::Chance;
use crate::cli::{Place, SMALL};

const SIGNALS: [&str; 3] = ["INT", "TERM", "KILL"];

fn start(place: &Place, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(arguments)
        .current_dir(place.path("."))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Starts the program, and sends it a signal after some milliseconds; it may have ended by then.
fn interrupted(place: &Place, arguments: &[&str], signal: &str, after: u64) {
    let mut child = start(place, arguments);
    std::thread::sleep(Duration::from_millis(after));
    // Until it is waited for, its number belongs to nobody else.
    let id = child.id().to_string();
    let kill = Command::new("kill").args(["-s", signal, &id]).stderr(Stdio::null()).status();
    kill.expect("kill");
    child.wait().expect("it ends");
}

/// Moments at random, up to so many milliseconds.
fn moments(seed: u64, most: usize) -> impl Iterator<Item = u64> {
    let mut chance = Chance(seed);
    std::iter::repeat_with(move || chance.below(most) as u64)
}

/// The files of a directory by name, without those of unfinished writing.
fn whole_files(place: &Place, directory: &str) -> BTreeMap<String, Vec<u8>> {
    let names = place.names(directory).into_iter().filter(|name| !name.starts_with(".wijkraming-"));
    let read = |name: String| {
        let bytes = fs::read(place.path(directory).join(&name)).expect("a file");
        (name, bytes)
    };
    names.map(read).collect()
}

#[test]
fn a_run_that_is_interrupted_leaves_the_older_one_or_the_whole_new_one() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    place.must_run(&["--draws", "12", "--out", "whole"]);
    let again = [&SMALL[..], &["-q", "--draws", "12", "--out", "run", "--force"]].concat();
    let signals = SIGNALS.iter().cycle();
    for (signal, after) in signals.zip(moments(7, 1500)).take(9) {
        if !place.path("run").exists() {
            place.copy("whole", "run");
        }
        let older = place.read("run/results.csv");
        interrupted(&place, &again, signal, after);
        // The renames of a killed process may leave its place empty; the older run then stands beside it.
        if place.path("run").exists() {
            let now = place.read("run/results.csv");
            assert!(now == older || now == place.read("whole/results.csv"), "{signal} {after} ms");
            assert!(place.path("run/run.json").exists(), "{signal} after {after} ms");
        }
        if *signal != "KILL" {
            let hidden = |name: &String| name.starts_with(".wijkraming-");
            let killed = place.names(".").into_iter().filter(hidden).collect::<Vec<_>>();
            for name in killed {
                // Left by a kill of an earlier round.
                fs::remove_dir_all(place.path(&name)).expect("a directory");
            }
        }
    }
    let done = place.call(&again);
    assert_eq!(done.code, Some(0), "{done:?}");
    place.assert_same_tables("run", "whole");
}

#[test]
fn a_report_that_is_interrupted_is_whole_or_not_there() {
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "run"]);
    let before = whole_files(&place, "run");
    let signals = SIGNALS.iter().cycle();
    for (signal, after) in signals.zip(moments(11, 1500)).take(6) {
        interrupted(&place, &["report", "run", "--html", "page.html", "--force"], signal, after);
        if let Ok(page) = fs::read_to_string(place.path("page.html")) {
            assert!(page.trim_end().ends_with("</html>"), "{signal} after {after} ms");
        }
        interrupted(&place, &["report", "run"], signal, after);
        let now = whole_files(&place, "run");
        let html = String::from_utf8(now["report.html"].clone()).expect("UTF-8");
        assert!(html.trim_end().ends_with("</html>"), "{signal} after {after} ms");
        assert!(now.iter().all(|(name, bytes)| name == "report.html" || before[name] == *bytes));
    }
    // What a killed report left is no obstacle to a new run in its place.
    place.must_run(&["--draws", "4", "--out", "run", "--force"]);
    assert!(place.names("run").iter().all(|name| !name.starts_with('.')));
}

#[test]
fn a_batch_that_is_interrupted_goes_on_with_the_same_bits() {
    let place = batch::place();
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "whole", "-q"]).code, Some(0));
    let whole = batch::tables(&place.path("whole"));
    let signals = SIGNALS.iter().cycle();
    for (signal, after) in signals.zip(moments(13, 1200)).take(6) {
        interrupted(
            &place,
            &["batch", "plan.toml", "--out", "cut", "--threads", "1"],
            signal,
            after,
        );
        for (name, bytes) in batch::tables(&place.path("cut")) {
            let own = name.rsplit('/').next().unwrap_or_default();
            let same = whole.get(&name) == Some(&bytes) || own.starts_with(".wijkraming-");
            assert!(same, "{name}, {signal} after {after} ms");
        }
    }
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "cut"]).code, Some(0));
    assert!(batch::tables(&place.path("cut")) == whole);
}

#[test]
fn two_runs_into_one_directory_at_once_leave_whole_runs() {
    let place = Place::new();
    place.must_run(&["--draws", "12", "--out", "whole"]);
    let call = [&SMALL[..], &["-q", "--draws", "12", "--out", "run", "--force"]].concat();
    let children = [start(&place, &call), start(&place, &call), start(&place, &call)];
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    // Who came second replaced the first, or took a free name beside it.
    for name in place.names(".") {
        assert!(!name.starts_with('.'), "left behind: {name}");
        place.assert_same_tables(&name, "whole");
    }
}

/// Times of files that lie in the future, or before 1970: nothing of the results depends on a clock.
#[test]
fn a_clock_that_was_wrong_changes_nothing() {
    let place = Place::new();
    place.must_run(&["--draws", "3", "--out", "whole"]);
    let example = fs::read_to_string(crate::cli::EXAMPLE).expect("the example");
    place.write("example.toml", &example);
    for (number, time) in ["1960-01-01", "2099-12-31"].iter().enumerate() {
        let touch =
            Command::new("touch").args(["-d", time]).arg(place.path("example.toml")).status();
        assert!(touch.expect("touch").success());
        let out = format!("run{number}");
        let call =
            [&["run", "example.toml"][..], &SMALL[2..], &["-q", "--draws", "3", "--out", &out]];
        assert_eq!(place.call(&call.concat()).code, Some(0));
        place.assert_same_tables(&out, "whole");
    }
    let place = batch::place();
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "out", "-q"]).code, Some(0));
    let before = batch::tables(&place.path("out"));
    // What was computed stays computed, however old it seems beside its plan.
    for path in [place.path("plan.toml"), place.path("out/batch.json")] {
        let touch = Command::new("touch").args(["-d", "2099-12-31"]).arg(path).status();
        assert!(touch.expect("touch").success());
    }
    let done = place.call(&["batch", "plan.toml", "--out", "out"]);
    assert_eq!((batch::counted(&done.out, "computed"), done.code), (0, Some(0)), "{done:?}");
    assert!(batch::tables(&place.path("out")) == before);
}

#[test]
fn the_language_and_place_of_the_user_change_no_bit() {
    let place = Place::new();
    place.must_run(&["--draws", "3", "--out", "whole"]);
    for (number, locale) in ["C", "nl_NL.UTF-8", "tr_TR.UTF-8", "none"].iter().enumerate() {
        let out = format!("run{number}");
        let call = [&SMALL[..], &["-q", "--draws", "3", "--out", &out]].concat();
        let variables = [("LC_ALL", *locale), ("LANG", *locale), ("TZ", "Asia/Kathmandu")];
        let done = place.call_with(&call, &variables);
        assert_eq!(done.code, Some(0), "{locale}: {done:?}");
        place.assert_same_tables(&out, "whole");
    }
}
