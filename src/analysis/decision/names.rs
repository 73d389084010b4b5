//! Names of quantities for readers, and patterns that pick quantities out.

/// A path of a scenario as a reader sees it: `alternatives.scenario1.payment.x` becomes `scenario1: payment.x`.
pub fn readable(path: &str) -> String {
    match split_alternative(path) {
        Some((alternative, rest)) => format!("{alternative}: {rest}"),
        None => path.to_owned(),
    }
}

/// The id of the alternative that a path belongs to, and the rest of the path.
pub fn split_alternative(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("alternatives.")?.split_once('.')
}

/// The first table of a path, without the alternative: `provisions` of `provisions.3.tariff`.
pub fn table(path: &str) -> &str {
    let path = split_alternative(path).map_or(path, |(_, rest)| rest);
    path.split(['.', '[']).next().unwrap_or(path)
}

/// The row that a share belongs to: `need.extra_domains` of `need.extra_domains[2]`.
pub fn row(path: &str) -> &str {
    path.rsplit_once('[').map_or(path, |(row, _)| row)
}

/// Whether a name fits a pattern, in which `*` stands for any text and `?` for any one character.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // The last star, and where in the name its text ended last time.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((place, end)) = star else { return false };
                star = Some((place, end + 1));
                (p, n) = (place + 1, end + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns_as_in_a_shell() {
        for (pattern, name) in [
            ("a", "a"),
            ("*", ""),
            ("*", "anything at all"),
            ("provisions.*.tariff", "provisions.3.domains.adl.tariff"),
            ("*.tariff", "provisions.3.tariff"),
            ("a?c", "abc"),
            ("*ab*ab", "ab-xab-ab"),
            ("*ab", "aaaaab"),
            ("need.*", "need.annual_rate.single"),
            ("areas.\"Elst Noord\".*", "areas.\"Elst Noord\".need_factor"),
            ("rung[1]", "rung[1]"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("a", "b"),
            ("a", ""),
            ("a?c", "ac"),
            ("*.tariff", "tariffs"),
            ("", "a"),
            ("a*b", "a*c"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn alternatives_stand_in_front_and_tables_are_found_behind_them() {
        let path = "alternatives.plan.payment.first_line.trekkingsrecht.utilisation";
        assert_eq!(readable(path), "plan: payment.first_line.trekkingsrecht.utilisation");
        assert_eq!(table(path), "payment");
        assert_eq!(readable("team.costs[0].amount"), "team.costs[0].amount");
        assert_eq!(table("opstelling.rung[1]"), "opstelling");
        assert_eq!(table("alone[1]"), "alone");
        assert_eq!(row("opstelling.rung[1][0]"), "opstelling.rung[1]");
    }
}
