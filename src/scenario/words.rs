//! How messages name things: paths, numbers, lists.

/// `path` with a key behind it, quoted where TOML would quote it.
pub fn join(path: &str, key: &str) -> String {
    let key = quoted(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// `path` with the number of an array item behind it.
pub fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// A key as TOML writes it.
pub fn quoted(key: &str) -> String {
    if is_bare(key) { key.to_owned() } else { format!("{key:?}") }
}

/// Whether TOML takes this key without quotes.
pub fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A name as a bare key: small letters and digits with single dashes between.
pub fn slug(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// A number as a person would write it.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e16).contains(&size) && value.is_finite() {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// Text from the input, short enough for a message.
pub fn short(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { format!("{head}...") } else { head }
}

/// "a, b and c".
pub fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("`{item}`")).collect();
    match items.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether a word may become part of a column name.
pub fn is_identifier(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(plain)
        && word.len() <= 100
}
