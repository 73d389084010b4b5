//! The scenarios of Overbetuwe against the document they come from: teams and their cost, the eleven items of the
//! pilot year, who pays them, and the targets. Expected numbers are those of the notitie of December 2013.

use std::collections::BTreeMap;
use std::path::Path;

use wijkraming::calibration::targets::Targets;
use wijkraming::domain::MUNICIPALITY;
use wijkraming::engine::{Parameters, Realisation, Scratch, realise};
use wijkraming::process::{CostItem, Frequency, Level};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

const PILOT: &str = "scenarios/overbetuwe-proeftuin-2014.toml";
const DEFAULT: &str = "scenarios/overbetuwe.toml";

fn load(path: &str) -> Scenario {
    Scenario::load(&LoadOptions::new(path)).unwrap_or_else(|report| panic!("{report}"))
}

fn central(scenario: &Scenario, id: &str) -> Parameters {
    let index = scenario.alternatives().iter().position(|name| name.id == id).expect("known");
    scenario.parameters(index, &sampling::central(scenario.quantities()))
}

fn paid_by(p: &Parameters, payer: impl Fn(&str) -> bool) -> Vec<&CostItem> {
    p.process.team.costs.iter().filter(|item| payer(&item.payer)).collect()
}

#[test]
fn the_eleven_items_of_the_pilot_add_up_to_242_000_euro_and_salaries_are_nothing() {
    let scenario = load(PILOT);
    for id in ["proeftuin", "schaduw"] {
        let p = central(&scenario, id);
        let own = paid_by(&p, |payer| payer == MUNICIPALITY);
        let amounts: Vec<f64> = own.iter().map(|item| item.amount).filter(|a| *a > 0.0).collect();
        assert_eq!(amounts.len(), 11);
        assert_eq!(amounts.iter().sum::<f64>(), 242_000.0);
        let once = |item: &&&CostItem| item.per == Level::Municipality && item.years == [2014];
        assert_eq!(own.iter().filter(once).count(), own.len());
        // "Gesloten beurzen": the salaries are paid, by others.
        let others = paid_by(&p, |payer| payer != MUNICIPALITY);
        assert_eq!(others.len(), 1);
        assert_eq!(others[0].payer, "moederorganisaties");
        assert!((120_000.0..150_000.0).contains(&others[0].amount), "{}", others[0].amount);
    }
    assert!(central(&scenario, "nul").process.team.costs.is_empty());
}

fn realised(scenario: &Scenario, id: &str, draw: u64) -> Realisation {
    realise(&central(scenario, id), 1, draw, &mut Scratch::default())
}

#[test]
fn the_pilot_costs_the_municipality_242_000_euro_in_2014_and_delivers_the_same_care() {
    let scenario = load(PILOT);
    let (nul, pilot) = (realised(&scenario, "nul", 3), realised(&scenario, "proeftuin", 3));
    let areas = 2;
    for (year, (before, after)) in
        nul.years.chunks(areas).zip(pilot.years.chunks(areas)).enumerate()
    {
        let cost: f64 = after.iter().map(|row| row.team_cost.to_f64()).sum();
        let other: f64 = after.iter().map(|row| row.team_cost_other.to_f64()).sum();
        let pilot_year = scenario.start_year + year as i32 == 2014;
        assert!((cost - if pilot_year { 242_000.0 } else { 0.0 }).abs() < 1e-3, "{cost}");
        assert_eq!(other > 0.0, pilot_year);
        for (before, after) in before.iter().zip(after) {
            assert_eq!(before.hours, after.hours);
            assert_eq!((before.gross, before.clients), (after.gross, after.clients));
        }
    }
    // An arrangement that is carried out changes what is delivered.
    let shadow = realised(&scenario, "schaduw", 3);
    assert_ne!(shadow.years[areas * 7].hours, nul.years[areas * 7].hours);
}

#[test]
fn uncertain_care_is_drawn_once_for_the_pilot_and_the_reference() {
    let scenario = load(PILOT);
    let own = |id: &str| {
        let own = format!("alternatives.{id}.");
        scenario.quantities().iter().filter(|quantity| quantity.path.starts_with(&own)).count()
    };
    assert_eq!((own("nul"), own("proeftuin")), (0, 0));
    assert!(own("schaduw") > 5);
}

#[test]
fn the_pilot_has_the_households_of_the_default_scenario() {
    let (pilot, default) = (central(&load(PILOT), "nul"), central(&load(DEFAULT), "nul"));
    assert_eq!(pilot.population.areas.len(), 2);
    for area in &pilot.population.areas {
        let same = default.population.areas.iter().find(|other| other.name == area.name);
        assert_eq!(same.expect("the same name").households, area.households, "{}", area.name);
    }
    // EUR 1.1 and 3.9 million of 2012, in euro of 2014: times 1.025 and 1.010 (CBS 83131NED).
    let budgets: Vec<f64> =
        pilot.population.areas.iter().map(|area| area.historic_budget).collect();
    for (found, written) in budgets.iter().zip([1_100_000.0, 3_900_000.0]) {
        assert!((found - written * 1.025 * 1.010).abs() < 1e-6, "{found}");
    }
}

#[test]
fn the_targets_of_the_pilot_are_the_four_figures_of_the_document() {
    let scenario = load(PILOT);
    let path = Path::new("scenarios/overbetuwe-proeftuin-2014.targets.toml");
    let targets = Targets::load(path, &scenario).unwrap_or_else(|report| panic!("{report}"));
    assert!(targets.warnings.is_empty(), "{}", targets.warnings);
    let values: Vec<f64> = targets.targets.iter().map(|target| target.observed.value).collect();
    let inflation = 1.025 * 1.010;
    let expected = [200.0, 568.0, 1_100_000.0 * inflation, 3_900_000.0 * inflation];
    assert_eq!(values.len(), expected.len());
    for (found, expected) in values.iter().zip(expected) {
        assert!((found - expected).abs() < 1.0, "{found}, expected {expected}");
    }
    assert_eq!(targets.alternatives(), [0]);
    assert_eq!(targets.parameters.len(), 3);
}

/// "5 of 6 teams": the number of teams is a choice, and each costs EUR 180,000.
#[test]
fn six_teams_of_180_000_euro_or_five() {
    for (path, teams) in [(DEFAULT, 6), ("scenarios/overbetuwe-5-teams.toml", 5)] {
        let scenario = load(path);
        let p = central(&scenario, "scenario2");
        let mut areas: BTreeMap<usize, usize> = BTreeMap::new();
        p.population.areas.iter().for_each(|area| *areas.entry(area.team).or_default() += 1);
        assert_eq!((areas.len(), p.population.teams.len()), (teams, teams), "{path}");
        let yearly = |item: &&CostItem| item.per == Level::Team && item.when == Frequency::Annual;
        let cost: f64 = p.process.team.costs.iter().filter(yearly).map(|item| item.amount).sum();
        assert_eq!(cost, 180_000.0);
        assert_eq!((p.process.team.members, p.process.team.volunteers), (4.0, 2.0));
        let caseload = scenario.quantities().iter().find(|q| q.path == "team.caseload_per_member");
        assert_eq!(caseload.expect("uncertain").distribution.support(), (50.0, 90.0));
    }
}
