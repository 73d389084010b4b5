//! Fits of simulated scenarios.

use rayon::ThreadPoolBuilder;
use wijkraming::calibration::classical::{FitPlan, fit_scenario};
use wijkraming::calibration::coordinates::Bound;
use wijkraming::calibration::overlay::{Overlay, Values, fitted};
use wijkraming::calibration::simulate::Bench as Figures;
use wijkraming::calibration::targets::{ClientsPer1000, Targets};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, sampling};

use super::Bench;

/// Capacity that never binds, so that clients follow the need.
const ROOMY: &str = "alternatives.nul.team.members = 50.0";

const PARAMETERS: &str = r#"
    [[parameters]]
    path = 'areas."Elst Noord".need_factor'
    min = 0.3
    max = 5.0

    [[parameters]]
    path = "areas.herveld-andelst.need_factor"
    min = 0.3
    max = 5.0

    [[parameters]]
    name = "hours"
    multiply = ["provisions.3.hours", "provisions.3.domains.adl.hours", "provisions.4.hours"]
    min = 0.3
    max = 3.0
"#;

/// Columns and areas that are looked at.
const LOOKED_AT: [(&str, &str); 4] = [
    ("clients", "Elst Noord"),
    ("clients", "Herveld-Andelst"),
    ("individual_cost", "Elst Noord"),
    ("individual_cost", "Herveld-Andelst"),
];

/// Targets with these values and standard deviations, and the three parameters.
fn targets(values: &[(f64, f64)], parameters: &str) -> String {
    let mut text = "alternative = \"nul\"\nyears = [2017, 2018]\n".to_owned();
    for ((column, area), (value, sd)) in LOOKED_AT.iter().zip(values) {
        text.push_str(&format!(
            "[[targets]]\ncolumn = {column:?}\narea = {area:?}\nvalue = {value:?}\nsd = {sd:?}\n"
        ));
    }
    text + parameters
}

/// Means of what is looked at, and the errors of these means, with another seed and other values.
fn truth(bench: &Bench, seed: u64, draws: usize, sets: &[String]) -> Vec<(f64, f64)> {
    let seed = format!("sampling.seed={seed}");
    let own = [seed, format!("sampling.draws={draws}")];
    let options =
        LoadOptions { sets: own.iter().chain(sets).cloned().collect(), ..bench.options.clone() };
    let scenario = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
    let looked_at = bench.targets(&targets(&[(1.0, 1.0); 4], ""));
    let rows = sampling::sample(scenario.quantities(), &scenario.sampling_plan()).expect("rows");
    let figures = Figures::new(&scenario, &looked_at, scenario.sampling.seed, &|| ());
    let outputs = figures.outputs(&rows, 0);
    let (means, covariance) = (outputs.means(), outputs.covariance());
    (0..4).map(|j| (means[j], (covariance[(j, j)] / draws as f64).sqrt())).collect()
}

fn sets_of(noord: f64, andelst: f64, hours: f64) -> Vec<String> {
    vec![
        format!("areas.elst-noord.need_factor={noord}"),
        format!("areas.herveld-andelst.need_factor={andelst}"),
        format!("provisions.3.hours={}", 12.0 * hours),
        format!("provisions.3.domains.adl.hours={}", 11.0 * hours),
        format!("provisions.4.hours={}", 10.0 * hours),
    ]
}

/// Targets are means over 40 draws of other seeds, known to within their own Monte Carlo errors: what then remains are
/// the errors of targets and of simulation. 4 of them are passed once in 16,000 times.
#[test]
fn known_parameters_come_back_from_targets_made_with_other_seeds() {
    let bench = Bench::new(ROOMY);
    for (seed, (noord, andelst, hours)) in [(11, (1.0, 1.0, 1.0)), (12, (2.2, 0.6, 0.7))] {
        let values = truth(&bench, seed, 40, &sets_of(noord, andelst, hours));
        let targets = bench.targets(&targets(&values, PARAMETERS));
        let found = bench.fit(&targets, 20).unwrap_or_else(|report| panic!("{report}")).fit;
        for (parameter, truth) in found.parameters.iter().zip([noord, andelst, hours]) {
            let errors = parameter.errors.expect("not at a bound");
            let error = errors.targets.hypot(errors.simulation);
            let off = (parameter.value - truth) / error;
            assert!(off.abs() < 4.0, "{} for {truth}, {errors:?}", parameter.value);
            assert!(error < 0.15 * truth, "the error says something: {errors:?}");
        }
        assert_eq!(found.chi_square.degrees, 1);
    }
}

