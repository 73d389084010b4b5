//! A proposed study: what would be measured, how often, and at what price.

use serde::Serialize;

use super::table::Quantity;

/// A study that a user proposes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Study {
    /// As it was written.
    pub text: String,
    pub observations: Vec<Observation>,
    /// What carrying it out costs.
    pub cost: Option<f64>,
}

/// Data about one quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observation {
    /// Path, name or pattern of the quantity.
    pub quantity: String,
    /// Observations; for counts the exposure, in the unit of the rate.
    pub size: f64,
    pub data: Data,
}

/// How an observation is distributed given the quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// Each observation is normal around the quantity with this standard deviation.
    Normal { sd: f64 },
    /// Each observation is yes with the quantity as probability.
    Binomial,
    /// Events at the quantity as rate per unit of exposure.
    Poisson,
    /// Each observation is one of the categories of a row of shares.
    Multinomial,
}

const FORM: &str = "write for example \"provisions.3.tariff: n=50, sd=6\", \"monitoring.close: n=200, data=binomial\" \
                    or, for several quantities and a price, \"a: n=50, sd=6; b: n=20, sd=1; cost=25000\"";

impl Study {
    /// From `quantity: n=50, sd=6; quantity: n=200, data=binomial; cost=25000`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut study = Self { text: text.trim().to_owned(), observations: Vec::new(), cost: None };
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(cost) =
                part.strip_prefix("cost").and_then(|rest| rest.trim().strip_prefix('='))
            {
                study.cost = Some(at_least_zero("cost", cost)?);
                continue;
            }
            study.observations.push(observation(part)?);
        }
        if study.observations.is_empty() {
            return Err(format!("a study needs an observation; {FORM}"));
        }
        Ok(study)
    }
}

fn observation(text: &str) -> Result<Observation, String> {
    let (quantity, settings) = text
        .rsplit_once(": ")
        .or_else(|| text.rsplit_once(':'))
        .ok_or_else(|| format!("{text:?}: {FORM}"))?;
    let (mut size, mut sd, mut kind) = (None, None, None);
    for setting in settings.split(',').map(str::trim).filter(|setting| !setting.is_empty()) {
        let (key, value) = setting.split_once('=').ok_or_else(|| format!("{setting:?}: {FORM}"))?;
        match key.trim() {
            "n" => size = Some(above_zero("n", value)?),
            "sd" => sd = Some(above_zero("sd", value)?),
            "data" => kind = Some(value.trim().to_owned()),
            "cost" => {
                return Err("write the cost behind a semicolon: \"...; cost=25000\"".to_owned());
            }
            other => return Err(format!("a study has no {other:?}; {FORM}")),
        }
    }
    let quantity = quantity.trim().to_owned();
    let size =
        size.ok_or_else(|| format!("the study of {quantity} needs n, the number of observations"))?;
    let data = match (kind.as_deref(), sd) {
        (None | Some("normal"), Some(sd)) => Data::Normal { sd },
        (None | Some("normal"), None) => {
            return Err(format!(
                "the study of {quantity} needs sd, the standard deviation of one observation, or data=binomial, \
                 poisson or multinomial"
            ));
        }
        (Some(kind), Some(_)) => return Err(format!("{kind} data have no sd")),
        (Some("binomial"), None) => Data::Binomial,
        (Some("poisson"), None) => Data::Poisson,
        (Some("multinomial"), None) => Data::Multinomial,
        (Some(kind), None) => {
            return Err(format!(
                "unknown data {kind:?}: write normal, binomial, poisson or multinomial"
            ));
        }
    };
    if matches!(data, Data::Binomial | Data::Multinomial) && size.fract() != 0.0 {
        return Err(format!("n of {quantity} must be a whole number for this kind of data"));
    }
    Ok(Observation { quantity, size, data })
}

fn number(key: &str, text: &str) -> Result<f64, String> {
    let value: f64 = text
        .trim()
        .replace('_', "")
        .parse()
        .map_err(|_| format!("{key} must be a number, found {:?}", text.trim()))?;
    if value.is_finite() { Ok(value) } else { Err(format!("{key} must be finite")) }
}

fn above_zero(key: &str, text: &str) -> Result<f64, String> {
    number(key, text).and_then(|value| {
        if value > 0.0 {
            Ok(value)
        } else {
            Err(format!("{key} must be more than 0, found {value}"))
        }
    })
}

fn at_least_zero(key: &str, text: &str) -> Result<f64, String> {
    number(key, text).and_then(|value| {
        if value >= 0.0 {
            Ok(value)
        } else {
            Err(format!("{key} must be at least 0, found {value}"))
        }
    })
}

impl Observation {
    /// Whether this kind of data can be had about a quantity; an error says why not.
    pub fn check(&self, quantity: &Quantity) -> Result<(), String> {
        let name = &self.quantity;
        let all = |holds: &dyn Fn(f64) -> bool| {
            quantity.columns.iter().flatten().all(|value| holds(*value))
        };
        match self.data {
            Data::Multinomial if !quantity.is_row() => Err(format!(
                "--study: {name} is one number; multinomial data are about a row of shares"
            )),
            Data::Multinomial => Ok(()),
            _ if quantity.is_row() => {
                Err(format!("--study: {name} is a row of shares; write data=multinomial"))
            }
            Data::Binomial if !all(&|value| (0.0..=1.0).contains(&value)) => {
                Err(format!("--study: {name} is no probability, so that data cannot be binomial"))
            }
            Data::Poisson if !all(&|value| value >= 0.0) => Err(format!(
                "--study: {name} is negative in some draws, so that data cannot be poisson"
            )),
            _ => Ok(()),
        }
    }
}
