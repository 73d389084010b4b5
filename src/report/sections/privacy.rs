//! Layer 6. Who the households are, what of the report is real, and how far small numbers are kept out of it.

use super::Built;
use crate::report::charts::Context;
use crate::report::document::{Block, Section};
use crate::report::view::Lang;

struct Words {
    title: &'static str,
    synthetic: &'static str,
    real: &'static str,
    suppressed: &'static str,
    exact: &'static str,
    together: &'static str,
    no_secret: &'static str,
}

const NL: Words = Words {
    title: "Synthetische huishoudens en privacy",
    synthetic: "De huishoudens in deze berekening zijn synthetisch. Het programma trekt ze met toeval uit aantallen en aandelen \
                per gebied. Er gaan geen gegevens van personen in, en er komen er dus ook geen uit. Een aantal per gebied is \
                een uitkomst van het model, en geen waarneming.",
    real: "Echt zijn alleen de gegevens waarmee het model begint: hoeveel huishoudens er zijn, hun kenmerken als aandelen, \
           tarieven en budgetten, en soms het waargenomen aantal cliënten waarop het model is afgesteld. Die staan in het \
           scenario en, met hun bron, bij de aannames. Het programma laat daar niets uit weg. Wie zelf waargenomen aantallen \
           invult, controleert of er geen aantallen onder de 10 bij zijn.",
    suppressed: "Aantallen huishoudens onder de 10 staan niet in dit rapport, en zijn ook niet uit de andere aantallen in dit \
                 rapport af te leiden. Bekend is dan alleen dat het er minder dan 10 kunnen zijn. Dat is om te voorkomen dat \
                 iemand in een klein aantal bestaande mensen zoekt.",
    exact: "Dit rapport is voor gebruik binnen de organisatie: kleine aantallen staan er zoals ze zijn. Het is niet bedoeld om \
            te publiceren.",
    together: "Dit geldt voor één rapport. Twee rapporten over dezelfde gemeente met een andere indeling in gebieden, een \
               gebied meer of minder, of andere jaren kunnen van elkaar worden afgetrokken. Publiceer daarom steeds dezelfde \
               indeling en dezelfde jaren, of publiceer maar één rapport met aantallen per gebied.",
    no_secret: "Geheim zijn de kleine aantallen niet: wie het scenario heeft, kan ze narekenen. Zij zeggen ook dan niets over \
                bestaande mensen.",
};

const EN: Words = Words {
    title: "Synthetic households and privacy",
    synthetic: "The households in this calculation are synthetic. The program draws them by chance from numbers and shares by \
                area. No data of persons go in, so none come out. A number by area is a result of the model, and no \
                observation.",
    real: "Only the data that the model begins with are real: how many households there are, their characteristics as shares, \
           tariffs and budgets, and sometimes the observed number of clients on which the model was calibrated. They are in \
           the scenario and, with their source, among the assumptions. The program leaves nothing out there. Who enters \
           observed numbers must see to it that none under 10 are among them.",
    suppressed: "Numbers of households under 10 are not in this report, and cannot be worked out from the other numbers in it. \
                 All that is known then is that there may be fewer than 10. This is to keep people from looking for persons \
                 in a small number.",
    exact: "This report is for use inside the organisation: small numbers are shown as they are. It is not meant to be \
            published.",
    together: "This holds for one report. Two reports on the same municipality with other areas, one area more or less, or \
               other years can be subtracted from each other. So always publish the same areas and years, or publish one \
               report with numbers by area only.",
    no_secret: "The small numbers are no secret: who has the scenario can calculate them. Even then they say nothing of real \
                people.",
};

pub fn section(context: &Context<'_>) -> Built {
    let words = if context.view.lang == Lang::Nl { &NL } else { &EN };
    let small: &[&str] = match context.view.areas.exact {
        true => &[words.exact],
        false => &[words.suppressed, words.together, words.no_secret],
    };
    let texts = [words.synthetic, words.real].into_iter().chain(small.iter().copied());
    Ok(Some(Section {
        id: "privacy",
        title: words.title.to_owned(),
        blocks: texts.map(Block::paragraph).collect(),
    }))
}
