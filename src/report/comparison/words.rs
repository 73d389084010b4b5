//! Layer 6. The words of a comparison of runs, in Dutch and in English, and the sentence on one difference.

use super::{Comparison, FactKind, Notice, Pairing, Reason};
use crate::analysis::Measure;
use crate::analysis::compare::{Compared, Verdict};
use crate::report::build::KEY_TABLE;
use crate::report::labels::{Labels, fill};
use crate::report::numbers::{Format, Numbers};
use crate::report::view::{Lang, Unit};

/// The words of one language.
#[derive(Debug)]
pub struct CompareWords {
    pub kind: &'static str,
    /// `{first}`, `{second}`.
    pub title: &'static str,
    /// `{price_year}`.
    pub subtitle: &'static str,
    pub synthetic: &'static str,
    pub skip: &'static str,
    pub contents: &'static str,
    pub summary: &'static str,
    pub attention: &'static str,
    pub results: &'static str,
    pub scenario: &'static str,
    pub made: &'static str,
    pub figure: &'static str,
    pub run: [&'static str; 2],
    pub difference: &'static str,
    pub verdict: &'static str,
    pub path: &'static str,
    pub alternative: &'static str,
    pub all_alternatives: &'static str,
    pub absent: &'static str,
    pub same_scenario: &'static str,
    pub scenario_caption: &'static str,
    pub made_caption: &'static str,
    /// `{alternative}`.
    pub figures_caption: &'static str,
    pub paired: &'static str,
    /// `{reasons}`.
    pub unpaired: &'static str,
    pub reasons: fn(Reason) -> &'static str,
    pub verdicts: fn(Verdict) -> &'static str,
    pub facts: fn(FactKind) -> &'static str,
    pub against_reference: &'static str,
    /// `{figure} {first} {second} {difference} {error}`.
    pub shown: &'static str,
    /// `{count}`: of figures that are looked at together.
    pub none_shown: &'static str,
    pub all_equal: &'static str,
    /// `{count}`.
    pub others: &'static str,
    /// `{run}`, `{ids}`.
    pub only: &'static str,
    pub reading: &'static str,
    pub identical: &'static str,
    pub municipality: &'static str,
    /// `{first}`, `{second}`.
    pub period: &'static str,
    /// `{first}`, `{second}`, `{factor}`.
    pub price_year: &'static str,
    pub version: &'static str,
    pub nothing: &'static str,
}

impl CompareWords {
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }

    /// Whether the runs are paired, and why not.
    pub fn pairing(&self, pairing: &Pairing) -> String {
        match pairing {
            Pairing::Paired => self.paired.to_owned(),
            Pairing::Unpaired(reasons) => {
                let reasons: Vec<&str> = reasons.iter().map(|own| (self.reasons)(*own)).collect();
                fill(self.unpaired, &[("reasons", &reasons.join("; "))])
            }
        }
    }

    pub fn notice(&self, notice: &Notice, numbers: &Numbers) -> String {
        let period = |(first, last): (i32, i32)| format!("{first}-{last}");
        match *notice {
            Notice::Identical => self.identical.to_owned(),
            Notice::OtherMunicipality => self.municipality.to_owned(),
            Notice::OtherPeriod { first, second } => {
                fill(self.period, &[("first", &period(first)), ("second", &period(second))])
            }
            Notice::PriceYear { first, second, factor } => fill(
                self.price_year,
                &[
                    ("first", &first.to_string()),
                    ("second", &second.to_string()),
                    ("factor", &numbers.fixed(factor, 4)),
                ],
            ),
            Notice::OtherVersion => self.version.to_owned(),
            Notice::NothingInCommon => self.nothing.to_owned(),
        }
    }

    /// The alternatives that one run has alone; nothing where there are none.
    pub fn only(&self, comparison: &Comparison) -> Vec<String> {
        let line = |(run, ids): (&&str, &Vec<String>)| {
            (!ids.is_empty()).then(|| fill(self.only, &[("run", run), ("ids", &ids.join(", "))]))
        };
        self.run.iter().zip(&comparison.only).filter_map(line).collect()
    }
}

/// Name of a figure.
pub fn name(figure: &Compared, lang: Lang) -> String {
    let (labels, words) = (Labels::of(lang), CompareWords::of(lang));
    let known = KEY_TABLE.iter().find(|(from, ..)| *from == figure.measure);
    let name = known.map_or(figure.measure.key(), |(_, measure, _)| (labels.measure)(*measure));
    // Net present values are differences with the reference by nature.
    match figure.against_reference && !figure.measure.is_difference() {
        true => format!("{name}, {}", words.against_reference),
        false => name.to_owned(),
    }
}

/// In what a measure is expressed.
pub fn unit(measure: Measure) -> Unit {
    let known = KEY_TABLE.iter().find(|(from, ..)| *from == measure);
    known.map_or(Unit::Households, |(_, _, unit)| *unit)
}

