//! The sample that a decision is taken from.

use crate::stats::smooth::Weights;

/// One of the things that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Strategy {
    pub id: String,
    pub title: String,
}

/// Something uncertain that could be learned: a number, or a row of shares that add up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// As it is called where it comes from, for example a path in a scenario.
    pub path: String,
    /// As a reader sees it.
    pub name: String,
    /// Values per draw; more than one column for a row of shares.
    pub columns: Vec<Vec<f64>>,
}

impl Quantity {
    /// Whether it is the same in all draws.
    pub fn is_constant(&self) -> bool {
        self.columns.iter().all(|column| is_constant(column))
    }

    /// Whether it is a row of shares.
    pub fn is_row(&self) -> bool {
        self.columns.len() > 1
    }

    /// The columns that a regression needs: not the constant ones, and of a row of shares not the last, which follows
    /// from the others.
    pub fn independent_columns(&self) -> Vec<Vec<f64>> {
        let varying = self.columns.iter().filter(|column| !is_constant(column));
        let mut columns: Vec<Vec<f64>> = varying.cloned().collect();
        if self.is_row() && columns.len() > 1 {
            columns.pop();
        }
        columns
    }
}

fn is_constant(column: &[f64]) -> bool {
    column.windows(2).all(|pair| pair[0] == pair[1])
}

/// What each strategy costs and brings; lists by strategy, then draw. More effect and more net benefit are better.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    pub cost: Option<Vec<Vec<f64>>>,
    pub effect: Option<Vec<Vec<f64>>>,
    /// Money that needs no willingness to pay: effects are in it at a price.
    pub net_benefit: Option<Vec<Vec<f64>>>,
}

impl Outcomes {
    fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<Vec<f64>>> {
        [&mut self.cost, &mut self.effect, &mut self.net_benefit].into_iter().flatten()
    }
}

/// What a strategy is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Criterion {
    /// The net benefit of the table.
    Ready,
    /// Willingness to pay for a unit of effect times the effect, minus the cost.
    WillingnessToPay(f64),
}

/// Draws of everything that bears on a decision. All lists have a value per draw.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionTable {
    pub strategies: Vec<Strategy>,
    /// The strategy that others are compared with on the plane.
    pub reference: Option<usize>,
    pub outcomes: Outcomes,
    pub quantities: Vec<Quantity>,
    pub weights: Weights,
}

impl DecisionTable {
    pub fn draws(&self) -> usize {
        self.weights.rows()
    }

    /// Net benefit by strategy and draw; `None` where the table does not hold what it takes.
    pub fn net_benefit(&self, criterion: Criterion) -> Option<Vec<Vec<f64>>> {
        let willingness = match criterion {
            Criterion::Ready => return self.outcomes.net_benefit.clone(),
            Criterion::WillingnessToPay(willingness) => willingness,
        };
        let (cost, effect) = (self.outcomes.cost.as_ref()?, self.outcomes.effect.as_ref()?);
        let of_strategy = |(costs, effects): (&Vec<f64>, &Vec<f64>)| {
            costs.iter().zip(effects).map(|(cost, effect)| willingness * effect - cost).collect()
        };
        Some(cost.iter().zip(effect).map(of_strategy).collect())
    }

    /// Draws with the same quantities become one, their mean: what differs between them is chance, not something that
    /// evidence about the quantities could tell. The table as it is where no two draws share them.
    pub fn averaged(self) -> Self {
        let groups = self.replications();
        if groups.len() == self.draws() {
            return self;
        }
        let weights: Vec<f64> = groups.iter().map(|rows| self.weight(rows)).collect();
        let Some(mut new_weights) = Weights::new(&weights) else { return self };
        if let Some(blocks) = self.weights.block_of_row() {
            let first = groups.iter().map(|rows| blocks[rows[0]] as u64);
            new_weights = new_weights.in_blocks(&first.collect::<Vec<_>>());
        }
        let average = |list: &Vec<f64>| -> Vec<f64> {
            let mean = |rows: &Vec<usize>| {
                let sum: f64 =
                    rows.iter().map(|row| self.weights.values()[*row] * list[*row]).sum();
                sum / self.weight(rows)
            };
            groups.iter().map(mean).collect()
        };
        let mut outcomes = self.outcomes.clone();
        for lists in outcomes.lists_mut() {
            lists.iter_mut().for_each(|list| *list = average(list));
        }
        let first = |column: &Vec<f64>| groups.iter().map(|rows| column[rows[0]]).collect();
        let quantities = self
            .quantities
            .iter()
            .map(|quantity| Quantity {
                columns: quantity.columns.iter().map(first).collect(),
                ..quantity.clone()
            })
            .collect();
        Self { outcomes, quantities, weights: new_weights, ..self }
    }

    fn weight(&self, rows: &[usize]) -> f64 {
        rows.iter().map(|row| self.weights.values()[*row]).sum()
    }

    /// Draws by the values of all quantities, in the order in which these first come. Every draw by itself where all
    /// quantities are fixed: then there is nothing but chance.
    fn replications(&self) -> Vec<Vec<usize>> {
        let columns: Vec<&Vec<f64>> =
            self.quantities.iter().flat_map(|quantity| &quantity.columns).collect();
        if columns.iter().all(|column| is_constant(column)) {
            return (0..self.draws()).map(|row| vec![row]).collect();
        }
        let mut groups: indexmap::IndexMap<Vec<u64>, Vec<usize>> = indexmap::IndexMap::new();
        for row in 0..self.draws() {
            let key = columns.iter().map(|column| column[row].to_bits()).collect();
            groups.entry(key).or_default().push(row);
        }
        groups.into_values().collect()
    }
}
