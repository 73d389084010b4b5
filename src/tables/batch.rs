//! Columns in memory, between the run and a file format.

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    Text(Vec<String>),
    Int(Vec<i64>),
    Float(Vec<f64>),
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Float(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An empty column of the same type.
    fn emptied(&self) -> Self {
        match self {
            Self::Text(_) => Self::Text(Vec::new()),
            Self::Int(_) => Self::Int(Vec::new()),
            Self::Float(_) => Self::Float(Vec::new()),
        }
    }

    /// The value at `row` as a number; not a number for text.
    pub fn number(&self, row: usize) -> f64 {
        match self {
            Self::Text(_) => f64::NAN,
            Self::Int(values) => values[row] as f64,
            Self::Float(values) => values[row],
        }
    }

    /// The value at `row` as text.
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values[row].clone(),
            Self::Int(values) => values[row].to_string(),
            Self::Float(values) => values[row].to_string(),
        }
    }

    pub fn push_number(&mut self, value: f64) {
        match self {
            Self::Text(values) => values.push(value.to_string()),
            Self::Int(values) => values.push(value as i64),
            Self::Float(values) => values.push(value),
        }
    }

    pub fn push_text(&mut self, value: &str) {
        match self {
            Self::Text(values) => values.push(value.to_owned()),
            Self::Int(_) | Self::Float(_) => self.push_number(f64::NAN),
        }
    }
}

/// Some rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub columns: Vec<(String, Values)>,
}

impl Batch {
    pub fn new(columns: Vec<(String, Values)>) -> Self {
        Self { columns }
    }

    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// Takes the rows out and leaves the columns, empty.
    pub fn take(&mut self) -> Self {
        let empty = self.columns.iter().map(|(name, values)| (name.clone(), values.emptied()));
        let empty = Self { columns: empty.collect() };
        std::mem::replace(self, empty)
    }

    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, values)| values)
    }
}
