//! Distribution functions of the standard normal, gamma and beta, with both tails to full relative precision,
//! and their inverses.
//!
//! Only `libm` and the four operations: the same bits on every platform. `statrs` takes `ln` and `exp` from
//! the C library of the platform as soon as any package in the build asks for `std`, and its incomplete beta
//! function stops after 140 terms; it is the independent yardstick in the tests instead.
//! It must not know the parameters of scenarios: everything here is standardised.

use super::root;

const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
/// Below this argument (a logarithm) the first term of a power series is exact in double precision.
const FIRST_TERM_ONLY: f64 = -40.0;
/// No search goes below this logarithm: far below [`FIRST_TERM_ONLY`], and far from the smallest double.
const FLOOR: f64 = -600.0;

/// Density of the standard normal.
pub fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x - LN_SQRT_2PI)
}

/// Distribution function of the standard normal: erfc(-x / sqrt 2) / 2.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Inverse distribution function of the standard normal, relative error about 1e-16.
///
/// Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
/// (1988), routine PPND16.
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &CENTRE);
    }
    let r = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let x = if r <= 5.0 { ratio(r - 1.6, &SHOULDER) } else { ratio(r - 5.0, &TAIL) };
    if q < 0.0 { -x } else { x }
}

/// Coefficients of a rational function of degree 7 over 7, constant term first.
struct Rational([f64; 8], [f64; 8]);

fn ratio(x: f64, coefficients: &Rational) -> f64 {
    let polynomial = |terms: &[f64; 8]| terms.iter().rev().fold(0.0, |sum, term| sum * x + term);
    polynomial(&coefficients.0) / polynomial(&coefficients.1)
}

const CENTRE: Rational = Rational(
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);
const SHOULDER: Rational = Rational(
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);
const TAIL: Rational = Rational(
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

/// What Stirling's formula lacks: ln Gamma(z + 1) - (z + 1/2) ln z + z - ln sqrt(2 pi).
///
/// Loader, "Fast and accurate computation of binomial probabilities" (2000), section 2; from 15 on the
/// asymptotic series (Abramowitz & Stegun 6.1.41), whose first term left out is below 1e-17 there.
fn stirling_error(z: f64) -> f64 {
    if z < 15.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * libm::log(z) + z - LN_SQRT_2PI;
    }
    let s = 1.0 / (z * z);
    let tail = 1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360_360.0));
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * tail))) / z
}

/// Deviance term a ln(a / m) + m - a, without cancellation where m is near a. Loader (2000), section 2.
fn deviance(a: f64, m: f64) -> f64 {
    if (a - m).abs() >= 0.1 * (a + m) {
        return a * libm::log(a / m) + m - a;
    }
    let v = (a - m) / (a + m);
    let mut sum = (a - m) * v;
    let mut power = 2.0 * a * v;
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// Logarithms of a distribution function and of its complement, each precise where it is small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogTails {
    pub lower: f64,
    pub upper: f64,
}

impl LogTails {
    fn from_lower(lower: f64) -> Self {
        let lower = lower.min(0.0);
        Self { lower, upper: log_complement(lower) }
    }

    fn swapped(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }

    /// The distribution function itself.
    pub fn cdf(self) -> f64 {
        libm::exp(self.lower)
    }
}

/// ln(1 - exp(l)) for l <= 0. Maechler, "Accurately computing log(1 - exp(-|a|))" (2012).
fn log_complement(l: f64) -> f64 {
    if l > -std::f64::consts::LN_2 {
        libm::log(-libm::expm1(l))
    } else {
        libm::log1p(-libm::exp(l))
    }
}

/// ln(x^a e^-x / Gamma(a + 1)).
fn log_gamma_kernel(a: f64, x: f64) -> f64 {
    -stirling_error(a) - deviance(a, x) - 0.5 * libm::log(a) - LN_SQRT_2PI
}

/// Tails of Gamma(shape a, scale 1) at x > 0: the power series of P below a + 1 (Abramowitz & Stegun 6.5.29),
/// the continued fraction of Q above it (6.5.31, even part, by Lentz's method).
pub fn gamma_tails(a: f64, x: f64) -> LogTails {
    let kernel = log_gamma_kernel(a, x);
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        while term > f64::EPSILON * 0.25 * sum {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return LogTails::from_lower(kernel + libm::log(sum));
    }
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    let mut n = 0.0;
    loop {
        n += 1.0;
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    LogTails::from_lower(kernel + libm::log(a) + libm::log(fraction)).swapped()
}

/// ln(x^a y^b / B(a, b)) for y = 1 - x.
fn log_beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y)
        + 0.5 * libm::log(a / n * b)
        - LN_SQRT_2PI
}

/// ln B(a, b).
fn log_beta(a: f64, b: f64) -> f64 {
    let n = a + b;
    a * libm::log(a / n) + b * libm::log(b / n) - log_beta_kernel(a, b, a / n, b / n)
}

