//! The open data as rows with names: what `new` and the relation of need read. Missing numbers are NaN.

use std::collections::{BTreeMap, BTreeSet};

use super::prices::Cpi;
use crate::tables::{Batch, TableError, Values};

/// Indicators of the health monitor known for municipalities (2020) and for wijken (2016).
pub const HEALTH: [&str; 16] = [
    "p_gezondheid_goed",
    "p_langdurige_aandoening",
    "p_lichamelijke_beperking",
    "p_beperking_bewegen",
    "p_matig_hoog_risico_angst_depressie",
    "p_hoog_risico_angst_depressie",
    "p_matig_veel_regie",
    "p_eenzaam",
    "p_ernstig_eenzaam",
    "p_emotioneel_eenzaam",
    "p_sociaal_eenzaam",
    "p_mantelzorger",
    "p_vrijwilligerswerk",
    "p_zware_drinker",
    "p_overmatige_drinker",
    "p_moeite_rondkomen",
];

/// Age and size of households, by municipality and year, and by wijk in 2024.
pub const AGE: [&str; 6] =
    ["p_00_14", "p_15_24", "p_25_44", "p_45_64", "p_65_plus", "gem_hh_grootte"];

/// Housing, work, incomes and education of wijken in 2022.
pub const LIVING: [&str; 6] = [
    "p_koop",
    "log_woz",
    "netto_arbeidsparticipatie",
    "p_pers_laagste40_ink",
    "p_pers_hoogste20_ink",
    "p_hbo_wo",
];

/// A municipality in one year.
#[derive(Clone, Debug)]
pub struct Gemeente {
    pub year: i32,
    pub code: String,
    pub name: String,
    pub inhabitants: f64,
    pub households: f64,
    /// In the order of [`AGE`].
    pub age: [f64; 6],
    pub owned: f64,
    pub log_woz: f64,
    pub participation: f64,
    /// Percentages of one-person households, couples without children, families.
    pub types: [f64; 3],
    /// Percentage of the young with youth care.
    pub youth: f64,
    pub wmo_per_1000: f64,
    /// Percentage of households up to 120% of the social minimum; 2020 only.
    pub low_income: f64,
}

/// A wijk of 2024.
#[derive(Clone, Debug)]
pub struct Wijk {
    pub code: String,
    pub name: String,
    pub gemeente: String,
    pub inhabitants: f64,
    pub households: f64,
    /// In the order of [`AGE`].
    pub age: [f64; 6],
}

/// A wijk of 2022.
#[derive(Clone, Debug)]
pub struct Living {
    pub gemeente: String,
    pub inhabitants: f64,
    /// In the order of [`LIVING`].
    pub values: [f64; 6],
}

/// A postcode area of 2006.
#[derive(Clone, Debug)]
pub struct Postcode {
    pub households: f64,
    /// One-person households, couples without children, families.
    pub types: [f64; 3],
    pub mean_size: f64,
    /// Shares of the inhabitants of 65 and over, and under 15.
    pub old: f64,
    pub young: f64,
}

/// One municipality in one budget or account.
#[derive(Clone, Debug)]
pub struct Iv3 {
    pub year: i32,
    /// A jaarrekening; otherwise the begroting.
    pub account: bool,
    pub code: String,
    pub inhabitants: f64,
    /// Thousand euro by column, `tv_6_1` and so on; NaN where the year has no such taakveld.
    pub amounts: BTreeMap<String, f64>,
}

/// A municipality that is no more.
#[derive(Clone, Debug)]
pub struct Merger {
    pub code: String,
    pub name: String,
    pub year: i32,
    pub successor: String,
    pub successor_name: String,
    /// Other municipalities that got a part.
    pub also: String,
}