#[test]
fn a_fit_has_the_same_bits_for_any_number_of_threads() {
    let bench = Bench::new(ROOMY);
    let targets = bench.targets(&targets(&[(60.0, 5.0), (20.0, 3.0), (5e5, 5e4)], PARAMETERS));
    let with = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| bench.fit(&targets, 6)).unwrap_or_else(|report| panic!("{report}")).fit
    };
    let one = with(1);
    assert_eq!(one, with(3));
    assert_eq!(one.draws, 6);
}

/// The overlay of fixed values is a scenario whose run gives the figures of the fit, to the last bit.
#[test]
fn an_overlay_of_fixed_values_gives_the_fit_again() {
    let bench = Bench::new(ROOMY);
    let targets = bench.targets(&targets(&[(60.0, 5.0), (20.0, 3.0), (5e5, 5e4)], PARAMETERS));
    let found = bench.fit(&targets, 8).unwrap_or_else(|report| panic!("{report}")).fit;
    let loaded = |values: Values| {
        let mut overlay =
            Overlay::new(&bench.scenario, "klein.toml".to_owned(), vec!["proef".to_owned()]);
        fitted(&mut overlay, &bench.scenario, &targets, &found, values);
        let path = bench.write("overlay.toml", &overlay.text());
        let options = LoadOptions { path, ..bench.options.clone() };
        Scenario::load(&options).unwrap_or_else(|report| panic!("{report}\n{}", overlay.text()))
    };
    let fixed = loaded(Values::Fixed);
    let mut plan = fixed.sampling_plan();
    plan.draws = 8;
    let rows = sampling::sample(fixed.quantities(), &plan).expect("rows");
    let outputs = Figures::new(&fixed, &targets, fixed.sampling.seed, &|| ()).outputs(&rows, 0);
    for (mean, target) in outputs.means().iter().zip(&found.targets) {
        assert_eq!(*mean, target.fitted);
    }
    let source =
        fixed.assumptions().iter().find(|own| own.path == "areas.\"Elst Noord\".need_factor");
    let source = source.expect("with its source").source.clone().unwrap_or_default();
    assert!(source.starts_with("gekalibreerd op doelen.toml (3 doelen, 8 trekkingen)"), "{source}");

    // With their uncertainty the values are distributions around the fit, correlated as in the fit.
    let uncertain = loaded(Values::Uncertain);
    let central = sampling::central(uncertain.quantities());
    let place = |path: &str| {
        uncertain.quantities().iter().position(|own| own.path == path).expect("a quantity")
    };
    let (noord, hours, adl) = (
        place("areas.\"Elst Noord\".need_factor"),
        place("provisions.3.hours"),
        place("provisions.3.domains.adl.hours"),
    );
    let fitted = &found.parameters[0];
    // The mean of a normal distribution cut off at the bounds is a little off.
    let error = fitted.errors.expect("free").total();
    assert!((central[noord] - fitted.value).abs() < 0.1 * error);
    let sd = uncertain.quantities()[noord].distribution.sd();
    assert!((sd / error - 1.0).abs() < 0.1, "{sd} and {error}");
    let between = |a: usize, b: usize| {
        let pairs = &uncertain.sampling.correlations;
        let of = |pair: &&wijkraming::stats::RankCorrelation| {
            (pair.first, pair.second) == (a, b) || (pair.first, pair.second) == (b, a)
        };
        pairs.iter().find(of).map_or(0.0, |pair| pair.coefficient)
    };
    assert!(between(hours, adl) > 0.98, "numbers under one factor move together");
    let expected = 6.0 / std::f64::consts::PI * (0.5 * 0.99 * found.correlations[(0, 2)]).asin();
    assert!((between(noord, hours) - expected).abs() < 0.02, "{expected}");
}

