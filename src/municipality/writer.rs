//! The figures of a municipality as a scenario file: the template `data/nieuw_scenario.toml.jinja` filled in, with the
//! source, grade and note of every number. It computes nothing but what a note needs.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use super::budgets::Lines;
use super::data::OpenData;
use super::generate::{AreaFigures, Figures};
use super::need_model::NeedModel;

pub const TEMPLATE: &str = include_str!("../../data/nieuw_scenario.toml.jinja");

/// Id, arrangement of the library and title of the standard alternatives beside the nulalternatief.
const ALTERNATIVES: [[&str; 3]; 4] = [
    ["scenario1", "scenario-1", "Scenario 1: gemeente regie, trekkingsrecht"],
    ["scenario2", "scenario-2", "Scenario 2: wijkbudget, consortium"],
    ["populatie", "zwolle", "Populatiebekostiging met vereveningsreserve, resultaatgebieden"],
    ["resultaat", "resultaat", "Resultaatbekostiging per huishouden"],
];

/// An area as the template takes it.
#[derive(Serialize)]
struct AreaText {
    name: String,
    team: String,
    types: Vec<u32>,
    low_income: String,
    low_income_note: String,
    need: String,
    need_sd: String,
    need_note: String,
    budget: String,
    merged: String,
}

/// The text of the scenario. `base` is what it extends, `command` the command line that made it.
///
/// # Errors
/// Where the template does not fit, which is a fault of the program.
pub fn scenario(
    figures: &Figures,
    data: &OpenData,
    model: &NeedModel,
    base: &str,
    command: &str,
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("scenario", TEMPLATE)?;
    let several = figures.areas.len() > 1;
    let year = figures.year;
    let team = Team::new(figures, data);
    let shared = figures.spread;
    let areas: Vec<AreaText> =
        figures.areas.iter().map(|area| area_text(area, figures, several)).collect();
    let text = environment.get_template("scenario")?.render(context! {
        base, command => comment(command), year,
        name => comment(&figures.name),
        title => quoted(&format!("{}: beginscenario {year}, niet gekalibreerd", figures.name)),
        quoted_name => quoted(&figures.name),
        notes => figures.budgets.notes.iter().map(|note| comment(note)).collect::<Vec<_>>(),
        youth_share => percent(figures.budgets.first_line_share),
        overview => figures.overview.iter().map(overview_row).collect::<Vec<_>>(),
        seed => i64::from(year) * 10_000 + figures.code[2..].parse::<i64>().unwrap_or_default(),
        households => dutch(figures.margins.households),
        margin_notes => margin_notes(figures),
        model => context! { n => model.n, r2 => decimal(model.r_squared, 2), sd => decimal(model.residual_sd, 2) },
        area_total => dutch(figures.areas.iter().map(|area| area.budget).sum()),
        areas => Serde(&areas),
        budget_note => quoted(&budget_note(figures)),
        shared_sd => several.then(|| number(lognormal_sd(1.0, shared), 3)),
        teams => figures.teams,
        households_per_team => dutch(figures.margins.households / figures.teams as f64),
        team_cost => dutch(figures.budgets.team / figures.margins.inhabitants),
        team_booked => dutch(figures.budgets.team_booked),
        members => number(team.members, 1),
        personnel_percent => percent(data.assumed("personnel_share_of_team_cost")),
        fte_cost => dutch(team.fte_cost),
        volunteers => number(team.volunteers, 1),
        team_cost_item => team.cost_item(figures),
        start_cost_item => team.start_item(),
        alternatives => Serde(ALTERNATIVES),
        specialist => amount(libm::round(figures.budgets.specialist / 1000.0) * 1000.0),
        specialist_note => quoted(&specialist_note(figures)),
    })?;
    Ok(format!("{}\n", text.trim_end()))
}

fn area_text(area: &AreaFigures, figures: &Figures, several: bool) -> AreaText {
    let mut note = format!(
        "voorspeld: {} Wmo- en jeugdcliënten per 1.000 inwoners",
        dutch(area.clients_per_1000)
    );
    if several {
        note.push_str("; spreiding tussen wijken is aanname, gelijk aan die tussen gemeenten");
    } else {
        note.push_str("; spreiding van gemeenten rond de relatie");
    }
    if several && !area.in_health {
        note.push_str("; gezondheid als de gemeente, wijk niet in de monitor van 2016");
    }
    let mut income = "gemeente maal verhouding van de laagste 40% inkomens".to_owned();
    if several && !area.in_living {
        income = "als de gemeente: wijk niet in de tabel van 2022".to_owned();
    }
    AreaText {
        name: quoted(&area.name),
        team: format!("team-{:02}", area.team + 1),
        types: area.households.to_vec(),
        low_income: number(area.low_income, 3),
        low_income_note: quoted(&income),
        need: number(area.need, 3),
        need_sd: number(lognormal_sd(area.need, figures.spread), 3),
        need_note: quoted(&note),
        budget: amount(area.budget),
        merged: comment(&area.merged.join(", ")),
    }
}