/// One format for both values and their difference.
pub fn format(figure: &Compared) -> Format {
    let means = [figure.first, figure.second].into_iter().flatten().map(|value| value.mean);
    Format::for_values(unit(figure.measure), means)
}

/// A sentence on a difference that is shown; nothing on any other.
pub fn sentence(figure: &Compared, lang: Lang) -> Option<String> {
    let (first, second) = figure.first.zip(figure.second)?;
    let shift = figure.difference.filter(|shift| shift.verdict == Verdict::Shown)?;
    let (numbers, format) = (Numbers::new(lang), format(figure));
    let fine = format.for_error(shift.error.unwrap_or(0.0)).for_error(shift.mean);
    Some(fill(
        CompareWords::of(lang).shown,
        &[
            ("figure", &name(figure, lang)),
            ("first", &numbers.full(first.mean, format)),
            ("second", &numbers.full(second.mean, format)),
            ("difference", &numbers.full(shift.mean, fine)),
            ("error", &numbers.error(shift.error, fine).unwrap_or_default()),
        ],
    ))
}

const NL: CompareWords = CompareWords {
    kind: "Vergelijking van twee berekeningen",
    title: "{first} naast {second}",
    subtitle: "Bedragen in prijzen van {price_year}. Verschil is steeds berekening 2 min berekening 1.",
    synthetic: "Alle huishoudens zijn gesimuleerd (synthetisch). Het zijn geen echte mensen.",
    skip: "Ga naar de inhoud",
    contents: "Inhoud",
    summary: "Wat er verschilt",
    attention: "Let op",
    results: "De uitkomsten naast elkaar",
    scenario: "Verschillen in het scenario",
    made: "Hoe de berekeningen gemaakt zijn",
    figure: "Uitkomst",
    run: ["Berekening 1", "Berekening 2"],
    difference: "Verschil",
    verdict: "Oordeel",
    path: "Sleutel",
    alternative: "Alternatief",
    all_alternatives: "alle",
    absent: "(niet aanwezig)",
    same_scenario: "De scenario's zijn gelijk.",
    scenario_caption: "Waarden die niet gelijk zijn",
    made_caption: "Programma, trekkingen en bestanden",
    figures_caption: "{alternative}: gemiddelden met rekenfout (±)",
    paired: "De berekeningen zijn gepaard: trekking voor trekking hebben zij dezelfde toevalsgetallen. Het \
             verschil is per trekking genomen, zodat gedeeld toeval wegvalt.",
    unpaired: "De berekeningen zijn niet gepaard, want zij verschillen in: {reasons}. De rekenfout van het \
               verschil is die van beide berekeningen samen.",
    reasons: |reason| match reason {
        Reason::Municipality => "gemeente",
        Reason::Seed => "startgetal (seed)",
        Reason::Method => "trekkingsmethode",
        Reason::Draws => "de trekkingen",
        Reason::Central => "onzekere getallen op hun gemiddelde of niet",
        Reason::Posterior => "de kalibratie waaruit de trekkingen komen",
    },
    verdicts: |verdict| match verdict {
        Verdict::Equal => "gelijk in elke trekking",
        Verdict::Shown => "verschil",
        Verdict::NotShown => "geen verschil aangetoond",
        Verdict::Unknown => "te weinig trekkingen",
    },
    facts: |fact| match fact {
        FactKind::Version => "Versie van het programma",
        FactKind::Municipality => "Gemeente",
        FactKind::ScenarioFile => "Scenario",
        FactKind::ScenarioHash => "Controlegetal van het scenario (SHA-256)",
        FactKind::Sets => "Ingesteld met --set",
        FactKind::Seed => "Startgetal (seed)",
        FactKind::Method => "Trekkingsmethode",
        FactKind::Draws => "Aantal trekkingen",
        FactKind::DrawsRange => "Welke trekkingen",
        FactKind::Replications => "Toeval per trekking",
        FactKind::Batches => "Onafhankelijke reeksen",
        FactKind::Central => "Onzekere getallen op hun gemiddelde",
        FactKind::Posterior => "Kalibratie (SHA-256)",
        FactKind::PriceYear => "Prijspeil",
        FactKind::Command => "Opdracht",
    },
    against_reference: "ten opzichte van het nulalternatief",
    shown: "{figure}: van {first} naar {second}; verschil {difference} (rekenfout {error}).",
    none_shown: "Geen verschil aangetoond: geen enkel verschil is groter dan toeval verklaart als men {count:één verschil|{count} verschillen} tegelijk bekijkt. Een verschil kan wel groter zijn dan zijn eigen rekenfout (±).",
    all_equal: "Alle uitkomsten zijn gelijk, in elke trekking.",
    others: "Bij de andere {count:uitkomst|{count} uitkomsten} is geen verschil aangetoond.",
    only: "Alleen in {run}: {ids}.",
    reading: "Een verschil heet pas een verschil als het groter is dan zijn rekenfout toelaat, met 95% zekerheid voor \
              alle uitkomsten samen (Student, Bonferroni). \"Geen verschil aangetoond\" wil niet zeggen dat er geen is. \
              De rekenfout komt van het aantal trekkingen, niet van de aannamen.",
    identical: "De berekeningen zijn gelijk: hetzelfde scenario, dezelfde trekkingen, dezelfde tabellen.",
    municipality: "De berekeningen gaan over verschillende gemeenten. Verschillen komen dan vooral van de gemeenten zelf.",
    period: "De berekeningen gaan over verschillende jaren: {first} en {second}. Totalen over de periode zijn dan niet \
             vergelijkbaar.",
    price_year: "Bedragen van berekening 2 zijn omgerekend van prijzen van {second} naar {first}, met de \
                 consumentenprijsindex (maal {factor}).",
    version: "De berekeningen zijn met verschillende versies van het programma gemaakt. Een verschil kan van het programma \
              komen. Kosten en baten zijn voor beide opnieuw gewaardeerd door deze versie.",
    nothing: "De berekeningen hebben geen alternatief gemeen.",
};

