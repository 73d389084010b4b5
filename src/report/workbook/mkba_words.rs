//! Layer 6. The words of the MKBA sheet and of the data dictionary, in Dutch and in English.

use super::Kind;
use crate::mkba::Item;
use crate::report::view::Lang;

/// The words of one language.
#[derive(Debug)]
pub struct MkbaWords {
    pub sheet: &'static str,
    pub title: &'static str,
    pub notes: &'static [&'static str],
    /// Head and meaning: what, payer, receiver, unit, value.
    pub columns: [(&'static str, &'static str); 5],
    /// `{year}`.
    pub year_meaning: &'static str,
    /// Present value, as in the report, difference.
    pub ends: [(&'static str, &'static str); 3],
    pub rate: &'static str,
    pub base_year: &'static str,
    pub year: &'static str,
    pub factor: &'static str,
    pub prices: &'static str,
    /// `{unit}`.
    pub per: &'static str,
    /// `{effect}`.
    pub correction: &'static str,
    pub share: &'static str,
    /// `{alternative}`.
    pub project: &'static str,
    /// `{effect}`.
    pub avoided: &'static str,
    pub euro: &'static str,
    /// `{party}`.
    pub balance: &'static str,
    pub net: &'static str,
    pub joint: &'static str,
    pub net_with_joint: &'static str,
    pub error: &'static str,
    pub item: fn(Item) -> &'static str,
    /// Heads and meanings of the columns that the data dictionary adds: unit and source.
    pub dictionary: [(&'static str, &'static str); 2],
    pub kind: fn(Kind) -> &'static str,
    /// Where the columns of the MKBA sheet come from.
    pub source: &'static str,
    /// Where names and words come from, and everything on the sheet of assumptions.
    pub scenario: &'static str,
    /// Where other numbers come from.
    pub draws: &'static str,
}

impl MkbaWords {
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }
}

const NL: MkbaWords = MkbaWords {
    sheet: "MKBA met formules",
    title: "De MKBA om na te rekenen",
    notes: &[
        "Gele cellen kunt u wijzigen: de discontovoet, de prijzen, de aandelen en de aantallen. Alles wat daaruit volgt, is een formule.",
        "Alle getallen zijn gemiddelden over de trekkingen, verschil met het nulalternatief: plus is minder dan in het nulalternatief, dus een voordeel voor wie betaalt.",
        "De MKBA is rechtlijnig in aantallen en prijzen, maar het gemiddelde van een product is niet het product van de gemiddelden als beide onzeker zijn. Ook tellen correcties voor optimisme alleen bij voordelen, en wijkt een getrokken gemiddelde iets af van het verwachte. Wat dat scheelt, staat in de kolom Verschil en in een eigen rij.",
    ],
    columns: [
        ("Post", "Waarover de rij gaat"),
        ("Betaalt", "Wie minder betaalt dan in het nulalternatief; bij een min: meer"),
        ("Ontvangt", "Wie dat geld dan niet ontvangt; leeg als het naar niemand in de tabel gaat"),
        ("Eenheid", "Eenheid van de getallen in de rij"),
        ("Waarde", "Discontovoet, prijs per eenheid, of aandeel in de waarde van een effect"),
    ],
    year_meaning: "Bedrag of aantal in {year}, niet verdisconteerd",
    ends: [
        ("Contante waarde", "Som over de jaren van bedrag maal discontofactor, in euro (formule)"),
        ("Zoals in het verslag", "Gemiddelde contante waarde over alle trekkingen, in euro"),
        (
            "Verschil",
            "Verslag min formule, in euro: door onzekerheden die samen bewegen, of door wat u wijzigde",
        ),
    ],
    rate: "Discontovoet (reëel, per jaar)",
    base_year: "Basisjaar",
    year: "Jaar",
    factor: "Discontofactor",
    prices: "Prijs per effect",
    per: "euro per {unit}",
    correction: "{effect}: deel van een voordeel dat meetelt (optimisme)",
    share: "deel",
    project: "Alternatief: {alternative}",
    avoided: "{effect}: minder dan in het nulalternatief",
    euro: "euro",
    balance: "Saldo {party}",
    net: "Netto contante waarde voor de samenleving",
    joint: "Verschil door onzekerheden die samen bewegen (vast bedrag)",
    net_with_joint: "Netto contante waarde met dat verschil",
    error: "Rekenfout van de netto contante waarde (±)",
    item: |item| match item {
        Item::Provisions => "Hulp en voorzieningen, tegen kostprijs",
        Item::ProviderMargin => "Marge van aanbieders",
        Item::EigenBijdrage => "Eigen bijdragen",
        Item::Administration => "Administratie",
        Item::Team => "Wijkteams",
        Item::ConsortiumResult => "Resultaat van het consortium",
        Item::InformalCare => "Mantelzorg en hulp uit het netwerk",
        Item::Effect(_) => "Effect",
    },
    dictionary: [
        ("Eenheid", "In welke eenheid de kolom staat"),
        ("Bron", "Waar de getallen vandaan komen"),
    ],
    kind: |kind| match kind {
        Kind::Text => "tekst",
        Kind::Number => "getal, in de eenheid van de rij of de kop",
        Kind::Share => "deel van 1, getoond als percentage",
        Kind::Year => "kalenderjaar of maand",
        Kind::Factor => "getal zonder eenheid",
    },
    source: "Gele cellen: gemiddelden over de trekkingen, en prijzen, rente en betalers uit het scenario; de rest zijn formules",
    scenario: "Het scenario; bij aannamen staat de bron in de kolom daarvoor",
    draws: "Berekend uit de trekkingen van deze berekening",
};

