//! The areas of a scenario: the wijken of a municipality, small ones merged with a neighbour, and the teams that
//! serve them.
//!
//! CBS numbers the wijken of a municipality so that neighbours mostly have neighbouring codes: "next to" means next
//! in the order of the codes. No table says which wijken touch.

use super::data::{OpenData, Wijk, weighted_mean};

/// One area: a wijk, or some together.
#[derive(Clone, Debug)]
pub struct Area {
    /// Name of its largest wijk.
    pub name: String,
    /// Its wijken, in the order of their codes.
    pub wijken: Vec<Wijk>,
    /// Number of its team, from 0.
    pub team: usize,
}

impl Area {
    /// Households in 2024.
    pub fn households(&self) -> f64 {
        self.wijken.iter().map(|wijk| wijk.households).sum()
    }

    pub fn inhabitants(&self) -> f64 {
        self.wijken.iter().map(|wijk| wijk.inhabitants).sum()
    }

    /// Mean of an age group or of the household size over its wijken; NaN where none is known.
    pub fn age(&self, index: usize) -> f64 {
        weighted_mean(self.wijken.iter().map(|wijk| (wijk.age[index], weight(wijk, index))))
    }

    /// Names of the wijken that were merged into it.
    pub fn merged(&self) -> Vec<&str> {
        let names = self.wijken.iter().map(|wijk| wijk.name.as_str());
        names.filter(|name| *name != self.name).collect()
    }

    fn known(&self) -> bool {
        self.age(4).is_finite() && self.age(5).is_finite()
    }
}

/// Shares of inhabitants weigh by inhabitants, the size of households by households.
fn weight(wijk: &Wijk, index: usize) -> f64 {
    if index == 5 { wijk.households } else { wijk.inhabitants }
}

/// How finely a municipality is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Division {
    /// An area per wijk; one with fewer households than this is merged with the smaller of its neighbours.
    Wijk { least_households: f64 },
    /// One area.
    Gemeente,
}

/// The areas of a municipality, without their teams; none where the data have no wijken of it.
pub fn areas(data: &OpenData, code: &str, name: &str, division: Division) -> Vec<Area> {
    let own = data.wijken.iter().filter(|wijk| wijk.gemeente == code && wijk.households > 0.0);
    let one = |wijk: &Wijk| Area { name: wijk.name.clone(), wijken: vec![wijk.clone()], team: 0 };
    let mut areas: Vec<Area> = own.map(one).collect();
    match division {
        Division::Gemeente => {
            let wijken: Vec<Wijk> = areas.into_iter().flat_map(|area| area.wijken).collect();
            if wijken.is_empty() {
                return Vec::new();
            }
            vec![Area { name: name.to_owned(), wijken, team: 0 }]
        }
        Division::Wijk { least_households } => {
            while let Some(small) = smallest(&areas, least_households) {
                merge(&mut areas, small);
            }
            areas
        }
    }
}

/// The smallest area that is too small, or of which age or household size is missing.
fn smallest(areas: &[Area], least: f64) -> Option<usize> {
    if areas.len() < 2 {
        return None;
    }
    let few = |area: &Area| area.households() < least || !area.known();
    let candidates = (0..areas.len()).filter(|index| few(&areas[*index]));
    candidates.min_by(|a, b| areas[*a].households().total_cmp(&areas[*b].households()))
}

/// Merges an area with the smaller of its neighbours.
fn merge(areas: &mut Vec<Area>, index: usize) {
    let before = index.checked_sub(1);
    let after = Some(index + 1).filter(|next| *next < areas.len());
    let size = |place: &usize| areas[*place].households();
    let neighbours = before.into_iter().chain(after);
    let Some(other) = neighbours.min_by(|a, b| size(a).total_cmp(&size(b))) else { return };
    let (first, second) = (index.min(other), index.max(other));
    let gone = areas.remove(second);
    let kept = &mut areas[first];
    kept.wijken.extend(gone.wijken);
    let largest = kept.wijken.iter().max_by(|a, b| a.households.total_cmp(&b.households));
    kept.name = largest.map_or(gone.name, |wijk| wijk.name.clone());
}

/// A team may have this much more or fewer households than the mean of the teams: all teams of a scenario have the same
/// members and cost.
const LARGEST_TEAM: f64 = 1.5;

/// Divides the areas over teams of about `per_team` households, neighbours together: as many teams as asked, or the most
/// that can be about equal. Gives the number of teams.
pub fn assign_teams(areas: &mut [Area], per_team: f64) -> usize {
    let sizes: Vec<f64> = areas.iter().map(Area::households).collect();
    let total: f64 = sizes.iter().sum();
    let most = libm::round(total / per_team).clamp(1.0, areas.len().max(1) as f64) as usize;
    let equal = |ends: &Vec<usize>| {
        let mean = total / ends.len() as f64;
        stretches(&sizes, ends)
            .iter()
            .all(|team| (mean / LARGEST_TEAM..=mean * LARGEST_TEAM).contains(team))
    };
    let ends = most_equal(&sizes, most).into_iter().rev().find(equal);
    let ends = ends.unwrap_or_else(|| vec![areas.len()]);
    for (index, area) in areas.iter_mut().enumerate() {
        area.team = ends.iter().filter(|end| **end <= index).count();
    }
    ends.len()
}

