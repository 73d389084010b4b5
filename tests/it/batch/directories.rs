//! What may happen to a directory of results, and what never may: plans that change, damage, other versions, full disks.

use std::fs::{self, File, OpenOptions};
use std::process::{Command, Stdio};

use serde_json::Value;
use wijkraming::batch::{
    Done, Entry, Options, Session, UnitError, UnitJob, Watch, check_room, work,
};

use super::{PLAN, counted, done, place, plan, tables};
use crate::cli::Place;

#[track_caller]
fn batch(place: &Place, out: &str) -> String {
    let done = place.call(&["batch", "plan.toml", "--out", out]);
    assert_eq!(done.code, Some(0), "{done:?}");
    done.out
}

#[test]
fn results_are_partitioned_and_every_unit_has_a_manifest() {
    let place = place();
    let out = batch(&place, "out");
    assert_eq!(counted(&out, "computed"), 6);
    let found = tables(&place.path("out"));
    assert_eq!(found.len(), 12);
    let plan = plan(&place);
    for unit in plan.units() {
        let start = format!(
            "draws/scenario=small/municipality=Overbetuwe/variant={}/{:06}-{:06}-{}",
            unit.cell.variant,
            unit.rows.start,
            unit.rows.end,
            &unit.key[..16]
        );
        assert!(found.keys().any(|name| name.starts_with(&start)), "{start}: {found:?}");
        let manifest: Value =
            serde_json::from_str(&place.read(&format!("out/units/{}.json", unit.key))).unwrap();
        assert_eq!(manifest["key"], unit.key.as_str());
        for (name, record) in manifest["files"].as_object().unwrap() {
            let path = place.path("out").join(name);
            assert_eq!(record["bytes"], fs::metadata(&path).unwrap().len());
            assert_eq!(record["sha256"], wijkraming::tables::sha256(&path).unwrap());
        }
    }
    // Again: nothing to do, and nothing changes.
    let out = batch(&place, "out");
    assert_eq!((counted(&out, "computed"), counted(&out, "there")), (0, 6));
    assert!(tables(&place.path("out")) == found);
    assert_eq!(place.names("out/locks"), ["batch.lock".to_owned()].into());
}

/// What is not of the new plan is put aside, whoever scans the tables sees the plan alone, and nothing is computed twice.
#[test]
fn a_changed_plan_computes_what_is_new_and_takes_back_what_it_had() {
    let place = place();
    batch(&place, "out");
    let first = tables(&place.path("out"));
    place.write("plan.toml", &PLAN.replace("values = [1, 2]", "values = [2, 4]"));
    let ended = place.call(&["batch", "plan.toml", "--out", "out"]);
    assert!(ended.err.contains("3 units of earlier plans were put aside in unused/"), "{ended:?}");
    assert_eq!((counted(&ended.out, "computed"), counted(&ended.out, "there")), (3, 3));
    let now = tables(&place.path("out"));
    assert!(now.keys().all(|name| name.contains("leden_2") || name.contains("leden_4")));
    assert_eq!(now.len(), 12);
    place.write("plan.toml", PLAN);
    let ended = place.call(&["batch", "plan.toml", "--out", "out"]);
    assert!(ended.err.contains("3 units were taken back from unused/"), "{ended:?}");
    assert_eq!((counted(&ended.out, "computed"), counted(&ended.out, "there")), (0, 6));
    assert!(tables(&place.path("out")) == first);
}

