//! The Dutch words of a report.

use super::{
    ChartWords, ClaimWords, FigureWords, Labels, PageWords, SentenceWords, TableWords, UnitWords,
    WorkbookWords,
};
use crate::report::view::{Grade, Measure};

pub static LABELS: Labels = Labels {
    code: "nl",
    unknown: "onbekend",
    to: "tot",
    less_than: "minder dan",
    more_than: "meer dan",
    months: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    magnitudes: ["", "duizend", "miljoen", "miljard"],
    measure,
    grade,
    units: UnitWords {
        euro: "euro",
        per_year: "per jaar",
        months: "maanden",
        households: "huishoudens",
        household_months: "huishoudmaanden",
        hours: "uur",
        percent: "%",
    },
    page: PAGE,
    tables: TABLES,
    sentences: SENTENCES,
    charts: CHARTS,
    workbook: WORKBOOK,
    reproduction: [
        "Programma",
        "Startgetal (seed)",
        "Aantal trekkingen",
        "Trekkingsmethode",
        "Scenario",
        "Controlegetal van het scenario (SHA-256)",
        "Opdracht",
    ],
};

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::MunicipalCost => "Kosten voor de gemeente, hele periode",
        Measure::MunicipalCostPerYear => "Kosten voor de gemeente, gemiddeld per jaar",
        Measure::NetPresentValue => "Netto contante waarde voor de samenleving",
        Measure::MunicipalNetPresentValue => "Netto contante waarde voor de gemeentekas",
        Measure::MeanWait => "Gemiddelde wachttijd op een gesprek",
        Measure::QueueEnd => "Huishoudens die aan het eind nog wachten",
        Measure::CrisisHouseholdMonths => "Tijd in crisis, alle huishoudens samen",
        Measure::Clients => "Huishoudens met maatwerk of specialistische hulp, per jaar",
        Measure::InformalHours => "Uren mantelzorg en hulp uit het netwerk",
        Measure::EigenBijdrage => "Eigen bijdragen",
        Measure::Overrun => "Overschrijding van de gebiedsbudgetten",
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A: officieel cijfer of tarief",
        Grade::B => "B: onderzoek of gemeentelijk stuk",
        Grade::C => "C: pers of afgeleid",
        Grade::D => "D: aanname zonder bron",
    }
}

const PAGE: PageWords = PageWords {
    skip: "Ga naar de inhoud",
    contents: "Inhoud",
    kind: "Vergelijking van alternatieven voor de wijkteams",
    subtitle: "{municipality}, {first} tot en met {last}, in prijzen van {price_year}",
    synthetic: "Deze berekening gebruikt {households} gesimuleerde (synthetische) huishoudens. Het zijn geen echte mensen.",
    summary: "Het antwoord in het kort",
    remarks: "Let op",
    reference_mark: "nulalternatief: hiermee worden de andere vergeleken",
    reference_short: "nulalternatief",
    key_table: "De uitkomsten naast elkaar",
    charts: "De uitkomsten in beeld",
    chart_data: "Cijfers bij dit beeld",
    overrun: "Kans op overschrijding per gebied",
    assumptions: "De aannames",
    unknowns: "Wat het model niet weet",
    method: "Zo is het berekend",
    reproduction: "Zelf narekenen",
    reproduction_intro: "Met deze gegevens komt iedereen op precies dezelfde cijfers uit.",
    pro_memorie: "Deze effecten zijn niet in euro’s meegeteld (pro memorie): {list}.",
    unknowns_list: &[
        "De huishoudens zijn gesimuleerd. Hun aantallen en kenmerken lijken op die van de gebieden, maar niemand in deze berekening bestaat echt.",
        "Het interval laat alleen de onzekerheid zien van de aannames waarvoor een bereik is opgegeven. De echte onzekerheid is groter.",
        "Mensen verhuizen in het model niet, worden niet ouder en gaan niet uit elkaar. Ook nieuwe wetten en een economische crisis komen er niet in voor.",
        "Wat teams, aanbieders en inwoners beslissen, is vertaald in kansen. In het echt kunnen zij anders reageren, zeker op een nieuwe manier van betalen.",
        "Aannames met oordeel D hebben geen bron. Wie ze verandert, kan een andere uitkomst krijgen.",
    ],
    method_list: &[
        "Een computerprogramma bootst {households} huishoudens na, maand voor maand: problemen ontstaan, worden gemeld, er volgt een gesprek, er komt hulp, en de hulp stopt weer.",
        "Dat gebeurt {draws} keer (trekkingen). Elke keer krijgen de onzekere aannames andere waarden en loopt het toeval anders.",
        "Per trekking krijgt elk alternatief dezelfde huishoudens en hetzelfde toeval. Een verschil tussen alternatieven komt dus door het alternatief.",
        "Het 90%-interval loopt van de waarde waar 5% van de trekkingen onder ligt tot de waarde waar 5% boven ligt. De rekenfout (±) is de standaardfout van het gemiddelde: die wordt kleiner met meer trekkingen.",
        "De netto contante waarde telt baten min kosten op, ten opzichte van het nulalternatief, waarbij latere jaren minder zwaar tellen. Bedragen zijn in euro’s van {price_year}.",
    ],
    footer: "Gemaakt met Wijkraming, een open rekenmodel.",
};