/// A share or norm that no table gives.
#[derive(Clone, Debug)]
pub struct Assumption {
    pub value: f64,
    pub grade: String,
    pub source: String,
    pub note: String,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct OpenData {
    pub gemeenten: Vec<Gemeente>,
    gemeente_index: Index,
    years: Vec<i32>,
    pub wijken: Vec<Wijk>,
    pub living: BTreeMap<String, Living>,
    pub postcodes: Vec<Postcode>,
    /// By year and code of municipality, in the order of [`HEALTH`].
    pub health: BTreeMap<(i32, String), [f64; 16]>,
    /// By wijk, 2016.
    pub health_of_wijk: BTreeMap<String, [f64; 16]>,
    pub iv3: Vec<Iv3>,
    iv3_index: Index,
    pub cpi: Cpi,
    pub mergers: Vec<Merger>,
    /// Other name and code.
    pub aliases: Vec<(String, String)>,
    /// By code.
    pub provinces: BTreeMap<String, String>,
    pub assumptions: BTreeMap<String, Assumption>,
}

impl OpenData {
    /// Reads the tables that `table` gives by name.
    ///
    /// # Errors
    /// Where a table or a column is missing.
    pub fn read(
        mut table: impl FnMut(&str) -> Result<Batch, TableError>,
    ) -> Result<Self, TableError> {
        let mut gemeenten = panel(&Rows(table("cbs_kwb_gemeenten_panel_2012_2024")?));
        gemeenten.extend(year_2020(&Rows(table("cbs_kwb_2020_gemeenten")?)));
        let health = Rows(table("rivm_gezondheidsmonitor_2012_2016_2020_gemeente")?);
        let of_wijk = Rows(table("rivm_gezondheidsmonitor_2016_wijk_buurt_18plus")?);
        let aliases = Rows(table("gemeente_aliassen")?);
        let provinces = Rows(table("gemeente_provincies")?);
        let mergers = mergers(&Rows(table("gemeente_herindelingen")?));
        let today = Today::new(&mergers);
        let years: BTreeSet<i32> = gemeenten.iter().map(|row: &Gemeente| row.year).collect();
        let iv3 = iv3(&Rows(table("iv3_sociaal_domein_2017_2026")?));
        Ok(Self {
            gemeente_index: today.index(gemeenten.iter().map(|row| (row.year, row.code.as_str()))),
            gemeenten,
            years: years.into_iter().collect(),
            wijken: wijken(&Rows(table("cbs_kwb_2024_wijken")?)),
            living: living(&Rows(table("cbs_kwb_2022_wijken")?)),
            postcodes: postcodes(&Rows(table("cbs_2006_pc4_bevolking_huishoudens")?)),
            health: health.each(|i| {
                ((health.year(i, "jaar"), health.text(i, "code")), health.all(i, HEALTH))
            }),
            health_of_wijk: of_wijk.each(|i| (of_wijk.text(i, "code"), of_wijk.all(i, HEALTH))),
            iv3_index: today.index(iv3.iter().map(|row| (row.year, row.code.as_str()))),
            iv3,
            cpi: cpi(&Rows(table("nl_cpi_2012_2024")?)),
            aliases: aliases.each(|i| (aliases.text(i, "alias"), aliases.text(i, "gm_code"))),
            provinces: provinces
                .each(|i| (provinces.text(i, "gm_code"), provinces.text(i, "provincie"))),
            assumptions: assumptions(&Rows(table("aannamen_nieuw_scenario")?)),
            mergers,
        })
    }

    /// A share or norm of `aannamen_nieuw_scenario`; NaN for an unknown key.
    pub fn assumed(&self, key: &str) -> f64 {
        self.assumptions.get(key).map_or(f64::NAN, |assumption| assumption.value)
    }

    /// Rows of a year of what makes up a municipality of today: itself and what merged into it.
    pub fn rows(&self, code: &str, year: i32) -> Vec<&Gemeente> {
        let places = self.gemeente_index.get(&(code.to_owned(), year));
        places.into_iter().flatten().map(|place| &self.gemeenten[*place]).collect()
    }

    /// Rows of a year under exactly this code.
    pub fn own_rows(&self, code: &str, year: i32) -> Vec<&Gemeente> {
        self.gemeenten.iter().filter(|row| row.year == year && row.code == code).collect()
    }