/// What the user set while calibrating is a part of the overlay.
#[test]
fn settings_become_a_part_of_the_overlay() {
    let bench = Bench::new(ROOMY);
    let sets = [
        "course.worsen[0]=0.05",
        "alternatives.nul.monitoring.close=0.9",
        "provisions.3.tariff={ dist = \"uniform\", min = 40, max = 50 }",
        "sampling.seed=7",
    ];
    let options = LoadOptions { sets: sets.map(str::to_owned).to_vec(), ..bench.options.clone() };
    let scenario = Scenario::load(&options).expect("a scenario");
    let overlay = Overlay::new(&scenario, "klein.toml".to_owned(), Vec::new());
    let path = bench.write("overlay.toml", &overlay.text());
    let again = Scenario::load(&LoadOptions { path, ..bench.options.clone() }).expect("valid");
    assert_eq!(again.alternative_hash("nul"), scenario.alternative_hash("nul"));
    assert_ne!(again.alternative_hash("nul"), bench.scenario.alternative_hash("nul"));
    assert_eq!(again.sampling.seed, bench.scenario.sampling.seed, "a seed is no part of it");
}

fn refused(bench: &Bench, targets: &Targets) -> String {
    match bench.fit(targets, 8) {
        Ok(found) => panic!("{:?}", found.fit),
        Err(report) => report.to_string(),
    }
}

/// Tariff and hours act on cost through their product only.
#[test]
fn parameters_that_act_through_their_product_are_refused_by_name() {
    let bench = Bench::new(ROOMY);
    let targets = bench.targets(
        r#"
        alternative = "nul"
        years = [2017, 2018]
        [[targets]]
        column = "gross_4"
        value = 100_000
        sd = 5_000
        [[targets]]
        column = "gross_4"
        name = "de eerste helft"
        year = 2017
        value = 90_000
        sd = 20_000
        [[parameters]]
        path = "provisions.4.tariff"
        min = 10.0
        max = 2000.0
        [[parameters]]
        path = "payment.specialist.prestatiebekostiging.hours_factor"
        min = 0.5
        max = 2.0
    "#,
    );
    let message = refused(&bench, &targets);
    assert!(
        message.starts_with(
            "error: the targets cannot tell `provisions.4.tariff` and \
             `payment.specialist.prestatiebekostiging.hours_factor` apart: `provisions.4.tariff` up \
             10 % with `payment.specialist.prestatiebekostiging.hours_factor` down "
        ),
        "{message}"
    );
    assert!(message.contains("--> doelen.toml:"), "{message}");
    assert!(message.contains("hint: fix all but one of them, give one a prior"), "{message}");
}

