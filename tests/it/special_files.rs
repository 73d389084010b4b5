//! Files that are no files: whatever is named as input, the program says what is wrong with it and ends with 2. It does
//! not wait for the other end of a pipe, does not read a device without end, and does not fill the memory. As output: a
//! full disk, and places that cannot be written.

#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{EXAMPLE, Place, SMALL};

/// Calls the program after some words of shell, with at most 6 GB of addresses; two minutes are a fault, no measurement.
fn limited(place: &Place, shell: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v 6000000; {shell} exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_wijkraming"))
        .args(arguments)
        .current_dir(place.path("."))
        .stdin(Stdio::null())
        .stdout(File::create(place.path(".out")).expect("a file"))
        .stderr(File::create(place.path(".err")).expect("a file"))
        .spawn()
        .expect("a shell");
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if started.elapsed() > Duration::from_secs(120) {
            child.kill().expect("a child of ours");
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |name: &str| fs::read(place.path(name)).expect("what it said");
    Output { status, stdout: read(".out"), stderr: read(".err") }
}

/// Makes something under a name that is no ordinary file; what messages may say of it.
struct Special {
    name: &'static str,
    make: fn(&std::path::Path),
    said: &'static [&'static str],
}

const NOT_REGULAR: &[&str] = &["not a regular file"];
const DIRECTORY: &[&str] = &["is a directory", "not a regular file"];
const MISSING: &[&str] = &["no such file", "No such file", "holds no results"];
const LOOP: &[&str] = &["symbolic link", "no such file"];
const FORBIDDEN: &[&str] = &["you may not read it", "ermission denied"];
const HUGE: &[&str] = &["is larger than", "a line is longer"];

const SPECIALS: &[Special] = &[
    Special { name: "pipe", make: make_pipe, said: NOT_REGULAR },
    Special {
        name: "zero",
        make: |to| symlink("/dev/zero", to).expect("a link"),
        said: &["not a regular file", "leads outside the directory of the scenario"],
    },
    Special {
        name: "directory",
        make: |to| fs::create_dir(to).expect("a directory"),
        said: DIRECTORY,
    },
    Special { name: "dangling", make: |to| symlink("nowhere", to).expect("a link"), said: MISSING },
    Special { name: "loop", make: |to| symlink(to, to).expect("a link"), said: LOOP },
    Special { name: "huge", make: make_huge, said: HUGE },
    Special { name: "unreadable", make: make_unreadable, said: FORBIDDEN },
];

fn make_pipe(to: &std::path::Path) {
    assert!(Command::new("mkfifo").arg(to).status().expect("mkfifo").success());
}

/// Zeros without end, as far as a reader can tell; they take no room.
fn make_huge(to: &std::path::Path) {
    File::create(to).and_then(|file| file.set_len(600 << 20)).expect("a sparse file");
}

fn make_unreadable(to: &std::path::Path) {
    fs::write(to, "format = 1\n").expect("a file");
    fs::set_permissions(to, fs::Permissions::from_mode(0o000)).expect("permissions");
}

/// Puts each special thing at `name`, and calls the program.
#[track_caller]
fn refuses(place: &Place, name: &str, arguments: &[&str]) {
    let path = place.path(name);
    let kept = path.exists().then(|| fs::read(&path).expect("a file"));
    for special in SPECIALS {
        if kept.is_some() {
            fs::remove_file(&path).expect("a file");
        }
        (special.make)(&path);
        if special.name == "unreadable" && File::open(&path).is_ok() {
            println!("unreadable {name}: left out, this user may read everything");
        } else if special.name == "huge" && name.starts_with("run/") && name.ends_with(".csv") {
            println!("huge {name}: left out, tables may be large; their hash tells what they are");
        } else {
            let output = limited(place, "", arguments);
            let err = String::from_utf8(output.stderr).expect("UTF-8");
            let what = format!("{} as {name}: {err}", special.name);
            assert_eq!(output.status.code(), Some(2), "{what}");
            assert!(err.starts_with("error: "), "{what}");
            let told = special.said.iter().any(|words| err.contains(words));
            assert!(told, "{what}");
        }
        match path.is_dir() {
            true => fs::remove_dir(&path).expect("a directory"),
            false => fs::remove_file(&path).expect("a file"),
        }
        if let Some(kept) = &kept {
            fs::write(&path, kept).expect("a file");
        }
    }
}

#[test]
fn scenarios_and_what_they_name_must_be_files() {
    let place = Place::new();
    refuses(&place, "special.toml", &["check", "special.toml"]);
    refuses(&place, "special.toml", &["run", "special.toml", "--out", "out"]);
    place.write("child.toml", "extends = \"special.toml\"\n");
    refuses(&place, "special.toml", &["check", "child.toml"]);
    fs::copy(EXAMPLE, place.path("example.toml")).expect("a copy");
    let set = "sampling.posterior=\"special.csv\"";
    refuses(&place, "special.csv", &["check", "example.toml", "--set", set]);
    let set = "report.logo=\"special.png\"";
    refuses(&place, "special.png", &["check", "example.toml", "--set", set]);
}

