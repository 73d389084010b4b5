//! Targets files that programs write: the level of need of a municipality, and the capacity of its teams, from its
//! clients per 1,000 inhabitants and how long they wait.
//!
//! It must not look anything up: who writes one knows the figures and where they come from.

use std::fmt::Write;

use crate::domain::HouseholdType;
use crate::scenario::words;
use toml::Value;

/// What is known of the clients of a municipality.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientsPer1000 {
    /// Persons with support per 1,000 inhabitants in a year.
    pub clients: f64,
    /// How far that may be off from what the model counts.
    pub sd: f64,
    pub inhabitants: f64,
    /// Persons with support per household with support.
    pub persons_per_client: f64,
    /// Mean wait, in months, and how far that may be off. With a wait the capacity of the teams is fitted too: who waits is
    /// no client, so that clients alone do not tell whether need or capacity is low.
    pub wait: Option<Wait>,
    /// Calendar years that are compared.
    pub years: Vec<i32>,
    /// None for the reference.
    pub alternative: Option<String>,
    pub source: String,
}

/// How long households wait for a gesprek.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// Months, mean of those who were served.
    pub months: f64,
    pub sd: f64,
    pub source: String,
}

/// Bounds of the factor on all onset rates.
const LEAST: f64 = 0.1;
const MOST: f64 = 10.0;
/// Bounds of the factor on the members of the teams.
const FEWEST: f64 = 0.2;
const MOST_MEMBERS: f64 = 20.0;

impl ClientsPer1000 {
    /// A targets file with a factor on the onset rates of all types of household, so that differences between areas and
    /// types stay as they are, and with a wait a factor on the members of the teams.
    pub fn text(&self) -> String {
        let quoted = |text: &str| Value::String(text.to_owned());
        let mut text = "format = 1\n".to_owned();
        let _ = writeln!(text, "title = {}", quoted("cliënten per 1.000 inwoners"));
        if let Some(alternative) = &self.alternative {
            let _ = writeln!(text, "alternative = {}", quoted(alternative));
        }
        let _ = writeln!(text, "years = {:?}\n\n[[targets]]\ncolumn = \"clients\"", self.years);
        let numbers = [
            ("value", self.clients),
            ("sd", self.sd),
            ("inhabitants", self.inhabitants),
            ("factor", self.persons_per_client),
        ];
        for (key, number) in numbers {
            let _ = writeln!(text, "{key} = {number:?}");
        }
        let _ = writeln!(text, "per = \"1000 inhabitants\"\nsource = {}\n", quoted(&self.source));
        let rate =
            |kind: &HouseholdType| quoted(&words::join("need.annual_rate", kind.key())).to_string();
        let rates: Vec<String> = HouseholdType::ALL.iter().map(rate).collect();
        let _ = writeln!(
            text,
            "[[parameters]]\nname = \"niveau van de behoefte\"\nmultiply = [{}]\nmin = {LEAST}\nmax = {MOST:?}",
            rates.join(", ")
        );
        if let Some(wait) = &self.wait {
            wait.write(&mut text);
        }
        text
    }
}

impl Wait {
    fn write(&self, text: &mut String) {
        let source = Value::String(self.source.clone());
        let _ = writeln!(
            text,
            "\n[[targets]]\ncolumn = \"mean_wait\"\nvalue = {:?}\nsd = {:?}\nsource = {source}\n\n\
             [[parameters]]\nname = \"capaciteit van de teams\"\nmultiply = [\"team.members\"]\n\
             min = {FEWEST:?}\nmax = {MOST_MEMBERS:?}",
            self.months, self.sd
        );
    }
}
