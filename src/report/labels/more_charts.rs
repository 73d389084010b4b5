//! Layer 6. The words of the charts on decisions, months, stakeholders and steps, in both languages.

use super::FigureWords;
use crate::report::view::EffectKind;

/// Words in and around these charts.
#[derive(Debug)]
pub struct MoreChartWords {
    pub benefit_over_time: FigureWords,
    pub key_zero: &'static str,
    pub stakeholders: FigureWords,
    /// `{party} {amount}`.
    pub gains_most: &'static str,
    pub loses_most: &'static str,
    /// Where some gain (lose), but it cannot be told who does so most.
    pub gains_unclear: &'static str,
    pub loses_unclear: &'static str,
    pub key_total: &'static str,
    pub total: &'static str,
    pub heat_map: FigureWords,
    /// `{name} {total}`.
    pub heat_map_none: &'static str,
    pub tornado: FigureWords,
    /// As the line, where the widest does not stand out.
    pub tornado_unclear: &'static str,
    pub tornado_of_draws: &'static str,
    pub tornado_simulated: &'static str,
    /// `{outcome} {unclear} {quantities} {shown} {clear}`.
    pub tornado_left_out: &'static str,
    pub tornado_cost: &'static str,
    pub tornado_value: &'static str,
    /// Quantity, outcome, low value, change there, high value, change there, swing.
    pub tornado_heads: [&'static str; 7],
    pub key_low: &'static str,
    pub key_high: &'static str,
    pub plane: FigureWords,
    /// Dearer and better, cheaper and better, cheaper and worse, dearer and worse.
    pub quadrants: [&'static str; 4],
    /// `{chance} {quadrant}`.
    pub mostly: &'static str,
    /// `{list}`: of extra cost and extra effect.
    pub not_from_zero: &'static str,
    /// Extra cost and extra effect are zero in every draw.
    pub no_extra: &'static str,
    pub extra_cost: &'static str,
    pub extra_effect: &'static str,
    pub qaly: &'static str,
    pub qaly_meaning: &'static str,
    pub matrix_point: &'static str,
    pub matrix_point_meaning: &'static str,
    pub acceptability: FigureWords,
    pub chance_of_best: &'static str,
    /// `{unit} {effect}`.
    pub willingness: &'static str,
    /// `{effect}`.
    pub per_unit: &'static str,
    pub key_frontier: &'static str,
    pub above_half: &'static str,
    pub reserve_curve: FigureWords,
    /// `{gain}`.
    pub pooling_saves: &'static str,
    pub pooled: &'static str,
    pub separate: &'static str,
    pub certainty_axis: &'static str,
    pub flow: FigureWords,
    pub flow_head: &'static str,
    /// Onsets, unreported, reported, simple, sectoral, complex, queued, gesprekken, waiting, closed.
    pub flow_parts: [&'static str; 10],
    /// Need, aanmelding, orientatie, gesprek, uitvoering, monitoring.
    pub flow_steps: [&'static str; 6],
    pub flow_gesprek_note: &'static str,
    pub flow_delivery_note: &'static str,
    pub flow_closed_note: &'static str,
    /// Support by rung.
    pub rungs: [&'static str; 5],
}

impl MoreChartWords {
    pub fn effect_name(&self, effect: EffectKind) -> &'static str {
        match effect {
            EffectKind::Qaly => self.qaly,
            EffectKind::MatrixPoint => self.matrix_point,
        }
    }

    /// What one unit of it is, as a sentence.
    pub fn effect_meaning(&self, effect: EffectKind) -> &'static str {
        match effect {
            EffectKind::Qaly => self.qaly_meaning,
            EffectKind::MatrixPoint => self.matrix_point_meaning,
        }
    }
}

pub const MORE_NL: MoreChartWords = MoreChartWords {
    benefit_over_time: FigureWords {
        title: "Wanneer verdient een alternatief zich terug voor de samenleving?",
        reading: "Elk vak toont één alternatief: baten min kosten ten opzichte van het nulalternatief, opgeteld vanaf het begin en verdisconteerd. Boven de stippellijn is tot dan toe voordeel, eronder nadeel.",
        line: "{name}: aan het eind is de mediaan {median}, 90%-interval {low} tot {high}.",
    },
    key_zero: "nul: geen voordeel of nadeel",
    stakeholders: FigureWords {
        title: "Wie betaalt en wie baat",
        reading: "Netto contante waarde per partij (gemiddelden), ten opzichte van het nulalternatief. Voordelen staan rechts van nul, nadelen links. De stip eronder is alle partijen samen, met het 90%-interval; een open stip betekent dat het interval nul bevat.",
        line: "{name}: alle partijen samen {mean}, 90%-interval {low} tot {high}.",
    },
    gains_most: "Het meeste voordeel heeft {party}: ongeveer {amount}.",
    loses_most: "Het meeste nadeel heeft {party}: ongeveer {amount}.",
    gains_unclear: "Welke partij het meeste voordeel heeft, is binnen de rekenfout niet te onderscheiden.",
    loses_unclear: "Welke partij het meeste nadeel heeft, is binnen de rekenfout niet te onderscheiden.",
    key_total: "alle partijen samen, met 90%-interval",
    total: "samen",
    heat_map: FigureWords {
        title: "In welke maand is het gebiedsbudget op?",
        reading: "Per gebied de kans (in %) dat aan het eind van de maand in {year} meer is uitgegeven dan het hele jaarbudget. Hoe donkerder, hoe groter de kans; leeg is 0%.",
        line: "{name}: {total:|in {count} van de {total} gebieden is }de kans dat het budget voor het eind van het jaar op is{total:, is|} groter dan de helft, voor het eerst in {month}.",
    },
    heat_map_none: "{name}: {total:het staat niet vast|in geen van de {total} gebieden staat vast} dat de kans dat het budget opraakt groter is dan de helft.",
    tornado: FigureWords {
        title: "Welke aannames doen er het meest toe?",
        reading: "Gaat over {alternative}, vergeleken met het nulalternatief. Elke balk is een onzekere aanname: zo ver verschuift de verwachte uitkomst als die aanname laag is (de 5%-waarde) of hoog (de 95%-waarde). Rechts staat het verschil tussen hoog en laag, met de rekenfout.",
        line: "{outcome}: het meest hangt af van {quantity}; van {from} naar {to} verschuift de uitkomst van {low} naar {high} ten opzichte van het gemiddelde.",
    },
    tornado_unclear: "{outcome}: welke aanname het meest uitmaakt, is binnen de rekenfout niet te onderscheiden; het grootste berekende verschil heeft {quantity}: van {from} naar {to} verschuift de uitkomst van {low} naar {high} ten opzichte van het gemiddelde.",
    tornado_of_draws: "De balken zijn afgeleid uit de trekkingen van deze berekening; het toeval en de andere aannames zijn uitgemiddeld. Aannames die samenhangen, dragen elkaars invloed mee.",
    tornado_simulated: "De balken zijn apart gesimuleerd: steeds is één aanname verschoven.",
    tornado_left_out: "{outcome}: van de {quantities} aannames {clear:steekt er 1 boven haar rekenfout|steken er {clear} boven hun rekenfout} uit ({shown} getoond); {unclear:de andere is|de andere {unclear} zijn} weggelaten.",
    tornado_cost: "Verschil in kosten voor de gemeente",
    tornado_value: "Netto contante waarde voor de samenleving",
    tornado_heads: [
        "Aanname",
        "Uitkomst",
        "Lage waarde (5%)",
        "Verschuiving bij laag",
        "Hoge waarde (95%)",
        "Verschuiving bij hoog",
        "Verschil hoog en laag",
    ],
    key_low: "aanname laag (5%)",
    key_high: "aanname hoog (95%)",
    plane: FigureWords {
        title: "Meer kosten, meer effect?",
        reading: "Elk puntje is een trekking ({dots} getoond van de {draws}): het extra effect ({effect}) en de extra kosten voor de gemeente, ten opzichte van het nulalternatief in het kruispunt. {meaning} De ovaal bevat 90% van alle trekkingen; de letter staat bij het gemiddelde.",
        line: "{name}: gemiddeld {cost} (rekenfout ± {cost_error}) aan extra kosten en {effect} {unit} (± {effect_error}) extra.",
    },
    quadrants: [
        "duurder en beter",
        "goedkoper en beter",
        "goedkoper en slechter",
        "duurder en slechter",
    ],
    mostly: "In {chance} van de trekkingen {quadrant}.",
    not_from_zero: "Binnen de rekenfout niet te onderscheiden van nul: {list}.",
    no_extra: "Kosten en effect zijn in elke trekking precies gelijk aan die van het nulalternatief.",
    extra_cost: "extra kosten",
    extra_effect: "extra effect",
    qaly: "QALY",
    qaly_meaning: "Een QALY is een levensjaar in goede gezondheid.",
    matrix_point: "matrixpunt",
    matrix_point_meaning: "Een matrixpunt is één stap vooruit op de zelfredzaamheid-matrix, van gesprek tot afsluiting.",
    acceptability: FigureWords {
        title: "Welk alternatief is het beste, en hoe zeker is dat?",
        reading: "De kans dat een alternatief het beste is, bij wat een eenheid effect ({effect}) mag kosten. {meaning} De grijze band volgt het alternatief met de hoogste verwachte opbrengst, waar dat twee keer de rekenfout voor ligt op alle andere: dat hoeft niet het alternatief met de grootste kans te zijn. Hier tellen alleen dit effect en de kosten voor de gemeente; wat andere partijen winnen of verliezen telt niet mee, dus een ander alternatief kan de hoogste netto contante waarde hebben.",
        line: "{name}: bij {at} per {effect} de beste met een kans van {chance} ({low} tot {high}).",
    },
    chance_of_best: "kans de beste te zijn",
    willingness: "wat een eenheid effect mag kosten ({unit} per {effect})",
    per_unit: "Euro per {effect} (* hoogste verwachte opbrengst, buiten de rekenfout)",
    key_frontier: "hoogste verwachte opbrengst, buiten de rekenfout",
    above_half: "Dat is ook aan de voorzichtige kant meer dan de helft.",
    reserve_curve: FigureWords {
        title: "Benodigde reserve bij elke zekerheid",
        reading: "Hoe zekerder de gemeente wil zijn dat de reserve genoeg is, hoe groter zij moet zijn. De streepjes zijn het 90%-interval van de rekenfout.",
        line: "{name}: bij {certainty} zekerheid {pooled} in één reserve, of {separate} voor elk gebied apart.",
    },
    pooling_saves: "Verevening scheelt ongeveer {gain}.",
    pooled: "één reserve voor alle gebieden",
    separate: "voor elk gebied apart, opgeteld",
    certainty_axis: "zekerheid dat de reserve genoeg is",
    flow: FigureWords {
        title: "Huishoudens door de stappen van het team",
        reading: "Aantallen over de hele looptijd (gemiddelden), voor {names}. De breedte van een balk is het aantal. Een gekleurde baan loopt alleen waar elk huishouden geteld is. Hoe vaak een arrangement is opgesteld of ingevuld (stap 4 en 5) is niet geteld.",
        line: "{name}: {onsets} keer ontstond een behoefte, {reported} daarvan werd gemeld, en {queued} van de meldingen ging naar een gesprek; aan het eind wachtten {waiting} huishoudens.",
    },
    flow_head: "Stap",
    flow_parts: [
        "behoefte ontstaan",
        "niet (of nog niet) gemeld",
        "gemeld",
        "enkelvoudig",
        "sectoraal",
        "complex",
        "naar een gesprek",
        "gesprekken gevoerd",
        "wacht aan het eind",
        "afgesloten",
    ],
    flow_steps: [
        "Behoefte",
        "1 Aanmelding",
        "2 Oriëntatie",
        "3 Gesprek",
        "6 Uitvoering",
        "7 Monitoring",
    ],
    flow_gesprek_note: "Ook wie na enkelvoudige hulp terugkomt, krijgt een gesprek. Hoeveel dat er zijn, en wie al wachtend uitviel, is niet geteld.",
    flow_delivery_note: "In huishoudmaanden, dus met een eigen schaal: lange hulp telt zwaarder.",
    flow_closed_note: "Afgesloten bij een herbeoordeling; langs welke weg is niet geteld.",
    rungs: ["eigen kracht", "netwerk", "voorliggend", "maatwerk", "specialistisch"],
};

pub const MORE_EN: MoreChartWords = MoreChartWords {
    benefit_over_time: FigureWords {
        title: "When does an alternative pay off for society?",
        reading: "Each panel shows one alternative: benefits minus costs against the reference, added up since the start and discounted. Above the dashed line is a gain so far, below it a loss.",
        line: "{name}: the median is {median} at the end, 90% interval {low} to {high}.",
    },
    key_zero: "zero: no gain or loss",
    stakeholders: FigureWords {
        title: "Who pays and who gains",
        reading: "Net present value by party (means), against the reference. Gains stand to the right of zero, losses to the left. The dot below is all parties together, with the 90% interval; an open dot means that the interval holds zero.",
        line: "{name}: all parties together {mean}, 90% interval {low} to {high}.",
    },
    gains_most: "{party} gains most: about {amount}.",
    loses_most: "{party} loses most: about {amount}.",
    gains_unclear: "Which party gains most cannot be told within the error.",
    loses_unclear: "Which party loses most cannot be told within the error.",
    key_total: "all parties together, with 90% interval",
    total: "together",
    heat_map: FigureWords {
        title: "In which month is the area budget spent?",
        reading: "By area the chance (in %) that by the end of the month in {year} more is spent than the whole budget of the year. The darker, the higher the chance; empty is 0%.",
        line: "{name}: {total:|in {count} of the {total} areas }the chance that the budget is spent before the year ends is above a half, for the first time in {month}.",
    },
    heat_map_none: "{name}: {total:it is not certain|in none of the {total} areas is it certain} that the chance of spending the whole budget is above a half.",
    tornado: FigureWords {
        title: "Which assumptions matter most?",
        reading: "About {alternative}, compared with the reference. Each bar is an uncertain assumption: how far the expected outcome moves where it is low (its 5% value) or high (its 95% value). At the right stands the difference between high and low, with its Monte Carlo error.",
        line: "{outcome}: depends most on {quantity}; from {from} to {to} the outcome moves from {low} to {high} against its mean.",
    },
    tornado_unclear: "{outcome}: on which assumption it depends most cannot be told within the error; the largest estimated change is that of {quantity}: from {from} to {to} the outcome moves from {low} to {high} against its mean.",
    tornado_of_draws: "The bars are read from the draws of this run, with chance and the other assumptions averaged out. Assumptions that are correlated carry what the others do.",
    tornado_simulated: "The bars were simulated: each time one assumption was moved.",
    tornado_left_out: "{outcome}: of the {quantities} assumptions {clear:1 stands out from its error|{clear} stand out from their error} ({shown} shown); {unclear:the other is|the other {unclear} are} left out.",
    tornado_cost: "Difference in municipal cost",
    tornado_value: "Net present value to society",
    tornado_heads: [
        "Assumption",
        "Outcome",
        "Low value (5%)",
        "Change at low",
        "High value (95%)",
        "Change at high",
        "High minus low",
    ],
    key_low: "assumption low (5%)",
    key_high: "assumption high (95%)",
    plane: FigureWords {
        title: "More cost, more effect?",
        reading: "Each small dot is a draw ({dots} of {draws} shown): extra effect ({effect}) and extra cost to the municipality, against the reference where the axes cross. {meaning} The oval holds 90% of all draws; the letter stands at the mean.",
        line: "{name}: {cost} (error ± {cost_error}) of extra cost and {effect} {unit} (± {effect_error}) extra on average.",
    },
    quadrants: ["dearer and better", "cheaper and better", "cheaper and worse", "dearer and worse"],
    mostly: "In {chance} of the draws {quadrant}.",
    not_from_zero: "Not to be told from zero within the error: {list}.",
    no_extra: "In every draw cost and effect are exactly those of the reference.",
    extra_cost: "extra cost",
    extra_effect: "extra effect",
    qaly: "QALY",
    qaly_meaning: "A QALY is a year of life in good health.",
    matrix_point: "matrix point",
    matrix_point_meaning: "A matrix point is one step up on the Zelfredzaamheid-Matrix, from gesprek to closing.",
    acceptability: FigureWords {
        title: "Which alternative is best, and how sure is that?",
        reading: "The chance that an alternative is the best, by what a unit of effect ({effect}) may cost. {meaning} The grey band follows the alternative with the highest expected net benefit, where it leads all others by twice the error: that need not be the one with the highest chance. Only this effect and municipal cost count here; what other parties gain or lose does not, so another alternative may have the highest net present value.",
        line: "{name}: at {at} per {effect} the best with a chance of {chance} ({low} to {high}).",
    },
    chance_of_best: "chance of being the best",
    willingness: "what a unit of effect may cost ({unit} per {effect})",
    per_unit: "Euro per {effect} (* highest expected net benefit, beyond the error)",
    key_frontier: "highest expected net benefit, beyond the error",
    above_half: "Even on the cautious side that is more than a half.",
    reserve_curve: FigureWords {
        title: "Required reserve at every certainty",
        reading: "The surer the municipality wants to be that the reserve is enough, the larger it must be. The bars are the 90% interval of the Monte Carlo error.",
        line: "{name}: at {certainty} certainty {pooled} in one reserve, or {separate} for every area on its own.",
    },
    pooling_saves: "Pooling saves about {gain}.",
    pooled: "one reserve for all areas",
    separate: "for every area on its own, added up",
    certainty_axis: "certainty that the reserve is enough",
    flow: FigureWords {
        title: "Households through the steps of the team",
        reading: "Numbers over the whole run (means), for {names}. The width of a bar is the number. A coloured band runs only where every household is counted. How often an arrangement was decided on or filled in (steps 4 and 5) is not counted.",
        line: "{name}: a need arose {onsets} times, {reported} of them were reported, and {queued} of the reports went to a gesprek; {waiting} households waited at the end.",
    },
    flow_head: "Step",
    flow_parts: [
        "needs arose",
        "not reported (yet)",
        "reported",
        "simple",
        "sectoral",
        "complex",
        "to a gesprek",
        "gesprekken held",
        "waiting at the end",
        "closed",
    ],
    flow_steps: [
        "Need",
        "1 Aanmelding (report)",
        "2 Oriëntatie",
        "3 Gesprek",
        "6 Uitvoering (delivery)",
        "7 Monitoring",
    ],
    flow_gesprek_note: "Those who come back after simple support have a gesprek too. How many these are, and who dropped out of the queue, is not counted.",
    flow_delivery_note: "In household-months, so on a scale of its own: long support weighs more.",
    flow_closed_note: "Closed at a review; by which road is not counted.",
    rungs: [
        "own strength",
        "network",
        "general provisions",
        "individual support",
        "specialist support",
    ],
};