/// Cut off in the middle, lost, or a manifest that is no JSON: told, computed again, the same bytes.
#[test]
fn damaged_units_are_computed_again() {
    let place = place();
    batch(&place, "out");
    let whole = tables(&place.path("out"));
    let names: Vec<&String> = whole.keys().collect();
    let half = whole[names[0]].len() as u64 / 2;
    let file = OpenOptions::new().write(true).open(place.path("out").join(names[0])).unwrap();
    file.set_len(half).unwrap();
    fs::remove_file(place.path("out").join(names[1])).unwrap();
    let summary = place.call(&["summarise", "out"]);
    assert_eq!(summary.code, Some(2), "{summary:?}");
    assert!(summary.err.contains("2 units are not done or damaged"), "{summary:?}");
    assert!(summary.err.contains(&format!("has {half} bytes of")), "{summary:?}");
    let manifest = place.path("out/units").join(format!("{}.json", plan(&place).units()[5].key));
    fs::write(&manifest, "{").unwrap();
    let ended = place.call(&["batch", "plan.toml", "--out", "out"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.err.matches("it is computed again").count(), 3, "{ended:?}");
    assert_eq!((counted(&ended.out, "computed"), counted(&ended.out, "there")), (3, 3));
    assert!(tables(&place.path("out")) == whole);
}

/// Same length, another byte: only the hash knows.
#[test]
fn a_flipped_bit_is_found_before_anything_is_added_up() {
    let place = place();
    batch(&place, "out");
    let name = tables(&place.path("out")).into_keys().next().unwrap();
    let path = place.path("out").join(&name);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let message = place.refused(&["summarise", "out"]);
    assert!(message.contains("is not what the batch wrote"), "{message}");
    assert!(message.contains(&name), "{message}");
}

#[test]
fn results_of_another_version_are_refused_or_put_aside() {
    let place = place();
    batch(&place, "out");
    let whole = tables(&place.path("out"));
    for (from, to, what) in [
        ("\"version\": \"", "\"version\": \"9.", "of version 9."),
        ("\"data_sha256\": \"", "\"data_sha256\": \"x", "other data inside"),
        ("\"fingerprint\": \"", "\"fingerprint\": \"x", "gives other results"),
    ] {
        let record = place.read("out/batch.json");
        place.write("out/batch.json", &record.replacen(from, to, 1));
        let message = place.refused(&["batch", "plan.toml", "--out", "out"]);
        assert!(message.contains("do not belong to this program"), "{message}");
        assert!(message.contains(what) && message.contains("--replace"), "{message}");
        place.write("out/batch.json", &record);
    }
    let record = place.read("out/batch.json");
    place.write("out/batch.json", &record.replacen("\"format\": 1", "\"format\": 7", 1));
    let message = place.refused(&["batch", "plan.toml", "--out", "out"]);
    assert!(message.contains("is of format 7, and this program reads 1"), "{message}");
    // The units themselves are those of this program.
    let ended = place.call(&["batch", "plan.toml", "--out", "out", "--replace"]);
    assert_eq!(counted(&ended.out, "there"), 6, "{ended:?}");
    assert!(tables(&place.path("out")) == whole);
}

#[test]
fn a_directory_of_something_else_is_left_alone() {
    let place = place();
    fs::create_dir(place.path("home")).unwrap();
    place.write("home/letter.txt", "dear");
    let message = place.refused(&["batch", "plan.toml", "--out", "home"]);
    assert!(message.contains("holds letter.txt, which is not of a batch"), "{message}");
    let message = place.refused(&["batch", "plan.toml", "--out", "plan.toml"]);
    assert!(message.contains("is a file, not a directory"), "{message}");
    let message = place.refused(&["summarise", "home"]);
    assert!(message.contains("holds no results of a batch"), "{message}");
}

/// Someone works there on another plan: the lock is that of a process, here this one.
#[test]
fn another_plan_waits_while_a_batch_is_at_work() {
    let place = place();
    batch(&place, "out");
    let lock = File::options().read(true).write(true).open(place.path("out/locks/batch.lock"));
    let lock = lock.unwrap();
    lock.lock_shared().unwrap();
    // The same plan may join in.
    assert_eq!(counted(&batch(&place, "out"), "there"), 6);
    place.write("plan.toml", &PLAN.replace("draws = 6", "draws = 8"));
    let message = place.refused(&["batch", "plan.toml", "--out", "out"]);
    assert!(message.contains("another batch is at work here, with plan.toml"), "{message}");
    lock.unlock().unwrap();
    // Another number of draws is another design: all units are new.
    assert_eq!(counted(&batch(&place, "out"), "computed"), 8);
}

#[test]
fn a_unit_that_cannot_fit_in_memory_is_refused_before_anything_is_written() {
    let place = place();
    let message = place.refused(&["batch", "plan.toml", "--out", "out", "--memory", "0.001"]);
    assert!(
        message.contains("unit small / Overbetuwe / leden_1, rows 0..2 needs about"),
        "{message}"
    );
    assert!(message.contains("and 5 more units"), "{message}");
    assert!(message.contains("draws_per_unit"), "{message}");
}

#[test]
fn a_disk_without_room_is_told_before_the_work() {
    let place = place();
    let error = check_room(&place.path(""), u64::MAX).unwrap_err();
    assert!(error.to_string().contains("free, and the batch needs"), "{error}");
    assert!(error.hint.unwrap().contains("units that are done are kept"));
    assert!(check_room(&place.path(""), 0).is_ok());
}

/// Files may not grow beyond 4 KiB: what a full disk does in the middle of a table. The units that were done stay,
/// nothing is half-written, and with room again the batch goes on.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_stops_the_batch_and_spoils_nothing() {
    let place = place();
    batch(&place, "whole");
    let limited = r#"trap "" XFSZ; ulimit -f 8; exec "$0" "$@""#;
    let output = Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_wijkraming")])
        .args(["batch", "plan.toml", "--out", "full", "--threads", "1"])
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("error: full/"), "{err}");
    assert!(err.to_lowercase().contains("too large"), "{err}");
    assert_eq!(
        tables(&place.path("full")).len(),
        2 * done(&place.path("full")),
        "none without a manifest"
    );
    let out = batch(&place, "full");
    assert_eq!(counted(&out, "computed") + counted(&out, "there"), 6);
    assert!(tables(&place.path("full")) == tables(&place.path("whole")));
}

