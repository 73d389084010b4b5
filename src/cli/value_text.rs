//! A valuation on screen: plain text, the answer first and the detail behind it.

use std::fmt::Write;
use std::path::Path;

use super::columns::{Row, columns};
use super::screen::{chance, in_columns};
use super::value::Valued;
use super::value_files::{negated, verdict};
use super::value_terms::percent;
use crate::analysis::{Appraisal, Estimate, physical};
use crate::mkba::{BenefitCost, View};

/// Euros are shown in millions.
const MILLION: f64 = 1e6;
const DECIMALS: usize = 2;

/// The whole text; `out` is where the tables were written.
pub fn text(valued: &Valued, out: Option<&Path>) -> String {
    let mut text = head(valued);
    for view in &valued.views {
        text.push_str(&merit(valued, *view));
    }
    text.push_str(&stakeholders(valued));
    text.push_str(&transfers(valued));
    for appraisal in &valued.appraisals {
        text.push_str(&items(valued, appraisal));
        text.push_str(&years(valued, appraisal));
    }
    text.push_str(&effects(valued));
    text.push_str(&variants(valued));
    if let Some(out) = out {
        let _ = writeln!(text, "\ntables: {}", out.display());
    }
    text
}

fn head(valued: &Valued) -> String {
    let (header, basis) = (&valued.table.header, &valued.basis);
    let years = basis.years(valued.table);
    let last = header.start_year + years as i32 - 1;
    let draws = valued.table.draws.len();
    let rate = match valued.discount_rate() {
        Some(rate) => format!("at {}", percent(rate)),
        None => "at the rate of each draw".to_owned(),
    };
    let reference = header.reference().map_or("", |index| &header.alternatives[index].id);
    let mut text = format!(
        "{}\n{draws} draws, {} to {last}, euro of {}, discounted to {} {rate}; against {reference}\n",
        valued.run.scenario.title,
        header.start_year,
        valued.price_year,
        valued.base_year(),
    );
    if years < header.years {
        let _ = writeln!(text, "only the first {years} of {} years are counted", header.years);
    }
    if basis.effect_size != 1.0 {
        let _ = writeln!(text, "effects are multiplied by {}", basis.effect_size);
    }
    if valued.run.scenario.optimism_bias() {
        text.push_str("gains on effects are corrected for optimism bias\n");
    }
    if !basis.receivers_lose {
        text.push_str(
            "what receivers of benefits lose is ignored: society gains what payers save\n",
        );
    }
    text.push_str(match draws {
        1 => "Each line: the number in this one draw, which says nothing of spread or error\n",
        _ => "Each line: mean [5% .. 95% of the draws] \u{b1} Monte Carlo standard error of the mean\n",
    });
    text
}

/// Estimates in millions of euro below each other.
fn millions(estimates: &[Option<Estimate>]) -> Vec<String> {
    in_columns(estimates, MILLION, DECIMALS)
}

fn view_name(view: View) -> &'static str {
    match view {
        View::Society => "society",
        View::Municipality => "the municipality's purse",
    }
}

/// Net present value, ratio, payback and rate of return of all projects.
fn merit(valued: &Valued, view: View) -> String {
    let net: Vec<_> = valued.appraisals.iter().map(|a| a.net(view)).collect();
    let lines = millions(&net.iter().map(|n| n.map(|n| n.estimate)).collect::<Vec<_>>());
    let width = valued.width();
    let mut text = format!(
        "\nnet present value to {}, million euro; chance that it is above 0\n",
        view_name(view)
    );
    for ((appraisal, line), net) in valued.appraisals.iter().zip(&lines).zip(&net) {
        let above = net.map_or(String::new(), |net| chance(&net.above_zero));
        let _ = writeln!(text, "  {:<width$} {line}   {above}", valued.id(appraisal.alternative));
    }
    let _ = writeln!(text, "  benefits against extra costs, by the means; share of draws");
    for appraisal in &valued.appraisals {
        let _ = writeln!(
            text,
            "  {:<width$} {}",
            valued.id(appraisal.alternative),
            ratio(appraisal, view)
        );
    }
    let _ = writeln!(
        text,
        "  recouped within {} years; middle draw; not within {} years",
        valued.within,
        valued.basis.years(valued.table)
    );
    for appraisal in &valued.appraisals {
        let _ = writeln!(
            text,
            "  {:<width$} {}",
            valued.id(appraisal.alternative),
            payback(valued, appraisal, view)
        );
    }
    let _ = writeln!(text, "  internal rate of return; share of draws that have one");
    for appraisal in &valued.appraisals {
        let _ = writeln!(
            text,
            "  {:<width$} {}",
            valued.id(appraisal.alternative),
            rate(appraisal, view)
        );
    }
    text
}

