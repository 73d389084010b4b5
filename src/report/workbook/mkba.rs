//! Layer 6. The MKBA as a sheet with live formulas: a controller follows the sums, changes a price or the discount rate, and
//! sees what becomes of the totals.
//!
//! Cells to change hold a number; everything that follows from them is a formula with its result. Beside each total
//! stands what the program made of all draws, and what the sums from means leave: see `analysis::worksheet`.

use super::formula::{Formula, cell, fixed};
use super::mkba_words::MkbaWords;
use super::{Column, Datum, Kind, Sheet};
use crate::analysis::worksheet::{Line, Project, Worksheet};
use crate::mkba::{Item, Posting};
use crate::report::clean::printable;
use crate::report::labels::{Labels, fill};
use crate::report::view::{Lang, View};

/// Columns before the years: what, payer, receiver, unit, value.
const PAYER: usize = 1;
const RECEIVER: usize = 2;
const UNIT: usize = 3;
const VALUE: usize = 4;
const FIRST_YEAR: usize = 5;
/// Letters of a name.
const MOST: usize = 80;

/// The sheet of a run; names of alternatives are those of its view.
pub fn sheet(worksheet: &Worksheet, view: &View) -> Sheet {
    let words = MkbaWords::of(view.lang);
    let notes: Vec<String> = words.notes.iter().map(|note| (*note).to_owned()).collect();
    let mut grid = Grid {
        worksheet,
        words,
        lang: view.lang,
        // Title, notes, an empty row and the heads stand above.
        first: notes.len() + 4,
        rows: Vec::new(),
        rate: 0,
        factors: 0,
        prices: Vec::new(),
        corrections: Vec::new(),
    };
    grid.terms();
    grid.prices();
    for project in &worksheet.projects {
        let name = view.alternatives.get(project.alternative).map_or("", |own| own.title.as_str());
        grid.project(project, &printable(name, MOST));
    }
    Sheet {
        name: words.sheet.to_owned(),
        title: words.title.to_owned(),
        notes,
        columns: columns(worksheet, words),
        rows: grid.rows,
        chart: None,
    }
}

fn columns(worksheet: &Worksheet, words: &MkbaWords) -> Vec<Column> {
    let column = |(head, meaning): (&str, &str), kind| Column {
        head: head.to_owned(),
        meaning: meaning.to_owned(),
        kind,
    };
    let [what, payer, receiver, unit, value] = words.columns;
    let texts = [what, payer, receiver, unit].map(|own| column(own, Kind::Text));
    let years = (0..worksheet.years).map(|year| {
        let year = (worksheet.start_year + year as i32).to_string();
        let meaning = fill(words.year_meaning, &[("year", &year)]);
        Column { head: year, meaning, kind: Kind::Number }
    });
    let ends = words.ends.map(|own| column(own, Kind::Number));
    texts.into_iter().chain([column(value, Kind::Number)]).chain(years).chain(ends).collect()
}

/// The rows as they are made. Rows of the sheet count from 1.
struct Grid<'a> {
    worksheet: &'a Worksheet,
    words: &'static MkbaWords,
    lang: Lang,
    first: usize,
    rows: Vec<Vec<Datum>>,
    /// Rows of the discount rate and of the factors.
    rate: usize,
    factors: usize,
    /// Rows of price and correction, by effect.
    prices: Vec<Option<usize>>,
    corrections: Vec<Option<usize>>,
}