#[test]
fn a_parameter_that_no_target_depends_on_is_refused_by_name() {
    let bench = Bench::new(ROOMY);
    let extra = r#"
        [[parameters]]
        path = "provisions.1.informal_value"
        min = 10.0
        max = 20.0
    "#;
    let values = [(60.0, 5.0), (20.0, 3.0), (5e5, 5e4), (1.6e5, 3e4)];
    let message =
        refused(&bench, &bench.targets(&targets(&values, &(PARAMETERS.to_owned() + extra))));
    let expected = "error: the targets say nothing of `provisions.1.informal_value`: no target changes with it";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn targets_that_contradict_each_other_are_refused_by_name() {
    let bench = Bench::new(ROOMY);
    let mut text = targets(&[(60.0, 2.0), (20.0, 3.0), (5e5, 5e4)], PARAMETERS);
    text.push_str(
        "[[targets]]\nname = \"een andere telling\"\ncolumn = \"clients\"\narea = \"Elst Noord\"\nvalue = 100\nsd = 2\n",
    );
    let message = refused(&bench, &bench.targets(&text));
    for name in ["clients, Elst Noord, 2017-2018", "een andere telling"] {
        assert!(message.contains(&format!("error: target `{name}` (")), "{message}");
    }
    assert!(!message.contains("target `individual_cost"), "{message}");
    assert!(
        message.contains("chi-square 200 with 1 degree of freedom, where 0.1 % is above 10.83"),
        "{message}"
    );
    let hint = "without any one of `clients, Elst Noord, 2017-2018` and `een andere telling` the others agree";
    assert!(message.contains(hint), "{message}");
}

/// 400 of the 444 households of Elst Noord: more than any need factor gives.
#[test]
fn a_target_out_of_reach_names_the_bound_that_was_reached() {
    let bench = Bench::new(ROOMY);
    let values = [(400.0, 2.0), (20.0, 3.0), (5e5, 5e5)];
    let message = refused(&bench, &bench.targets(&targets(&values, PARAMETERS)));
    assert!(
        message.contains("error: target `clients, Elst Noord, 2017-2018` (400 with sd 2)"),
        "{message}"
    );
    assert!(
        message.contains("`areas.\"Elst Noord\".need_factor` ended at its max, 5"),
        "{message}"
    );
}

#[test]
fn a_parameter_may_end_at_a_bound_where_the_targets_allow_it() {
    let bench = Bench::new(ROOMY);
    let text = r#"
        alternative = "nul"
        years = [2017, 2018]
        [[targets]]
        column = "clients"
        value = 90.0
        sd = 20.0
        [[parameters]]
        path = "areas.elst-noord.need_factor"
        min = 0.2
        max = 1.0
    "#;
    let found = bench.fit(&bench.targets(text), 8).unwrap_or_else(|report| panic!("{report}")).fit;
    assert_eq!(found.parameters[0].at_bound, Some(Bound::Upper));
    assert_eq!((found.parameters[0].value, found.parameters[0].errors), (1.0, None));
}

#[test]
fn too_many_parameters_no_parameters_and_impossible_bounds_are_refused() {
    let bench = Bench::new(ROOMY);
    let message = refused(&bench, &bench.targets(&targets(&[(60.0, 5.0)], PARAMETERS)));
    assert!(
        message.starts_with("error: 3 parameters cannot be fitted to 1 targets and priors"),
        "{message}"
    );
    let message = refused(&bench, &bench.targets(&targets(&[(60.0, 5.0)], "")));
    assert!(message.starts_with("error: doelen.toml has no parameters to fit"), "{message}");
    let bounds = r#"
        [[parameters]]
        path = "monitoring.close"
        min = 0.2
        max = 1.2
    "#;
    let message = refused(&bench, &bench.targets(&targets(&[(60.0, 5.0)], bounds)));
    assert!(message.contains("must be between 0 and 1, found max = 1.2"), "{message}");
    assert!(message.contains("path = \"monitoring.close\""), "{message}");
    let row = r#"
        [[parameters]]
        path = "need.initial_severity[0]"
        min = 0.2
        max = 0.6
    "#;
    let message = refused(&bench, &bench.targets(&targets(&[(60.0, 5.0)], row)));
    assert!(message.contains("must add up to 1 in every draw"), "{message}");
}

#[test]
fn a_parameter_that_is_correlated_in_the_scenario_is_not_fitted() {
    let bench = Bench::new(
        "alternatives.nul.team.members = 50.0\nsampling.correlations = [{ quantities = [\"provisions.3.tariff\", \
         \"provisions.4.tariff\"], coefficient = 0.5 }]",
    );
    let tariff = "[[parameters]]\npath = \"provisions.3.tariff\"\nmin = 30.0\nmax = 70.0\n";
    let message = refused(&bench, &bench.targets(&targets(&[(60.0, 5.0)], tariff)));
    let expected =
        "error: `provisions.3.tariff` is correlated with `provisions.4.tariff` in the scenario";
    assert!(message.starts_with(expected), "{message}");
}

/// A fit simulates no more years than it looks at: the first years of a longer run are the same.
#[test]
fn fewer_years_are_the_beginning_of_more_years() {
    let bench = Bench::new("");
    let text = |last: i32| {
        let mut text = String::new();
        for alternative in ["nul", "scenario2", "populatie"] {
            for column in
                ["clients", "municipal_cost", "mean_wait", "waited_months", "reserve_used"]
            {
                text.push_str(&format!(
                    "[[targets]]\nname = \"{column} {alternative}\"\ncolumn = {column:?}\nyear = 2016\n\
                     alternative = {alternative:?}\nvalue = 1\nsd = 1\n"
                ));
            }
        }
        text + &format!(
            "[[targets]]\nname = \"last\"\ncolumn = \"clients\"\nyear = {last}\nvalue = 1\nsd = 1\n"
        )
    };
    let (short, long) = (bench.targets(&text(2016)), bench.targets(&text(2018)));
    assert_eq!((short.years(), long.years()), (2, 4));
    let rows = sampling::sample(bench.scenario.quantities(), &bench.scenario.sampling_plan());
    let mut rows = rows.expect("rows");
    rows.draws = 3;
    let figures = |targets: &Targets| {
        let outputs = Figures::new(&bench.scenario, targets, 5, &|| ()).outputs(&rows, 0);
        (0..3).flat_map(|draw| outputs.row(draw)[..15].to_vec()).collect::<Vec<f64>>()
    };
    assert_eq!(figures(&short), figures(&long));
}

#[test]
fn a_profile_and_the_standard_error_tell_the_same_of_a_parameter_that_acts_in_proportion() {
    let bench = Bench::new(ROOMY);
    let text = r#"
        alternative = "nul"
        years = [2017, 2018]
        [[targets]]
        column = "gross_4"
        value = 100_000
        sd = 5_000
        [[parameters]]
        path = "provisions.4.tariff"
        min = 10.0
        max = 2000.0
    "#;
    let targets = bench.targets(text);
    let plan = FitPlan { draws: 8, profiles: vec![0], finished: &|| () };
    let found = fit_scenario(&bench.options, &bench.scenario, &targets, &plan);
    let found = found.unwrap_or_else(|report| panic!("{report}"));
    let fitted = &found.fit.parameters[0];
    // Cost is the tariff times hours: the relative errors are those of the target, 5%.
    assert!((fitted.errors.expect("free").targets / fitted.value - 0.05).abs() < 1e-3);
    let profile = &found.profiles[0];
    assert!((profile.low.expect("low") / fitted.value - (1.0 - 0.05 * 1.645)).abs() < 2e-3);
    assert!((profile.high.expect("high") / fitted.value - (1.0 + 0.05 * 1.645)).abs() < 2e-3);
}

/// 60 persons per 1,000 of 1,500 inhabitants at 1.25 persons per household are 72 households.
#[test]
fn the_level_of_need_follows_clients_per_1_000_inhabitants() {
    let bench = Bench::new(ROOMY);
    let text = ClientsPer1000 {
        clients: 60.0,
        sd: 3.0,
        inhabitants: 1_500.0,
        persons_per_client: 1.25,
        wait: None,
        years: vec![2017, 2018],
        alternative: Some("nul".to_owned()),
        source: "proef \"met aanhaling\"".to_owned(),
    }
    .text();
    let targets = Targets::from_text("niveau.toml", &text, &bench.scenario);
    let targets = targets.unwrap_or_else(|report| panic!("{report}"));
    let found = bench.fit(&targets, 8).unwrap_or_else(|report| panic!("{report}")).fit;
    assert!((found.targets[0].fitted - 60.0).abs() < 1.0, "{:?}", found.targets[0]);
    let level = found.parameters[0].value;
    let sets = [("single", 0.060), ("single_65plus", 0.150), ("couple", 0.030)]
        .into_iter()
        .chain([("couple_65plus", 0.090), ("children", 0.055), ("single_parent", 0.140)])
        .map(|(kind, rate)| format!("need.annual_rate.{kind}={}", rate * level));
    let figures = truth(&bench, 99, 40, &sets.collect::<Vec<_>>());
    let (clients, error) = (figures[0].0 + figures[1].0, figures[0].1.hypot(figures[1].1));
    // The fit has a Monte Carlo error of its own, of 8 draws instead of 40.
    assert!((clients - 72.0).abs() < 4.0 * error * 6.0_f64.sqrt() + 0.5, "{clients}, {error}");
}
