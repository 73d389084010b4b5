//! On which taakveld of Iv3 the municipality books what it pays.
//!
//! The results count cost per rung, not per taakveld. A rung is divided by [`CostShares`] over households with and
//! without children and over domains; each of these has a taakveld by the scenario's own keys, or else by the first rule
//! of `data/taakveld_rules.csv` that fits. Eigen bijdragen of a rung are income on those of its taakvelden for which the
//! law knows them. What this cannot know is in `docs/budget.md`.

use std::sync::LazyLock;

use crate::domain::{DOMAINS, Domain, MUNICIPALITY, RUNGS, SPECIALIST, Taakveld};
use crate::financing::split;
use crate::study::{BudgetRecord, CostShares, FixedTerms, HOUSEHOLD_GROUPS};
use crate::units::Money;

/// A line of `data/taakveld_rules.csv`.
struct Rule {
    part: String,
    rung: Option<usize>,
    /// 0 without children, 1 with.
    group: Option<usize>,
    domain: Option<usize>,
    taakveld: String,
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| read(include_str!("../../data/taakveld_rules.csv")));

fn read(text: &str) -> Vec<Rule> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        Some(Rule {
            part: record.get(0)?.to_owned(),
            rung: record.get(1)?.parse().ok(),
            group: match record.get(2)? {
                "without_children" => Some(0),
                "with_children" => Some(1),
                _ => None,
            },
            domain: Domain::from_key(record.get(3)?).map(Domain::index),
            taakveld: record.get(4)?.to_owned(),
        })
    };
    reader.records().filter_map(|record| row(record.ok()?)).collect()
}

/// The first rule that fits; every part has one that fits all.
pub(super) fn rule(part: &str, rung: usize, group: usize, domain: usize) -> &'static str {
    let fits = |rule: &&Rule| {
        rule.part == part
            && rule.rung.is_none_or(|own| own == rung)
            && rule.group.is_none_or(|own| own == group)
            && rule.domain.is_none_or(|own| own == domain)
    };
    RULES.iter().find(fits).map_or(TEAMS, |rule| &rule.taakveld)
}

/// Where everything without a rule would go; the rules leave nothing out.
const TEAMS: &str = "6.2";

/// On which taakvelden an alternative is booked.
pub(super) struct Mapping {
    /// In the order of Iv3.
    pub codes: Vec<String>,
    /// By rung, household group and domain: place in `codes`.
    cells: [[[usize; DOMAINS]; HOUSEHOLD_GROUPS]; RUNGS],
    /// By post of the team's cost.
    posts: Vec<usize>,
}

impl Mapping {
    pub fn new(terms: &FixedTerms, year: usize) -> Self {
        let keys = terms.taakvelden.get(year);
        let cell = |rung: usize, group: usize, domain: usize| -> &str {
            let own = keys.and_then(|keys| {
                keys.domains[rung][domain].as_deref().or(keys.rungs[rung].as_deref())
            });
            own.unwrap_or_else(|| rule("provision", rung, group, domain))
        };
        let post = |index: usize| -> &str {
            let own = terms.posts[index].taakveld.as_deref();
            own.unwrap_or_else(|| rule("team", 0, 0, 0))
        };
        let mut codes: Vec<String> = Vec::new();
        for rung in 0..RUNGS {
            for group in 0..HOUSEHOLD_GROUPS {
                codes.extend((0..DOMAINS).map(|domain| cell(rung, group, domain).to_owned()));
            }
        }
        codes.extend((0..terms.posts.len()).map(|index| post(index).to_owned()));
        codes.sort_by_key(|code| Taakveld::place(code));
        codes.dedup();
        let place = |code: &str| codes.iter().position(|own| own == code).unwrap_or_default();
        Self {
            cells: std::array::from_fn(|rung| {
                std::array::from_fn(|group| {
                    std::array::from_fn(|domain| place(cell(rung, group, domain)))
                })
            }),
            posts: (0..terms.posts.len()).map(|index| place(post(index))).collect(),
            codes,
        }
    }

    /// Shares of a rung's cost by taakveld.
    fn weights(&self, shares: &CostShares, rung: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.codes.len()];
        for group in 0..HOUSEHOLD_GROUPS {
            for domain in 0..DOMAINS {
                weights[self.cells[rung][group][domain]] += shares.0[rung][group][domain];
            }
        }
        weights
    }
}

/// What one taakveld cost the municipality in one draw and year, by the budget that pays it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Booking {
    /// Cost before income.
    pub lasten: Money,
    /// Eigen bijdragen.
    pub baten: Money,
    /// Net, paid from the area budgets.
    pub from_areas: Money,
    /// Net, paid from the specialist budget.
    pub from_specialist: Money,
}

impl Booking {
    /// Cost minus income.
    pub fn saldo(&self) -> Money {
        self.lasten - self.baten
    }
}

/// The bookings of one draw and year by taakveld, in the order of Iv3; together with the result of a consortium they are
/// the municipal cost.
pub fn bookings(record: &BudgetRecord, terms: &FixedTerms, year: usize) -> Vec<(String, Booking)> {
    let mapping = Mapping::new(terms, year);
    let booked = book(&mapping, record, terms, year);
    mapping.codes.into_iter().zip(booked).collect()
}

/// The same in the order of `mapping.codes`.
pub(super) fn book(
    mapping: &Mapping,
    record: &BudgetRecord,
    terms: &FixedTerms,
    year: usize,
) -> Vec<Booking> {
    let money = &record.years[year];
    let mut booked = vec![Booking::default(); mapping.codes.len()];
    for rung in 0..RUNGS {
        let weights = mapping.weights(record.cost_shares(year), rung);
        let lasten = split_or_none(money.gross[rung] + money.admin_cost[rung], &weights);
        let baten = split_or_none(money.eigen_bijdrage[rung], &contributing(mapping, &weights));
        for (booking, (cost, income)) in booked.iter_mut().zip(lasten.into_iter().zip(baten)) {
            booking.lasten += cost;
            booking.baten += income;
            if money.covers[rung] {
                booking.from_areas += cost - income;
            } else if rung == SPECIALIST {
                booking.from_specialist += cost - income;
            }
        }
    }
    for (index, (post, amount)) in terms.posts.iter().zip(&money.posts).enumerate() {
        if post.payer == MUNICIPALITY {
            let booking = &mut booked[mapping.posts[index]];
            booking.lasten += *amount;
            booking.from_areas += *amount;
        }
    }
    booked
}

/// The weights of the taakvelden on which eigen bijdragen exist; all where none of them has any.
fn contributing(mapping: &Mapping, weights: &[f64]) -> Vec<f64> {
    let owes = |code: &str| Taakveld::from_code(code).is_some_and(|known| known.eigen_bijdrage);
    let own = mapping.codes.iter().zip(weights);
    let own: Vec<f64> = own.map(|(code, weight)| if owes(code) { *weight } else { 0.0 }).collect();
    if own.iter().any(|weight| *weight > 0.0) { own } else { weights.to_vec() }
}

fn split_or_none(total: Money, weights: &[f64]) -> Vec<Money> {
    if total == Money::ZERO { vec![Money::ZERO; weights.len()] } else { split(total, weights) }
}
