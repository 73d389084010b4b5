//! Value of perfect information, whole and partial, where it has a formula.

use super::*;

fn combine(terms: &[(f64, &Vec<f64>)], constant: f64) -> Vec<f64> {
    let draws = terms[0].1.len();
    let of_draw = |draw: usize| {
        constant + terms.iter().map(|(weight, column)| weight * column[draw]).sum::<f64>()
    };
    (0..draws).map(of_draw).collect()
}

/// The unit normal loss integral as printed: L(0) = 0.3989, L(0.5) = 0.1978, L(1) = 0.08332, L(2) = 0.008491
/// (Raiffa & Schlaifer 1961, table II).
#[test]
fn evpi_of_two_normals_is_the_printed_loss_integral() {
    let z = normals(4096, 1).remove(0);
    for (distance, printed) in [(0.0, 0.3989), (0.5, 0.1978), (1.0, 0.08332), (2.0, 0.008491)] {
        let sd = 40.0;
        let difference = combine(&[(sd, &z)], -distance * sd);
        let analysis = run(&against_nothing(difference, vec![]), &plan());
        let evpi = analysis.evpi.expect("two strategies");
        // Draws that fill the line evenly leave an error far below that of independent ones.
        assert!((evpi.value - sd * printed).abs() < 0.002 * sd, "{distance}: {evpi:?}");
        close(&evpi, sd * printed, 0.01, sd);
        assert!((normal_value(-distance * sd, sd) - sd * printed).abs() < 1e-4 * sd);
    }
}

/// Net benefits Normal(10, 3) and Normal(9, 4) with correlation 0.6: their difference has variance 9 + 16 - 2 0.6 3 4
/// = 10.6.
#[test]
fn evpi_and_chances_of_correlated_normals() {
    let z = normals(4096, 2);
    let first = combine(&[(3.0, &z[0])], 10.0);
    let second = combine(&[(4.0 * 0.6, &z[0]), (4.0 * 0.8, &z[1])], 9.0);
    let analysis = run(&table(vec![first, second], vec![]), &plan());
    let sd = 10.6_f64.sqrt();
    close(&analysis.evpi.expect("two strategies"), normal_value(-1.0, sd), 0.03, sd);
    let standing = &analysis.standings[1];
    let chance = &standing.probability_best;
    let exact = cdf(-1.0 / sd);
    assert!((chance.p - exact).abs() < 0.01 && chance.low < exact && exact < chance.high);
    close(&standing.net_benefit, 9.0, 0.02, 4.0);
    close(&standing.over_reference.expect("not the reference"), -1.0, 0.02, sd);
    close(&standing.below_best, 1.0, 0.02, sd);
    // Choosing it loses max(0, D) for D ~ Normal(1, sd).
    close(&standing.expected_loss, expected_gain(1.0, sd), 0.02, sd);
    assert_eq!(analysis.best, Some(0));
}

/// Three strategies: 0, and a pair with means -2 and 3, variances 2 and 4, correlation 0.7 (the example of the
/// documentation of the R package predtools, whose closed form is that of Lee and Sadatsafavi 2022). Expected maximum
/// by quadrature over the first: given it the second is normal.
#[test]
fn evpi_of_three_normals_is_that_of_quadrature() {
    let (sd_1, sd_2, rho) = (2.0_f64.sqrt(), 2.0, 0.7_f64);
    let most = over_normal(|z| {
        let first = (-2.0 + sd_1 * z).max(0.0);
        let (mean, sd) = (3.0 + rho * sd_2 * z, sd_2 * (1.0 - rho * rho).sqrt());
        first + expected_gain(mean - first, sd)
    });
    let z = normals(4096, 2);
    let first = combine(&[(sd_1, &z[0])], -2.0);
    let second = combine(&[(sd_2 * rho, &z[0]), (sd_2 * (1.0 - rho * rho).sqrt(), &z[1])], 3.0);
    let analysis = run(&table(vec![vec![0.0; 4096], first, second], vec![]), &plan());
    close(&analysis.evpi.expect("three strategies"), most - 3.0, 0.1, most - 3.0);
}