impl Grid<'_> {
    /// Row that comes next.
    fn next(&self) -> usize {
        self.first + self.rows.len()
    }

    /// Column of the present values; beside it what the program says, and the difference.
    fn present(&self) -> usize {
        FIRST_YEAR + self.worksheet.years
    }

    /// Adds a row with a name and some cells; gives its place.
    fn add(&mut self, name: &str, cells: impl IntoIterator<Item = (usize, Datum)>) -> usize {
        let mut row = vec![Datum::Empty; self.present() + 3];
        row[0] = Datum::from(name);
        cells.into_iter().for_each(|(column, datum)| row[column] = datum);
        self.rows.push(row);
        self.next() - 1
    }

    fn factor(&self, year: usize) -> f64 {
        let sheet = self.worksheet;
        (1.0 + sheet.discount_rate).powi(sheet.base_year - sheet.start_year - year as i32)
    }

    /// Discount rate, base year, years and factors.
    fn terms(&mut self) {
        let (sheet, words) = (self.worksheet, self.words);
        let rate = [(VALUE, Datum::Input(sheet.discount_rate, Kind::Factor))];
        self.rate = self.add(words.rate, rate);
        let base = self
            .add(words.base_year, [(VALUE, Datum::Input(f64::from(sheet.base_year), Kind::Year))]);
        let year = |year: usize| f64::from(sheet.start_year) + year as f64;
        let years = (0..sheet.years).map(|i| (FIRST_YEAR + i, Datum::Typed(year(i), Kind::Year)));
        let years = self.add(words.year, years.collect::<Vec<_>>());
        let factor = |index: usize| {
            let column = FIRST_YEAR + index;
            let (rate, base) = (fixed(VALUE, self.rate), fixed(VALUE, base));
            let text = format!("(1+{rate})^({base}-{})", cell(column, years));
            (column, formula(text, self.factor(index), Kind::Factor))
        };
        let factors: Vec<_> = (0..sheet.years).map(factor).collect();
        self.factors = self.add(words.factor, factors);
    }

    fn prices(&mut self) {
        let (sheet, words) = (self.worksheet, self.words);
        self.add("", []);
        self.add(words.prices, []);
        for effect in &sheet.effects {
            let (label, unit) = (printable(&effect.label, MOST), printable(&effect.unit, MOST));
            let of = |unit: &str, value, kind| {
                [(UNIT, Datum::from(unit)), (VALUE, Datum::Input(value, kind))]
            };
            let price = effect.counted.then(|| {
                let unit = fill(words.per, &[("unit", &unit)]);
                self.add(&label, of(&unit, effect.price, Kind::Number))
            });
            let corrected = effect.counted && effect.correction != 1.0;
            let correction = corrected.then(|| {
                let name = fill(words.correction, &[("effect", &label)]);
                self.add(&name, of(words.share, effect.correction, Kind::Factor))
            });
            self.prices.push(price);
            self.corrections.push(correction);
        }
    }

    /// The block of one alternative.
    fn project(&mut self, project: &Project, name: &str) {
        let words = self.words;
        self.add("", []);
        self.add(&fill(words.project, &[("alternative", name)]), []);
        let volumes = self.volumes(project);
        let lines: Vec<(usize, f64, &Posting)> = project
            .lines
            .iter()
            .map(|line| {
                let (row, present) = self.line(project, line, &volumes);
                (row, present, &line.posting)
            })
            .collect();
        let parties = self.parties(project, &lines);
        self.totals(project, &parties);
    }

    /// Units avoided, by effect; gives their rows.
    fn volumes(&mut self, project: &Project) -> Vec<Option<usize>> {
        let sheet = self.worksheet;
        let effects = sheet.effects.iter().zip(&project.volumes);
        effects
            .map(|(effect, volumes)| {
                let name = fill(self.words.avoided, &[("effect", &printable(&effect.label, MOST))]);
                let unit = (UNIT, Datum::from(printable(&effect.unit, MOST).as_str()));
                let years = volumes.iter().enumerate();
                let years =
                    years.map(|(i, units)| (FIRST_YEAR + i, Datum::Input(*units, Kind::Number)));
                effect.counted.then(|| self.add(&name, std::iter::once(unit).chain(years)))
            })
            .collect()
    }

    /// One posting; gives its row and its present value.
    fn line(&mut self, project: &Project, line: &Line, volumes: &[Option<usize>]) -> (usize, f64) {
        let row = self.next();
        let name = self.item(line.posting.item);
        let (years, share) = match line.posting.item {
            Item::Effect(index) => (
                self.priced(project, line, (index, volumes[index], row)),
                Datum::Input(line.share, Kind::Factor),
            ),
            _ => {
                let input = |amount: &f64| (*amount, Datum::Input(*amount, Kind::Number));
                (line.amounts.iter().map(input).collect::<Vec<_>>(), Datum::Empty)
            }
        };
        let present: f64 =
            years.iter().enumerate().map(|(year, (amount, _))| amount * self.factor(year)).sum();
        let last = self.present() - 1;
        let text = format!(
            "SUMPRODUCT({}:{},{}:{})",
            cell(FIRST_YEAR, row),
            cell(last, row),
            fixed(FIRST_YEAR, self.factors),
            fixed(last, self.factors),
        );
        let mut cells = self.parts(&line.posting);
        cells.push((VALUE, share));
        cells.extend((FIRST_YEAR..).zip(years.into_iter().map(|(_, datum)| datum)));
        cells.extend(self.ends(text, present, line.present));
        (self.add(&name, cells), present)
    }

    /// What an effect is worth by year: units times price times the part of this posting, gains for as much as counts.
    fn priced(
        &self,
        project: &Project,
        line: &Line,
        (effect, volume, row): (usize, Option<usize>, usize),
    ) -> Vec<(f64, Datum)> {
        let (Some(volume), Some(price)) = (volume, self.prices[effect]) else {
            return vec![(0.0, Datum::Empty); self.worksheet.years];
        };
        let terms = &self.worksheet.effects[effect];
        let amount = |year: usize| {
            let column = FIRST_YEAR + year;
            let plain =
                format!("{}*{}*{}", cell(column, volume), fixed(VALUE, price), fixed(VALUE, row));
            let value = project.volumes[effect][year] * terms.price * line.share;
            match self.corrections[effect] {
                None => (value, formula(plain, value, Kind::Number)),
                Some(correction) => {
                    let counted = if value > 0.0 { value * terms.correction } else { value };
                    let text = format!("{plain}*IF({plain}>0,{},1)", fixed(VALUE, correction));
                    (counted, formula(text, counted, Kind::Number))
                }
            }
        };
        (0..self.worksheet.years).map(amount).collect()
    }

    /// Who pays and who receives.
    fn parts(&self, posting: &Posting) -> Vec<(usize, Datum)> {
        let receiver = posting.receiver.as_deref().unwrap_or_default();
        let party = |name: &str| Datum::from(self.party(name).as_str());
        vec![
            (PAYER, party(&posting.payer)),
            (RECEIVER, party(receiver)),
            (UNIT, Datum::from(self.words.euro)),
        ]
    }

    /// The formula of a present value, what the program says, and the difference.
    fn ends(&self, text: String, value: f64, told: f64) -> [(usize, Datum); 3] {
        let (row, column) = (self.next(), self.present());
        let difference = format!("{}-{}", cell(column + 1, row), cell(column, row));
        [
            (column, formula(text, value, Kind::Number)),
            (column + 1, Datum::Typed(told, Kind::Number)),
            (column + 2, formula(difference, told - value, Kind::Number)),
        ]
    }

    /// What each stakeholder gains; gives the rows and their present values.
    fn parties(
        &mut self,
        project: &Project,
        lines: &[(usize, f64, &Posting)],
    ) -> Vec<(usize, f64)> {
        let column = self.present();
        let sheet = self.worksheet;
        let party = |(party, told): (&String, &f64)| {
            let pays = lines.iter().filter(|(.., posting)| posting.payer == *party);
            let receives =
                lines.iter().filter(|(.., posting)| posting.receiver.as_ref() == Some(party));
            let value = pays.clone().map(|(_, value, _)| value).sum::<f64>()
                - receives.clone().map(|(_, value, _)| value).sum::<f64>();
            let plus = pays.map(|(row, ..)| format!("+{}", cell(column, *row)));
            let minus = receives.map(|(row, ..)| format!("-{}", cell(column, *row)));
            let text: String = std::iter::once("0".to_owned()).chain(plus).chain(minus).collect();
            let name = fill(self.words.balance, &[("party", &self.party(party))]);
            let cells = self.ends(text, value, *told);
            (self.add(&name, cells), value)
        };
        sheet.stakeholders.iter().zip(&project.parties).map(party).collect()
    }

    /// The net present value, and what means leave of it.
    fn totals(&mut self, project: &Project, parties: &[(usize, f64)]) {
        let (words, column) = (self.words, self.present());
        let value: f64 = parties.iter().map(|(_, value)| value).sum();
        let rows = || parties.iter().map(|(row, _)| *row);
        let (first, last) = (rows().min().unwrap_or(0), rows().max().unwrap_or(0));
        let text = format!("SUM({}:{})", cell(column, first), cell(column, last));
        let told = project.net.mean;
        let cells = self.ends(text, value, told);
        let net = self.add(words.net, cells);
        let joint = self.add(words.joint, [(column, Datum::Typed(told - value, Kind::Number))]);
        let text = format!("{}+{}", cell(column, net), cell(column, joint));
        let cells = self.ends(text, told, told);
        self.add(words.net_with_joint, cells);
        if let Some(error) = project.net.standard_error {
            self.add(words.error, [(column + 1, Datum::Typed(error, Kind::Number))]);
        }
    }

    fn item(&self, item: Item) -> String {
        match item {
            Item::Effect(index) => self
                .worksheet
                .effects
                .get(index)
                .map_or_else(String::new, |effect| printable(&effect.label, MOST)),
            other => (self.words.item)(other).to_owned(),
        }
    }

    fn party(&self, name: &str) -> String {
        printable(Labels::of(self.lang).party(name), MOST)
    }
}

fn formula(text: String, value: f64, kind: Kind) -> Datum {
    Datum::Formula(Formula { text, value }, kind)
}
