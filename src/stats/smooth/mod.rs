//! Regression of noisy outcomes on one number or several, with smoothness chosen by the data.
//!
//! A [`Basis`] holds functions that are orthonormal over the rows it was made of, each with a penalty: zero for
//! what is not shrunk (a level, a straight line), large for what wiggles. In such a basis (Demmler & Reinsch,
//! "Oscillation matrices with spline smoothing", Numerische Mathematik 24, 1975) a penalised fit is one division
//! per coefficient, whatever the smoothness, and so is its uncertainty. The smoothness is that of restricted
//! maximum likelihood (Ruppert, Wand & Carroll, "Semiparametric regression", 2003, section 4.9).
//!
//! Three bases: [`Spline`] for one number, [`Levels`] for one with a few values, [`Kernel`] for several numbers.
//!
//! It must not know what outcomes and numbers mean, and makes no random numbers.

mod basis;
mod fit;
mod hyperparameters;
mod kernel;
mod levels;
mod spline;
mod weights;

pub use basis::Basis;
pub use fit::{Fit, Fitter};
pub use kernel::{Kernel, KernelSize, spread_out};
pub use levels::Levels;
pub use spline::Spline;
pub use weights::Weights;

#[cfg(test)]
mod tests;