    /// Years with data of municipalities, in order.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// The same of the budgets or the accounts of a year.
    pub fn iv3_rows(&self, code: &str, year: i32, account: bool) -> Vec<&Iv3> {
        let places = self.iv3_index.get(&(code.to_owned(), year));
        let rows = places.into_iter().flatten().map(|place| &self.iv3[*place]);
        rows.filter(|row| row.account == account).collect()
    }
}

/// Rows by municipality of today and year.
type Index = BTreeMap<(String, i32), Vec<usize>>;

/// Which municipality a code belongs to today.
struct Today<'a>(BTreeMap<&'a str, &'a Merger>);

impl<'a> Today<'a> {
    fn new(mergers: &'a [Merger]) -> Self {
        Self(mergers.iter().map(|merger| (merger.code.as_str(), merger)).collect())
    }

    /// One that was divided over several counts for its successor only where there is nothing else.
    fn index<'b>(&self, rows: impl Iterator<Item = (i32, &'b str)>) -> Index {
        let (mut whole, mut divided) = (Index::new(), Index::new());
        for (place, (year, code)) in rows.enumerate() {
            let merger = self.0.get(code);
            let into = if merger.is_some_and(|merger| !merger.also.is_empty()) {
                &mut divided
            } else {
                &mut whole
            };
            let today = merger.map_or(code, |merger| &merger.successor);
            into.entry((today.to_owned(), year)).or_default().push(place);
        }
        for (key, places) in divided {
            whole.entry(key).or_insert(places);
        }
        whole
    }
}

/// Mean of the values that are known, weighted; NaN where none is.
pub fn weighted_mean(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let known: Vec<(f64, f64)> = pairs.filter(|(value, _)| !value.is_nan()).collect();
    let weight: f64 = known.iter().map(|(_, weight)| weight).sum();
    known.iter().map(|(value, weight)| value * weight).sum::<f64>() / weight
}

/// A table by row number and column name. Columns that are not there read as missing: the reader of the table has
/// checked those that are needed.
struct Rows(Batch);

impl Rows {
    fn each<T, C: FromIterator<T>>(&self, row: impl FnMut(usize) -> T) -> C {
        (0..self.0.rows()).map(row).collect()
    }

    fn number(&self, row: usize, column: &str) -> f64 {
        self.0.column(column).map_or(f64::NAN, |values| values.number(row))
    }

    fn year(&self, row: usize, column: &str) -> i32 {
        self.number(row, column) as i32
    }

    fn text(&self, row: usize, column: &str) -> String {
        self.0.column(column).map_or_else(String::new, |values| values.text(row))
    }

    fn all<const N: usize>(&self, row: usize, columns: [&str; N]) -> [f64; N] {
        columns.map(|column| self.number(row, column))
    }
}

const TYPES: [&str; 3] = ["p_hh_eenpersoons", "p_hh_zonder_kinderen", "p_hh_met_kinderen"];

fn panel(rows: &Rows) -> Vec<Gemeente> {
    rows.each(|i| Gemeente {
        year: rows.year(i, "jaar"),
        code: rows.text(i, "gm_code"),
        name: rows.text(i, "gm_naam"),
        inhabitants: rows.number(i, "inwoners"),
        households: rows.number(i, "huishoudens"),
        age: rows.all(i, AGE),
        owned: rows.number(i, "p_koop"),
        log_woz: libm::log(rows.number(i, "gem_woz_keur")),
        participation: rows.number(i, "netto_arbeidsparticipatie"),
        types: rows.all(i, TYPES),
        youth: rows.number(i, "p_jongeren_met_jeugdzorg"),
        wmo_per_1000: rows.number(i, "wmo_clienten_per_1000"),
        low_income: f64::NAN,
    })
}