fn ratio(appraisal: &Appraisal, view: View) -> String {
    let Some(known) = appraisal.ratio(view) else { return "-".to_owned() };
    let error = known.standard_error.map_or(String::new(), |error| format!(" \u{b1}{error:.2}"));
    let first = match known.of_means {
        BenefitCost::Ratio(ratio) => format!("{ratio:.2}{error}, {}", verdict(known.of_means)),
        // A loss that chance alone could make does not bear dividing by.
        BenefitCost::Saving(saved) if known.standard_error.is_none_or(|e| e < 0.5 * saved) => {
            let saved = format!("{saved:.2}{error} euro saved for a euro of benefit lost");
            format!("{}, {saved}", verdict(known.of_means))
        }
        other => verdict(other).to_owned(),
    };
    let shares = [
        ("dominant", known.dominant),
        ("ratio at least 1", known.worth_it),
        ("ratio below 1", known.not_worth_it),
        ("cheaper and worse", known.saving),
        ("dominated", known.dominated),
    ];
    let shares = shares.iter().filter(|(_, share)| share.p > 0.0);
    let shares: Vec<String> =
        shares.map(|(name, share)| format!("{name} {}", chance(share))).collect();
    let open = if is_open(appraisal, view) { OPEN } else { "" };
    format!("{first}{open}; {}", shares.join(", "))
}

/// Behind a verdict by means that chance alone could turn.
const OPEN: &str = " (not sure: within twice the error)";

/// Whether costs, benefits or their balance cannot be told from zero; not known in one draw.
fn is_open(appraisal: &Appraisal, view: View) -> bool {
    let net = appraisal.net(view).map(|net| net.estimate);
    let all = [appraisal.costs(view), appraisal.benefits(view), net];
    all.into_iter().flatten().any(|own| {
        let error = own.standard_error.unwrap_or(0.0);
        own.mean.abs() <= 2.0 * error && error > 0.0
    })
}

fn payback(valued: &Valued, appraisal: &Appraisal, view: View) -> String {
    let Some(known) = appraisal.payback(view) else { return "-".to_owned() };
    let within = known.within.get(valued.within - 1).map_or("-".to_owned(), chance);
    let median = match known.median {
        Some(1) => "year 1".to_owned(),
        Some(year) => format!("year {year}"),
        None => "not recouped".to_owned(),
    };
    format!("{within:>16}; {median}; {}", chance(&known.never))
}

fn rate(appraisal: &Appraisal, view: View) -> String {
    let Some(known) = appraisal.return_rate(view) else { return "-".to_owned() };
    let exists = chance(&known.exists);
    let others = [
        ("no cost to regain", known.no_cost),
        ("never regained", known.never_regained),
        ("gains before costs", known.loan),
        ("several sign changes", known.ambiguous),
    ];
    let others = others.iter().filter(|(_, share)| share.p > 0.0);
    let others: Vec<String> =
        others.map(|(name, share)| format!("{name} {:.0}%", 100.0 * share.p)).collect();
    let others =
        if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
    // A few draws with a rate say nothing of the project.
    let enough = known.rate.filter(|_| known.exists.p >= 0.5);
    let line = match enough {
        Some(rate) => format!("{} %; ", in_columns(&[Some(rate)], 0.01, 1).remove(0)),
        None => "in too few draws to give one; ".to_owned(),
    };
    format!("{line}{exists}{others}")
}

