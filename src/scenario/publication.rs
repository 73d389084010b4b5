//! `[report]`: checks the name, logo, colours and date that a report is published under.
//!
//! A logo is a PNG: it is decoded whole and written again, so that nothing but its pixels reaches a report. SVG is
//! refused, because it can hold scripts and addresses. Nothing here steers a simulation, and none of it is part of the
//! hash of a scenario: another logo gives the same results.

use super::LoadOptions;
use super::extends::Reading;
use super::path_of::beside;
use super::source;
use super::tree::Node;
use crate::diagnostics::Diagnostic;
use std::io::Cursor;

/// Name of the copy of the logo beside the results of a run.
pub const LOGO: &str = "logo.png";
/// Largest file with a logo, in bytes.
const LARGEST: u64 = 1 << 20;
/// Most pixels on a side.
const MOST_PIXELS: u32 = 4000;
/// Least contrast of letters with the page (WCAG 2.1, 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;
/// The light page, and the dark one of `reports/templates/report.css`.
pub const PAGES: [Rgb; 2] = [Rgb([255, 255, 255]), Rgb([0x14, 0x18, 0x1D])];
const ADVICE: &str = "a logo is a PNG of at most 1 MiB and 4000 pixels on a side; save an SVG as PNG, twice as large as it is shown";
/// Longest text of a key.
const LONGEST: usize = 200;

/// What a report is published under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    pub name: Option<String>,
    pub logo: Option<Logo>,
    /// On the light page and on the dark one.
    pub colours: Option<[Rgb; 2]>,
    pub date: Option<Day>,
    pub author: Option<String>,
    pub leaves_out: Vec<String>,
}

/// A picture that was decoded and written again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// From `#005f95`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    pub fn hex(self) -> String {
        let Self([red, green, blue]) = self;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance (WCAG 2.1).
    fn luminance(self) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            part if part <= 0.039_28 => part / 12.92,
            part => libm::pow((part + 0.055) / 1.055, 2.4),
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.1).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// The colour with so much white in it that it can be read on the dark page.
    fn for_dark(self) -> Self {
        let mixed = |white: u32| {
            let part = |own: u8| ((u32::from(own) * (20 - white) + 255 * white) / 20) as u8;
            Self(self.0.map(part))
        };
        let readable = |colour: &Self| colour.contrast(PAGES[1]) >= LEAST_CONTRAST;
        (0..=20).map(mixed).find(readable).unwrap_or(PAGES[0])
    }
}

impl Day {
    /// From `2026-11-24`: a day that the calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !plain {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i32>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let last = match month {
            2 => 28 + i32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let found = year >= 1 && (1..=last).contains(&day);
        found.then_some(Self { year, month: month as u8, day: day as u8 })
    }

    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Reads the table; what is wrong goes to the messages.
pub fn read(reading: &mut Reading, root: &Node, options: &LoadOptions) -> Publication {
    let Some(table) = root.get("report").filter(|node| node.table().is_some()) else {
        return Publication::default();
    };
    let mut text = |key: &str| {
        let node = table.get(key)?;
        let found = node.text()?;
        if found.chars().count() > LONGEST {
            let message = format!("{key} must have at most {LONGEST} characters");
            reading.out.push(Diagnostic::error(message).at(&node.place));
            return None;
        }
        Some(found.to_owned())
    };
    let (name, author) = (text("name"), text("author"));
    Publication {
        name,
        author,
        logo: table.get("logo").and_then(|node| logo(reading, node, options)),
        colours: colours(reading, table),
        date: date(reading, table),
        leaves_out: leaves_out(table),
    }
}

fn leaves_out(table: &Node) -> Vec<String> {
    let items = table.get("leaves_out").and_then(Node::array).into_iter().flatten();
    items.filter_map(|item| item.text().map(str::to_owned)).collect()
}

fn date(reading: &mut Reading, table: &Node) -> Option<Day> {
    let node = table.get("date")?;
    let found = node.text()?;
    let day = Day::parse(found);
    if day.is_none() {
        let message = format!("date must be a day of the calendar, found `{found}`");
        let hint = "write year, month and day with dashes: \"2026-11-24\"";
        reading.out.push(Diagnostic::error(message).at(&node.place).hint(hint));
    }
    day
}

fn colours(reading: &mut Reading, table: &Node) -> Option<[Rgb; 2]> {
    let [light, dark] = [("colour", PAGES[0]), ("colour_dark", PAGES[1])]
        .map(|(key, page)| colour(reading, table, key, page));
    if let (None, Some(node)) = (table.get("colour"), table.get("colour_dark")) {
        let message = "colour_dark goes with colour, and there is none";
        let hint = "give the colour on white as colour";
        reading.out.push(Diagnostic::error(message).at(&node.place).hint(hint));
    }
    light.map(|light| [light, dark.unwrap_or_else(|| light.for_dark())])
}