const EN: MkbaWords = MkbaWords {
    sheet: "MKBA with formulas",
    title: "The MKBA to check the sums",
    notes: &[
        "Yellow cells can be changed: discount rate, prices, shares and volumes. All that follows from them is a formula.",
        "All numbers are means over the draws, as a difference with the nulalternatief: plus is less than in the nulalternatief, so a gain for who pays.",
        "The MKBA is linear in volumes and prices, but the mean of a product is not the product of the means where both are uncertain. Corrections for optimism fall on gains only, and a drawn mean is not quite the expected one. What that makes is in the column Difference and in a row of its own.",
    ],
    columns: [
        ("Item", "What the row is about"),
        ("Payer", "Who pays less than in the nulalternatief; with a minus: more"),
        ("Receiver", "Who does not receive that money then; empty where no one in the table does"),
        ("Unit", "Unit of the numbers in the row"),
        ("Value", "Discount rate, price per unit, or share in the value of an effect"),
    ],
    year_meaning: "Amount or volume in {year}, not discounted",
    ends: [
        ("Present value", "Sum over the years of amount times discount factor, in euro (formula)"),
        ("As in the report", "Mean present value over all draws, in euro"),
        (
            "Difference",
            "Report minus formula, in euro: by uncertainties that move together, or by what you changed",
        ),
    ],
    rate: "Discount rate (real, per year)",
    base_year: "Base year",
    year: "Year",
    factor: "Discount factor",
    prices: "Price of each effect",
    per: "euro per {unit}",
    correction: "{effect}: part of a gain that counts (optimism)",
    share: "part",
    project: "Alternative: {alternative}",
    avoided: "{effect}: less than in the nulalternatief",
    euro: "euro",
    balance: "Balance of {party}",
    net: "Net present value for society",
    joint: "Difference by joint uncertainty (fixed amount)",
    net_with_joint: "Net present value with that difference",
    error: "Error of the net present value (±)",
    item: |item| match item {
        Item::Provisions => "Provisions, at what delivery costs",
        Item::ProviderMargin => "Margins of providers",
        Item::EigenBijdrage => "Eigen bijdragen",
        Item::Administration => "Administration",
        Item::Team => "Teams",
        Item::ConsortiumResult => "Result of the consortium",
        Item::InformalCare => "Informal care",
        Item::Effect(_) => "Effect",
    },
    dictionary: [
        ("Unit", "In which unit the column is"),
        ("Source", "Where the numbers come from"),
    ],
    kind: |kind| match kind {
        Kind::Text => "text",
        Kind::Number => "number, in the unit of the row or the head",
        Kind::Share => "part of 1, shown as a percentage",
        Kind::Year => "calendar year or month",
        Kind::Factor => "number without a unit",
    },
    source: "Yellow cells: means over the draws, and prices, rate and payers of the scenario; the rest are formulas",
    scenario: "The scenario; assumptions have a column for their source",
    draws: "Computed from the draws of this run",
};
