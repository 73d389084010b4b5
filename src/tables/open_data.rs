//! The open data inside the program: which tables there are, where they come from, and how they are read, shown and
//! built again from CSV files. Tables with many rows are Parquet files, small ones CSV.
//!
//! A missing cell is an empty field in CSV, a null in Parquet, and NaN (numbers) or an empty text here. It must not
//! know what the numbers are used for: that is `municipality`.

use std::io::Write;
use std::path::Path;

#[cfg(feature = "parquet")]
use super::AtomicFile;
use super::{Batch, TableError, Values};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Text,
    /// A whole number, never missing.
    Whole,
    /// A number, or missing.
    Number,
}

/// One table of open data: its columns, and what must be said of it.
#[derive(Debug)]
pub struct OpenTable {
    /// Name of the table, of its file without the ending, and of the CSV file it is built from.
    pub name: &'static str,
    pub about: &'static str,
    pub years: &'static str,
    pub source: &'static str,
    pub licence: &'static str,
    /// Other columns of the CSV file are left out.
    pub columns: &'static [(&'static str, Cell)],
    /// Rows are kept where this column has one of these values.
    pub keep: Option<(&'static str, &'static [&'static str])>,
    /// As it is inside the program.
    stored: Stored,
}

#[derive(Debug)]
enum Stored {
    Parquet(&'static [u8]),
    Csv(&'static str),
}

/// A Parquet file of `data/`; nothing in a program without Parquet.
macro_rules! parquet {
    ($name:literal) => {{
        #[cfg(feature = "parquet")]
        const BYTES: &[u8] = include_bytes!(concat!("../../data/", $name, ".parquet"));
        #[cfg(not(feature = "parquet"))]
        const BYTES: &[u8] = &[];
        Stored::Parquet(BYTES)
    }};
}

macro_rules! csv {
    ($name:literal) => {
        Stored::Csv(include_str!(concat!("../../data/", $name, ".csv")))
    };
}

const CBS: &str = "attribution \"Bron: CBS\"; generally CC BY 4.0 (not verified)";
const RIVM: &str = "attribution \"Gezondheidsmonitor Volwassenen en Ouderen, GGD'en, CBS en RIVM\"; \
                    terms not verified";
const OWN: &str = "EUPL-1.2";

use Cell::{Number, Text, Whole};

/// All tables.
pub const OPEN_TABLES: &[OpenTable] = &[
    OpenTable {
        name: "cbs_kwb_gemeenten_panel_2012_2024",
        about: "municipalities by year: population, households, Wmo clients and youth care (2022)",
        years: "2012, 2017-2019, 2022-2024",
        source: "CBS, Kerncijfers wijken en buurten",
        licence: CBS,
        columns: &[
            ("jaar", Whole),
            ("gm_code", Text),
            ("gm_naam", Text),
            ("inwoners", Whole),
            ("p_00_14", Number),
            ("p_15_24", Number),
            ("p_25_44", Number),
            ("p_45_64", Number),
            ("p_65_plus", Number),
            ("huishoudens", Whole),
            ("gem_hh_grootte", Number),
            ("p_koop", Number),
            ("gem_woz_keur", Number),
            ("netto_arbeidsparticipatie", Number),
            ("p_hh_eenpersoons", Number),
            ("p_hh_zonder_kinderen", Number),
            ("p_hh_met_kinderen", Number),
            ("p_jongeren_met_jeugdzorg", Number),
            ("wmo_clienten_per_1000", Number),
        ],
        keep: None,
        stored: parquet!("cbs_kwb_gemeenten_panel_2012_2024"),
    },
    OpenTable {
        name: "cbs_kwb_2020_gemeenten",
        about: "municipalities in 2020: households by type, incomes up to 120% of the social minimum",
        years: "2020",
        source: "CBS, Kerncijfers wijken en buurten 2020",
        licence: CBS,
        columns: &[
            ("gm_code", Text),
            ("gm_naam", Text),
            ("inwoners", Whole),
            ("p_65_plus", Number),
            ("huishoudens", Whole),
            ("p_hh_eenpersoons", Number),
            ("p_hh_zonder_kinderen", Number),
            ("p_hh_met_kinderen", Number),
            ("p_hh_tot120_socmin", Number),
        ],
        keep: None,
        stored: parquet!("cbs_kwb_2020_gemeenten"),
    },
    OpenTable {
        name: "cbs_kwb_2022_wijken",
        about: "wijken in 2022: incomes, housing, work, education",
        years: "2022",
        source: "CBS, Kerncijfers wijken en buurten 2022",
        licence: CBS,
        columns: &[
            ("gm_code", Text),
            ("wk_code", Text),
            ("inwoners", Whole),
            ("gem_woz_keur", Number),
            ("p_koop", Number),
            ("netto_arbeidsparticipatie", Number),
            ("p_pers_laagste40_ink", Number),
            ("p_pers_hoogste20_ink", Number),
            ("p_hbo_wo", Number),
        ],
        keep: None,
        stored: parquet!("cbs_kwb_2022_wijken"),
    },
    OpenTable {
        name: "cbs_kwb_2024_wijken",
        about: "wijken in 2024: names, population, age, households and their mean size",
        years: "2024",
        source: "CBS, Kerncijfers wijken en buurten 2024",
        licence: CBS,
        columns: &[
            ("wk_code", Text),
            ("wk_naam", Text),
            ("gm_code", Text),
            ("inwoners", Whole),
            ("p_00_14", Number),
            ("p_15_24", Number),
            ("p_25_44", Number),
            ("p_45_64", Number),
            ("p_65_plus", Number),
            ("huishoudens", Whole),
            ("gem_hh_grootte", Number),
        ],
        keep: None,
        stored: parquet!("cbs_kwb_2024_wijken"),
    },
    OpenTable {
        name: "cbs_2006_pc4_bevolking_huishoudens",
        about: "postcode areas in 2006: households by type and size, with age: the joint table",
        years: "2006",
        source: "CBS StatLine, bevolking en huishoudens per postcode",
        licence: CBS,
        columns: &[
            ("pc4", Whole),
            ("inwoners", Number),
            ("l_00_04", Number),
            ("l_05_09", Number),
            ("l_10_14", Number),
            ("l_65_69", Number),
            ("l_70_74", Number),
            ("l_75_79", Number),
            ("l_80_84", Number),
            ("l_85_89", Number),
            ("l_90_94", Number),
            ("l_95_plus", Number),
            ("huishoudens", Number),
            ("hh_eenpersoons", Number),
            ("hh_zonder_kinderen", Number),
            ("hh_met_kinderen", Number),
            ("gem_hh_grootte", Number),
        ],
        keep: None,
        stored: parquet!("cbs_2006_pc4_bevolking_huishoudens"),
    },
    OpenTable {
        name: "rivm_gezondheidsmonitor_2012_2016_2020_gemeente",
        about: "health monitor by municipality, adults, in the municipalities of 2020",
        years: "2012, 2016, 2020",
        source: "RIVM StatLine 50090NED",
        licence: RIVM,
        columns: &[
            ("jaar", Whole),
            ("leeftijd", Text),
            ("soort_regio", Text),
            ("code", Text),
            ("p_gezondheid_goed", Number),
            ("p_langdurige_aandoening", Number),
            ("p_lichamelijke_beperking", Number),
            ("p_beperking_bewegen", Number),
            ("p_matig_hoog_risico_angst_depressie", Number),
            ("p_hoog_risico_angst_depressie", Number),
            ("p_matig_veel_regie", Number),
            ("p_eenzaam", Number),
            ("p_ernstig_eenzaam", Number),
            ("p_emotioneel_eenzaam", Number),
            ("p_sociaal_eenzaam", Number),
            ("p_mantelzorger", Number),
            ("p_vrijwilligerswerk", Number),
            ("p_zware_drinker", Number),
            ("p_overmatige_drinker", Number),
            ("p_moeite_rondkomen", Number),
        ],
        keep: Some(("leeftijd", &["18+"])),
        stored: parquet!("rivm_gezondheidsmonitor_2012_2016_2020_gemeente"),
    },
    OpenTable {
        name: "rivm_gezondheidsmonitor_2016_wijk_buurt_18plus",
        about: "health monitor by wijk, adults: model estimates (SMAP), in the wijken of 2020",
        years: "2016",
        source: "RIVM StatLine 50090NED",
        licence: RIVM,
        columns: &[
            ("soort_regio", Text),
            ("code", Text),
            ("p_gezondheid_goed", Number),
            ("p_langdurige_aandoening", Number),
            ("p_lichamelijke_beperking", Number),
            ("p_beperking_bewegen", Number),
            ("p_matig_hoog_risico_angst_depressie", Number),
            ("p_hoog_risico_angst_depressie", Number),
            ("p_matig_veel_regie", Number),
            ("p_eenzaam", Number),
            ("p_ernstig_eenzaam", Number),
            ("p_emotioneel_eenzaam", Number),
            ("p_sociaal_eenzaam", Number),
            ("p_mantelzorger", Number),
            ("p_vrijwilligerswerk", Number),
            ("p_zware_drinker", Number),
            ("p_overmatige_drinker", Number),
            ("p_moeite_rondkomen", Number),
        ],
        keep: Some(("soort_regio", &["Wijk"])),
        stored: parquet!("rivm_gezondheidsmonitor_2016_wijk_buurt_18plus"),
    },
    OpenTable {
        name: "iv3_sociaal_domein_2017_2026",
        about: "cost (lasten) of taakvelden 6.x by municipality, thousand euro, current prices",
        years: "2017-2026 (begroting), 2020-2024 (jaarrekening)",
        source: "CBS, Iv3",
        licence: CBS,
        columns: &[
            ("jaar", Whole),
            ("soort", Text),
            ("gm_code", Text),
            ("gm_naam", Text),
            ("inwoners", Whole),
            ("tv_6_1", Number),
            ("tv_6_2", Number),
            ("tv_6_21", Number),
            ("tv_6_22", Number),
            ("tv_6_23", Number),
            ("tv_6_6", Number),
            ("tv_6_60", Number),
            ("tv_6_71", Number),
            ("tv_6_72", Number),
            ("tv_6_73", Number),
            ("tv_6_74", Number),
            ("tv_6_75", Number),
            ("tv_6_76", Number),
            ("tv_6_79", Number),
            ("tv_6_81", Number),
            ("tv_6_82", Number),
            ("tv_6_91", Number),
            ("tv_6_92", Number),
        ],
        keep: None,
        stored: parquet!("iv3_sociaal_domein_2017_2026"),
    },
    OpenTable {
        name: "nl_cpi_2012_2024",
        about: "consumer price index: factor from a year to the next",
        years: "2012-2024",
        source: "CBS 83131NED",
        licence: CBS,
        columns: &[("jaar_van", Whole), ("jaar_tot", Whole), ("factor", Number)],
        keep: None,
        stored: csv!("nl_cpi_2012_2024"),
    },
    OpenTable {
        name: "gemeente_herindelingen",
        about: "municipalities that merged after 2012, with their successors",
        years: "2013-2023",
        source: "CBS, gemeentelijke indeling; codes as they vanish from Kerncijfers wijken en buurten",
        licence: OWN,
        columns: &[
            ("gm_code", Text),
            ("gm_naam", Text),
            ("jaar", Whole),
            ("opvolger_code", Text),
            ("opvolger_naam", Text),
            ("ook_naar", Text),
        ],
        keep: None,
        stored: csv!("gemeente_herindelingen"),
    },
    OpenTable {
        name: "gemeente_aliassen",
        about: "other names of municipalities",
        years: "-",
        source: "usual short names and spellings",
        licence: OWN,
        columns: &[("alias", Text), ("gm_code", Text)],
        keep: None,
        stored: csv!("gemeente_aliassen"),
    },
    OpenTable {
        name: "aannamen_nieuw_scenario",
        about: "shares and norms that no table gives, with grade and note",
        years: "-",
        source: "in the table itself",
        licence: OWN,
        columns: &[
            ("key", Text),
            ("value", Number),
            ("grade", Text),
            ("source", Text),
            ("note", Text),
        ],
        keep: None,
        stored: csv!("aannamen_nieuw_scenario"),
    },
];

impl OpenTable {
    pub fn find(name: &str) -> Option<&'static Self> {
        OPEN_TABLES.iter().find(|table| table.name == name)
    }

    /// File name in `data/`.
    pub fn file(&self) -> String {
        let ending = if self.is_parquet() { "parquet" } else { "csv" };
        format!("{}.{ending}", self.name)
    }

    pub fn is_parquet(&self) -> bool {
        matches!(self.stored, Stored::Parquet(_))
    }

    /// Size inside the program, bytes.
    pub fn bytes(&self) -> &'static [u8] {
        match &self.stored {
            Stored::Parquet(bytes) => bytes,
            Stored::Csv(text) => text.as_bytes(),
        }
    }

    /// The table as it is inside the program.
    ///
    /// # Errors
    /// Where the table is Parquet and the program was built without.
    pub fn embedded(&self) -> Result<Batch, TableError> {
        let path = Path::new("data").join(self.file());
        match &self.stored {
            Stored::Csv(text) => self.read_csv(&path, text.as_bytes()),
            #[cfg(feature = "parquet")]
            Stored::Parquet(bytes) => super::parquet::decode(&path, bytes, &self.empty()),
            #[cfg(not(feature = "parquet"))]
            Stored::Parquet(_) => Err(TableError::new(
                &path,
                "this program was built without Parquet: it has no open data of CBS and RIVM inside",
            )
            .hint("build it with the feature `parquet` (the default), or name a directory with the CSV files")),
        }
    }

    /// The table as a CSV file in `directory` has it; small tables that are not there are those of the program.
    pub fn from_directory(&self, directory: &Path) -> Result<Batch, TableError> {
        let path = directory.join(format!("{}.csv", self.name));
        if !self.is_parquet() && !path.exists() {
            return self.embedded();
        }
        let file = std::fs::File::open(&path).map_err(|error| TableError::new(&path, error))?;
        self.read_csv(&path, file)
    }

    /// The bytes of the Parquet file of a batch: the same for the same rows.
    #[cfg(feature = "parquet")]
    pub fn encode(&self, batch: &Batch) -> Result<Vec<u8>, TableError> {
        super::parquet::encode(Path::new(&self.file()), batch)
    }

    /// The columns without rows.
    fn empty(&self) -> Batch {
        let values = |cell: &Cell| match cell {
            Text => Values::Text(Vec::new()),
            Whole => Values::Int(Vec::new()),
            Number => Values::Float(Vec::new()),
        };
        Batch::new(
            self.columns.iter().map(|(name, cell)| ((*name).to_owned(), values(cell))).collect(),
        )
    }

    fn read_csv(&self, path: &Path, source: impl std::io::Read) -> Result<Batch, TableError> {
        let problem = |error: csv::Error| TableError::new(path, error);
        let mut reader = csv::Reader::from_reader(source);
        let header = reader.headers().map_err(problem)?.clone();
        let place = |name: &str| header.iter().position(|own| own == name);
        let mut batch = self.empty();
        let mut places = Vec::new();
        for (name, _) in self.columns {
            places.push(place(name).ok_or_else(|| missing(path, name))?);
        }
        let keep = self.keep.and_then(|(name, values)| Some((place(name)?, values)));
        for (line, record) in reader.records().enumerate() {
            let record = record.map_err(problem)?;
            if keep.is_some_and(|(at, values)| !values.contains(&record.get(at).unwrap_or(""))) {
                continue;
            }
            for ((name, values), at) in batch.columns.iter_mut().zip(&places) {
                let field = record.get(*at).unwrap_or("");
                push(values, field).ok_or_else(|| {
                    let message = format!("line {}: {name} is no number: {field:?}", line + 2);
                    TableError::new(path, message)
                })?;
            }
        }
        Ok(batch)
    }
}

fn missing(path: &Path, name: &str) -> TableError {
    TableError::new(path, format!("has no column {name}"))
        .hint("`wijkraming data show NAME` prints a table with the columns that are needed")
}

fn push(values: &mut Values, field: &str) -> Option<()> {
    match values {
        Values::Text(list) => list.push(field.to_owned()),
        Values::Int(list) => list.push(field.parse().ok()?),
        Values::Float(list) if field.is_empty() => list.push(f64::NAN),
        Values::Float(list) => list.push(field.parse().ok().filter(|v: &f64| v.is_finite())?),
    }
    Some(())
}

/// Writes a table as CSV: comma, point, LF, a missing number as an empty field.
pub fn write_csv(batch: &Batch, out: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(batch.columns.iter().map(|(name, _)| name))?;
    for row in 0..batch.rows() {
        writer.write_record(batch.columns.iter().map(|(_, values)| field(values, row)))?;
    }
    writer.flush()?;
    Ok(())
}

fn field(values: &Values, row: usize) -> String {
    match values {
        Values::Float(list) if list[row].is_nan() => String::new(),
        other => other.text(row),
    }
}

/// Builds the Parquet files from the CSV files in `from` and writes them to `to`; gives their names and sizes.
#[cfg(feature = "parquet")]
pub fn build(from: &Path, to: &Path) -> Result<Vec<(String, usize)>, TableError> {
    std::fs::create_dir_all(to).map_err(|error| TableError::new(to, error))?;
    let mut made = Vec::new();
    for table in OPEN_TABLES.iter().filter(|table| table.is_parquet()) {
        let bytes = table.encode(&table.from_directory(from)?)?;
        AtomicFile::write_whole(&to.join(table.file()), &bytes)?;
        made.push((table.file(), bytes.len()));
    }
    Ok(made)
}

/// Without Parquet there is nothing to build.
#[cfg(not(feature = "parquet"))]
pub fn build(_from: &Path, to: &Path) -> Result<Vec<(String, usize)>, TableError> {
    Err(TableError::new(to, "this program was built without Parquet")
        .hint("build it with the feature `parquet` (the default)"))
}