/// One column per project.
fn per_project(
    valued: &Valued,
    heading: &str,
    rows: Vec<(String, Vec<Option<Estimate>>)>,
) -> String {
    let projects = valued.appraisals.len();
    let by_column: Vec<Vec<String>> = (0..projects)
        .map(|column| millions(&rows.iter().map(|(_, cells)| cells[column]).collect::<Vec<_>>()))
        .collect();
    let lines: Vec<Row> = rows
        .iter()
        .enumerate()
        .map(|(row, (name, _))| {
            (name.clone(), by_column.iter().map(|column| column[row].clone()).collect())
        })
        .collect();
    let heads = valued.appraisals.iter().map(|a| valued.id(a.alternative).to_owned()).collect();
    format!("\n{heading}\n{}", columns(heads, &lines))
}

/// Whether anything at all stands in a row.
fn matters(cells: &[Option<Estimate>]) -> bool {
    cells.iter().flatten().any(|cell| cell.p5 != 0.0 || cell.p95 != 0.0 || cell.mean != 0.0)
}

fn stakeholders(valued: &Valued) -> String {
    let lines: Vec<_> = valued.appraisals.iter().map(|a| a.parties(valued.table)).collect();
    let party = |(index, name): (usize, &String)| {
        let cells = lines.iter().map(|lines| lines.get(index).map(|line| line.gain.estimate));
        (name.clone(), cells.collect::<Vec<_>>())
    };
    let parties = valued.table.stakeholders.iter().enumerate().map(party);
    let mut rows: Vec<_> = parties.filter(|(_, cells)| matters(cells)).collect();
    let total = valued.appraisals.iter().map(|a| a.net(View::Society).map(|net| net.estimate));
    rows.push(("total".to_owned(), total.collect()));
    let heading =
        "who gains (negative: loses), present value, million euro; together they are society";
    per_project(valued, heading, rows)
}