fn year_2020(rows: &Rows) -> Vec<Gemeente> {
    let nan = f64::NAN;
    rows.each(|i| Gemeente {
        year: 2020,
        code: rows.text(i, "gm_code"),
        name: rows.text(i, "gm_naam"),
        inhabitants: rows.number(i, "inwoners"),
        households: rows.number(i, "huishoudens"),
        age: [nan, nan, nan, nan, rows.number(i, "p_65_plus"), nan],
        owned: nan,
        log_woz: nan,
        participation: nan,
        types: rows.all(i, TYPES),
        youth: nan,
        wmo_per_1000: nan,
        low_income: rows.number(i, "p_hh_tot120_socmin"),
    })
}

fn wijken(rows: &Rows) -> Vec<Wijk> {
    let mut wijken: Vec<Wijk> = rows.each(|i| Wijk {
        code: rows.text(i, "wk_code"),
        name: rows.text(i, "wk_naam"),
        gemeente: rows.text(i, "gm_code"),
        inhabitants: rows.number(i, "inwoners"),
        households: rows.number(i, "huishoudens"),
        age: rows.all(i, AGE),
    });
    wijken.sort_by(|a, b| a.code.cmp(&b.code));
    wijken
}

fn living(rows: &Rows) -> BTreeMap<String, Living> {
    rows.each(|i| {
        let woz = rows.number(i, "gem_woz_keur");
        let mut values = LIVING.map(|name| rows.number(i, name));
        values[1] = if woz > 0.0 { libm::log(woz) } else { f64::NAN };
        let wijk = Living {
            gemeente: rows.text(i, "gm_code"),
            inhabitants: rows.number(i, "inwoners"),
            values,
        };
        (rows.text(i, "wk_code"), wijk)
    })
}

fn postcodes(rows: &Rows) -> Vec<Postcode> {
    const OLD: [&str; 7] =
        ["l_65_69", "l_70_74", "l_75_79", "l_80_84", "l_85_89", "l_90_94", "l_95_plus"];
    const YOUNG: [&str; 3] = ["l_00_04", "l_05_09", "l_10_14"];
    rows.each(|i| {
        let inhabitants = rows.number(i, "inwoners");
        Postcode {
            households: rows.number(i, "huishoudens"),
            types: rows.all(i, ["hh_eenpersoons", "hh_zonder_kinderen", "hh_met_kinderen"]),
            mean_size: rows.number(i, "gem_hh_grootte"),
            old: rows.all(i, OLD).iter().sum::<f64>() / inhabitants,
            young: rows.all(i, YOUNG).iter().sum::<f64>() / inhabitants,
        }
    })
}

fn iv3(rows: &Rows) -> Vec<Iv3> {
    let fields: Vec<&String> = rows
        .0
        .columns
        .iter()
        .filter(|(name, values)| name.starts_with("tv_") && matches!(values, Values::Float(_)))
        .map(|(name, _)| name)
        .collect();
    rows.each(|i| Iv3 {
        year: rows.year(i, "jaar"),
        account: rows.text(i, "soort") == "jaarrekening",
        code: rows.text(i, "gm_code"),
        inhabitants: rows.number(i, "inwoners"),
        amounts: fields.iter().map(|name| ((*name).clone(), rows.number(i, name))).collect(),
    })
}

fn cpi(rows: &Rows) -> Cpi {
    Cpi::new(rows.each::<_, Vec<_>>(|i| (rows.year(i, "jaar_van"), rows.number(i, "factor"))))
}

fn mergers(rows: &Rows) -> Vec<Merger> {
    rows.each(|i| Merger {
        code: rows.text(i, "gm_code"),
        name: rows.text(i, "gm_naam"),
        year: rows.year(i, "jaar"),
        successor: rows.text(i, "opvolger_code"),
        successor_name: rows.text(i, "opvolger_naam"),
        also: rows.text(i, "ook_naar"),
    })
}

fn assumptions(rows: &Rows) -> BTreeMap<String, Assumption> {
    rows.each(|i| {
        let assumption = Assumption {
            value: rows.number(i, "value"),
            grade: rows.text(i, "grade"),
            source: rows.text(i, "source"),
            note: rows.text(i, "note"),
        };
        (rows.text(i, "key"), assumption)
    })
}
