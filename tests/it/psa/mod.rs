//! Foreign samples: what good files become, and every message about wrong ones.
//!
//! Each CSV file in `tests/bad_samples` is wrong in one way (or a few ways that belong together) and has a snapshot in
//! `tests/it/snapshots/bad_samples`. What its columns are stands in a file of the same name with the ending `.toml`, or
//! `.columns` for one line; else it is [`COLUMNS`]. After a message was changed on purpose: `INSTA_UPDATE=always cargo
//! test --test it`, and read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use insta::{assert_snapshot, with_settings};
use tempfile::TempDir;
use wijkraming::analysis::decision::DecisionTable;
use wijkraming::diagnostics::{Report, Style};
use wijkraming::psa::{ColumnSource, Sample, read};

const COLUMNS: &str = "cost:cost_a,cost_b effect:effect_a,effect_b parameters:p,q";

fn bad_samples() -> Vec<String> {
    let entries = fs::read_dir("tests/bad_samples").expect("part of the repository");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".csv")?.to_owned()))
        .collect();
    names.sort();
    names
}

fn columns_of(name: &str) -> ColumnSource {
    let path = |ending: &str| PathBuf::from(format!("tests/bad_samples/{name}.{ending}"));
    if path("toml").exists() {
        return ColumnSource::File(path("toml"));
    }
    let line = fs::read_to_string(path("columns")).unwrap_or_else(|_| COLUMNS.to_owned());
    ColumnSource::parse(&line)
}

#[test]
fn every_bad_sample_gets_the_messages_of_its_snapshot() {
    let names = bad_samples();
    assert!(names.len() >= 25);
    for name in names {
        let file = PathBuf::from(format!("tests/bad_samples/{name}.csv"));
        let report = read(&[file], &columns_of(&name)).err();
        let report = report.unwrap_or_else(|| panic!("{name} is accepted"));
        with_settings!({
            snapshot_path => "../snapshots/bad_samples",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { assert_snapshot!(name, report.render(Style::Plain)) });
    }
}

#[test]
fn messages_about_samples_have_a_place() {
    for name in bad_samples() {
        let file = PathBuf::from(format!("tests/bad_samples/{name}.csv"));
        let report = read(&[file], &columns_of(&name)).expect_err("refused");
        let without = ["empty", "utf16", "latin1", "no_outcomes"];
        for diagnostic in report.diagnostics() {
            let placed = diagnostic.place.is_some() || without.contains(&name.as_str());
            assert!(placed, "{name}: {}", diagnostic.message);
            let json = report.to_json();
            assert!(
                json.iter().all(|own| own.hint.is_some() || name == "empty" || name == "no_rows")
            );
        }
    }
}

/// Files in a directory of their own.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("a file can be written");
        path
    }

    #[track_caller]
    fn read(&self, text: &str, columns: &str) -> Sample {
        read(&[self.write("sample.csv", text)], &ColumnSource::parse(columns))
            .unwrap_or_else(|report| panic!("{report}"))
    }

    fn refused(&self, text: &str, columns: &str) -> Report {
        read(&[self.write("sample.csv", text)], &ColumnSource::parse(columns)).expect_err("refused")
    }
}

const GOOD: &str = "p,q,cost_a,cost_b,effect_a,effect_b\n\
                    0.1,1,100,120.5,1.0,1.1\n\
                    0.2,2,110,125,1.25,1.3\n\
                    0.3,-3e1,90,130,0.9,1.2\n";

fn check_good(table: &DecisionTable) {
    let ids: Vec<&str> = table.strategies.iter().map(|own| own.id.as_str()).collect();
    assert_eq!((ids, table.reference), (vec!["a", "b"], Some(0)));
    let names: Vec<&str> = table.quantities.iter().map(|own| own.path.as_str()).collect();
    assert_eq!(names, ["p", "q"]);
    assert_eq!(table.quantities[1].columns, [[1.0, 2.0, -30.0]]);
    let cost = table.outcomes.cost.as_ref().expect("costs");
    assert_eq!(*cost, [[100.0, 110.0, 90.0], [120.5, 125.0, 130.0]]);
    let effect = table.outcomes.effect.as_ref().expect("effects");
    assert_eq!(*effect, [[1.0, 1.25, 0.9], [1.1, 1.3, 1.2]]);
    assert_eq!(table.draws(), 3);
}

#[test]
fn files_of_all_programs_give_the_same_table() {
    let files = Files::new();
    let dutch = GOOD.replace(',', ";").replace('.', ",");
    let quoted = "\"p\",\"q\",\"cost_a\",\"cost_b\",\"effect_a\",\"effect_b\"\n\
                  \"0.1\",1,100,\"120.5\",1.0,1.1\n0.2,2,110,125,1.25,1.3\n0.3,-3e1,90,130,0.9,1.2\n";
    // As write.csv of R does it, with numbers of rows under an empty name.
    let numbered = "\"\",\"p\",\"q\",\"cost_a\",\"cost_b\",\"effect_a\",\"effect_b\"\n\
                    \"1\",0.1,1,100,120.5,1,1.1\n\"2\",0.2,2,110,125,1.25,1.3\n\"3\",0.3,-30,90,130,0.9,1.2\n";
    let variants = [
        GOOD.to_owned(),
        format!("\u{feff}{GOOD}"),
        GOOD.replace('\n', "\r\n"),
        GOOD.replace(',', ";"),
        GOOD.replace(',', "\t"),
        dutch.clone(),
        format!("\u{feff}{}", dutch.replace('\n', "\r\n")),
        format!("\n{GOOD}\n\n"),
        GOOD.trim_end().to_owned(),
        GOOD.replace("0.2,2,", " 0.2 , 2 ,"),
        quoted.to_owned(),
        numbered.to_owned(),
    ];
    for text in variants {
        check_good(&files.read(&text, COLUMNS).table);
    }
    // Decimal commas in quotes, between commas.
    let commas = "p,q,cost_a,cost_b,effect_a,effect_b\n\"0,1\",1,100,\"120,5\",1,\"1,1\"\n\
                  \"0,2\",2,110,125,\"1,25\",\"1,3\"\n\"0,3\",\"-30,0\",90,130,\"0,9\",\"1,2\"\n";
    check_good(&files.read(commas, COLUMNS).table);
}

