//! Figures with their errors as text, with the digits that the errors leave.

use crate::analysis::Chance;
use crate::analysis::decision::Figure;

/// A unit that suits a set of figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub divisor: f64,
    pub word: &'static str,
    pub decimals: usize,
}

impl Scale {
    /// The unit of the largest figure, and the decimals that its error leaves.
    pub fn of<'a>(figures: impl Iterator<Item = &'a Figure> + Clone) -> Self {
        let largest = figures.clone().map(|figure| figure.value.abs()).fold(0.0, f64::max);
        let (divisor, word) = match largest {
            size if size >= 2e6 => (1e6, "million"),
            size if size >= 2e4 => (1e3, "thousand"),
            _ => (1.0, ""),
        };
        Self { divisor, word, decimals: 0 }.like(figures)
    }

    /// The same unit, with the decimals of other figures.
    pub fn like<'a>(self, figures: impl Iterator<Item = &'a Figure> + Clone) -> Self {
        let size = |figure: &&Figure| figure.value.abs();
        let largest = figures.clone().map(|figure| size(&figure)).fold(0.0, f64::max);
        let known = figures.filter(|figure| figure.standard_error.is_some_and(|error| error > 0.0));
        let leading = known.max_by(|a, b| size(a).total_cmp(&size(b)));
        let error = leading.and_then(|figure| figure.standard_error).unwrap_or(largest / 100.0);
        if error == 0.0 {
            return Self { decimals: 0, ..self };
        }
        let error = (error / self.divisor).max(1e-6);
        let decimals = (1.0 - libm::floor(libm::log10(error))).clamp(0.0, 6.0) as usize;
        Self { decimals, ..self }
    }

    /// A value without its error.
    pub fn number(&self, value: f64) -> String {
        let text = format!("{:.*}", self.decimals, value / self.divisor);
        // No minus before a zero.
        let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
        if zero { text.trim_start_matches('-').to_owned() } else { text }
    }

    /// `value ± error`, or the value alone.
    pub fn figure(&self, figure: &Figure) -> String {
        match figure.standard_error {
            Some(error) => format!("{} \u{b1}{}", self.number(figure.value), self.number(error)),
            None => self.number(figure.value),
        }
    }

    /// The unit in front of words.
    pub fn unit(&self, of: &str) -> String {
        if self.word.is_empty() { of.to_owned() } else { format!("{} {of}", self.word) }
    }
}

/// `12% [10 .. 14]`.
pub fn chance(chance: &Chance) -> String {
    let percent = |p: f64| format!("{:.0}", 100.0 * p);
    format!("{}% [{} .. {}]", percent(chance.p), percent(chance.low), percent(chance.high))
}

/// A name no longer than `width`: the middle is left out.
pub fn shortened(name: &str, width: usize) -> String {
    let chars: Vec<char> = name.chars().collect();
    if chars.len() <= width {
        return name.to_owned();
    }
    let head = (width - 3) / 2;
    let tail = width - 3 - head;
    let end: String = chars[chars.len() - tail..].iter().collect();
    format!("{}...{end}", chars[..head].iter().collect::<String>())
}

/// Text in lines of at most 100 characters.
pub fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let length = lines[last].chars().count();
        if length > 0 && length + 1 + word.chars().count() > 100 {
            lines.push(word.to_owned());
        } else {
            lines[last] += if length > 0 { " " } else { "" };
            lines[last] += word;
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, error: f64) -> Figure {
        Figure { value, standard_error: Some(error) }
    }

    #[test]
    fn a_scale_has_the_digits_that_errors_leave() {
        let scale = Scale::of([figure(12_345_678.0, 23_000.0), figure(-3.0e6, 40_000.0)].iter());
        assert_eq!((scale.word, scale.decimals), ("million", 3));
        assert_eq!(scale.figure(&figure(12_345_678.0, 23_000.0)), "12.346 ±0.023");
        let scale = Scale::of([figure(0.7123, 0.031)].iter());
        assert_eq!(scale.figure(&figure(0.7123, 0.031)), "0.712 ±0.031");
        let scale = Scale::of([figure(5_000.0, 300.0)].iter());
        assert_eq!(scale.figure(&figure(5_000.0, 300.0)), "5000 ±300");
        assert_eq!(scale.number(-0.2), "0");
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shortened("alternatives.scenario1.utilisation", 20), "alternat...ilisation");
        assert_eq!(shortened("short", 20), "short");
    }

    #[test]
    fn text_is_wrapped_at_a_hundred_characters() {
        let text = "word ".repeat(50);
        let lines: Vec<usize> = wrapped(&text).lines().map(str::len).collect();
        assert_eq!(lines, [99, 99, 49]);
        assert_eq!(wrapped("a  b"), "a b");
    }
}
