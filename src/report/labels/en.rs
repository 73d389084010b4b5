//! The English words of a report.

use super::{
    ChartWords, ClaimWords, FigureWords, Labels, PageWords, SentenceWords, TableWords, UnitWords,
    WorkbookWords,
};
use crate::report::view::{Grade, Measure};

pub static LABELS: Labels = Labels {
    code: "en",
    unknown: "unknown",
    to: "to",
    less_than: "less than",
    more_than: "more than",
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    magnitudes: ["", "thousand", "million", "billion"],
    measure,
    grade,
    units: UnitWords {
        euro: "euro",
        per_year: "per year",
        months: "months",
        households: "households",
        household_months: "household-months",
        hours: "hours",
        percent: "%",
    },
    page: PAGE,
    tables: TABLES,
    sentences: SENTENCES,
    charts: CHARTS,
    workbook: WORKBOOK,
    reproduction: [
        "Program",
        "Seed",
        "Draws",
        "Sampling method",
        "Scenario",
        "Hash of the scenario (SHA-256)",
        "Command",
    ],
};

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::MunicipalCost => "Cost to the municipality, whole period",
        Measure::MunicipalCostPerYear => "Cost to the municipality, mean per year",
        Measure::NetPresentValue => "Net present value for society",
        Measure::MunicipalNetPresentValue => "Net present value for the municipality’s purse",
        Measure::MeanWait => "Mean wait for a conversation",
        Measure::QueueEnd => "Households still waiting at the end",
        Measure::CrisisHouseholdMonths => "Time in crisis, all households together",
        Measure::Clients => "Households with individual or specialist support, per year",
        Measure::InformalHours => "Hours of informal care",
        Measure::EigenBijdrage => "Own contributions",
        Measure::Overrun => "Overrun of the area budgets",
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A: official statistic or tariff",
        Grade::B => "B: study or municipal document",
        Grade::C => "C: press or derived",
        Grade::D => "D: assumption without a source",
    }
}

const PAGE: PageWords = PageWords {
    skip: "Skip to the content",
    contents: "Contents",
    kind: "Comparison of alternatives for neighbourhood care teams",
    subtitle: "{municipality}, {first} up to and including {last}, in prices of {price_year}",
    synthetic: "This calculation uses {households} simulated (synthetic) households. They are not real people.",
    summary: "The answer in short",
    remarks: "Please note",
    reference_mark: "reference: the others are compared with it",
    reference_short: "reference",
    key_table: "The results side by side",
    charts: "The results in pictures",
    chart_data: "Numbers of this picture",
    overrun: "Probability of overrun per area",
    assumptions: "The assumptions",
    unknowns: "What the model does not know",
    method: "How it was calculated",
    reproduction: "Do it again",
    reproduction_intro: "With these data anyone gets exactly the same numbers.",
    pro_memorie: "These effects are not counted in euro (pro memoria): {list}.",
    unknowns_list: &[
        "The households are simulated. Their numbers and characteristics resemble those of the areas, but nobody in this calculation exists.",
        "The interval shows only the uncertainty of the assumptions that were given a range. The real uncertainty is larger.",
        "In the model people do not move house, grow older or separate. New laws and an economic crisis are not in it either.",
        "What teams, providers and residents decide is expressed in probabilities. In reality they may respond differently, above all to a new way of paying.",
        "Assumptions of grade D have no source. Whoever changes them may get another result.",
    ],
    method_list: &[
        "A computer program imitates {households} households, month by month: problems arise and are reported, a conversation follows, support is given and stops again.",
        "This is done {draws} times (draws). Each time the uncertain assumptions get other values and chance runs differently.",
        "Within a draw every alternative gets the same households and the same chance. A difference between alternatives is therefore caused by the alternative.",
        "The 90% interval runs from the value that 5% of the draws stay below to the value that 5% exceed. The calculation error (±) is the standard error of the mean: it shrinks with more draws.",
        "The net present value adds up benefits minus costs against the reference, with less weight for later years. Amounts are in euro of {price_year}.",
    ],
    footer: "Made with Wijkraming, an open simulation model.",
};

