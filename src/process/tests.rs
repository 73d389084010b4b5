//! Rules that are more than a product, against numbers worked by hand from section 3 of the model page.

use super::opstelling::ChoiceNumbers;
use super::orientatie::Category;
use super::*;
use crate::domain::DOMAINS;

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-14, "found {found}, expected {expected}");
}

fn provision(worsen_reduction: f64, improve_gain: f64) -> Provision {
    Provision {
        worsen_reduction,
        improve_gain,
        review_months: 6,
        hours: [0.0; DOMAINS],
        tariff: [0.0; DOMAINS],
        max_hours: [f64::INFINITY; DOMAINS],
        hours_cv: 0.0,
        eigen_bijdrage: false,
        informal_value: None,
    }
}

const COURSE: Course = Course {
    worsen: [0.030, 0.025, 0.020, 0.010],
    improve: [0.060, 0.030, 0.015, 0.020],
    needed_rung: [1, 2, 3, 4],
    under_fit: 0.4,
};

#[track_caller]
fn assert_step(found: course::Step, up: f64, down: f64) {
    assert_close(found.up, up);
    assert_close(found.down, down);
}

#[test]
fn without_support_the_course_is_natural() {
    assert_step(COURSE.step(1, None), 0.030, 0.060);
    assert_step(COURSE.step(4, None), 0.010, 0.020);
}

/// Rung 3 takes 45% of the worsening away and adds 80% to the improving. At severity 3, which needs it:
/// 0.020 * 0.55 = 0.011 and 0.015 * 1.8 = 0.027. At severity 1 it is heavier than needed, which is as good:
/// 0.030 * 0.55 = 0.0165 and 0.060 * 1.8 = 0.108.
#[test]
fn support_that_is_heavy_enough_works_fully() {
    let rung_3 = provision(0.45, 0.80);
    assert_step(COURSE.step(3, Some((3, &rung_3))), 0.011, 0.027);
    assert_step(COURSE.step(1, Some((3, &rung_3))), 0.0165, 0.108);
}

/// Rung 2 (25%, 45%) at severity 3 is one too light, fit 0.4: 0.020 * (1 - 0.25 * 0.4) = 0.018 and
/// 0.015 * (1 + 0.45 * 0.4) = 0.0177. At severity 4 two too light, fit 0.16: 0.010 * (1 - 0.04) = 0.0096 and
/// 0.020 * (1 + 0.072) = 0.02144.
#[test]
fn support_that_is_too_light_works_less_for_every_rung_it_lacks() {
    let rung_2 = provision(0.25, 0.45);
    assert_step(COURSE.step(3, Some((2, &rung_2))), 0.018, 0.0177);
    assert_step(COURSE.step(4, Some((2, &rung_2))), 0.0096, 0.02144);
    // under_fit 0: nothing is left one rung too light, everything on the needed one (0^0 = 1).
    let strict = Course { under_fit: 0.0, ..COURSE };
    assert_step(strict.step(3, Some((2, &rung_2))), 0.020, 0.015);
    assert_step(strict.step(2, Some((2, &rung_2))), 0.025 * 0.75, 0.030 * 1.45);
}

/// 0.7 * (1 + 1) = 1.4 would be more than the 0.98 that worsening leaves.
#[test]
fn up_and_down_are_never_more_than_certain() {
    let course = Course { improve: [0.7; 4], worsen: [0.02; 4], ..COURSE };
    assert_step(course.step(2, Some((4, &provision(0.0, 1.0)))), 0.02, 0.98);
}

/// Severity 2: 1 - (1 - 0.08) * (1 - 0.03 * 0.3) = 1 - 0.92 * 0.991 = 0.08828. With outreach 40 the signal is
/// certain, and no more than that.
#[test]
fn aanmelding_by_the_household_or_by_a_signal() {
    let mut aanmelding = Aanmelding {
        own_initiative: [0.04, 0.08, 0.15, 0.40],
        signal: [0.01, 0.03, 0.08, 0.20],
        outreach: 0.3,
    };
    assert_close(aanmelding.probability(2), 0.08828);
    aanmelding.outreach = 0.0;
    assert_close(aanmelding.probability(4), 0.40);
    aanmelding.outreach = 40.0;
    assert_close(aanmelding.probability(2), 1.0);
}