const EN: CompareWords = CompareWords {
    kind: "Comparison of two runs",
    title: "{first} beside {second}",
    subtitle: "Amounts in euro of {price_year}. A difference is always run 2 minus run 1.",
    synthetic: "All households are simulated (synthetic). No real people are in it.",
    skip: "Skip to the content",
    contents: "Contents",
    summary: "What differs",
    attention: "Note",
    results: "The results side by side",
    scenario: "Differences in the scenario",
    made: "How the runs were made",
    figure: "Result",
    run: ["Run 1", "Run 2"],
    difference: "Difference",
    verdict: "Verdict",
    path: "Key",
    alternative: "Alternative",
    all_alternatives: "all",
    absent: "(absent)",
    same_scenario: "The scenarios are the same.",
    scenario_caption: "Values that are not the same",
    made_caption: "Program, draws and files",
    figures_caption: "{alternative}: means with Monte Carlo errors (±)",
    paired: "The runs are paired: draw by draw they have the same random numbers. The difference is taken draw by draw, \
             so that shared chance cancels out.",
    unpaired: "The runs are not paired, because they differ in: {reasons}. The error of a difference is that of both runs \
               together.",
    reasons: |reason| match reason {
        Reason::Municipality => "municipality",
        Reason::Seed => "seed",
        Reason::Method => "sampling method",
        Reason::Draws => "the draws",
        Reason::Central => "uncertain numbers at their means or not",
        Reason::Posterior => "the calibration that draws come from",
    },
    verdicts: |verdict| match verdict {
        Verdict::Equal => "equal in every draw",
        Verdict::Shown => "difference",
        Verdict::NotShown => "no difference shown",
        Verdict::Unknown => "too few draws",
    },
    facts: |fact| match fact {
        FactKind::Version => "Version of the program",
        FactKind::Municipality => "Municipality",
        FactKind::ScenarioFile => "Scenario",
        FactKind::ScenarioHash => "Hash of the scenario (SHA-256)",
        FactKind::Sets => "Set with --set",
        FactKind::Seed => "Seed",
        FactKind::Method => "Sampling method",
        FactKind::Draws => "Draws",
        FactKind::DrawsRange => "Which draws",
        FactKind::Replications => "Replications",
        FactKind::Batches => "Batches",
        FactKind::Central => "Uncertain numbers at their means",
        FactKind::Posterior => "Calibration (SHA-256)",
        FactKind::PriceYear => "Price year",
        FactKind::Command => "Command",
    },
    against_reference: "against the nulalternatief",
    shown: "{figure}: from {first} to {second}; difference {difference} (error {error}).",
    none_shown: "No difference shown: no difference is larger than chance explains where {count:one difference is looked at|{count} differences are looked at together}. A difference may still be larger than its own error (±).",
    all_equal: "All results are equal, in every draw.",
    others: "For the other {count:result|{count} results} no difference is shown.",
    only: "Only in {run}: {ids}.",
    reading: "A difference is called one only where it is larger than its error allows for, with 95% certainty for all \
              results together (Student, Bonferroni). \"No difference shown\" does not mean that there is none. The error \
              comes from the number of draws, not from the assumptions.",
    identical: "The runs are identical: the same scenario, the same draws, the same tables.",
    municipality: "The runs are of different municipalities. Differences then come from the municipalities most of all.",
    period: "The runs cover different years: {first} and {second}. Totals over the period cannot be compared then.",
    price_year: "Amounts of run 2 were converted from euro of {second} to euro of {first}, with the consumer price index \
                 (times {factor}).",
    version: "The runs were made by different versions of the program. A difference may come from the program. Costs and \
              benefits of both were valued again by this version.",
    nothing: "The runs have no alternative in common.",
};