/// What a team is made of.
struct Team {
    fte_cost: f64,
    /// Euro per team and year.
    cost: f64,
    members: f64,
    volunteers: f64,
    start: f64,
}

impl Team {
    fn new(figures: &Figures, data: &OpenData) -> Self {
        let index = |from: i32| data.cpi.factor(from, figures.year).unwrap_or(f64::NAN);
        let teams = figures.teams as f64;
        let fte_cost = data.assumed("fte_cost_2015_eur") * index(2015);
        let cost = figures.budgets.team / teams;
        let per_team = figures.margins.households / teams;
        Self {
            fte_cost,
            cost: libm::round(cost / 1000.0) * 1000.0,
            members: cost * data.assumed("personnel_share_of_team_cost") / fte_cost,
            volunteers: per_team / 1000.0 * data.assumed("volunteers_per_1000_households"),
            start: libm::round(data.assumed("start_cost_per_team_2014_eur") * index(2014) / 100.0)
                * 100.0,
        }
    }

    fn cost_item(&self, figures: &Figures) -> String {
        let note = format!(
            "taakveld 6.2 landelijk per inwoner, gedeeld door {} teams, {}",
            figures.teams,
            years(figures)
        );
        cost_item("Wijkteams en toegang", self.cost, "annual", ("CBS Iv3", "C", &note))
    }

    fn start_item(&self) -> String {
        let note = "30.000 voor twee teams in 2014, naar prijspeil";
        let source = "Sociale kernteams Overbetuwe, proeftuin 2014";
        cost_item("Kwartiermaken", self.start, "one_off", (source, "C", note))
    }
}

fn cost_item(
    item: &str,
    euro: f64,
    when: &str,
    (source, grade, note): (&str, &str, &str),
) -> String {
    format!(
        "{{ item = {}, amount = {{ value = {}, unit = \"euro\", source = {}, grade = \"{grade}\", note = {} }}, per = \"team\", when = \"{when}\", payer = \"gemeente\" }}",
        quoted(item),
        amount(euro),
        quoted(source),
        quoted(note),
    )
}

fn margin_notes(figures: &Figures) -> String {
    let notes = &figures.margins.notes;
    if notes.is_empty() { String::new() } else { format!("\n#   Aangevuld: {}.", notes.join("; ")) }
}

fn years(figures: &Figures) -> String {
    let years: Vec<String> = figures.budgets.years.iter().map(ToString::to_string).collect();
    let kind = if figures.budgets.accounts { "jaarrekening" } else { "begroting" };
    format!("{kind} {}, gemiddeld per inwoner, prijspeil {}", years.join(", "), figures.year)
}

fn budget_note(figures: &Figures) -> String {
    format!(
        "6.2 + 6.6 + 6.71 + ambulante jeugdhulp, {}; deel van het team plus de rest naar voorspelde cliënten",
        years(figures)
    )
}

fn specialist_note(figures: &Figures) -> String {
    format!(
        "jeugdhulp met verblijf, crisis, ggz en bescherming (6.73, 6.74, 6.82), {}",
        years(figures)
    )
}

fn overview_row((year, accounts, lines): &(i32, bool, Lines)) -> String {
    let first = lines.first_line_youth;
    let kind = if *accounts { "jaarrekening" } else { "begroting" };
    // An empty sum is minus zero.
    let cell = |value: f64| format!("{:>8.0}", value + 0.0);
    let (line, specialist) = match first {
        Some(first) => (cell(lines.adult + first), cell(lines.youth - first)),
        None => (
            format!("{:>8}", format!("{:.0}+", lines.adult)),
            format!("{:>8}", format!("({:.0})", lines.youth)),
        ),
    };
    format!(
        "{year} {kind:<12} {} {line}   {specialist} {} {} {}",
        cell(lines.team),
        cell(lines.general),
        cell(lines.escalated_adult),
        cell(lines.policy),
    )
}

/// Standard deviation of a lognormal with this mean whose logarithm has the standard deviation `spread`.
fn lognormal_sd(mean: f64, spread: f64) -> f64 {
    mean * libm::sqrt(libm::exp(spread * spread) - 1.0)
}

/// A TOML number with a point, at most `digits` after it.
fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let trimmed = text.trim_end_matches('0');
    if trimmed.ends_with('.') { format!("{trimmed}0") } else { trimmed.to_owned() }
}

/// A whole amount as TOML, with underscores.
fn amount(euro: f64) -> String {
    format!("{}.0", grouped(euro, '_'))
}

/// A whole number as the Dutch write it.
fn dutch(value: f64) -> String {
    grouped(value, '.')
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

fn grouped(value: f64, separator: char) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 && digit.is_ascii_digit() {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text that stays on its comment line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