/// Severity 3: 20% simple, then 10% complex, the rest to the desk or the gesprek by number of domains.
#[test]
fn orientatie_divides_the_unit_interval() {
    let orientatie = Orientatie {
        hours: 1.0,
        simple_share: [0.0, 0.0, 0.2, 0.0],
        complex_share: [0.0, 0.0, 0.1, 0.5],
        focus_min_domains: 2,
    };
    for (severity, domains, u, expected) in [
        (3, 1, 0.0, Category::Simple),
        (3, 1, 0.199, Category::Simple),
        (3, 1, 0.201, Category::Complex),
        (3, 1, 0.299, Category::Complex),
        (3, 1, 0.301, Category::Sectoral),
        (3, 2, 0.301, Category::Gesprek),
        (3, 4, 0.999, Category::Gesprek),
        (4, 1, 0.0, Category::Complex),
        (1, 2, 0.0, Category::Gesprek),
    ] {
        assert_eq!(orientatie.category(severity, domains, u), expected, "{severity} {domains} {u}");
    }
}

const OPSTELLING: Opstelling = Opstelling {
    rung: [
        [0.15, 0.15, 0.30, 0.35, 0.05],
        [0.00, 0.00, 0.50, 0.50, 0.00],
        [1.00, 0.00, 0.00, 0.00, 0.00],
        [0.00, 0.00, 0.00, 0.00, 1.00],
    ],
    kanteling: 0.4,
    upward: 0.1,
};

/// Share of each rung over the middles of 20 equal slices of each of the four uniform numbers: exact, because all
/// probabilities are multiples of a twentieth.
fn frequencies(opstelling: &Opstelling, severity: usize, network: f64, steering: f64) -> [f64; 5] {
    let at = |i: u32| (f64::from(i) + 0.5) / 20.0;
    let mut counts = [0_u32; 5];
    for cell in 0..160_000_u32 {
        let u = ChoiceNumbers {
            rung: at(cell % 20),
            kanteling: at(cell / 20 % 20),
            upward: at(cell / 400 % 20),
            steering: at(cell / 8000),
        };
        counts[opstelling.choose(&opstelling.rows()[severity - 1], network, steering, u)] += 1;
    }
    counts.map(|count| f64::from(count) / 160_000.0)
}

/// Row 0.15 0.15 0.30 0.35 0.05.
/// Kanteling with 0.4 * 0.5 = 0.2 from rungs 1 to 4: 0.18, 0.12 + 0.06 = 0.18, 0.24 + 0.07 = 0.31,
/// 0.28 + 0.01 = 0.29, 0.04.
/// Upward with 0.1 from rungs 0 to 3: 0.162, 0.162 + 0.018 = 0.18, 0.279 + 0.018 = 0.297, 0.261 + 0.031 = 0.292,
/// 0.04 + 0.029 = 0.069.
/// Steering with 0.25 from rungs 2 to 4: 0.162, 0.18 + 0.07425 = 0.25425, 0.22275 + 0.073 = 0.29575,
/// 0.219 + 0.01725 = 0.23625, 0.05175.
#[test]
fn the_rung_is_chosen_by_row_kanteling_client_and_steering_in_that_order() {
    let found = frequencies(&OPSTELLING, 1, 0.5, 0.25);
    for (rung, expected) in [0.162, 0.25425, 0.29575, 0.23625, 0.05175].into_iter().enumerate() {
        assert_close(found[rung], expected);
    }
    let plain = Opstelling { kanteling: 0.0, upward: 0.0, ..OPSTELLING };
    let found = frequencies(&plain, 1, 0.5, 0.0);
    for (rung, expected) in OPSTELLING.rung[0].into_iter().enumerate() {
        assert_close(found[rung], expected);
    }
}

/// Kanteling never goes below rung 0, client choice never above rung 4, steering never below rung 1.
#[test]
fn shifts_stay_on_the_ladder() {
    let sure = ChoiceNumbers { rung: 0.5, kanteling: 0.0, upward: 0.0, steering: 0.0 };
    let never = 0.999;
    let always = Opstelling { kanteling: 1.0, upward: 1.0, ..OPSTELLING };
    // Severity 3 is always rung 0, severity 4 always rung 4.
    assert_eq!(
        always.choose(&always.rows()[2], 1.0, 1.0, ChoiceNumbers { upward: 2.0, ..sure }),
        0
    );
    assert_eq!(always.choose(&always.rows()[2], 1.0, 1.0, sure), 1);
    assert_eq!(
        always.choose(&always.rows()[3], 1.0, 0.0, ChoiceNumbers { kanteling: 2.0, ..sure }),
        4
    );
    assert_eq!(
        always.choose(&always.rows()[3], 1.0, 1.0, ChoiceNumbers { kanteling: 2.0, ..sure }),
        3
    );
    // Without a network there is no kanteling.
    assert_eq!(
        OPSTELLING.choose(&OPSTELLING.rows()[3], 0.0, 0.0, ChoiceNumbers { upward: never, ..sure }),
        4
    );
}

