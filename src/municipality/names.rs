//! From what a user calls a municipality to its code: other spellings, other names, mergers, did you mean.

use std::collections::BTreeMap;
use std::fmt;

use super::data::OpenData;

/// Why a name leads to no municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No municipality has this name; those that look most like it.
    Unknown { name: String, near: Vec<String> },
    /// It is no more since `year`.
    Merged { name: String, year: i32, successor: String, also: String },
    /// Several municipalities have this name, up to what stands in parentheses.
    Ambiguous { name: String, candidates: Vec<String> },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, .. } => {
                write!(f, "there is no municipality {name:?} in the CBS data")
            }
            Self::Merged { name, year, successor, also } => {
                write!(
                    f,
                    "{name} is no municipality any more: since {year} it is part of {successor}"
                )?;
                if also.is_empty() { Ok(()) } else { write!(f, " (parts went to {also})") }
            }
            Self::Ambiguous { name, .. } => {
                write!(f, "more than one municipality is called {name:?}")
            }
        }
    }
}

impl NameError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { near, .. } if near.is_empty() => Some(
                "`wijkraming data show cbs_kwb_gemeenten_panel_2012_2024` has all names".to_owned(),
            ),
            Self::Unknown { near, .. } => {
                let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
                Some(format!("did you mean {}?", quoted.join(" or ")))
            }
            Self::Merged { successor, .. } => Some(format!("--municipality {successor:?}")),
            Self::Ambiguous { candidates, .. } => {
                Some(format!("write one of {}", candidates.join(", ")))
            }
        }
    }
}

impl std::error::Error for NameError {}

/// Names of today's municipalities by code, as the newest year spells them.
pub fn names_of_today(data: &OpenData) -> BTreeMap<&str, &str> {
    let newest = data.gemeenten.iter().map(|row| row.year).max();
    let rows = data.gemeenten.iter().filter(|row| Some(row.year) == newest);
    rows.map(|row| (row.code.as_str(), row.name.as_str())).collect()
}

/// The code and name of the municipality that the user calls `name`: a name with or without capitals, accents and
/// what stands in parentheses, another usual name, or a code.
///
/// # Errors
/// See [`NameError`].
pub fn find(data: &OpenData, name: &str) -> Result<(String, String), NameError> {
    let today = names_of_today(data);
    let of_code = |code: &str| today.get(code).map(|own| (code.to_owned(), (*own).to_owned()));
    let wanted = plain(name);
    let matching = |form: &dyn Fn(&str) -> String| -> Vec<&str> {
        let all = today.iter().filter(|(_, own)| form(own) == wanted);
        all.map(|(code, _)| *code).collect()
    };
    let exact = matching(&plain);
    let bare = matching(&|own| plain(without_parentheses(own)));
    let found = if exact.is_empty() { bare } else { exact };
    if let [code] = found[..] {
        return of_code(code).ok_or_else(|| unknown(data, name));
    }
    if found.len() > 1 {
        let candidates = found.iter().map(|code| format!("{:?}", today[code])).collect();
        return Err(NameError::Ambiguous { name: name.to_owned(), candidates });
    }
    by_other_name(data, name, &wanted).unwrap_or_else(|| Err(unknown(data, name)))
}

/// Codes, aliases, older spellings and municipalities that merged.
fn by_other_name(
    data: &OpenData,
    name: &str,
    wanted: &str,
) -> Option<Result<(String, String), NameError>> {
    let today = names_of_today(data);
    let code = name.trim().to_uppercase();
    let code = if code.starts_with("GM") { code } else { format!("GM{code:0>4}") };
    let alias = data.aliases.iter().find(|(alias, _)| plain(alias) == wanted);
    let merged = data.mergers.iter().find(|merger| plain(&merger.name) == wanted);
    let older = data.gemeenten.iter().find(|row| plain(&row.name) == wanted);
    let is_code = code.len() == 6 && code[2..].bytes().all(|byte| byte.is_ascii_digit());
    let code = match (alias, merged, older) {
        (Some((_, code)), ..) => code.clone(),
        (None, Some(merger), _) => merger.code.clone(),
        (None, None, Some(row)) => row.code.clone(),
        (None, None, None) if is_code => code,
        (None, None, None) => return None,
    };
    if let Some(merger) = data.mergers.iter().find(|merger| merger.code == code) {
        return Some(Err(NameError::Merged {
            name: merger.name.clone(),
            year: merger.year,
            successor: merger.successor_name.clone(),
            also: merger.also.clone(),
        }));
    }
    today.get(code.as_str()).map(|own| Ok((code.clone(), (*own).to_owned())))
}

fn unknown(data: &OpenData, name: &str) -> NameError {
    NameError::Unknown { name: name.to_owned(), near: nearest(data, name) }
}

/// The up to three names that look most like `name`, if near enough to be a slip.
fn nearest(data: &OpenData, name: &str) -> Vec<String> {
    let wanted = plain(name);
    // Distances cost time in proportion to the product of the lengths.
    if wanted.is_empty() || wanted.len() > 100 {
        return Vec::new();
    }
    let today = names_of_today(data);
    let merged = data.mergers.iter().map(|merger| merger.name.as_str());
    let aliases = data.aliases.iter().map(|(alias, _)| alias.as_str());
    let mut scored: Vec<(usize, &str)> = today
        .values()
        .copied()
        .chain(merged)
        .chain(aliases)
        .filter_map(|known| Some((distance(&wanted, known)?, known)))
        .collect();
    scored.sort_unstable();
    let best = scored.first().map_or(0, |(edits, _)| *edits);
    scored
        .iter()
        .take_while(|(edits, _)| *edits == best)
        .take(3)
        .map(|(_, n)| (*n).to_owned())
        .collect()
}

/// Edits between the two, where they are at most a third of the longer.
fn distance(wanted: &str, known: &str) -> Option<usize> {
    let forms = [plain(known), plain(without_parentheses(known))];
    let edits = forms.iter().map(|form| {
        let edits = strsim::damerau_levenshtein(wanted, form);
        let longest = wanted.chars().count().max(form.chars().count());
        (edits * 3 <= longest).then_some(edits)
    });
    edits.flatten().min()
}

/// Lower case letters and digits only, without accents: `'s-Gravenhage` is `sgravenhage`.
fn plain(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let lower = lower.strip_prefix("gemeente ").unwrap_or(&lower);
    lower.chars().map(without_accent).filter(|c| c.is_alphanumeric()).collect()
}

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        other => other,
    }
}

fn without_parentheses(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}
