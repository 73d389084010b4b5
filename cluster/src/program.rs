//! What computes a unit, as machines compare it: the version, the data inside and a fingerprint of the engine.

use std::sync::OnceLock;

use wijkraming::batch::Program;

/// This program, as text for the plan.
pub fn this() -> &'static str {
    static THIS: OnceLock<String> = OnceLock::new();
    THIS.get_or_init(|| written(Program::this()))
}

/// How another program differs from this one; none where it does not.
pub fn difference(theirs: &str) -> Option<String> {
    match serde_json::from_str::<Program>(theirs) {
        Ok(program) => program.difference(),
        Err(_) => Some("it does not say of which program it is".to_owned()),
    }
}

/// A program of another version, for tests of the refusal.
pub fn of_version(version: &str) -> String {
    written(&Program { version: version.to_owned(), ..Program::this().clone() })
}

fn written(program: &Program) -> String {
    serde_json::to_string(program).unwrap_or_default()
}