const TABLES: TableWords = TableWords {
    key_caption: "Per cell: the mean, below it the 90% interval (which holds 9 out of 10 draws) and the calculation error (±) of the mean.",
    measure: "Result",
    difference: "Difference with the reference",
    monte_carlo_error: "calculation error",
    overrun_caption: "Probability that an area spends more than its budget, {period}. In brackets how precise this is with this number of draws (95%).",
    area: "Area",
    overrun_any_year: "in at least one year",
    overrun_year: "in {year}",
    overrun_average_year: "in an average year",
    assumptions_caption: "All assumptions with value, range, source and grade of the source.",
    assumptions_heads: ["Assumption", "Value", "Range (90%)", "Unit", "Source", "Grade", "Note"],
    assumptions_without_source: "Of the {total} assumptions {without} have no source.",
    written_in_prices_of: "in prices of {year}: {value}",
    no_source: "no source",
    period: "End of",
    month: "Month",
    alternative: "Alternative",
};

const SENTENCES: SentenceWords = SentenceWords {
    reference_cost: "The reference costs the municipality about {amount} in {years} years ({first} up to and including {last}). In 9 out of 10 draws it lies between {low} and {high}.",
    reference_cost_one_draw: "The reference costs the municipality about {amount} in {years} years ({first} up to and including {last}). How uncertain that is was not calculated.",
    reference_wait: "Households wait about {amount} for a conversation on average. In 9 out of 10 draws it lies between {low} and {high}.",
    likelihoods: ["probably", "very probably", "almost certainly"],
    cost: ClaimWords {
        less: "For the municipality this is {likely} cheaper than the reference: about {amount} less (90% interval: {low} to {high} less).",
        more: "For the municipality this is {likely} more expensive than the reference: about {amount} more (90% interval: {low} to {high} more).",
        unclear: "Whether this is cheaper or more expensive for the municipality than the reference is not clear: the difference lies between {low} less and {high} more.",
        same: "For the municipality this costs exactly as much as the reference.",
        unknown: "With so few draws nothing can be said about the difference in cost with the reference.",
    },
    net_present_value: ClaimWords {
        less: "For society the costs are {likely} larger than the benefits: a loss of about {amount} (90% interval: {low} to {high} loss).",
        more: "For society the benefits are {likely} larger than the costs: a gain of about {amount} (90% interval: {low} to {high} gain).",
        unclear: "Whether the benefits for society are larger than the costs is not clear: the result lies between {low} loss and {high} gain.",
        same: "For society this makes no difference with the reference.",
        unknown: "With so few draws nothing can be said about benefits and costs for society.",
    },
    wait: ClaimWords {
        less: "Households {likely} wait shorter for a conversation: {amount} less on average (90% interval: {low} to {high}).",
        more: "Households {likely} wait longer for a conversation: {amount} more on average (90% interval: {low} to {high}).",
        unclear: "Whether households wait shorter or longer is not clear: the difference lies between {low} less and {high} more.",
        same: "The wait is exactly as long.",
        unknown: "With so few draws nothing can be said about the difference in waiting.",
    },
    crisis: ClaimWords {
        less: "Households are {likely} in crisis for a shorter time: about {amount} less together (90% interval: {low} to {high}).",
        more: "Households are {likely} in crisis for a longer time: about {amount} more together (90% interval: {low} to {high}).",
        unclear: "Whether households are in crisis for a shorter or longer time is not clear: the difference lies between {low} less and {high} more.",
        same: "The time in crisis is exactly as long.",
        unknown: "With so few draws nothing can be said about the difference in crisis.",
    },
    overrun: "The budget is probably overrun {period} (chance above one half) in {count} of the {total} areas.",
    overrun_none: "In none of the {total} areas it is certain that the chance of an overrun {period} is above one half.",
    overrun_only: "The budget of the area is probably overrun {period} (chance above one half).",
    how_to_read: "We name a difference only if it is larger than its uncertainty: the 90% interval then lies entirely above or below zero.",
};

