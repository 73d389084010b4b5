//! Processes that are really started, really killed by their id, and go on with the same bits.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{counted, done, tables};
use crate::cli::Place;

/// Units of a fraction of a second, enough of them to be in the middle when the process dies.
fn place(units: u32) -> Place {
    let place = Place::new();
    place.write("small.toml", &crate::example::reduced(0.3, 4).to_string());
    place.write(
        "plan.toml",
        &format!(
            "format = 1\ndraws = {}\ndraws_per_unit = 2\n[scenarios.small]\nfile = \"small.toml\"\n",
            2 * units
        ),
    );
    place
}

fn start(place: &Place, out: &str, threads: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(["batch", "plan.toml", "--out", out, "--threads", threads])
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Waits for something that a process of ours does; a minute at most, which is a fault and no measurement.
fn wait_until(what: &str, is: impl Fn() -> bool) {
    let started = Instant::now();
    while !is() {
        assert!(started.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

const UNITS: u32 = 16;

#[test]
fn a_killed_batch_goes_on_with_the_same_bits() {
    let place = place(UNITS);
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "whole", "-q"]).code, Some(0));
    let whole = tables(&place.path("whole"));
    assert_eq!(whole.len(), UNITS as usize);
    // Killed twice before it comes to the end.
    let mut before = 0;
    for round in 0..2 {
        let mut child = start(&place, "killed", "2");
        wait_until("more units", || done(&place.path("killed")) > before + 3);
        child.kill().expect("signal 9");
        let status = child.wait().expect("it ended");
        assert!(!status.success(), "round {round} was killed in the middle");
        before = done(&place.path("killed"));
        assert!(before < UNITS as usize, "round {round} was not at its end");
    }
    let ended = place.call(&["batch", "plan.toml", "--out", "killed"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        counted(&ended.out, "there"),
        before,
        "what was done is not computed again: {ended:?}"
    );
    assert_eq!(counted(&ended.out, "computed"), UNITS as usize - before);
    assert!(tables(&place.path("killed")) == whole, "the same files with the same bytes");
    let hidden = place.everything().into_iter().any(|(path, _)| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".wijkraming-"))
    });
    assert!(!hidden, "nothing half-written is left");
}

#[test]
fn two_processes_share_a_directory_and_compute_each_unit_once() {
    let place = place(UNITS);
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "whole", "-q"]).code, Some(0));
    let children = [start(&place, "both", "1"), start(&place, "both", "1")];
    let outputs = children.map(|child| child.wait_with_output().expect("it ended"));
    let told: Vec<String> = outputs
        .iter()
        .map(|output| {
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout.clone()).expect("UTF-8")
        })
        .collect();
    let computed: usize = told.iter().map(|out| counted(out, "computed")).sum();
    assert_eq!(computed, UNITS as usize, "{told:?}");
    assert!(tables(&place.path("both")) == tables(&place.path("whole")));
}

/// The claim of a process that died is taken over by the one beside it, which is never told.
#[test]
fn a_process_takes_over_the_units_of_one_that_died_beside_it() {
    let place = place(UNITS);
    let mut first = start(&place, "both", "2");
    wait_until("a unit", || done(&place.path("both")) > 0);
    let second = start(&place, "both", "2");
    wait_until("more units", || done(&place.path("both")) > 4);
    first.kill().expect("signal 9");
    first.wait().expect("it ended");
    let output = second.wait_with_output().expect("it ended");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(done(&place.path("both")), UNITS as usize);
    assert_eq!(place.call(&["batch", "plan.toml", "--out", "whole", "-q"]).code, Some(0));
    assert!(tables(&place.path("both")) == tables(&place.path("whole")));
}

/// An interrupt says what becomes of the results.
#[cfg(unix)]
#[test]
fn an_interrupted_batch_says_that_it_goes_on() {
    let place = place(UNITS);
    let mut child = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
        .args(["batch", "plan.toml", "--out", "cut"])
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    wait_until("a unit", || done(&place.path("cut")) > 0);
    let id = child.id().to_string();
    let kill = Command::new("kill").args(["-INT", &id]).status().expect("kill");
    assert!(kill.success());
    let mut text = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut text).unwrap();
    assert!(!child.wait().expect("it ended").success());
    assert!(text.contains("units that are done are kept, and the same command goes on"), "{text}");
}