const TABLES: TableWords = TableWords {
    key_caption: "Per cel: het gemiddelde, daaronder het 90%-interval (waar 9 van de 10 trekkingen in vallen) en de rekenfout (±) van het gemiddelde.",
    measure: "Uitkomst",
    difference: "Verschil met het nulalternatief",
    monte_carlo_error: "rekenfout",
    overrun_caption: "Kans dat een gebied meer uitgeeft dan zijn budget, {period}. Tussen haakjes de nauwkeurigheid bij dit aantal trekkingen (95%).",
    area: "Gebied",
    overrun_any_year: "in ten minste één jaar",
    overrun_year: "in {year}",
    overrun_average_year: "in een gemiddeld jaar",
    assumptions_caption: "Alle aannames met waarde, bereik, bron en oordeel over de bron.",
    assumptions_heads: [
        "Aanname",
        "Waarde",
        "Bereik (90%)",
        "Eenheid",
        "Bron",
        "Oordeel",
        "Opmerking",
    ],
    assumptions_without_source: "Van de {total} aannames hebben er {without} geen bron.",
    written_in_prices_of: "in prijzen van {year}: {value}",
    no_source: "geen bron",
    period: "Einde van",
    month: "Maand",
    alternative: "Alternatief",
};

const SENTENCES: SentenceWords = SentenceWords {
    reference_cost: "Het nulalternatief kost de gemeente in {years} jaar ({first} tot en met {last}) ongeveer {amount}. In 9 van de 10 trekkingen ligt dat tussen {low} en {high}.",
    reference_cost_one_draw: "Het nulalternatief kost de gemeente in {years} jaar ({first} tot en met {last}) ongeveer {amount}. Hoe onzeker dat is, is niet berekend.",
    reference_wait: "Huishoudens wachten gemiddeld ongeveer {amount} op een gesprek. In 9 van de 10 trekkingen ligt dat tussen {low} en {high}.",
    likelihoods: ["waarschijnlijk", "zeer waarschijnlijk", "vrijwel zeker"],
    cost: ClaimWords {
        less: "Voor de gemeente is dit {likely} goedkoper dan het nulalternatief: ongeveer {amount} minder (90%-interval: {low} tot {high} minder).",
        more: "Voor de gemeente is dit {likely} duurder dan het nulalternatief: ongeveer {amount} meer (90%-interval: {low} tot {high} meer).",
        unclear: "Of dit voor de gemeente goedkoper of duurder is dan het nulalternatief, is niet duidelijk: het verschil ligt tussen {low} minder en {high} meer.",
        same: "Voor de gemeente kost dit precies evenveel als het nulalternatief.",
        unknown: "Over het verschil in kosten met het nulalternatief is met zo weinig trekkingen niets te zeggen.",
    },
    net_present_value: ClaimWords {
        less: "Voor de samenleving zijn de kosten {likely} groter dan de baten: ongeveer {amount} nadeel (90%-interval: {low} tot {high} nadeel).",
        more: "Voor de samenleving zijn de baten {likely} groter dan de kosten: ongeveer {amount} voordeel (90%-interval: {low} tot {high} voordeel).",
        unclear: "Of de baten voor de samenleving groter zijn dan de kosten, is niet duidelijk: de uitkomst ligt tussen {low} nadeel en {high} voordeel.",
        same: "Voor de samenleving maakt dit geen verschil met het nulalternatief.",
        unknown: "Over baten en kosten voor de samenleving is met zo weinig trekkingen niets te zeggen.",
    },
    wait: ClaimWords {
        less: "Huishoudens wachten {likely} korter op een gesprek: gemiddeld {amount} minder (90%-interval: {low} tot {high}).",
        more: "Huishoudens wachten {likely} langer op een gesprek: gemiddeld {amount} meer (90%-interval: {low} tot {high}).",
        unclear: "Of huishoudens korter of langer wachten, is niet duidelijk: het verschil ligt tussen {low} minder en {high} meer.",
        same: "De wachttijd is precies even lang.",
        unknown: "Over het verschil in wachttijd is met zo weinig trekkingen niets te zeggen.",
    },
    crisis: ClaimWords {
        less: "Huishoudens zijn {likely} korter in crisis: samen ongeveer {amount} minder (90%-interval: {low} tot {high}).",
        more: "Huishoudens zijn {likely} langer in crisis: samen ongeveer {amount} meer (90%-interval: {low} tot {high}).",
        unclear: "Of huishoudens korter of langer in crisis zijn, is niet duidelijk: het verschil ligt tussen {low} minder en {high} meer.",
        same: "De tijd in crisis is precies even lang.",
        unknown: "Over het verschil in crisis is met zo weinig trekkingen niets te zeggen.",
    },
    overrun: "Het budget wordt {period} waarschijnlijk overschreden (kans boven de helft) in {count} van de {total} gebieden.",
    overrun_none: "In geen van de {total} gebieden staat vast dat de kans op overschrijding {period} boven de helft ligt.",
    overrun_only: "Het budget van het gebied wordt {period} waarschijnlijk overschreden (kans boven de helft).",
    how_to_read: "Wij noemen een verschil alleen als het groter is dan zijn onzekerheid: het 90%-interval ligt dan helemaal boven of onder nul.",
};