/// Difference -1 + 2 a + b + 0.5 c: given a it is normal with standard deviation 2, and so on.
#[test]
fn evppi_of_a_linear_model_follows_from_its_slopes() {
    let z = normals(DRAWS, 3);
    let difference = combine(&[(2.0, &z[0]), (1.0, &z[1]), (0.5, &z[2])], -1.0);
    let quantities = ["a", "b", "c"].iter().zip(&z).map(|(name, z)| quantity(name, z)).collect();
    let plan = grouped(&[("a and b", &[0, 1]), ("everything uncertain", &[0, 1, 2])]);
    let analysis = run(&against_nothing(difference, quantities), &plan);
    let scale = 2.29;
    close(&value(&analysis, "a").value, normal_value(-1.0, 2.0), 0.02, scale);
    close(&value(&analysis, "b").value, normal_value(-1.0, 1.0), 0.02, scale);
    close(&value(&analysis, "c").value, normal_value(-1.0, 0.5), 0.02, scale);
    close(&value(&analysis, "a and b").value, normal_value(-1.0, 5.0_f64.sqrt()), 0.02, scale);
    // Nothing is left to chance: knowing everything uncertain is knowing everything.
    let everything = analysis.evppi_everything.as_ref().expect("the group of everything");
    let evpi = normal_value(-1.0, 5.25_f64.sqrt());
    close(&everything.value, evpi, 0.02, scale);
    close(&analysis.evpi.expect("two strategies"), evpi, 0.02, scale);
    assert_eq!(
        analysis.evppi.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
}

/// a and b are standard normal with correlation r: knowing a tells r a of b, so that the difference -0.5 + a + b has
/// standard deviation 1 + r given a. With r = -1/2 knowing a is worth less than with none; knowing both has standard
/// deviation sqrt(2 + 2 r).
#[test]
fn evppi_of_correlated_quantities_counts_what_one_tells_of_the_other() {
    for rho in [0.6, -0.5] {
        let z = normals(DRAWS, 2);
        let a = z[0].clone();
        let b = combine(&[(rho, &z[0]), ((1.0 - rho * rho).sqrt(), &z[1])], 0.0);
        let difference = combine(&[(1.0, &a), (1.0, &b)], -0.5);
        let quantities = vec![quantity("a", &a), quantity("b", &b)];
        let analysis =
            run(&against_nothing(difference, quantities), &grouped(&[("both", &[0, 1])]));
        close(&value(&analysis, "a").value, normal_value(-0.5, 1.0 + rho), 0.03, 1.0);
        close(&value(&analysis, "b").value, normal_value(-0.5, 1.0 + rho), 0.03, 1.0);
        let both = (2.0 + 2.0 * rho).sqrt();
        close(&value(&analysis, "both").value, normal_value(-0.5, both), 0.03, 1.0);
    }
}

/// Difference m + b (z^2 - 1) plus chance. With c = 1 - m / b: it is positive where |z| > sqrt(c), and E[z^2; |z| > t] =
/// 2 (t phi(t) + 1 - Phi(t)).
fn square_value(m: f64, b: f64) -> f64 {
    let t = (1.0 - m / b).sqrt();
    let tail = 1.0 - cdf(t);
    2.0 * ((m - b) * tail + b * (t * phi(t) + tail)) - m.max(0.0)
}

#[test]
fn evppi_of_a_square_is_that_of_its_formula() {
    let z = normals(DRAWS, 2);
    let (m, b) = (-0.4, 0.8);
    let difference: Vec<f64> =
        z[0].iter().zip(&z[1]).map(|(z, chance)| m + b * (z * z - 1.0) + chance).collect();
    let analysis = run(&against_nothing(difference, vec![quantity("a", &z[0])]), &plan());
    let exact = square_value(m, b);
    assert!((exact - over_normal(|z| (m + b * (z * z - 1.0)).max(0.0))).abs() < 1e-4);
    close(&value(&analysis, "a").value, exact, 0.1, exact);
}

/// Difference exp(s z) - k plus chance: the price of a call option (Black & Scholes 1973, without interest).
#[test]
fn evppi_of_an_exponential_is_the_price_of_an_option() {
    let z = normals(DRAWS, 2);
    let (s, k) = (0.5_f64, 1.3_f64);
    let difference: Vec<f64> =
        z[0].iter().zip(&z[1]).map(|(z, chance)| (s * z).exp() - k + 0.5 * chance).collect();
    let analysis = run(&against_nothing(difference, vec![quantity("a", &z[0])]), &plan());
    let d = k.ln() / s;
    let exact = (s * s / 2.0).exp() * cdf(s - d) - k * cdf(-d);
    close(&value(&analysis, "a").value, exact, 0.1, exact);
}

/// The same quantity under another name of its values: what there is to know does not change with the scale it is
/// measured on, here an uneven one.
#[test]
fn evppi_does_not_depend_on_the_scale_of_a_quantity() {
    let z = normals(DRAWS, 2);
    let difference = combine(&[(1.0, &z[0]), (1.0, &z[1])], -0.5);
    let uneven: Vec<f64> = z[0].iter().map(|z| z.exp()).collect();
    let metres: Vec<f64> = z[0].iter().map(|z| 1e6 - 1e3 * z).collect();
    let quantities = vec![quantity("uneven", &uneven), quantity("metres", &metres)];
    let analysis = run(&against_nothing(difference, quantities), &plan());
    let exact = normal_value(-0.5, 1.0);
    close(&value(&analysis, "uneven").value, exact, 0.12, exact);
    close(&value(&analysis, "metres").value, exact, 0.12, exact);
}

/// Difference m + b x y plus chance: neither number tells anything alone, both together b |x| times the value of a
/// normal. By quadrature over x.
#[test]
fn a_gaussian_process_sees_an_interaction_that_splines_cannot() {
    let z = normals(DRAWS, 3);
    let (m, b) = (-0.3, 1.0);
    let difference: Vec<f64> =
        (0..DRAWS).map(|i| m + b * z[0][i] * z[1][i] + 0.7 * z[2][i]).collect();
    let quantities = vec![quantity("x", &z[0]), quantity("y", &z[1])];
    let analysis = run(&against_nothing(difference, quantities), &grouped(&[("both", &[0, 1])]));
    let exact = over_normal(|x| expected_gain(m, (b * x).abs()));
    close(&value(&analysis, "both").value, exact, 0.12, exact);
    for name in ["x", "y"] {
        let found = value(&analysis, name);
        close(&found.value, 0.0, 0.1, exact);
    }
    assert_eq!(value(&analysis, "both").method, "Gaussian process");
    assert_eq!(value(&analysis, "x").method, "spline");
}

/// Six numbers that all matter alike, straight and in a product of two: given all of them the difference is -0.5 plus a
/// sum of five normals and x y.
#[test]
fn a_gaussian_process_takes_six_numbers() {
    let z = normals(DRAWS, 7);
    let difference: Vec<f64> = (0..DRAWS)
        .map(|i| {
            let straight: f64 = (2..6).map(|j| 0.4 * z[j][i]).sum();
            -0.5 + straight + 0.5 * z[0][i] * z[1][i] + 0.5 * z[6][i]
        })
        .collect();
    let quantities = (0..6).map(|j| quantity(&format!("q{j}"), &z[j])).collect();
    let analysis =
        run(&against_nothing(difference, quantities), &grouped(&[("six", &[0, 1, 2, 3, 4, 5])]));
    // Four times 0.4^2 is 0.64; given x the product is normal.
    let exact = over_normal(|x| expected_gain(-0.5, (0.64 + 0.25 * x * x).sqrt()));
    close(&value(&analysis, "six").value, exact, 0.12, exact);
}

/// A row of three shares, Dirichlet(4, 3, 2) by gamma numbers; the difference is 10 (p1 - 0.5), and p1 is Beta(4, 5):
/// E max(0, p1 - 1/2) = E p1 P(Beta(5, 5) > 1/2) - P(Beta(4, 5) > 1/2) / 2 = 4/9 (1/2) - (93 / 256) / 2, because
/// P(Beta(4, 5) > 1/2) = P(Binomial(8, 1/2) <= 3) = 93 / 256.
#[test]
fn a_row_of_shares_is_one_quantity() {
    let row = row_of_shares();
    let difference = row.columns[0].iter().map(|p| 10.0 * (p - 0.5)).collect();
    let analysis = run(&against_nothing(difference, vec![row]), &plan());
    let exact = 10.0 * (4.0 / 9.0 * 0.5 - 93.0 / 256.0 / 2.0);
    close(&value(&analysis, "row").value, exact, 0.06, exact);
    assert_eq!(analysis.evppi.len(), 1);
}

/// Repeated samples of 60 draws with chance as large as the signal: the reported error is that of the estimates, and
/// 1.645 of it hold the exact value in nine of ten. Of 200 samples 83% to 97% may (3.29 standard deviations of a share).
#[test]
fn reported_errors_are_those_of_repeated_samples() {
    let (mean, sd) = (-0.7, 1.0);
    let exact = normal_value(mean, sd);
    let (mut found, mut errors, mut covered) = (Vec::new(), Vec::new(), 0);
    for sample in 0..200 {
        let design = Design::new(Method::Random, 300 + sample, 60, 2).expect("a small design");
        let column =
            |j: usize| -> Vec<f64> { design.column(j).into_iter().map(normal_quantile).collect() };
        let (a, chance) = (column(0), column(1));
        let difference = combine(&[(sd, &a), (1.0, &chance)], mean);
        let analysis = run(&against_nothing(difference, vec![quantity("a", &a)]), &plan());
        let figure = value(&analysis, "a").value;
        let error = figure.standard_error.expect("an error");
        covered += u32::from((figure.value - exact).abs() <= 1.645 * error);
        found.push(figure.value);
        errors.push(error);
    }
    let equal = Weights::equal(200);
    let spread = equal.standard_deviation(&found).expect("200 samples");
    let reported = equal.mean(errors.iter().copied());
    // The spread of 200 samples is itself known to 5%; three times that, and what errors differ from each other.
    assert!((0.8..=1.3).contains(&(reported / spread)), "{reported} for {spread}");
    let share = f64::from(covered) / 200.0;
    assert!((0.83..=0.98).contains(&share), "{share}");
    let bias = equal.mean(found.iter().copied()) - exact;
    assert!(bias.abs() < 0.35 * spread, "bias {bias}, spread {spread}");
}

/// Eight standard normal columns without any bearing on the difference: none is worth more than noise.
#[test]
fn what_does_not_matter_is_worth_nothing() {
    let z = normals(DRAWS, 9);
    let difference = combine(&[(1.0, &z[8])], -0.5);
    let quantities = (0..8).map(|j| quantity(&format!("q{j}"), &z[j])).collect();
    let analysis = run(&against_nothing(difference, quantities), &plan());
    for own in &analysis.evppi {
        close(&own.value, 0.0, 0.03, 1.0);
        assert!(own.corrected <= own.value.value && own.bias >= 0.0, "{own:?}");
    }
}