/// Sums of the stretches that end before each of `ends`.
fn stretches(sizes: &[f64], ends: &[usize]) -> Vec<f64> {
    let starts = std::iter::once(&0).chain(ends);
    starts.zip(ends).map(|(start, end)| sizes[*start..*end].iter().sum()).collect()
}

/// For 1, 2, .. `most` stretches of neighbours, the ends of the division with the least sum of squares: the most equal
/// one. By dynamic programming over the end of the last stretch.
fn most_equal(sizes: &[f64], most: usize) -> Vec<Vec<usize>> {
    let n = sizes.len();
    let mut before = vec![0.0];
    before.extend(sizes.iter().scan(0.0, |sum, size| {
        *sum += size;
        Some(*sum)
    }));
    let square = |from: usize, to: usize| (before[to] - before[from]) * (before[to] - before[from]);
    // Least sum of squares of the first areas in the stretches so far, and where the last of them begins.
    let mut least: Vec<f64> = (0..=n).map(|end| square(0, end)).collect();
    let mut begins: Vec<Vec<usize>> = Vec::new();
    let mut divisions = vec![vec![n]];
    for team in 1..most {
        let (mut next, mut begin) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
        for end in team + 1..=n {
            for (start, so_far) in least.iter().enumerate().take(end).skip(team) {
                let squares = so_far + square(start, end);
                if squares < next[end] {
                    (next[end], begin[end]) = (squares, start);
                }
            }
        }
        least = next;
        begins.push(begin);
        divisions.push(trace(&begins, n));
    }
    divisions
}

/// The ends of the stretches, from the begin of the last one back.
fn trace(begins: &[Vec<usize>], n: usize) -> Vec<usize> {
    let mut ends = vec![n];
    for begin in begins.iter().rev() {
        ends.push(begin[ends[ends.len() - 1]]);
    }
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wijk(code: &str, households: f64) -> Wijk {
        let age = [15.0, 12.0, 25.0, 28.0, 20.0, 2.2];
        let (name, gemeente) = (format!("wijk {code}"), "GM0001".to_owned());
        Wijk { code: code.into(), name, gemeente, inhabitants: households * 2.2, households, age }
    }

    fn one_each(households: &[f64]) -> Vec<Area> {
        let areas = households.iter().enumerate().map(|(i, count)| {
            let wijk = wijk(&i.to_string(), *count);
            Area { name: wijk.name.clone(), wijken: vec![wijk], team: 0 }
        });
        areas.collect()
    }

    /// 50 joins the smaller neighbour 300; 350 is enough.
    #[test]
    fn small_wijk_joins_its_smaller_neighbour_and_the_larger_gives_the_name() {
        let mut areas = one_each(&[900.0, 50.0, 300.0]);
        while let Some(small) = smallest(&areas, 200.0) {
            merge(&mut areas, small);
        }
        let sizes: Vec<f64> = areas.iter().map(Area::households).collect();
        assert_eq!(sizes, [900.0, 350.0]);
        assert_eq!(areas[1].name, "wijk 2");
        assert_eq!(areas[1].merged(), ["wijk 1"]);
    }

    #[test]
    fn wijk_without_age_is_merged_whatever_its_size() {
        let mut areas = one_each(&[900.0, 800.0, 700.0]);
        areas[1].wijken[0].age[4] = f64::NAN;
        let small = smallest(&areas, 200.0).unwrap();
        assert_eq!(small, 1);
        merge(&mut areas, small);
        assert_eq!(areas.len(), 2);
        assert_eq!(areas[1].age(4), 20.0, "the mean of what is known");
    }

    #[test]
    fn last_area_stays_however_small() {
        assert_eq!(smallest(&one_each(&[3.0]), 200.0), None);
    }

    /// By hand: of the six ways to cut 3 2 2 3 2 in three, 3 | 2 2 | 3 2 has 9 + 16 + 25 = 50, as 3 2 | 2 | 3 2 has 54 and
    /// 3 2 | 2 3 | 2 has 54; of the four in four, 3 | 2 2 | 3 | 2 has 38 and 3 2 | 2 | 3 | 2 has 42.
    #[test]
    fn neighbours_are_divided_as_equally_as_can_be() {
        let divisions = most_equal(&[3.0, 2.0, 2.0, 3.0, 2.0], 4);
        assert_eq!(divisions[2], [1, 3, 5]);
        assert_eq!(divisions[3], [1, 3, 4, 5]);
        assert_eq!(divisions[0], [5]);
    }

    #[test]
    fn teams_are_neighbours_of_about_equal_size() {
        let mut areas = one_each(&[3000.0, 2000.0, 2000.0, 3000.0, 2000.0]);
        assert_eq!(assign_teams(&mut areas, 3000.0), 4);
        let teams: Vec<usize> = areas.iter().map(|area| area.team).collect();
        assert_eq!(teams, [0, 1, 1, 2, 3]);
    }

    /// 9 000 and 1 000: two teams would be 5 000 on average, and 1 000 is far below two thirds of that.
    #[test]
    fn there_are_fewer_teams_where_they_would_be_unequal() {
        assert_eq!(assign_teams(&mut one_each(&[9000.0, 1000.0]), 3000.0), 1);
    }

    #[test]
    fn there_are_never_more_teams_than_areas() {
        assert_eq!(assign_teams(&mut one_each(&[50_000.0]), 3000.0), 1);
        assert_eq!(assign_teams(&mut one_each(&[10.0, 10.0]), 3000.0), 1);
    }
}
