//! How much work goes into the next wave, and how much into each of its partitions.
//!
//! A wave is some seconds of work for the whole cluster: what is lost when a scheduler dies, and what there is to do
//! while the next wave is prepared. A partition is a second of work at least, so that the engine's milliseconds for each
//! do not count, and there are never more than some hundreds in a wave: the engine's work per wave grows faster than
//! their number. Near the end partitions become small again, so that no core waits long for the last.
//!
//! Work is counted in household-months, which are known beforehand; how long one takes is measured.

/// Partitions of the first wave, of one unit each: it tells how fast the cores are and how many there are.
const FIRST: usize = 32;

/// Seconds of work in a partition at least.
const GRAIN: f64 = 1.0;

/// Partitions that each core still gets at the end.
const TAIL: usize = 4;

/// What is known of the run so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Work in a wave, seconds.
    pub seconds: f64,
    /// Partitions in a wave at most.
    pub limit: usize,
    /// Seconds that a core takes for one household-month, once known.
    pub rate: Option<f64>,
    /// Cores that were seen at work.
    pub cores: usize,
}

/// Size of a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub partitions: usize,
    /// Household-months in each partition; a partition has at least one unit, whatever its weight.
    pub weight: u64,
}

impl Pace {
    /// The next wave, of what remains in household-months.
    pub fn next(&self, remaining: u64) -> Size {
        let Some(rate) = self.rate.map(|rate| rate.max(1e-15)) else {
            return Size { partitions: FIRST.min(self.limit), weight: 0 };
        };
        let cores = self.cores.max(1);
        let even = remaining / (TAIL * cores) as u64;
        let months = |seconds: f64| ((seconds / rate).round() as u64).min(remaining).max(1);
        let wave = months(self.seconds * cores as f64);
        let weight = months(GRAIN).min(even).max(wave.div_ceil(self.limit as u64)).max(1);
        let partitions = wave.div_ceil(weight).min(self.limit as u64) as usize;
        Size { partitions, weight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A household-month takes 2 ns here: a second is 500 million.
    fn pace(cores: usize) -> Pace {
        Pace { seconds: 20.0, limit: 500, rate: Some(2e-9), cores }
    }

    const SECOND: u64 = 500_000_000;

    #[test]
    fn the_first_wave_is_small_and_of_single_units() {
        let unknown = Pace { rate: None, ..pace(0) };
        assert_eq!(unknown.next(1000 * SECOND), Size { partitions: FIRST, weight: 0 });
    }

    #[test]
    fn a_wave_is_its_seconds_of_work_in_partitions_of_a_second() {
        assert_eq!(pace(2).next(10_000 * SECOND), Size { partitions: 40, weight: SECOND });
    }

    #[test]
    fn a_large_cluster_has_larger_partitions_and_no_more_of_them() {
        // 20 s on 1,000 cores are 20,000 s of work: 40 s in each of 500 partitions.
        let size = pace(1000).next(10_000_000 * SECOND);
        assert_eq!(size, Size { partitions: 500, weight: 40 * SECOND });
    }

    #[test]
    fn the_end_is_dealt_evenly() {
        // 4 s of work for 2 cores: 8 partitions of half a second, and not 4 of one.
        assert_eq!(pace(2).next(4 * SECOND), Size { partitions: 8, weight: SECOND / 2 });
    }

    #[test]
    fn a_wave_is_never_empty_and_never_over_the_limit() {
        for remaining in [1, 1000, SECOND, 1_000_000 * SECOND] {
            for rate in [0.0, 1e-12, 2e-9, 1.0] {
                for cores in [0, 1, 64, 100_000] {
                    let size = Pace { rate: Some(rate), ..pace(cores) }.next(remaining);
                    assert!((1..=500).contains(&size.partitions) && size.weight > 0, "{size:?}");
                }
            }
        }
    }
}
