//! Layer 6. Formulas of a sheet: cell names, and the form in which OpenDocument writes them.
//!
//! Formulas are made by the program from cell names, numbers and a few functions. Text of a scenario is never part of one.

/// A formula with its result, so that readers that do not compute show the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// As spreadsheets show it, without `=`; commas between arguments.
    pub text: String,
    pub value: f64,
}

/// Letters of a column, from 0: A, B, .. Z, AA.
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Name of a cell; rows count from 1.
pub fn cell(column: usize, row: usize) -> String {
    format!("{}{row}", letters(column))
}

/// The same where it must not move with the formula.
pub fn fixed(column: usize, row: usize) -> String {
    format!("${}${row}", letters(column))
}

/// The formula as OpenDocument has it (OpenFormula): cells in brackets, semicolons between arguments.
pub fn open_document(text: &str) -> String {
    let mut out = String::from("of:=");
    let letters: Vec<char> = text.chars().collect();
    let mut place = 0;
    while place < letters.len() {
        let end = word_end(&letters, place);
        let word: String = letters[place..end].iter().collect();
        if end == place {
            out.push(if letters[place] == ',' { ';' } else { letters[place] });
            place += 1;
        } else if is_cell(&word) {
            let (more, after) = range_end(&letters, end);
            out.push_str(&format!("[.{word}{more}]"));
            place = after;
        } else {
            out.push_str(&word);
            place = end;
        }
    }
    out
}

/// The second cell of a range as OpenDocument has it, and where it ends.
fn range_end(letters: &[char], end: usize) -> (String, usize) {
    if letters.get(end) != Some(&':') {
        return (String::new(), end);
    }
    let after = word_end(letters, end + 1);
    let second: String = letters[end + 1..after].iter().collect();
    (format!(":.{second}"), after)
}

/// Where a word of letters, digits, points and dollars that begins here ends.
fn word_end(letters: &[char], place: usize) -> usize {
    let word = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '$' || *letter == '.';
    place + letters[place..].iter().take_while(|letter| word(letter)).count()
}

/// Letters and then digits, with or without dollars.
fn is_cell(word: &str) -> bool {
    let plain = word.replace('$', "");
    let digits = plain.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    !digits.is_empty()
        && digits.len() < plain.len()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        let found = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(found, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!((cell(2, 7), fixed(2, 7)), ("C7".to_owned(), "$C$7".to_owned()));
    }

    /// The notation of OpenFormula 1.3, part 4, section 5.8.
    #[test]
    fn cells_and_ranges_are_in_brackets_and_arguments_apart_by_semicolons() {
        assert_eq!(
            open_document("SUMPRODUCT(F10:O10,F$4:O$4)"),
            "of:=SUMPRODUCT([.F10:.O10];[.F$4:.O$4])"
        );
        assert_eq!(open_document("(1+$E$1)^($E$2-F3)"), "of:=(1+[.$E$1])^([.$E$2]-[.F3])");
        assert_eq!(open_document("F1*IF(F1>0,$E$9,1.5)"), "of:=[.F1]*IF([.F1]>0;[.$E$9];1.5)");
    }
}
