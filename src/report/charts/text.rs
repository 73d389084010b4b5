//! Layer 6. Measuring, cutting and wrapping text, so that nothing in a chart overlaps or is clipped.
//!
//! Widths come from the embedded font; a letter that is not in it counts as the font's empty box.

use std::collections::VecDeque;
use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// Name under which the font is registered, and what stands in `font-family`.
pub const FONT: &str = "Open Sans, sans-serif";
pub const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Regular.ttf");
pub const BOLD: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Bold.ttf");

/// Ascent plus descent of Open Sans in em: plotters scales a font by its height, an SVG by its em.
const HEIGHT_OF_EM: f64 = 1.3618;
/// Measured at this many times the size, because plotters rounds widths to whole pixels.
const FINE: f64 = 16.0;
/// Longer text is cut before it is measured; no chart has room for more.
const MOST_CHARACTERS: usize = 300;
const ELLIPSIS: char = '…';

/// Makes the embedded fonts known to plotters, once.
pub fn register_fonts() -> bool {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    *REGISTERED.get_or_init(|| {
        register_font(FONT, FontStyle::Normal, REGULAR).is_ok()
            && register_font(FONT, FontStyle::Bold, BOLD).is_ok()
    })
}

/// Size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Pixels per em.
    pub size: f64,
    pub bold: bool,
}

impl Face {
    pub const fn regular(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    pub(super) fn style(self) -> FontStyle {
        if self.bold { FontStyle::Bold } else { FontStyle::Normal }
    }
}

/// Width of one line in pixels.
pub fn width(text: &str, face: Face) -> f64 {
    register_fonts();
    let font = FontDesc::new(FontFamily::Name(FONT), face.size * HEIGHT_OF_EM * FINE, face.style());
    match font.layout_box(text) {
        Ok(((left, _), (right, _))) => f64::from(right - left) / FINE,
        Err(_) => text.chars().count() as f64 * face.size * 0.6,
    }
}

/// The text, or as much of it as fits, with an ellipsis.
pub fn fit(text: &str, face: Face, room: f64) -> String {
    let text = cut(text);
    if width(&text, face) <= room {
        return text;
    }
    let letters: Vec<char> = text.trim_end_matches(ELLIPSIS).chars().collect();
    let fits = |count: usize| {
        let mut short: String = letters[..count].iter().collect();
        short.truncate(short.trim_end().len());
        short.push(ELLIPSIS);
        (width(&short, face) <= room).then_some(short)
    };
    let mut count = letters.len();
    while count > 0 {
        if let Some(short) = fits(count) {
            return short;
        }
        count -= 1;
    }
    ELLIPSIS.to_string()
}

/// The text in at most `most` lines; a word wider than a line is broken, and the last line ends in an ellipsis where
/// there is more.
pub fn wrap(text: &str, face: Face, room: f64, most: usize) -> Vec<String> {
    let text = cut(text);
    let mut words: VecDeque<String> = text.split_whitespace().map(str::to_owned).collect();
    let mut lines: Vec<String> = Vec::new();
    while !words.is_empty() {
        if lines.len() + 1 >= most {
            lines.push(fit(&Vec::from(words).join(" "), face, room));
            break;
        }
        lines.push(next_line(&mut words, face, room));
    }
    lines
}

/// Takes the words of one line; of a first word that is too wide, only what fits.
fn next_line(words: &mut VecDeque<String>, face: Face, room: f64) -> String {
    let mut line = String::new();
    while let Some(word) = words.pop_front() {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if width(&longer, face) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            words.push_front(word);
            break;
        }
        let (head, tail) = break_word(&word, face, room);
        if !tail.is_empty() {
            words.push_front(tail);
        }
        return head;
    }
    line
}

/// The widest beginning that fits with a hyphen, and the rest. Near the widest place the begin of a syllable is
/// preferred; three letters stay together at the end.
fn break_word(word: &str, face: Face, room: f64) -> (String, String) {
    let letters: Vec<char> = word.chars().collect();
    let head = |count: usize| letters[..count].iter().chain(&['-']).collect::<String>();
    let widest =
        (1..letters.len().saturating_sub(2)).rev().find(|&count| width(&head(count), face) <= room);
    let Some(widest) = widest else { return (fit(word, face, room), String::new()) };
    let near = widest.saturating_sub(4).max(1)..=widest;
    let count = near.rev().find(|&count| is_syllable(&letters[count..])).unwrap_or(widest);
    (head(count), letters[count..].iter().collect())
}

/// Does a syllable begin here? A consonant before a vowel, which is true of most Dutch syllables.
fn is_syllable(letters: &[char]) -> bool {
    let vowel = |letter: &char| "aeiouyáéíóúëïöü".contains(letter.to_ascii_lowercase());
    match letters {
        [first, second, ..] => first.is_alphabetic() && !vowel(first) && vowel(second),
        _ => false,
    }
}

/// The text with soft hyphens in its long words, for narrow columns.
pub fn with_soft_hyphens(text: &str) -> String {
    text.split(' ').map(hyphenated).collect::<Vec<_>>().join(" ")
}

fn hyphenated(word: &str) -> String {
    const LONG: usize = 15;
    const TOGETHER: usize = 4;
    let letters: Vec<char> = word.chars().collect();
    if letters.len() <= LONG {
        return word.to_owned();
    }
    let mut result = String::with_capacity(word.len() + 8);
    let mut since = 0;
    for (index, &letter) in letters.iter().enumerate() {
        let room = since >= TOGETHER && letters.len() - index >= TOGETHER;
        if room && is_syllable(&letters[index..]) {
            result.push('\u{ad}');
            since = 0;
        }
        result.push(letter);
        since += 1;
    }
    result
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}{ELLIPSIS}", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face::regular(12.0);

    #[test]
    fn widths_are_those_of_open_sans() {
        // The digits of Open Sans are 1169/2048 em wide.
        assert!((width("0000", FACE) - 4.0 * 12.0 * 1169.0 / 2048.0).abs() < 0.1);
        assert!(width("mens", Face::bold(12.0)) > width("mens", FACE));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_words() {
        let text = "Populatiebekostiging met vereveningsreserve en resultaatgebieden";
        let lines = wrap(text, FACE, 150.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| width(line, FACE) <= 150.0));
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        let lines = wrap("Populatiebekostiging", FACE, 80.0, 3);
        assert_eq!(lines.concat().replace('-', ""), "Populatiebekostiging");
        assert!(lines.len() == 2 && lines.iter().all(|line| width(line, FACE) <= 80.0));
    }

    #[test]
    fn only_long_words_get_soft_hyphens() {
        assert_eq!(with_soft_hyphens("Scenario 1"), "Scenario 1");
        let long = with_soft_hyphens("Populatiebekostiging per wijk");
        assert_eq!(long.replace('\u{ad}', "|"), "Popu|latie|bekos|tiging per wijk");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap(&"woord ".repeat(3000), FACE, 100.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…') && width(&lines[1], FACE) <= 100.0);
        assert_eq!(fit("abc", FACE, 0.0), "…");
        assert!(wrap("", FACE, 100.0, 2).is_empty());
    }
}