const CHARTS: ChartWords = ChartWords {
    cumulative_cost: FigureWords {
        title: "Cost to the municipality, cumulative",
        reading: "Each panel shows one alternative. The line rises with all that the municipality has spent so far; the wider the fan, the less certain.",
        line: "{name}: {median} at the end, 90% interval {low} to {high}.",
    },
    uitputting: FigureWords {
        title: "How fast do the area budgets run out?",
        reading: "{alternative} in {year}: the part of the annual budget that is spent at the end of each month. Above the line of 100% the budget is gone.",
        line: "{name}: {median} of the budget in December, 90% interval {low} to {high}; chance of overrun {chance}.",
    },
    waiting: FigureWords {
        title: "Households waiting for a conversation",
        reading: "Each panel shows one alternative: the number of waiting households at the end of the month.",
        line: "{name}: {median} at the end, 90% interval {low} to {high}.",
    },
    severity: FigureWords {
        title: "Households in crisis",
        reading: "Each panel shows one alternative: the number of households in crisis (the worst of four levels).",
        line: "{name}: {median} at the end, 90% interval {low} to {high}.",
    },
    areas: FigureWords {
        title: "Probability of overrun, area by area",
        reading: "Each dot is the chance that an area spends more than its budget, {period}. The line shows how precisely that chance is known.",
        line: "{name}: highest chance in {area}, {chance}.",
    },
    net_benefit: FigureWords {
        title: "Net present value against the reference",
        reading: "The dot is the mean, the line the 90% interval. Right of zero is a gain, left is a loss.",
        line: "{group}, {name}: {mean}, 90% interval {low} to {high}.",
    },
    key_p90: "90% of the draws",
    key_p50: "half of the draws",
    key_median: "median",
    key_reference: "median of the reference",
    key_budget: "the whole budget (100%)",
    key_clear: "interval without zero: clear",
    key_unclear: "interval with zero: not clear",
    end_range: "90%: {range}",
    overrun_chance: "chance of overrun {chance}",
    overrun_chance_short: "overrun: {chance}",
    worst_areas: "Shown are the {shown} areas with the highest chance, of {total}.",
    society: "Society",
    purse: "Municipality’s purse",
    worse: "loss",
    better: "gain",
    first_alternatives: "Shown are the first {shown} of {total} alternatives.",
    cell: "{median} ({low} to {high})",
};

const WORKBOOK: WorkbookWords = WorkbookWords {
    front: "Read first",
    front_meaning: "What this is, and the answer in short",
    dictionary: "Data dictionary",
    dictionary_columns: [
        ("Sheet", "Name of the sheet"),
        ("Column", "Head of the column"),
        ("Meaning", "What the column holds"),
    ],
    row_meaning: "What the row is about",
    unit: "Unit",
    unit_meaning: "Unit of the numbers in the row",
    text_meaning: "{head}, in words",
    number_meaning: "{head}",
    estimate: [
        ("mean", "{head}: mean over the draws"),
        ("5%", "{head}: 5% of the draws lie below"),
        ("95%", "{head}: 5% of the draws lie above"),
        ("error", "{head}: standard error of the mean that the number of draws leaves"),
    ],
    chance: [
        ("chance", "{head}: chance, 0 to 1"),
        ("chance, lower bound", "{head}: lower bound of the 95% interval of the chance"),
        ("chance, upper bound", "{head}: upper bound of the 95% interval of the chance"),
    ],
    quantiles: [
        ("5%", "{head}: 5% of the draws lie below"),
        ("25%", "{head}: 25% of the draws lie below"),
        ("median", "{head}: half of the draws lie below"),
        ("75%", "{head}: 25% of the draws lie above"),
        ("95%", "{head}: 5% of the draws lie above"),
    ],
    year: "Year",
    year_meaning: "Calendar year",
    month_meaning: "Month of the year, 1 to 12",
    true_size: "Numbers stand here in full: euro, not million euro.",
    chart_note: "The chart shows the medians; the other columns give the spread over the draws.",
};
