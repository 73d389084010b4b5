//! `gemeente`: the municipality holds the budget; area budgets are a yardstick only.

use super::BudgetHolder;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gemeente;

impl BudgetHolder for Gemeente {}
