//! The team: its hours, its room for cases and its cost.

#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    pub members: f64,
    /// Hours per month.
    pub hours_per_member: f64,
    pub volunteers: f64,
    /// Hours per month.
    pub hours_per_volunteer: f64,
    /// Share of the professionals' hours lost to administration.
    pub bureaucracy: f64,
    pub caseload_per_member: f64,
    /// Separate sectoral desks that a case over several domains must pass.
    pub desks: u32,
    pub costs: Vec<CostItem>,
}

impl Team {
    /// Hours a month for households.
    pub fn hours(&self) -> f64 {
        self.members * self.hours_per_member * (1.0 - self.bureaucracy)
            + self.volunteers * self.hours_per_volunteer
    }

    /// Room for directed cases.
    pub fn room(&self) -> f64 {
        self.members * self.caseload_per_member
    }
}

/// One line of the team's cost.
#[derive(Clone, Debug, PartialEq)]
pub struct CostItem {
    pub item: String,
    /// Euro, per year or once.
    pub amount: f64,
    pub per: Level,
    pub when: Frequency,
    pub payer: String,
    /// Calendar years in which the item counts; empty for all.
    pub years: Vec<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Team,
    Municipality,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// A twelfth each month.
    Annual,
    /// In the first month of the run, or of each of its `years`.
    OneOff,
}

impl CostItem {
    /// Euro in month `month` (0-based) of `year`, the `first` one of the run or a later one.
    pub fn in_month(&self, year: i32, first: i32, month: u32) -> f64 {
        let listed = self.years.is_empty() || self.years.contains(&year);
        match self.when {
            Frequency::Annual if listed => self.amount / 12.0,
            Frequency::OneOff if month == 0 => {
                let due = if self.years.is_empty() { year == first } else { listed };
                if due { self.amount } else { 0.0 }
            }
            _ => 0.0,
        }
    }
}
