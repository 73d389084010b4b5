//! What a reader of the summary should know of its errors, each with what would help: few draws, designs, and chance
//! that is not told apart from uncertain quantities.

use crate::analysis::{
    Draws, ENOUGH_BEYOND, ENOUGH_EVENTS, FEW_EVENTS, FEWEST_BATCHES, FewBeyond, FewEvents, Shortage,
};
use crate::study::SampleTable;
use crate::tables::RunManifest;

/// Draws of chance for each row that tell chance from quantities.
const REPLICATIONS: u64 = 5;
/// Batches that tell the error of a design.
const BATCHES: usize = 20;
/// Rows beyond a 5% or 95% below which it has no error: 59 rows are the fewest with one.
const FEWEST_BEYOND: f64 = 0.05 * 59.0;

/// One sentence each, the most important first; none of one draw.
pub fn notes(manifest: &RunManifest, table: &SampleTable) -> Vec<String> {
    if table.draws.len() < 2 {
        return Vec::new();
    }
    let shortage = Shortage::of(table);
    let quantiles = shortage.quantiles.map(|known| few_beyond(&known));
    let chances = shortage.chances.map(|known| few_events(table, &known));
    quantiles
        .into_iter()
        .chain(chances)
        .chain(design(manifest, table))
        .chain(replications(manifest, table))
        .collect()
}

fn few_beyond(known: &FewBeyond) -> String {
    let unknown = match known.beyond < FEWEST_BEYOND {
        true => ", too few to tell their errors",
        false => "",
    };
    format!(
        "5% and 95% rest on {} beyond each of them{unknown}; --draws {} gives {ENOUGH_BEYOND:.0}",
        counted(known.beyond),
        known.needed
    )
}

/// Some draws, or parts of one: "2.5 draws".
fn counted(draws: f64) -> String {
    let rounded = (draws * 10.0).round() / 10.0;
    format!("{rounded} {}", if rounded == 1.0 { "draw" } else { "draws" })
}

/// A share in percent with about two digits.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = match percent {
        _ if percent >= 9.95 => 0,
        _ if percent >= 0.995 => 1,
        _ => 2,
    };
    format!("{percent:.decimals$}%")
}

fn few_events(table: &SampleTable, known: &FewEvents) -> String {
    let FewEvents { few, all, rarest, needed } = known;
    let draws = table.draws.len();
    let area = &table.header.areas[rarest.area];
    let alternative = &table.header.alternatives[rarest.alternative].id;
    let (what, bound) = match rarest.chance.p < 0.5 {
        true => ("an overrun", rarest.chance.high),
        false => ("no overrun", 1.0 - rarest.chance.low),
    };
    let which = format!(
        "{few} of {all} chances of overrun rest on fewer than {FEW_EVENTS:.0} draws: {area} under {alternative} \
         has {what} in"
    );
    if rarest.events < 1e-9 {
        let (now, then) = (percent(bound), percent(bound / 10.0));
        return format!(
            "{which} 0 of {draws}, so its chance may be as much as {now}; --draws {needed} without one would make \
             that {then}"
        );
    }
    let events = (rarest.events * 10.0).round() / 10.0;
    format!("{which} {events} of {draws}; --draws {needed} would have some {ENOUGH_EVENTS:.0}")
}

/// Whether errors are those of the design.
fn design(manifest: &RunManifest, table: &SampleTable) -> Option<String> {
    if manifest.central {
        return None;
    }
    let of_draws = Draws::of(table);
    if let Some(posterior) = &manifest.posterior {
        let more = match table.draws.len() as f64 > posterior.effective {
            true => "; more draws do not make them smaller than the posterior is worth",
            false => "",
        };
        return Some(format!(
            "draws take rows of a posterior, and errors count draws of one row together{more}"
        ));
    }
    if let Some(batches) = of_draws.batches() {
        return Some(format!(
            "errors come from {} independent designs ({}), those of chances from draws",
            batches.count(),
            manifest.method
        ));
    }
    match manifest.batches {
        _ if manifest.method == "random" => None,
        1 => Some(format!(
            "errors are those of independent draws, for {} rather too large than too small; --batches \
             {BATCHES} tells those of the design",
            manifest.method
        )),
        _ => Some(format!(
            "errors are those of independent draws, for {} rather too large than too small: it takes at \
             least {FEWEST_BATCHES} whole batches to tell those of the design",
            manifest.method
        )),
    }
}

fn replications(manifest: &RunManifest, table: &SampleTable) -> Option<String> {
    let apart = !Draws::of(table).clusters().are_single();
    (!manifest.central && !apart).then(|| {
        format!(
            "how much of the spread is chance is not told apart; --replications {REPLICATIONS} does that"
        )
    })
}

/// The notes as a block on screen.
pub fn text(notes: &[String]) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let lines: String = notes.iter().map(|note| wrapped(note)).collect();
    format!("\nnotes\n{lines}")
}

/// A note in lines of at most a hundred letters, the second and later ones indented further.
fn wrapped(note: &str) -> String {
    let mut text = String::new();
    let mut line = "  -".to_owned();
    for word in note.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > 100 {
            text.push_str(&line);
            text.push('\n');
            line = "   ".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    text + &line + "\n"
}
