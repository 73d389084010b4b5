//! `wijkraming explain`: the life of one household.

use std::process::ExitCode;

use super::Complaint;
use super::explain_differences::differences;
use super::explain_table::side_by_side;
use super::explain_text::describe;
use super::load::{ScenarioArgs, alternative_index};
use super::man::print;
use crate::domain::{HouseholdType, IncomeBand};
use crate::scenario::Scenario;
use crate::study::{
    Address, AddressError, AlternativeName, Condition, Life, Model, SampleMatrix, find, follow,
    sampling,
};

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,

    /// Alternative to follow the household under; where not given all of them, and then side by side
    #[arg(short, long, value_name = "A")]
    alternative: Option<String>,

    /// Draw, from 0
    #[arg(short, long, value_name = "D", default_value_t = 0)]
    draw: u64,

    /// The household: area and number within it, from 0
    #[arg(long, value_name = "AREA:N", required_unless_present = "like")]
    household: Option<String>,

    /// Find a household (under the alternative, or the first) instead, for example 'crisis, 2 domains, waited 3 months'. Conditions: crisis, severe,
    /// severity N, N domains, waited N months, rung N, N episodes, relapse, returned, closed, a household type
    /// or an income band (numbers are at least)
    #[arg(long, value_name = "CONDITIONS", conflicts_with = "household")]
    like: Option<String>,
}

pub fn explain(args: &ExplainArgs) -> Result<ExitCode, Complaint> {
    let scenario = args.scenario.load(&[], None, 1)?;
    let alternatives = args.alternatives(&scenario)?;
    let sample = sample(&scenario, args.draw)?;
    let seed = scenario.sampling.seed;
    let address = match (&args.household, &args.like) {
        (Some(text), _) => parse_address(text)?,
        (None, Some(text)) => args.search(&scenario, alternatives[0], &sample, text)?,
        (None, None) => return Err(Complaint::input("give --household AREA:N or --like")),
    };
    let mut lives = Vec::new();
    for alternative in alternatives {
        let life =
            follow(&scenario, alternative, args.draw, &sample, seed, &address).map_err(complain)?;
        lives.push((&scenario.alternatives()[alternative], life));
    }
    print(args.text(&scenario, &sample, &address, &lives).as_bytes())
}

impl ExplainArgs {
    fn text(
        &self,
        scenario: &Scenario,
        sample: &[f64],
        address: &Address,
        lives: &[(&AlternativeName, Life)],
    ) -> String {
        let seed = scenario.sampling.seed;
        let mut text = format!(
            "Household {}:{} in draw {}, seed {seed}",
            address.area, address.household, self.draw
        );
        if let (Some(like), Some((first, _))) = (&self.like, lives.first()) {
            text.push_str(&format!("; like \"{like}\" under {}", first.id));
        }
        text.push_str("\n\n");
        if lives.iter().all(|(_, life)| life.household.is_none()) {
            text.push_str("No need in any month of the run; --like finds a household with one.\n");
            return text;
        }
        for (alternative, life) in lives {
            text.push_str(&describe(alternative, life));
        }
        if lives.len() > 1 {
            text.push_str(&differences(scenario, sample));
            text.push_str(&side_by_side(lives));
        }
        text
    }

    /// The first household, by area and number, that meets the conditions under an alternative.
    fn search(
        &self,
        scenario: &Scenario,
        alternative: usize,
        sample: &[f64],
        text: &str,
    ) -> Result<Address, Complaint> {
        let conditions = parse_conditions(text)?;
        let seed = scenario.sampling.seed;
        find(scenario, alternative, self.draw, sample, seed, &conditions).ok_or_else(|| {
            let id = &scenario.alternatives()[alternative].id;
            let message = format!("no household is like {text:?} in draw {} under {id}", self.draw);
            Complaint::limit(message).hint(
                "ask for less, or look in another draw with --draw or under another --alternative",
            )
        })
    }

    fn alternatives(&self, scenario: &Scenario) -> Result<Vec<usize>, Complaint> {
        match &self.alternative {
            Some(id) => Ok(vec![alternative_index(scenario, "--alternative", id)?]),
            None => Ok((0..scenario.alternatives().len()).collect()),
        }
    }
}

/// The quantities of one draw.
fn sample(scenario: &Scenario, draw: u64) -> Result<Vec<f64>, Complaint> {
    let draws = scenario.sampling.all_draws();
    if draw >= draws {
        let message =
            format!("--draw must be less than the number of draws, {draws}; found {draw}");
        return Err(Complaint::input(message).hint("draws count from 0"));
    }
    let matrix: SampleMatrix = sampling::sample(scenario.quantities(), &scenario.sampling_plan())
        .map_err(Complaint::input)?;
    Ok(matrix.row(draw as usize).to_vec())
}

fn parse_address(text: &str) -> Result<Address, Complaint> {
    let parsed = text
        .rsplit_once(':')
        .and_then(|(area, number)| Some((area.trim(), number.trim().parse().ok()?)));
    let (area, household) = parsed.ok_or_else(|| {
        Complaint::input(format!("--household: {text:?} is no AREA:N"))
            .hint("write the name of the area, a colon and a number, for example 'Elst Noord:12'")
    })?;
    Ok(Address { area: area.to_owned(), household })
}

fn complain(error: AddressError) -> Complaint {
    match error {
        AddressError::UnknownArea { area, known } => {
            Complaint::input(format!("--household: there is no area {area:?}"))
                .hint(format!("this scenario has {}", known.join(", ")))
        }
        AddressError::NoSuchHousehold { area, households } => {
            Complaint::input(format!("--household: {area} has {households} households"))
                .hint(format!("they are numbered 0 to {}", households.saturating_sub(1)))
        }
    }
}

fn parse_conditions(text: &str) -> Result<Vec<Condition>, Complaint> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(parse_condition).collect()
}

fn parse_condition(text: &str) -> Result<Condition, Complaint> {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !matches!(*word, "over" | "at" | "least" | "months" | "month" | ">="))
        .collect();
    let number = |word: &str| match word {
        "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        "four" => Some(4),
        digits => digits.parse().ok(),
    };
    // "over 3" is at least 4.
    let more = u32::from(text.split_whitespace().any(|word| word == "over"));
    let condition = match words.as_slice() {
        ["crisis"] => Some(Condition::Severity(4)),
        ["severe"] => Some(Condition::Severity(3)),
        ["relapse"] => Some(Condition::Episodes(2)),
        ["returned"] => Some(Condition::Returned),
        ["closed"] => Some(Condition::Closed),
        ["severity", n] => number(n).map(|n| Condition::Severity(n + more)),
        ["waited", n] => number(n).map(|n| Condition::Waited(n + more)),
        ["rung", n] => number(n).map(|n| Condition::Rung(n + more)),
        [n, "domain" | "domains"] => number(n).map(|n| Condition::Domains(n + more)),
        [n, "episode" | "episodes"] => number(n).map(|n| Condition::Episodes(n + more)),
        [word] => HouseholdType::from_key(word)
            .map(Condition::Kind)
            .or_else(|| IncomeBand::from_key(word).map(Condition::Income)),
        _ => None,
    };
    condition.ok_or_else(|| {
        Complaint::input(format!("--like: {text:?} is no condition")).hint(
            "write for example 'crisis, two domains, waited over 3 months'; see explain --help for all",
        )
    })
}
