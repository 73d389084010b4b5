//! Layer 6. The document as HTML: one file, nothing from outside, everything escaped.
//!
//! The template is `reports/templates/report.html` with `report.css`, both part of the program. Only our own SVG and style go
//! in unescaped; the SVG escapes its own text.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::ReportError;
use super::charts::{palette, text};
use super::document::Document;

const TEMPLATE: &str = include_str!("../../reports/templates/report.html");
const STYLE: &str = include_str!("../../reports/templates/report.css");

/// Fills the template.
pub fn render(document: &Document) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(ReportError::Template)?);
    let template = environment.template_from_named_str("report.html", TEMPLATE);
    let logo = document.imprint.logo.as_ref();
    let logo = logo.map(|logo| format!("data:image/png;base64,{}", base64(&logo.png)));
    let style = style() + &accent(document);
    let values = context! { page => Serde(document), style => style, logo => logo };
    template.and_then(|template| template.render(values)).map_err(ReportError::Template)
}

/// The style sheet with the embedded fonts and the night colours of the charts.
fn style() -> String {
    let face = |weight: &str, bytes: &[u8]| {
        format!(
            "@font-face{{font-family:\"Open Sans\";font-weight:{weight};src:url(data:font/ttf;base64,{}) \
             format(\"truetype\")}}\n",
            base64(bytes)
        )
    };
    format!(
        "{}{}{STYLE}@media screen and (prefers-color-scheme: dark){{{}}}\n",
        face("400", text::REGULAR),
        face("700", text::BOLD),
        palette::night_rules(),
    )
}

/// The colours of the publisher, each on its page; letters and digits of a checked colour only.
fn accent(document: &Document) -> String {
    let plain = |colour: &String| {
        colour.len() == 7
            && colour.starts_with('#')
            && colour[1..].bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    match &document.imprint.colours {
        Some([light, dark]) if plain(light) && plain(dark) => format!(
            ":root{{--accent:{light}}}@media screen and (prefers-color-scheme: dark){{:root{{--accent:{dark}}}}}\n"
        ),
        _ => String::new(),
    }
}

/// Base64 with the standard alphabet and padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_the_examples_of_rfc_4648() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
