//! Why a wave did not come home whole, and whether it may go better the next time.

use std::time::Duration;

use crate::failure::Failure;
use crate::ledger::Fault;
use crate::wave::OTHER_PROGRAM;

/// Why a wave did not land whole.
pub enum Problem {
    /// It may go better the next time.
    Passing(String),
    Late(Duration),
    /// It will not.
    Ends(Failure),
    Ledger(Fault),
}

impl Problem {
    /// From a message of the engine, which has no kinds that would survive the way.
    pub fn of(message: &str) -> Self {
        if let Some(place) = message.find(OTHER_PROGRAM) {
            let said = message[place..].split(['"', '\n']).next().unwrap_or(message);
            let (said, hint) =
                said.split_once(" hint: ").unwrap_or((said, "put the same program everywhere"));
            return Self::Ends(Failure::wrong(said).hint(hint));
        }
        for (sign, hint) in [
            ("Unauthenticated", "give --token-file with the token of the scheduler"),
            (
                "PermissionDenied",
                "this scheduler is not one of wijkraming-cluster, or of another version",
            ),
            ("Client version", "put the same program on the driver and the scheduler"),
        ] {
            if message.contains(sign) {
                return Self::Ends(
                    Failure::wrong(format!("the scheduler refuses: {message}")).hint(hint),
                );
            }
        }
        Self::Passing(message.to_owned())
    }

    /// The message of a passing problem. Error: it is not passing.
    pub fn lasting(self) -> Result<String, Failure> {
        match self {
            Self::Passing(message) => Ok(message),
            Self::Late(limit) => Ok(format!("it was not there after {} seconds", limit.as_secs())),
            Self::Ends(failure) => Err(failure),
            Self::Ledger(fault) => Err(Failure::ours(format!(
                "the ledger does not close: {fault}; nothing more is kept"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(message: &str) -> Option<String> {
        Problem::of(message).lasting().err().map(|failure| failure.to_string())
    }

    #[test]
    fn another_program_ends_the_run_with_its_own_words() {
        let told = wave_words("0.0.9");
        let message = format!("Job x failed: Status {{ message: \"Execution error: {told}\" }}");
        let failure = ends(&message).expect("an end");
        assert!(failure.starts_with("error: another program: it is of version 0.0.9"), "{failure}");
        assert!(failure.contains("\nhint: put the same program"), "{failure}");
        assert!(!failure.contains('}'), "{failure}");
    }

    fn wave_words(version: &str) -> String {
        crate::wave::check_program(&crate::program::of_version(version)).unwrap_err().to_string()
    }

    #[test]
    fn what_may_pass_does_not_end_the_run() {
        for message in ["connection refused", "Stream closed without job completing", ""] {
            assert_eq!(ends(message), None, "{message}");
        }
    }

    #[test]
    fn a_fault_in_the_ledger_ends_the_run_and_names_the_unit() {
        let failure = Problem::Ledger(Fault::Double("abc".into())).lasting().unwrap_err();
        assert!(failure.to_string().contains("unit abc is double"), "{failure}");
    }
}