#[test]
fn a_rung_with_probability_zero_is_never_chosen() {
    for i in 0..1000 {
        let rung = OPSTELLING.rows()[1].pick(f64::from(i) / 1000.0);
        assert_eq!(rung, if i < 500 { 2 } else { 3 });
    }
    assert_eq!(OPSTELLING.rows()[1].pick(1.0 - f64::EPSILON / 2.0), 3);
    // 0.1 + 0.2 + 0.7 in binary lacks 1e-16: the last number still gets a rung that can be.
    let short = Opstelling { rung: [[0.1, 0.2, 0.7 - 1e-12, 0.0, 0.0]; 4], ..OPSTELLING };
    assert_eq!(short.rows()[0].pick(1.0 - 1e-16), 2);
}

/// A relapse factor of 3 adds 2; 30% less leaves 1 + 2 * 0.7 = 2.4.
#[test]
fn waakvlam_takes_away_part_of_the_extra_risk() {
    let mut monitoring = Monitoring {
        downscale: 0.3,
        close: 0.7,
        waakvlam_months: 6,
        waakvlam_hours: 0.25,
        relapse_reduction: 0.3,
    };
    assert_close(monitoring.guarded_factor(3.0), 2.4);
    monitoring.relapse_reduction = 1.0;
    assert_close(monitoring.guarded_factor(3.0), 1.0);
}

#[test]
fn one_plan_saves_on_further_domains_only() {
    let invulling = Invulling { integration: 0.25 };
    assert_eq!((invulling.share(true), invulling.share(false)), (1.0, 0.75));
}

/// 5 * 52 * 0.75 + 2 * 34.7 = 195 + 69.4 = 264.4 hours a month; 5 * 70 = 350 cases.
#[test]
fn volunteers_have_no_bureaucracy() {
    let team = Team {
        members: 5.0,
        hours_per_member: 52.0,
        volunteers: 2.0,
        hours_per_volunteer: 34.7,
        bureaucracy: 0.25,
        caseload_per_member: 70.0,
        desks: 1,
        costs: Vec::new(),
    };
    assert_close(team.hours(), 264.4);
    assert_close(team.room(), 350.0);
}

fn cost(when: Frequency, years: &[i32]) -> CostItem {
    CostItem {
        item: "Kwartiermaken".to_owned(),
        amount: 30_000.0,
        per: Level::Municipality,
        when,
        payer: "gemeente".to_owned(),
        years: years.to_vec(),
    }
}

/// Cost of the item in every month of 2015 to 2017: months with an amount, and the amount.
fn paid(item: &CostItem) -> Vec<(i32, u32, f64)> {
    let months = (2015..=2017).flat_map(|year| (0..12).map(move |month| (year, month)));
    months
        .map(|(year, month)| (year, month, item.in_month(year, 2015, month)))
        .filter(|(.., amount)| *amount != 0.0)
        .collect()
}

#[test]
fn one_off_costs_fall_in_the_first_month_of_the_run_or_of_their_years() {
    assert_eq!(paid(&cost(Frequency::OneOff, &[])), [(2015, 0, 30_000.0)]);
    let listed = [(2016, 0, 30_000.0), (2017, 0, 30_000.0)];
    assert_eq!(paid(&cost(Frequency::OneOff, &[2016, 2017])), listed);
    assert!(paid(&cost(Frequency::OneOff, &[2020])).is_empty());
}

#[test]
fn annual_costs_are_spread_over_the_months_of_their_years() {
    let all = paid(&cost(Frequency::Annual, &[]));
    assert_eq!((all.len(), all[35]), (36, (2017, 11, 2_500.0)));
    let listed = paid(&cost(Frequency::Annual, &[2016]));
    assert_eq!((listed.len(), listed[0], listed[11].1), (12, (2016, 0, 2_500.0), 11));
}