const CHARTS: ChartWords = ChartWords {
    cumulative_cost: FigureWords {
        title: "Kosten voor de gemeente, opgeteld",
        reading: "Elk vak toont één alternatief. De lijn loopt op met alles wat de gemeente tot dan toe heeft uitgegeven; hoe breder de waaier, hoe onzekerder.",
        line: "{name}: aan het eind {median}, 90%-interval {low} tot {high}.",
    },
    uitputting: FigureWords {
        title: "Hoe snel raken de gebiedsbudgetten op?",
        reading: "{alternative} in {year}: welk deel van het jaarbudget aan het eind van elke maand is uitgegeven. Boven de lijn van 100% is het budget op.",
        line: "{name}: in december {median} van het budget, 90%-interval {low} tot {high}; kans op overschrijding {chance}.",
    },
    waiting: FigureWords {
        title: "Huishoudens die wachten op een gesprek",
        reading: "Elk vak toont één alternatief: het aantal wachtende huishoudens aan het eind van de maand.",
        line: "{name}: aan het eind {median}, 90%-interval {low} tot {high}.",
    },
    severity: FigureWords {
        title: "Huishoudens in crisis",
        reading: "Elk vak toont één alternatief: het aantal huishoudens in crisis (het ergste van vier niveaus).",
        line: "{name}: aan het eind {median}, 90%-interval {low} tot {high}.",
    },
    areas: FigureWords {
        title: "Kans op overschrijding, gebied voor gebied",
        reading: "Elke stip is de kans dat een gebied meer uitgeeft dan zijn budget, {period}. Het streepje toont hoe nauwkeurig die kans bekend is.",
        line: "{name}: hoogste kans in {area}, {chance}.",
    },
    net_benefit: FigureWords {
        title: "Netto contante waarde ten opzichte van het nulalternatief",
        reading: "De stip is het gemiddelde, de lijn het 90%-interval. Rechts van nul is voordeel, links is nadeel.",
        line: "{group}, {name}: {mean}, 90%-interval {low} tot {high}.",
    },
    key_p90: "90% van de trekkingen",
    key_p50: "helft van de trekkingen",
    key_median: "mediaan (middelste)",
    key_reference: "mediaan van het nulalternatief",
    key_budget: "het hele budget (100%)",
    key_clear: "interval zonder nul: duidelijk",
    key_unclear: "interval met nul: niet duidelijk",
    end_range: "90%: {range}",
    overrun_chance: "kans op overschrijding {chance}",
    overrun_chance_short: "overschrijding: {chance}",
    worst_areas: "Getoond zijn de {shown} gebieden met de hoogste kans, van de {total}.",
    society: "Samenleving",
    purse: "Gemeentekas",
    worse: "nadeel",
    better: "voordeel",
    first_alternatives: "Getoond zijn de eerste {shown} van de {total} alternatieven.",
    cell: "{median} ({low} tot {high})",
};

const WORKBOOK: WorkbookWords = WorkbookWords {
    front: "Lees eerst",
    front_meaning: "Wat dit is, en het antwoord in het kort",
    dictionary: "Wat staat waar",
    dictionary_columns: [
        ("Blad", "Naam van het werkblad"),
        ("Kolom", "Kop van de kolom"),
        ("Betekenis", "Wat er in de kolom staat"),
    ],
    row_meaning: "Waar de rij over gaat",
    unit: "Eenheid",
    unit_meaning: "Eenheid van de getallen in de rij",
    text_meaning: "{head}, in woorden",
    number_meaning: "{head}",
    estimate: [
        ("gemiddelde", "{head}: gemiddelde over de trekkingen"),
        ("5%", "{head}: 5% van de trekkingen ligt lager"),
        ("95%", "{head}: 5% van de trekkingen ligt hoger"),
        ("rekenfout", "{head}: standaardfout van het gemiddelde door het aantal trekkingen"),
    ],
    chance: [
        ("kans", "{head}: kans, 0 tot 1"),
        ("kans, ondergrens", "{head}: ondergrens van het 95%-interval van de kans"),
        ("kans, bovengrens", "{head}: bovengrens van het 95%-interval van de kans"),
    ],
    quantiles: [
        ("5%", "{head}: 5% van de trekkingen ligt lager"),
        ("25%", "{head}: 25% van de trekkingen ligt lager"),
        ("mediaan", "{head}: de helft van de trekkingen ligt lager"),
        ("75%", "{head}: 25% van de trekkingen ligt hoger"),
        ("95%", "{head}: 5% van de trekkingen ligt hoger"),
    ],
    year: "Jaar",
    year_meaning: "Kalenderjaar",
    month_meaning: "Maand van het jaar, 1 tot en met 12",
    true_size: "Getallen staan hier in hun volle omvang: euro, niet miljoen euro.",
    chart_note: "De grafiek toont de medianen; de andere kolommen geven de spreiding over de trekkingen.",
};
