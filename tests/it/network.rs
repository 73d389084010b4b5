//! The program has no network: it runs the same where there is none, and asks the system for no socket.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};

use crate::cli::{Place, SMALL};

/// Whether a command can be started here and ends well; what is skipped says so.
fn works(name: &str, arguments: &[&str]) -> bool {
    let status =
        Command::new(name).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let works = status.is_ok_and(|status| status.success());
    if !works {
        println!("{name} {}: not possible here, so this part is left out", arguments.join(" "));
    }
    works
}

/// Calls the program by way of another one.
fn through(place: &Place, wrapper: &[&str], arguments: &[&str]) {
    let output = Command::new(wrapper[0])
        .args(&wrapper[1..])
        .arg(env!("CARGO_BIN_EXE_wijkraming"))
        .args(arguments)
        .current_dir(place.path("."))
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn calls() -> Vec<Vec<&'static str>> {
    let run = [&SMALL[..], &["-q", "--draws", "4", "--out", "run"]].concat();
    vec![run, vec!["report", "run", "--html", "page.html"], vec!["analyse", "run", "--no-groups"]]
}

#[test]
fn without_any_interface_runs_give_the_same_bits() {
    if !works("unshare", &["-rn", "true"]) {
        return;
    }
    let place = Place::new();
    place.must_run(&["--draws", "4", "--out", "whole"]);
    for call in calls() {
        through(&place, &["unshare", "-rn"], &call);
    }
    place.assert_same_tables("run", "whole");
}

#[test]
fn no_socket_is_asked_for() {
    let calls_of_sockets = "trace=socket,socketpair,connect,bind,listen,accept,sendto,sendmsg";
    if !works("strace", &["-f", "-e", calls_of_sockets, "-o", "/dev/null", "true"]) {
        return;
    }
    let place = Place::new();
    for call in calls() {
        through(&place, &["strace", "-f", "-e", calls_of_sockets, "-o", "trace"], &call);
        let trace = fs::read_to_string(place.path("trace")).expect("a trace");
        let sockets: Vec<&str> = trace
            .lines()
            .filter(|line| !line.contains("+++") && !line.contains("---"))
            // How a process wakes its own thread that waits for signals: a pair of ends inside the process.
            .filter(|line| !line.contains("socketpair(AF_UNIX") && !line.contains("sendto("))
            .collect();
        assert!(sockets.is_empty(), "{call:?}: {sockets:?}");
    }
}