struct Silent;

impl Watch for Silent {
    fn now(&self) -> f64 {
        0.0
    }

    fn done(&self, _job: &UnitJob, how: Done) {
        assert_eq!(how, Done::Computed);
    }
}

/// A unit whose scenario means something else than its job says fails; the others do not care.
#[test]
fn failing_units_do_not_stop_the_others_unless_asked() {
    let place = place();
    let plan = plan(&place);
    let mut units = plan.units().to_vec();
    for unit in [1, 4] {
        units[unit].scenario_sha256 = "0".into();
        units[unit].key = units[unit].made_key();
    }
    let units: Vec<&UnitJob> = units.iter().collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    for (fail_fast, out) in [(false, "all"), (true, "fast")] {
        let session = Session::enter(&place.path(out), &plan, &Entry::default()).unwrap();
        let options = Options { at_once: 1, fail_fast };
        let ended = pool.install(|| work(&session, &units, options, &Silent));
        let failed: Vec<&str> = ended.failed.iter().map(|(name, _)| name.as_str()).collect();
        if fail_fast {
            assert_eq!((failed.len(), ended.computed + ended.left), (1, 5));
            assert!(ended.left > 0);
        } else {
            let names = ["leden_1, rows 2..4", "leden_2, rows 2..4"];
            let names = names.map(|name| format!("small / Overbetuwe / {name}"));
            assert_eq!(failed, names);
            assert_eq!((ended.computed, ended.left), (4, 0));
        }
        assert!(ended.failed.iter().all(|(_, error)| *error == UnitError::Changed));
        assert!(ended.stopped.is_none());
        assert_eq!(done(&place.path(out)), ended.computed as usize);
    }
}

#[test]
fn a_dry_run_lists_units_and_writes_nothing() {
    let place = place();
    let before = place.everything();
    let ended = place.call(&["batch", "plan.toml", "--out", "out", "--dry-run"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(place.everything(), before);
    let mut reader = csv::Reader::from_reader(ended.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let plan = plan(&place);
    assert_eq!(rows.len(), plan.units().len());
    for (row, unit) in rows.iter().zip(plan.units()) {
        assert_eq!(
            (&row[8], &row[7], &row[2]),
            (unit.key.as_str(), "to do", unit.cell.variant.as_str())
        );
    }
    batch(&place, "out");
    let ended = place.call(&["batch", "plan.toml", "--out", "out", "--dry-run", "-q"]);
    assert_eq!(ended.out.matches(",done,").count(), 6, "{ended:?}");
}
