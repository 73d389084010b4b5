//! Layer 6. Colours of charts and page: Okabe-Ito for shapes, darker inks of the same hues for lines and letters.
//!
//! Source: Okabe and Ito, "Color Universal Design" (2008). Every ink has a contrast of at least 4.5 with white paper and
//! its night variant at least 4.5 with the dark page (WCAG 2.1, 1.4.3); the tests compute it. Colour is never the only
//! sign: every shape is also labelled.

use std::fmt::Write as _;

/// A colour as plotters writes it in an SVG, for example `#0072B2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Upper-case hexadecimal, the form in which it stands in an SVG.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// The colours of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hue {
    /// Of bands, always translucent.
    pub fill: Colour,
    /// Of lines, dots and letters.
    pub ink: Colour,
    /// The ink on a dark page.
    pub night: Colour,
}

pub const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);
pub const DARK_PAGE: Colour = Colour(0x14, 0x18, 0x1D);

/// Letters.
pub const INK: Hue = Hue {
    fill: Colour(0x1B, 0x1B, 0x1B),
    ink: Colour(0x1B, 0x1B, 0x1B),
    night: Colour(0xEE, 0xEE, 0xEE),
};
/// Tick labels and notes.
pub const MUTED: Hue = Hue {
    fill: Colour(0x59, 0x59, 0x59),
    ink: Colour(0x59, 0x59, 0x59),
    night: Colour(0xB8, 0xBC, 0xC2),
};
/// Grid lines; not a sign that needs contrast.
pub const GRID: Hue = Hue {
    fill: Colour(0xDC, 0xDC, 0xDC),
    ink: Colour(0xDC, 0xDC, 0xDC),
    night: Colour(0x3A, 0x41, 0x4A),
};
/// The reference alternative.
pub const REFERENCE: Hue = Hue {
    fill: Colour(0x80, 0x80, 0x80),
    ink: Colour(0x2B, 0x2B, 0x2B),
    night: Colour(0xD8, 0xD8, 0xD8),
};

const ALTERNATIVES: [Hue; 6] = [
    Hue {
        fill: Colour(0x00, 0x72, 0xB2),
        ink: Colour(0x00, 0x5F, 0x95),
        night: Colour(0x6C, 0xB8, 0xE6),
    },
    Hue {
        fill: Colour(0xD5, 0x5E, 0x00),
        ink: Colour(0xA8, 0x48, 0x00),
        night: Colour(0xFF, 0x9A, 0x4D),
    },
    Hue {
        fill: Colour(0x00, 0x9E, 0x73),
        ink: Colour(0x00, 0x6B, 0x4E),
        night: Colour(0x4C, 0xC9, 0xA3),
    },
    Hue {
        fill: Colour(0xCC, 0x79, 0xA7),
        ink: Colour(0x9A, 0x3E, 0x72),
        night: Colour(0xE5, 0xA6, 0xC8),
    },
    Hue {
        fill: Colour(0xE6, 0x9F, 0x00),
        ink: Colour(0x84, 0x5B, 0x00),
        night: Colour(0xF2, 0xB9, 0x3B),
    },
    Hue {
        fill: Colour(0x56, 0xB4, 0xE9),
        ink: Colour(0x1C, 0x6C, 0x9C),
        night: Colour(0x8F, 0xCF, 0xF5),
    },
];

/// The colours of the n-th alternative that is not the reference; they repeat after six.
pub fn alternative(index: usize) -> Hue {
    ALTERNATIVES[index % ALTERNATIVES.len()]
}

/// Style rules that give inks their night variant inside an element with class `chart`.
pub fn night_rules() -> String {
    let mut css = String::new();
    for hue in [INK, MUTED, GRID, REFERENCE].iter().chain(&ALTERNATIVES) {
        let (day, night) = (hue.ink.hex(), hue.night.hex());
        let _ = write!(
            css,
            ".chart [fill=\"{day}\"]{{fill:{night}}}.chart [stroke=\"{day}\"]{{stroke:{night}}}"
        );
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.1 definition.
    fn luminance(colour: Colour) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.0) + 0.7152 * channel(colour.1) + 0.0722 * channel(colour.2)
    }

    fn contrast(one: Colour, other: Colour) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// A translucent colour over another.
    fn over(top: Colour, share: f64, bottom: Colour) -> Colour {
        let mix = |top: u8, bottom: u8| {
            (f64::from(top) * share + f64::from(bottom) * (1.0 - share)).round() as u8
        };
        Colour(mix(top.0, bottom.0), mix(top.1, bottom.1), mix(top.2, bottom.2))
    }

    #[test]
    fn contrast_of_black_on_white_is_twenty_one() {
        assert!((contrast(Colour(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn letters_can_be_read_on_paper_and_on_a_dark_page() {
        for hue in [INK, MUTED, REFERENCE].iter().chain(&ALTERNATIVES) {
            assert!(contrast(hue.ink, PAPER) >= 4.5, "{}", hue.ink.hex());
            assert!(contrast(hue.night, DARK_PAGE) >= 4.5, "{}", hue.night.hex());
        }
    }

    #[test]
    fn lines_stand_out_from_their_own_band() {
        for hue in [REFERENCE].iter().chain(&ALTERNATIVES) {
            let wide = over(hue.fill, super::super::fan::BAND_OPACITY, PAPER);
            let both = over(hue.fill, super::super::fan::BAND_OPACITY, wide);
            assert!(contrast(hue.ink, both) >= 3.0, "{} {}", hue.ink.hex(), both.hex());
        }
    }

    #[test]
    fn no_two_inks_are_the_same() {
        let inks: Vec<_> = [INK, MUTED, GRID, REFERENCE]
            .iter()
            .chain(&ALTERNATIVES)
            .map(|hue| hue.ink.hex())
            .collect();
        let distinct: std::collections::BTreeSet<_> = inks.iter().collect();
        assert_eq!(distinct.len(), inks.len());
    }
}