#[test]
fn columns_may_stand_in_a_file_in_any_order_and_by_pattern() {
    let files = Files::new();
    let path = files.write(
        "columns.toml",
        "effect_unit = \"QALY\"\nparameters = [\"*\"]\ncost = [\"cost_*\"]\neffect = [\"effect_?\"]\n\
         strategies = [\"a\", \"b\"]\nreference = \"a\"\n\n[groups]\nboth = [\"p\", \"q\"]\n",
    );
    let sample = files.read(GOOD, &path.display().to_string());
    check_good(&sample.table);
    assert_eq!(sample.effect_unit.as_deref(), Some("QALY"));
    assert_eq!((sample.groups.len(), &sample.groups[0].quantities), (1, &vec![0, 1]));
}

#[test]
fn columns_may_stand_in_files_beside_each_other() {
    let files = Files::new();
    let column = |range: std::ops::Range<usize>| -> String {
        let line = |line: &str| line.split(',').collect::<Vec<_>>()[range.clone()].join(",");
        GOOD.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    let parts = [
        files.write("parameters.csv", &column(0..2)),
        files.write("costs.csv", &column(2..4)),
        files.write("effects.csv", &column(4..6)),
    ];
    let sample = read(&parts, &ColumnSource::parse(COLUMNS)).expect("a sample");
    check_good(&sample.table);
    let short = files.write("effects.csv", "effect_a,effect_b\n1,2\n");
    let report = read(&[parts[0].clone(), parts[1].clone(), short], &ColumnSource::parse(COLUMNS));
    let message = report.expect_err("refused").render(Style::Plain);
    assert!(message.contains("this file has 1 rows, and the first one 3"), "{message}");
    let again = [parts[0].clone(), parts[1].clone(), parts[1].clone()];
    let message = read(&again, &ColumnSource::parse(COLUMNS)).expect_err("refused");
    assert!(message.render(Style::Plain).contains("is in more than one file"), "{message}");
}

#[test]
fn rows_of_shares_and_weights_are_read() {
    let files = Files::new();
    let text = "w,s1,s2,net_a,net_b\n1,0.2,0.8,10,12\n3,0.5,0.5,11,10\n";
    let sample = files.read(text, "net_benefit:net_* rows.mix:s1,s2 weights:w");
    let mix = &sample.table.quantities[0];
    assert_eq!((mix.path.as_str(), mix.columns.len(), mix.is_row()), ("mix", 2, true));
    assert_eq!(sample.table.weights.effective(), 16.0 / 10.0);
    assert!(sample.table.outcomes.cost.is_none());
}

#[test]
fn strategies_are_called_by_what_differs_between_their_columns() {
    let files = Files::new();
    let ids = |header: &str| -> Vec<String> {
        let text = format!("{header}\n1,2\n3,5\n");
        let columns = format!("net_benefit:{header}");
        files.read(&text, &columns).table.strategies.into_iter().map(|own| own.id).collect()
    };
    assert_eq!(ids("nb_usual_care,nb_plan"), ["usual_care", "plan"]);
    assert_eq!(ids("T0.nmb,T1.nmb"), ["0", "1"]);
    assert_eq!(ids("usual,plan"), ["usual", "plan"]);
    // One would have no name left.
    assert_eq!(ids("nb,nb2"), ["nb", "nb2"]);
}

#[test]
fn one_strategy_and_one_draw_are_samples_too() {
    let files = Files::new();
    let sample = files.read("nb,p\n1,2\n", "net_benefit:nb parameters:p");
    assert_eq!((sample.table.strategies.len(), sample.table.draws()), (1, 1));
}

#[test]
fn a_missing_file_is_said_to_be_missing() {
    let report = read(&[Path::new("no.csv").to_owned()], &ColumnSource::parse(COLUMNS));
    let message = report.expect_err("refused").render(Style::Plain);
    assert!(message.contains("cannot read no.csv: there is no such file"), "{message}");
    let files = Files::new();
    let message = files.refused(GOOD, "no.toml").render(Style::Plain);
    assert!(message.contains("cannot read no.toml"), "{message}");
    let message = files.refused(GOOD, "cost:").render(Style::Plain);
    assert!(message.contains("nothing stands behind cost:"), "{message}");
}

/// Many wrong cells: a hundred are shown and the others counted, as for scenarios.
#[test]
fn thousands_of_wrong_cells_are_counted() {
    let files = Files::new();
    let text = format!("net_a,net_b\n{}", "NaN,1\n".repeat(500));
    let message = files.refused(&text, "net_benefit:net_a,net_b").render(Style::Plain);
    assert!(message.contains("and 400 more messages"), "{}", &message[message.len() - 200..]);
}