/// Tails of Beta(a, b) at x in (0, 1), with y = 1 - x given apart so that both ends stay precise: the
/// continued fraction 26.5.8 of Abramowitz & Stegun by Lentz's method, on the side of the mean where it
/// converges fast.
pub fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> LogTails {
    let kernel = log_beta_kernel(a, b, x, y);
    if x * (a + b + 2.0) < a + 1.0 {
        let fraction = beta_fraction(a, b, x);
        LogTails::from_lower(kernel - libm::log(a) + libm::log(fraction))
    } else {
        let fraction = beta_fraction(b, a, y);
        LogTails::from_lower(kernel - libm::log(b) + libm::log(fraction)).swapped()
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    let mut m = 0.0;
    loop {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= c * d;
        // Far more terms than the square root of any shape in use: a stop for the absurd.
        if (c * d - 1.0).abs() <= f64::EPSILON || m > 1e7 {
            return fraction;
        }
    }
}

/// Logarithm of the inverse distribution function of Gamma(shape a, scale 1) at u in (0, 1).
///
/// Newton's method on the logarithm of the smaller tail against ln x ([`root::concave`]), from the cube root
/// approximation of Wilson & Hilferty (1931) or, where that is no use, from the first term of the power series.
/// The logarithm, because small shapes have quantiles below the smallest double.
pub fn gamma_log_quantile(a: f64, u: f64) -> f64 {
    let first_term = (libm::log(u) + libm::lgamma(a + 1.0)) / a;
    if first_term < FIRST_TERM_ONLY {
        return first_term;
    }
    let w = 1.0 / (9.0 * a);
    let cube_root = 1.0 - w + normal_quantile(u) * libm::sqrt(w);
    let wilson_hilferty =
        if cube_root > 0.0 { libm::log(a) + 3.0 * libm::log(cube_root) } else { f64::NEG_INFINITY };
    let start = wilson_hilferty.max(first_term);
    // d ln P / d ln x = x p(x) / P(x), with x p(x) = a times the kernel.
    let weight = |y: f64| log_gamma_kernel(a, libm::exp(y)) + libm::log(a);
    if u <= 0.5 {
        let lower = |y: f64| {
            let value = gamma_tails(a, libm::exp(y)).lower;
            (value, libm::exp(weight(y) - value))
        };
        return root::concave(lower, libm::log(u), start, FLOOR);
    }
    // The upper tail is concave in -ln x.
    let upper = |z: f64| {
        let value = gamma_tails(a, libm::exp(-z)).upper;
        (value, libm::exp(weight(-z) - value))
    };
    // P(X >= a + sqrt(2 a t) + t) <= e^-t: Boucheron, Lugosi & Massart, "Concentration inequalities" (2013), 2.4.
    let t = -libm::log(1.0 - u);
    let ceiling = libm::log(a + libm::sqrt(2.0 * a * t) + t);
    -root::concave(upper, -t, -start, -ceiling)
}

/// Inverse distribution function of Beta(a, b) at u in (0, 1): the pair x, 1 - x, both precise.
///
/// Newton's method on the logarithm of the smaller tail against logit x ([`root::concave`]).
pub fn beta_quantile(a: f64, b: f64, u: f64) -> (f64, f64) {
    if u > 0.5 {
        let (y, x) = beta_lower_quantile(b, a, 1.0 - u);
        return (x, y);
    }
    beta_lower_quantile(a, b, u)
}

fn beta_lower_quantile(a: f64, b: f64, u: f64) -> (f64, f64) {
    let first_term = (libm::log(u) + libm::log(a) + log_beta(a, b)) / a;
    if first_term < FIRST_TERM_ONLY - libm::log1p(b) {
        let x = libm::exp(first_term);
        return (x, 1.0 - x);
    }
    let lower = |z: f64| {
        let (x, y) = logistic(z);
        let value = beta_tails(a, b, x, y).lower;
        (value, libm::exp(log_beta_kernel(a, b, x, y) - value))
    };
    logistic(root::concave(lower, libm::log(u), beta_start(a, b, u, first_term), FLOOR))
}

/// Logit of a first guess. Both shapes above 1: Carter's normal approximation (Biometrika 34, 1947; algorithm
/// AS 109). Otherwise the first term of the power series, or the centre where that is beyond it.
fn beta_start(a: f64, b: f64, u: f64, first_term: f64) -> f64 {
    if a > 1.0 && b > 1.0 {
        let q = -normal_quantile(u);
        let r = (q * q - 3.0) / 6.0;
        let (s, t) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let h = 2.0 / (s + t);
        let w = q * libm::sqrt(h + r) / h - (t - s) * (r + 5.0 / 6.0 - 2.0 / (3.0 * h));
        if w.is_finite() {
            return libm::log(a / b) - 2.0 * w;
        }
    }
    first_term.min(libm::log(a / b))
}

/// Quantile `p` in (0, 1) of Student's t with `degrees` of freedom, by the beta distribution of degrees / (degrees +
/// t^2) (Abramowitz & Stegun 26.7.1).
pub fn student_quantile(p: f64, degrees: f64) -> f64 {
    if p == 0.5 {
        return 0.0;
    }
    let (x, y) = beta_quantile(0.5 * degrees, 0.5, 2.0 * p.min(1.0 - p));
    let t = libm::sqrt(degrees * y / x);
    if p < 0.5 { -t } else { t }
}

/// 1 / (1 + e^-z) and its complement.
fn logistic(z: f64) -> (f64, f64) {
    let e = libm::exp(-z.abs());
    let (near, far) = (e / (1.0 + e), 1.0 / (1.0 + e));
    if z < 0.0 { (near, far) } else { (far, near) }
}

#[cfg(test)]
mod tests;