fn transfers(valued: &Valued) -> String {
    let lines: Vec<_> = valued.appraisals.iter().map(|a| a.transfers(valued.table)).collect();
    let Some(first) = lines.first() else { return String::new() };
    let row = |index: usize| {
        let line = &first[index];
        let name = format!("{}, {} to {}", valued.label(line.item), line.from, line.to);
        (name, lines.iter().map(|lines| Some(lines[index].amount)).collect::<Vec<_>>())
    };
    let rows: Vec<_> = (0..first.len()).map(row).filter(|(_, cells)| matters(cells)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let heading = "transfers: paid more than under the reference, present value, million euro; zero to society";
    per_project(valued, heading, rows)
}

/// Costs and benefits of one project by item, a column per view.
fn items(valued: &Valued, appraisal: &Appraisal) -> String {
    let lines: Vec<_> =
        valued.views.iter().map(|view| appraisal.items(*view, valued.table)).collect();
    let mut known: Vec<_> = lines.iter().flatten().map(|line| line.item).collect();
    known.sort_unstable();
    known.dedup();
    let mut rows: Vec<(String, Vec<Option<Estimate>>)> = Vec::new();
    for programme in [true, false] {
        for item in known.iter().filter(|item| item.is_programme() == programme) {
            let cells = lines.iter().map(|lines| {
                let gain = lines.iter().find(|line| line.item == *item).map(|line| line.gain);
                if programme { gain.map(negated) } else { gain }
            });
            let cells: Vec<_> = cells.collect();
            if matters(&cells) {
                rows.push((valued.label(*item), cells));
            }
        }
        let total = |view: &View| {
            if programme { appraisal.costs(*view) } else { appraisal.benefits(*view) }
        };
        let name = if programme { "= extra costs of the programme" } else { "= benefits" };
        rows.push((name.to_owned(), valued.views.iter().map(total).collect()));
    }
    let net = valued.views.iter().map(|view| appraisal.net(*view).map(|net| net.estimate));
    rows.push(("= benefits minus costs".to_owned(), net.collect()));
    let title = format!(
        "costs and benefits of {}, present value, million euro",
        valued.id(appraisal.alternative)
    );
    let heads = valued.views.iter().map(|view| view.key().to_owned()).collect();
    by_columns(&title, heads, rows)
}

fn by_columns(
    title: &str,
    heads: Vec<String>,
    rows: Vec<(String, Vec<Option<Estimate>>)>,
) -> String {
    let column =
        |index: usize| millions(&rows.iter().map(|(_, cells)| cells[index]).collect::<Vec<_>>());
    let cells: Vec<Vec<String>> = (0..heads.len()).map(column).collect();
    let line = |(row, (name, _)): (usize, &(String, Vec<Option<Estimate>>))| -> Row {
        (name.clone(), cells.iter().map(|column| column[row].clone()).collect())
    };
    let lines: Vec<Row> = rows.iter().enumerate().map(line).collect();
    format!("\n{title}\n{}", columns(heads, &lines))
}

/// Year by year of one project.
fn years(valued: &Valued, appraisal: &Appraisal) -> String {
    let mut text = String::new();
    for view in &valued.views {
        let lines = appraisal.years(*view, valued.table.header.start_year);
        let rows = lines.iter().map(|line| {
            let cells = [line.costs, line.benefits, line.net, line.cumulative];
            (line.year.to_string(), cells.map(Some).to_vec())
        });
        let title = format!(
            "{} year by year, {}, discounted, million euro",
            valued.id(appraisal.alternative),
            view_name(*view)
        );
        let heads = ["extra costs", "benefits", "net", "cumulative"].map(str::to_owned).to_vec();
        text.push_str(&by_columns(&title, heads, rows.collect()));
    }
    text
}

/// Effects in physical units.
fn effects(valued: &Valued) -> String {
    let width = valued.width();
    let mut text =
        "\neffects in their own units, project minus reference (negative is avoided)\n".to_owned();
    for (effect, known) in valued.effects().iter().zip(&valued.evidence) {
        let column = format!("effect_{}", effect.id);
        let lines = physical(valued.table, &column, valued.basis.years(valued.table));
        let before = lines.first().map_or(0.0, |line| line.reference.mean);
        let counted = if effect.pm { "; pm: not counted" } else { "" };
        let grade = |grade: &Option<String>| grade.clone().unwrap_or("-".to_owned());
        let source = known.value.source.as_deref().or(known.rate.source.as_deref());
        let _ = writeln!(
            text,
            "  {}, {} (reference {before:.0}); grade of value {}, of rate {}; {}{counted}",
            effect.label,
            effect.unit,
            grade(&known.value.grade),
            grade(&known.rate.grade),
            source.unwrap_or("no source"),
        );
        let differences: Vec<_> = lines.iter().map(|line| Some(line.difference.estimate)).collect();
        for (line, cell) in lines.iter().zip(in_columns(&differences, 1.0, 1)) {
            let _ = writeln!(text, "    {:<width$} {cell}", valued.id(line.alternative));
        }
    }
    text
}

/// Net present values of all variants, a table per view.
fn variants(valued: &Valued) -> String {
    let mut text = String::new();
    for view in &valued.views {
        let cells = |appraisals: &[Appraisal]| {
            appraisals.iter().map(|a| a.net(*view).map(|net| net.estimate)).collect::<Vec<_>>()
        };
        let mut rows = vec![("as valued".to_owned(), cells(&valued.appraisals))];
        rows.extend(valued.variants.iter().map(|variant| {
            let name = format!("{} {} ({})", variant.what, variant.setting, variant.note);
            (name, cells(&variant.appraisals))
        }));
        let heading = format!("variants: net present value to {}, million euro", view_name(*view));
        text.push_str(&per_project(valued, &heading, rows));
    }
    text
}
