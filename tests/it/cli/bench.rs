//! `wijkraming bench`: what it tells, and that it leaves nothing behind. No time is asserted.

use super::{EXAMPLE, Place, json};

/// A bench that is over soon: a small scenario, short measurements.
const QUICK: [&str; 10] = [
    "bench",
    EXAMPLE,
    "--set",
    "time.years=2",
    "--seconds",
    "0.01",
    "--repeats",
    "1",
    "--threads",
    "2",
];

/// Uncertain quantities of the example, as the lines with `dist` in it.
const QUANTITIES: u64 = 8;

#[test]
fn the_json_foretells_the_run_of_the_scenario() {
    let place = Place::new();
    let done = place.call(&[&QUICK[..], &["--draws", "700", "--json"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    let told = json(&done.out);
    assert_eq!((&told["households"], &told["alternatives"]), (&4830.into(), &5.into()));
    assert_eq!(told["threads"], 2);
    let run = &told["run"];
    assert_eq!((&run["draws"], &run["realisations"]), (&700.into(), &3_500.into()));
    assert_eq!(run["household_months"], 4830_u64 * 24 * 3_500);
    for spread in [
        &told["household_months_per_second"]["one_thread"],
        &told["household_months_per_second"]["all_threads"],
        &run["seconds"],
    ] {
        let number = |key: &str| spread[key].as_f64().expect("a number");
        assert!(number("least") > 0.0, "{spread}");
        assert!(number("least") <= number("median") && number("median") <= number("most"));
    }
    // Two pilots; results of 700 draws are larger than those of the larger one, by the line through both.
    let pilots = told["pilots"].as_array().expect("pilots");
    let bytes = |pilot: &serde_json::Value| pilot["disk_bytes"].as_f64().expect("bytes");
    let draws = |pilot: &serde_json::Value| pilot["draws"].as_f64().expect("draws");
    let (small, large) = (&pilots[0], &pilots[1]);
    let each = (bytes(large) - bytes(small)) / (draws(large) - draws(small));
    let expected = bytes(large) + each * (700.0 - draws(large));
    let found = run["disk_bytes"].as_f64().expect("bytes");
    assert!((found - expected).abs() <= 1.0, "{found}, {expected}");
    assert!(run["memory_bytes"].as_u64().expect("bytes") > 1 << 20);
    assert!(place.everything().is_empty(), "results were left");
}

#[test]
fn the_text_tells_speed_time_memory_and_disk() {
    let place = Place::new();
    let done = place.call(&[&QUICK[..], &["--draws", "30", "--replications", "2"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    for words in [
        "4,830 households, 2 areas, 5 alternatives, 2 years",
        "million household-months per second",
        "parallel efficiency",
        "a run of 60 draws (300 realisations) on 2 threads",
        "time    about",
        "memory  about",
        "disk    about",
    ] {
        assert!(done.out.contains(words), "{words}: {}", done.out);
    }
}

#[test]
fn tables_only_keep_the_quantities_of_a_draw_and_nothing_else() {
    let place = Place::new();
    let run = |more: &[&str]| {
        let arguments = [&QUICK[..], &["--draws", "1000000", "--json"], more].concat();
        json(&place.call(&arguments).out)["run"].clone()
    };
    let (whole, tables) = (run(&[]), run(&["--tables-only"]));
    let each = |run: &serde_json::Value| run["memory_bytes_per_draw"].as_u64().expect("bytes");
    // Eight bytes for each quantity.
    assert_eq!(each(&tables), QUANTITIES * 8);
    // Beside these at least the totals by area, of all and by year: 44 columns and 5 effects under 5 alternatives.
    assert!(each(&whole) > each(&tables) + 5 * (3 + 2) * 49 * 8, "{whole} {tables}");
}

#[test]
fn wrong_numbers_are_refused_with_their_limits() {
    let place = Place::new();
    for (option, value, words) in [
        ("--seconds", "0", "must be between 0.001 and 600"),
        ("--seconds", "soon", "is no number"),
        ("--repeats", "0", "0 is not in 1..=1000"),
        ("--threads", "0", "0 is not in 1..=1024"),
        ("--draws", "0", "0 is not in 1.."),
    ] {
        let message = place.refused(&["bench", EXAMPLE, option, value]);
        assert!(message.contains(words), "{option} {value}: {message}");
    }
    let message = place.refused(&["bench", "nowhere.toml"]);
    assert!(message.contains("nowhere.toml"), "{message}");
}
