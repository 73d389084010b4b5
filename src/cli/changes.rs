//! What the changelog says about results: after which version the same scenario and seed give other numbers.

use serde::Serialize;

const CHANGELOG: &str = include_str!("../../CHANGELOG.md");

/// What one version changed in the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResultsChanged {
    pub version: String,
    /// The list of the changelog, as it stands there.
    pub what: String,
}

/// Changes of results in versions after this one, the newest first; all that are known where the version is not.
/// None for the version that is running.
pub fn results_changed_since(version: &str) -> Vec<ResultsChanged> {
    if version == env!("CARGO_PKG_VERSION") {
        return Vec::new();
    }
    changes_since(CHANGELOG, version)
}

fn changes_since(changelog: &str, version: &str) -> Vec<ResultsChanged> {
    let sections = changelog.split("\n## ").skip(1);
    let name = |section: &str| {
        let title = section.lines().next().unwrap_or_default();
        let word = title.split_whitespace().next().unwrap_or_default();
        word.trim_matches(['[', ']']).to_owned()
    };
    let newer = sections.take_while(|section| name(section) != version);
    newer
        .filter_map(|section| {
            let (_, after) = section.split_once("\n### Results changed")?;
            let what = after.split("\n### ").next().unwrap_or_default().trim().to_owned();
            Some(ResultsChanged { version: name(section), what })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "# Changelog\n\n## Unreleased\n\n### Added\n\n- a\n\n## [0.3.0] - 2026-12-01\n\n\
        ### Results changed\n\n- waiting: 1% less\n\n### Added\n\n- b\n\n## 0.2.0\n\n### Results changed\n\n\
        - costs: rounded\n\n## 0.1.0\n\n- first\n";

    #[test]
    fn changes_of_results_are_those_of_newer_versions() {
        let change = |version: &str, what: &str| ResultsChanged {
            version: version.into(),
            what: what.into(),
        };
        let third = change("0.3.0", "- waiting: 1% less");
        let second = change("0.2.0", "- costs: rounded");
        assert_eq!(changes_since(SAMPLE, "0.3.0"), []);
        assert_eq!(changes_since(SAMPLE, "0.2.0"), std::slice::from_ref(&third));
        assert_eq!(changes_since(SAMPLE, "0.1.0"), [third.clone(), second.clone()]);
        assert_eq!(changes_since(SAMPLE, "0.0.9"), [third, second]);
    }

    #[test]
    fn the_version_that_runs_has_changed_nothing() {
        assert_eq!(results_changed_since(env!("CARGO_PKG_VERSION")), []);
    }
}
