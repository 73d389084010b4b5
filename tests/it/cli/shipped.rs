//! Every scenario that comes with the program: checked, fitting the schema that the program prints, and run.

use std::fs;
use std::path::Path;

use super::{Place, json, manifest};
use crate::scenario_files::is_scenario;

#[test]
fn every_shipped_scenario_is_right_fits_the_schema_and_runs() {
    let place = Place::new();
    let schema = json(&place.call(&["schema"]).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut seen = 0;
    for entry in fs::read_dir(directory).expect("the scenarios") {
        let path = entry.expect("an entry").path();
        if !is_scenario(&path) {
            continue;
        }
        let file = path.display().to_string();
        let checked = place.call(&["check", &file]);
        assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""), "{file}");
        assert!(checked.out.contains(": right; "), "{file}");
        let text = fs::read_to_string(&path).expect("a scenario");
        let table: toml::Table = toml::from_str(&text).expect("TOML");
        let value = serde_json::to_value(table).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
        let out = format!("run{seen}");
        let call = ["run", &file, "--draws", "2", "--format", "csv", "-q", "--out", &out];
        let done = place.call(&call);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{file}");
        assert_eq!(manifest(&place.path(&out))["draws_range"], json("[0, 2]"));
        seen += 1;
    }
    assert!(seen >= 2, "{seen} scenarios");
}