fn colour(reading: &mut Reading, table: &Node, key: &str, page: Rgb) -> Option<Rgb> {
    let node = table.get(key)?;
    let found = node.text()?;
    let Some(colour) = Rgb::parse(found) else {
        let message = format!("{key} must be a colour like #005f95, found `{found}`");
        let hint = "write # and six hexadecimal digits: red, green and blue";
        reading.out.push(Diagnostic::error(message).at(&node.place).hint(hint));
        return None;
    };
    let contrast = colour.contrast(page);
    if contrast >= LEAST_CONTRAST {
        return Some(colour);
    }
    let (what, other) =
        if page == PAGES[0] { ("white", "darker") } else { ("the dark page", "lighter") };
    // Rounded down, so that 4.49 is not said to be 4.5.
    let shown = (contrast * 10.0).floor() / 10.0;
    let message =
        format!("{key} {found} has a contrast of {shown} with {what}; it must be at least 4.5");
    let hint = format!("take a {other} shade: WCAG 2.1 asks for 4.5, so that all can read it");
    reading.out.push(Diagnostic::error(message).at(&node.place).hint(hint));
    None
}

fn logo(reading: &mut Reading, node: &Node, options: &LoadOptions) -> Option<Logo> {
    let name = node.text()?;
    let read = beside(name, &node.place, "logo", reading, options)
        .and_then(|path| source::read_bytes(&path, LARGEST).map_err(|own| own.hint(ADVICE)))
        .and_then(|bytes| decoded(&bytes).map_err(|problem| refusal(name, &problem)));
    match read {
        Ok(logo) => Some(logo),
        Err(diagnostic) => {
            reading.out.push(diagnostic.at(&node.place));
            None
        }
    }
}

fn refusal(name: &str, problem: &str) -> Diagnostic {
    Diagnostic::error(format!("logo {name} cannot be used: {problem}")).hint(ADVICE)
}

/// The pixels of a PNG, written again as a plain PNG.
fn decoded(bytes: &[u8]) -> Result<Logo, String> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err("it is no PNG".to_owned());
    }
    let problem = |error: png::DecodingError| format!("it is no sound PNG ({error})");
    let limits = png::Limits { bytes: 256 << 20 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(problem)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width > MOST_PIXELS || height > MOST_PIXELS {
        return Err(format!("it has {width} x {height} pixels"));
    }
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(problem)?;
    pixels.truncate(frame.buffer_size());
    let png = encoded(width, height, frame.color_type, &pixels)
        .map_err(|error| format!("it cannot be written again ({error})"))?;
    Ok(Logo { png, width, height })
}

fn encoded(
    width: u32,
    height: u32,
    kind: png::ColorType,
    pixels: &[u8],
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(kind);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// Names the copy beside the results in what a run keeps of its scenario.
pub fn beside_results(merged: &mut toml::Value, sets: &mut [String]) {
    let written = merged.get_mut("report").and_then(|report| report.get_mut("logo"));
    if let Some(value) = written {
        *value = toml::Value::String(LOGO.to_owned());
    }
    for set in sets {
        if set.split_once('=').is_some_and(|(path, _)| path.trim() == "report.logo") {
            *set = format!("report.logo={LOGO:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White on black is 21; #767676 on white is the usual example of just enough (4.54), #777777 of just too little.
    #[test]
    fn contrast_is_that_of_wcag() {
        let white = PAGES[0];
        assert!((Rgb([0, 0, 0]).contrast(white) - 21.0).abs() < 1e-9);
        let grey = |part: u8| Rgb([part; 3]).contrast(white);
        assert!(grey(0x76) >= LEAST_CONTRAST && grey(0x77) < LEAST_CONTRAST);
        assert!((grey(0x76) - 4.54).abs() < 0.005);
    }

    #[test]
    fn every_colour_has_a_readable_shade_for_the_dark_page() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let dark = Rgb([red as u8, green as u8, blue as u8]).for_dark();
                    assert!(dark.contrast(PAGES[1]) >= LEAST_CONTRAST, "{}", dark.hex());
                }
            }
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for text in ["2026-11-24", "2024-02-29", "2000-02-29", "2023-12-31"] {
            assert_eq!(Day::parse(text).expect("a day").iso(), text);
        }
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "26-1-1",
            "2026/01/01",
            "é026-01-0",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(Rgb::parse("#005F95"), Some(Rgb([0, 0x5f, 0x95])));
        for text in ["005f95", "#05f", "#005f9g", "red", "#é5f95", "#+05f95"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    /// Two pixels with a text chunk: the pixels stay, the text goes, and a second time changes nothing.
    #[test]
    fn a_logo_is_its_pixels_and_nothing_else() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.add_text_chunk("Comment".into(), "<script>".into()).expect("a text");
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[1, 2, 3, 4, 5, 6]).expect("two pixels");
        writer.finish().expect("an end");
        let logo = decoded(&bytes).expect("a logo");
        assert_eq!((logo.width, logo.height), (2, 1));
        let holds = |bytes: &[u8]| bytes.windows(8).any(|window| window == b"<script>");
        assert!(holds(&bytes) && !holds(&logo.png));
        assert_eq!(decoded(&logo.png).expect("again"), logo);
        for cut in [8, 20, bytes.len() / 2] {
            assert!(decoded(&bytes[..cut]).is_err(), "{cut}");
        }
        assert!(decoded(b"<svg/>").is_err());
    }
}
