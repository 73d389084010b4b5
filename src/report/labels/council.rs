//! Layer 6. The words of the sections for a council: alternatives, inhabitants, taakvelden, costs and benefits, certainty,
//! stress tests and limits; one struct for both languages.

/// A key of the scenario with what it is in words.
pub type SetupWords = &'static [(&'static str, &'static str)];

/// Headings, captions and templates.
#[derive(Debug)]
pub struct CouncilWords {
    /// Ways of financing, by key: whole sentences.
    pub financing: SetupWords,
    /// Ways of paying, by key: behind a colon.
    pub payment: SetupWords,
    /// Parts of the programme, by key.
    pub items: SetupWords,
    /// `one|several`.
    pub points: &'static str,
    pub question: &'static str,
    /// `{municipality} {count} {first} {last}`.
    pub question_text: &'static str,
    /// `{title} {setups} {assumptions}`: title of the nulalternatief, and of two chapters.
    pub reference_text: &'static str,
    pub not_a_forecast: &'static str,
    pub setups: &'static str,
    /// `{year}`.
    pub starts: &'static str,
    /// `{payment}`: a sentence.
    pub paid_first_line: &'static str,
    pub paid_specialist: &'static str,
    /// `{count} {total}`.
    pub changed: &'static str,
    pub changes_reading: &'static str,
    pub changes_caption: &'static str,
    pub setting: &'static str,
    pub inhabitants: &'static str,
    pub inhabitants_reading: &'static str,
    pub effects_caption: &'static str,
    pub effect: &'static str,
    pub matrix_points: &'static str,
    pub source: &'static str,
    pub not_priced: &'static str,
    pub taakvelden: &'static str,
    pub taakvelden_reading: &'static str,
    /// `{name}`: of the alternative.
    pub taakvelden_caption: &'static str,
    pub taakveld: &'static str,
    pub budget: &'static str,
    pub actual: &'static str,
    pub balance: &'static str,
    /// `{chance}`.
    pub nadeel_chance: &'static str,
    pub settlement: &'static str,
    pub all_taakvelden: &'static str,
    pub reserve_row: &'static str,
    pub result_row: &'static str,
    pub society: &'static str,
    pub society_reading: &'static str,
    /// `{unit}`.
    pub totals_caption: &'static str,
    pub for_society: &'static str,
    pub for_purse: &'static str,
    pub costs: &'static str,
    pub benefits: &'static str,
    pub net: &'static str,
    pub ratio_caption: &'static str,
    pub ratio: &'static str,
    pub payback: &'static str,
    /// `{years}`.
    pub years: &'static str,
    pub more_than_run: &'static str,
    /// `{chance}`.
    pub never: &'static str,
    pub dominant: &'static str,
    /// `{value}`.
    pub saving: &'static str,
    pub dominated: &'static str,
    /// Where draws differ too much in kind for a ratio.
    pub not_clear: &'static str,
    pub within_error: &'static str,
    /// `{kind} {chance}`.
    pub kind_share: &'static str,
    /// `{chance}`.
    pub draws_share: &'static str,
    /// `{chance} {low} {high}`.
    pub bounded: &'static str,
    /// `{what}` may change either way; `{above}` is the chance that it gets longer.
    pub open: &'static str,
    /// What holds for every run of the model, and must be read before any figure.
    pub caveats: [&'static str; 2],
    pub unsourced: &'static str,
    pub the_wait: &'static str,
    pub the_crisis: &'static str,
    /// No quantity is worth knowing beyond its error.
    pub none_worth: &'static str,
    /// `{total}`: of quantities that were looked at, none of which stands out.
    pub none_stands_out: &'static str,
    /// `{unclear} {total}`.
    pub unclear_left_out: &'static str,
    /// Whether the level of the results was fitted to what was observed.
    pub calibrated: &'static str,
    pub not_calibrated: &'static str,
    /// Directly above the tables by taakveld.
    pub taakvelden_key: &'static str,
    /// `{unit}`.
    pub items_caption: &'static str,
    pub item: &'static str,
    /// `{unit}`.
    pub transfers_caption: &'static str,
    /// `{item} {from} {to}`.
    pub transfer: &'static str,
    pub variants_reading: &'static str,
    /// `{unit}`.
    pub variants_caption: &'static str,
    pub variant: &'static str,
    pub as_run: &'static str,
    /// `{rate}`: a percentage.
    pub discount_rate: &'static str,
    /// `{years}`.
    pub first_years: &'static str,
    /// `{factor}`.
    pub effect_size: &'static str,
    pub certainty: &'static str,
    pub certainty_reading: &'static str,
    pub best_caption: &'static str,
    /// `{unit}`.
    pub behind_caption: &'static str,
    pub best_for: &'static str,
    /// `{looker}`.
    pub chance_best: &'static str,
    /// `{looker}`.
    pub behind: &'static str,
    /// `{amount} {se}`.
    pub evpi: &'static str,
    pub evpi_zero: &'static str,
    /// The same where several are equal in all draws.
    pub evpi_same: &'static str,
    /// `{name}`.
    pub worth_reading: &'static str,
    /// `{shown} {total} {unit}`.
    pub worth_caption: &'static str,
    /// Assumption, share of the spread, value of knowing.
    pub worth_heads: [&'static str; 3],
    pub too_large: &'static str,
    pub too_few_for_worth: &'static str,
    pub stress: &'static str,
    /// `{draws}`.
    pub stress_reading: &'static str,
    pub stress_none: &'static str,
    pub stress_not_run: &'static str,
    /// `{title} {year}`.
    pub stress_item: &'static str,
    /// `{command}`.
    pub stress_command: &'static str,
    /// `{title} {year}`.
    pub stress_caption: &'static str,
    pub do_not_conclude: &'static str,
    pub do_not_list: &'static [&'static str],
    /// `{text}`.
    pub leaves_out: &'static str,
    pub scale_title: &'static str,
    pub scale: &'static str,
    /// `{list} {likely}`.
    pub gains: &'static str,
    /// `{list} {likely}`.
    pub losses: &'static str,
    pub no_parties: &'static str,
    pub same_parties: &'static str,
    /// `{party} {amount}`.
    pub about: &'static str,
    /// `{looker} {name} {likely} {chance}`.
    pub best_likely: &'static str,
    /// `{looker} {name} {chance}`.
    pub best_on_average: &'static str,
    /// `{looker} {name} {next}`.
    pub best_unclear: &'static str,
    /// `{looker} {name} {next}`: exactly as good in all draws.
    pub best_same: &'static str,
    pub looker_society: &'static str,
    pub looker_purse: &'static str,
    /// `{day} {month} {year}`.
    pub dated: &'static str,
    /// Whole names.
    pub months: [&'static str; 12],
    pub hash_library: &'static str,
    pub hash_posterior: &'static str,
    /// `{file}`.
    pub hash_table: &'static str,
    pub hash_stress: &'static str,
}

impl CouncilWords {
    /// What a key of the scenario is in words; the key itself where there are none.
    pub fn of(words: SetupWords, key: &str) -> &str {
        words.iter().find(|(own, _)| *own == key).map_or(key, |(_, shown)| *shown)
    }
}
