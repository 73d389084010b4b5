//! Layer 6. The words about errors, few draws and the sources of spread, in both languages.

/// Templates and headings.
#[derive(Debug)]
pub struct PrecisionWords {
    pub title: &'static str,
    /// `{rows} {replications}`.
    pub apart: &'static str,
    pub not_apart: &'static str,
    pub central: &'static str,
    pub caption: &'static str,
    /// `{share}`: of chance.
    pub of_chance: &'static str,
    pub below_zero: &'static str,
    pub cautious: &'static str,
    /// `{batches}`.
    pub batches: &'static str,
    /// `{beyond} {needed} {enough}`.
    pub few_beyond: &'static str,
    /// `{few} {all} {below} {area} {alternative} {events} {draws} {bound} {needed}`: an overrun is rare.
    pub few_overruns: &'static str,
    /// The same where no overrun is rare.
    pub few_others: &'static str,
    /// `{p5} {p50} {p95}`: the largest errors along the lines of a figure.
    pub lines: &'static str,
    /// The same where there are too few draws to tell.
    pub lines_unknown: &'static str,
}

pub const PRECISION_NL: PrecisionWords = PrecisionWords {
    title: "Hoe precies zijn deze cijfers?",
    apart: "De onzekere aannames kregen {rows} keer andere waarden. Bij elk daarvan liep het toeval {replications} keer anders. Zo is te zien waar de spreiding vandaan komt. Onzekerheid over aannames wordt kleiner met beter onderzoek; toeval niet.",
    not_apart: "Welk deel van de spreiding toeval is, en welk deel door onzekere aannames komt, is in deze berekening niet apart bepaald. Een berekening met --replications 5 laat dat zien.",
    central: "Alle onzekere aannames staan op hun gemiddelde. De spreiding is dus alleen toeval.",
    caption: "Welk deel van de spreiding (variantie) komt door onzekere aannames, met de rekenfout (±). De rest is toeval.",
    of_chance: "toeval: {share}",
    below_zero: "Waar 0% staat zonder dat de rekenfout nul is, is het deel van de aannames te klein om te zien.",
    cautious: "De rekenfouten (±) gaan uit van trekkingen die niets met elkaar te maken hebben. Voor deze trekkingsmethode zijn ze eerder te groot dan te klein.",
    batches: "De rekenfouten (±) volgen uit {batches} reeksen van trekkingen die niets met elkaar te maken hebben.",
    few_beyond: "De grenzen van de 90%-intervallen rusten op weinig trekkingen: {beyond} aan elke kant. Bij {needed} trekkingen zijn dat er {enough}.",
    few_overruns: "{all:De kans op overschrijding rust|Van de {all} kansen op overschrijding {few:rust|rusten} er {few}} op minder dan {below} trekkingen. Bijvoorbeeld {area} bij {alternative}: overschrijding in {events} van de {draws} {draws:trekking|trekkingen}. De kans kan dan nog {bound} zijn. Met {needed} trekkingen wordt dat duidelijker.",
    few_others: "{all:De kans op overschrijding rust|Van de {all} kansen op overschrijding {few:rust|rusten} er {few}} op minder dan {below} trekkingen. Bijvoorbeeld {area} bij {alternative}: geen overschrijding in {events} van de {draws} {draws:trekking|trekkingen}. De kans dat het goed gaat, kan dan nog {bound} zijn. Met {needed} trekkingen wordt dat duidelijker.",
    lines: "De rekenfout van de lijnen is hoogstens {p5} (5%), {p50} (mediaan) en {p95} (95%).",
    lines_unknown: "Voor de rekenfout van de lijnen zijn er te weinig trekkingen.",
};

pub const PRECISION_EN: PrecisionWords = PrecisionWords {
    title: "How precise are these figures?",
    apart: "The uncertain assumptions got other values {rows} times. For each of these chance ran differently {replications} times. This shows where the spread comes from. Uncertainty about assumptions shrinks with better evidence; chance does not.",
    not_apart: "Which part of the spread is chance, and which part comes from uncertain assumptions, was not told apart in this calculation. A calculation with --replications 5 shows it.",
    central: "All uncertain assumptions stand at their mean. The spread is chance only.",
    caption: "The part of the spread (variance) that comes from uncertain assumptions, with its calculation error (±). The rest is chance.",
    of_chance: "chance: {share}",
    below_zero: "Where it says 0% and the calculation error is not zero, the part of the assumptions is too small to be seen.",
    cautious: "The calculation errors (±) take the draws as independent. For this sampling method they are too large rather than too small.",
    batches: "The calculation errors (±) follow from {batches} independent series of draws.",
    few_beyond: "The bounds of the 90% intervals rest on few draws: {beyond} on each side. With {needed} draws there are {enough}.",
    few_overruns: "{all:The chance of overrun rests|Of the {all} chances of overrun {few} {few:rests|rest}} on fewer than {below} draws. For example {area} under {alternative}: an overrun in {events} of the {draws} {draws:draw|draws}. The chance may still be {bound}. With {needed} draws that becomes clearer.",
    few_others: "{all:The chance of overrun rests|Of the {all} chances of overrun {few} {few:rests|rest}} on fewer than {below} draws. For example {area} under {alternative}: no overrun in {events} of the {draws} {draws:draw|draws}. The chance that it goes well may still be {bound}. With {needed} draws that becomes clearer.",
    lines: "The calculation error of the lines is at most {p5} (5%), {p50} (median) and {p95} (95%).",
    lines_unknown: "There are too few draws to tell the calculation error of the lines.",
};