#[test]
fn targets_samples_and_plans_must_be_files() {
    let place = Place::new();
    let targets = ["calibrate", EXAMPLE, "--targets", "special.toml"];
    refuses(&place, "special.toml", &targets);
    refuses(&place, "special.toml", &["batch", "special.toml", "--out", "out"]);
    let psa = ["analyse", "--columns", "cost:a,b effect:c,d", "--psa", "special.csv"];
    refuses(&place, "special.csv", &psa);
    place.write("sample.csv", "a,b,c,d\n1,2,3,4\n2,3,4,5\n");
    let columns = ["analyse", "--psa", "sample.csv", "--columns", "special.toml"];
    refuses(&place, "special.toml", &columns);
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/open_data");
    crate::batch::copy_tree(std::path::Path::new(data), &place.path("data"));
    let new = ["new", "-m", "Zwolle", "--data", "data", "--out", "new.toml"];
    refuses(&place, "data/cbs_kwb_gemeenten_panel_2012_2024.csv", &new);
}

#[test]
fn the_files_of_a_run_must_be_files() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    for name in ["run.json", "results.csv", "draws.csv", "scenario.toml"] {
        refuses(&place, &format!("run/{name}"), &["analyse", "run"]);
    }
    assert_eq!(place.call(&["budget", "run"]).code, Some(0), "all is as it was");
}

#[test]
fn the_files_of_a_batch_must_be_files() {
    let place = crate::batch::place();
    let done = place.call(&["batch", "plan.toml", "--out", "out"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    refuses(&place, "out/batch.json", &["summarise", "out"]);
}

/// The way out of a directory by `..` is the way of a link.
#[test]
fn extends_does_not_leave_the_directory() {
    let place = Place::new();
    fs::create_dir(place.path("inside")).expect("a directory");
    fs::copy(EXAMPLE, place.path("outside.toml")).expect("a copy");
    for name in ["../outside.toml", "../inside/../outside.toml", "./.././outside.toml"] {
        place.write("inside/child.toml", &format!("extends = \"{name}\"\n"));
        let message = place.refused(&["check", "inside/child.toml"]);
        assert!(message.contains("leads outside the directory of the scenario"), "{message}");
    }
}

/// A file is written beside its place and renamed over it: never over a device, which all programs would miss.
#[test]
fn devices_pipes_and_directories_are_not_replaced_by_files() {
    let place = Place::new();
    make_pipe(&place.path("pipe"));
    symlink("/dev/null", place.path("null")).expect("a link");
    fs::create_dir(place.path("directory")).expect("a directory");
    for name in ["pipe", "null", "directory"] {
        let output = limited(&place, "", &["schema", "-o", name]);
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{name}: {err}");
        assert!(err.contains("exists and is not a regular file"), "{name}: {err}");
    }
    assert!(place.path("null").is_symlink() && place.path("directory").is_dir());
}

/// What stands in a place, hidden files of unfinished writing too; not what [`limited`] keeps there.
fn names(place: &Place) -> Vec<String> {
    let own = |name: &String| ![".out", ".err"].contains(&name.as_str());
    place.names(".").into_iter().filter(own).collect()
}

/// Files may not grow beyond so many blocks of 512 bytes: what a full disk does in the middle of a table.
#[test]
fn a_full_disk_leaves_an_older_run_whole_and_no_half_files() {
    let place = Place::new();
    place.must_run(&["--draws", "2", "--out", "run"]);
    let before = place.everything();
    let again = [&SMALL[..], &["-q", "--draws", "20", "--out", "run", "--force"]].concat();
    let new = [&SMALL[..], &["-q", "--draws", "20", "--out", "new"]].concat();
    let report = vec!["report", "run"];
    for arguments in [again, new, report] {
        for blocks in [1, 20, 60] {
            let shell = format!("trap '' XFSZ; ulimit -f {blocks};");
            let output = limited(&place, &shell, &arguments);
            let err = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!(output.status.code(), Some(2), "{blocks} blocks, {arguments:?}: {err}");
            assert!(err.to_lowercase().contains("too large"), "{err}");
            assert_eq!(names(&place), ["run"], "{blocks} blocks, {arguments:?}");
        }
    }
    let own = |path: &std::path::Path| {
        path.file_name().is_some_and(|name| name == ".out" || name == ".err")
    };
    let after = place.everything().into_iter().filter(|(path, _)| !own(path));
    assert_eq!(after.collect::<std::collections::BTreeSet<_>>(), before);
}

#[test]
fn a_directory_that_cannot_be_written_is_told_before_the_run() {
    let place = Place::new();
    fs::create_dir(place.path("closed")).expect("a directory");
    let closed = fs::Permissions::from_mode(0o555);
    fs::set_permissions(place.path("closed"), closed).expect("permissions");
    // The superuser may write everywhere but here.
    let may_write = File::create(place.path("closed/try")).is_ok();
    let out = if may_write { "/proc/wijkraming/run" } else { "closed/run" };
    let call = [&SMALL[..], &["--draws", "2", "--out", out]].concat();
    let output = limited(&place, "", &call);
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.starts_with(&format!("error: {out}")) || err.contains("/proc/wijkraming"), "{err}");
    fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(0o755)).expect("open");
}
