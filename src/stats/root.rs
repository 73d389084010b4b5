//! Roots of one equation in one unknown, for inverse distribution functions and for fitting parameters.
//!
//! It must not know distributions: it sees functions only.

/// Steps after which a search stops with what it has; none of ours comes near it.
const MOST_STEPS: usize = 200;

/// The root of a continuous `f` between `low` and `high`, where its signs differ; `None` where they do not.
///
/// Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
/// without using derivatives", Advances in Engineering Software 28 (1997): inverse quadratic interpolation
/// where that is safe, bisection elsewhere. The answer is within `tolerance` of a change of sign.
pub fn bracketed(f: impl Fn(f64) -> f64, low: f64, high: f64, tolerance: f64) -> Option<f64> {
    let (mut a, mut b) = (high, low);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa * fb > 0.0 || fa.is_nan() || fb.is_nan() {
        return None;
    }
    let mut t = 0.5;
    for _ in 0..MOST_STEPS {
        let x = a + t * (b - a);
        let fx = f(x);
        let (c, fc);
        if (fx > 0.0) == (fa > 0.0) {
            (c, fc) = (a, fa);
        } else {
            (c, fc) = (b, fb);
            (b, fb) = (a, fa);
        }
        (a, fa) = (x, fx);
        let best = if fa.abs() < fb.abs() { a } else { b };
        let width = (b - a).abs();
        let least = (tolerance + 2.0 * f64::EPSILON * best.abs()) / width;
        if fa == 0.0 || fb == 0.0 || least > 0.5 {
            return Some(best);
        }
        t = interpolate([a, b, c], [fa, fb, fc]).clamp(least, 1.0 - least);
    }
    None
}

/// Where inverse quadratic interpolation puts the root, as a share of the way from `a` to `b`; one half where
/// Chandrupatla's criterion does not trust it.
fn interpolate([a, b, c]: [f64; 3], [fa, fb, fc]: [f64; 3]) -> f64 {
    let xi = (a - b) / (c - b);
    let phi = (fa - fb) / (fc - fb);
    if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
        fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    } else {
        0.5
    }
}

/// The `y` where an increasing, concave function equals `target`, by Newton's method from `start`, never below
/// `floor`, which must lie left of the root.
///
/// `f` gives the value and its derivative. A tangent of a concave function lies above it, so that from the
/// left every step stays on the left and goes up: no bracket is needed. Logarithms of the distribution
/// functions of ln(gamma) and logit(beta) are such functions, because their densities are log-concave
/// (Bagnoli & Bergstrom, "Log-concave probability and its applications", Economic Theory 26 (2005), theorem 1).
pub fn concave(f: impl Fn(f64) -> (f64, f64), target: f64, start: f64, floor: f64) -> f64 {
    let mut y = start.max(floor);
    let mut last = f64::INFINITY;
    for step in 0..MOST_STEPS {
        let (value, slope) = f(y);
        let residual = target - value;
        let move_by = residual / slope;
        // Near the root rounding takes over: stop when a step no longer improves on the one before.
        let done = residual.abs() <= f64::EPSILON * target.abs().max(1.0) / 4.0
            || move_by.abs() <= f64::EPSILON * y.abs()
            || (step > 3 && move_by.abs() < 1e-9 && move_by.abs() >= last);
        if !move_by.is_finite() {
            return y;
        }
        y = (y + move_by).max(floor);
        if done {
            return y;
        }
        last = move_by.abs();
    }
    y
}
