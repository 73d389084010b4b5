//! The generator as the model uses it: neighbouring households, draws, areas, purposes, episodes and counters, not
//! long streams (for these see the tests of BigCrush in the paper of Philox).
//!
//! Seeds are fixed. Critical values are upper points of chi-square at a probability of 1e-4, computed with mpmath
//! 1.3 from the incomplete gamma function: 63 degrees of freedom 113.505, 255: 347.654, 1023: 1199.835.

use super::*;
use rand::Rng;
use std::collections::BTreeSet;

const CHI_SQUARE_63: f64 = 113.505;
const CHI_SQUARE_255: f64 = 347.654;
const CHI_SQUARE_1023: f64 = 1199.835;

const PURPOSES: [Purpose; 12] = [
    Purpose::Household,
    Purpose::Frailty,
    Purpose::Network,
    Purpose::Onset,
    Purpose::Profile,
    Purpose::Domains,
    Purpose::Course,
    Purpose::Orientatie,
    Purpose::Deferral,
    Purpose::Decision,
    Purpose::Hours,
    Purpose::Design,
];

/// Everything a number depends on.
#[derive(Clone, Copy, Debug)]
struct Place {
    seed: u64,
    draw: u64,
    area_key: u64,
    household: u32,
    purpose: Purpose,
    episode: u32,
    counter: u32,
}

const HOME: Place = Place {
    seed: 20_150_101,
    draw: 0,
    area_key: 0xcfa5_227e_4fea_8838,
    household: 0,
    purpose: Purpose::Course,
    episode: 0,
    counter: 0,
};

impl Place {
    fn block(self) -> Block {
        let site = Site { area_key: self.area_key, household: self.household };
        Generator::new(self.seed, self.draw).block(site, self.purpose, self.episode, self.counter)
    }
}

/// The ways in which two decisions of the model can be neighbours: the place of number i along each of them.
type Neighbours = (&'static str, fn(u32) -> Place);
const NEIGHBOURS: [Neighbours; 8] = [
    ("households", |i| Place { household: i, ..HOME }),
    ("draws", |i| Place { draw: u64::from(i), ..HOME }),
    ("seeds", |i| Place { seed: u64::from(i), ..HOME }),
    ("areas with neighbouring keys", |i| Place { area_key: u64::from(i), ..HOME }),
    ("areas", |i| Place { area_key: name_key(&format!("Wijk {i}")), ..HOME }),
    ("episodes", |i| Place { episode: i, ..HOME }),
    ("counters", |i| Place { counter: i, ..HOME }),
    // All purposes of one household, then those of the next.
    ("purposes", |i| Place { purpose: PURPOSES[i as usize % 12], household: i / 12, ..HOME }),
];

fn chi_square(counts: &[u32]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
}

fn slice(uniform: f64, slices: usize) -> usize {
    (uniform * slices as f64) as usize
}

#[test]
fn numbers_are_uniform_along_every_neighbourhood() {
    for (name, place) in NEIGHBOURS {
        for word in 0..4 {
            let mut counts = [0; 1024];
            (0..30_000).for_each(|i| counts[slice(place(i).block().uniform(word), 1024)] += 1);
            let statistic = chi_square(&counts);
            assert!(statistic < CHI_SQUARE_1023, "{name}, word {word}: {statistic}");
        }
    }
}

/// Pairs that do not overlap, on a grid of 16 by 16 cells: 255 degrees of freedom.
#[test]
fn neighbours_are_independent_in_pairs() {
    for (name, place) in NEIGHBOURS {
        let mut counts = [0; 256];
        for i in 0..20_000 {
            let (one, other) =
                (place(2 * i).block().uniform(0), place(2 * i + 1).block().uniform(0));
            counts[16 * slice(one, 16) + slice(other, 16)] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic < CHI_SQUARE_255, "{name}: {statistic}");
    }
}

/// Three in a row, on a grid of 4 by 4 by 4 cells: 63 degrees of freedom.
#[test]
fn neighbours_are_independent_in_threes() {
    for (name, place) in NEIGHBOURS {
        let mut counts = [0; 64];
        for i in 0..10_000 {
            let cell =
                (0..3).fold(0, |cell, j| 4 * cell + slice(place(3 * i + j).block().uniform(0), 4));
            counts[cell] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic < CHI_SQUARE_63, "{name}: {statistic}");
    }
}

#[test]
fn the_words_of_a_block_are_independent_in_pairs() {
    for (one, other) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        let mut counts = [0; 256];
        for i in 0..20_000 {
            let block = Place { household: i, ..HOME }.block();
            counts[16 * slice(block.uniform(one), 16) + slice(block.uniform(other), 16)] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic < CHI_SQUARE_255, "words {one} and {other}: {statistic}");
    }
}

type Step = (&'static str, fn(Place) -> Place);

/// Streams of 5,000 households that differ in one part by one. The correlation of n independent pairs has standard
/// deviation 1 / sqrt(n); 4 of them is a probability of 6e-5.
#[test]
fn neighbouring_streams_are_not_correlated() {
    let n = 5000;
    let next: [Step; 6] = [
        ("seed", |place| Place { seed: place.seed + 1, ..place }),
        ("draw", |place| Place { draw: place.draw + 1, ..place }),
        ("area", |place| Place { area_key: place.area_key ^ 1, ..place }),
        ("purpose", |place| Place { purpose: Purpose::Orientatie, ..place }),
        ("episode", |place| Place { episode: place.episode + 1, ..place }),
        ("counter", |place| Place { counter: place.counter + 1, ..place }),
    ];
    for (name, next) in next {
        let product = |i| {
            let place = Place { household: i, ..HOME };
            (place.block().uniform(0) - 0.5) * (next(place).block().uniform(0) - 0.5)
        };
        let correlation = 12.0 * (0..n).map(product).sum::<f64>() / f64::from(n);
        assert!(correlation.abs() < 4.0 / f64::from(n).sqrt(), "{name}: {correlation}");
    }
}

/// Bits that differ when one bit of a part is flipped, over 64 places.
fn flipped(change: &dyn Fn(Place) -> Place) -> u32 {
    let differ = |i: u32| {
        let place = Place { household: 1000 * i, draw: u64::from(i), ..HOME };
        let (one, other) = (place.block().0, change(place).block().0);
        one.iter().zip(other).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>()
    };
    (0..64_u32).map(differ).sum()
}

/// 64 places of 256 bits: 8,192 flips expected with standard deviation sqrt(64 * 256 / 4) = 64. Five of them is a
/// probability of 6e-7 for one of the 288 bits, 2e-4 for all.
#[test]
fn every_bit_of_every_part_flips_half_of_the_output() {
    let wide: [fn(Place, u64) -> Place; 3] = [
        |place, bit| Place { seed: place.seed ^ bit, ..place },
        |place, bit| Place { draw: place.draw ^ bit, ..place },
        |place, bit| Place { area_key: place.area_key ^ bit, ..place },
    ];
    let narrow: [fn(Place, u32) -> Place; 3] = [
        |place, bit| Place { household: place.household ^ bit, ..place },
        |place, bit| Place { episode: place.episode ^ bit, ..place },
        |place, bit| Place { counter: place.counter ^ bit, ..place },
    ];
    let check = |part: usize, bit: u32, count: u32| {
        assert!(count.abs_diff(8192) < 5 * 64, "part {part}, bit {bit}: {count}");
    };
    for bit in 0..64 {
        for (part, change) in wide.iter().enumerate() {
            check(part, bit, flipped(&|place| change(place, 1 << bit)));
        }
    }
    for bit in 0..32 {
        for (part, change) in narrow.iter().enumerate() {
            check(3 + part, bit, flipped(&|place| change(place, 1 << bit)));
        }
    }
}

/// Purpose, episode and counter share the words of Philox's counter: none may run into another.
#[test]
fn every_purpose_episode_and_counter_has_numbers_of_its_own() {
    let ends = [0, 1, 2, 12, 13, 1 << 16, u32::MAX - 1, u32::MAX];
    let mut words = BTreeSet::new();
    for purpose in PURPOSES {
        for (episode, counter) in ends.iter().flat_map(|e| ends.iter().map(move |c| (*e, *c))) {
            words.extend(Place { purpose, episode, counter, ..HOME }.block().0);
        }
    }
    assert_eq!(words.len(), 4 * PURPOSES.len() * ends.len() * ends.len());
}

#[test]
fn numbers_do_not_depend_on_the_order_of_asking() {
    let site = |household| Site { area_key: 1, household };
    let mut forward = Generator::new(1, 2);
    let mut backward = Generator::new(1, 2);
    let one: Vec<[u64; 4]> =
        (0..50).map(|i| forward.block(site(i), Purpose::Onset, 3, i).0).collect();
    let mut other: Vec<[u64; 4]> =
        (0..50).rev().map(|i| backward.block(site(i), Purpose::Onset, 3, i).0).collect();
    other.reverse();
    assert_eq!(one, other);
    assert_eq!((forward.uniforms(), backward.uniforms()), (200, 200));
}

#[test]
fn uniform_numbers_keep_below_one_and_exponential_ones_stay_finite() {
    assert_eq!((unit(0), unit(1 << 10), unit(1 << 11)), (0.0, 0.0, f64::EPSILON / 2.0));
    assert_eq!(unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
    assert_eq!(exponential(0.0), 0.0);
    // -ln 2^-53 = 53 ln 2.
    assert_eq!(exponential(unit(u64::MAX)), 53.0 * std::f64::consts::LN_2);
}

/// Kolmogorov-Smirnov, critical value 1.9495 / sqrt(n) at a probability of 0.001 (Smirnov 1948).
#[test]
fn exponential_numbers_pass_kolmogorov_smirnov() {
    let n = 20_000;
    let mut values: Vec<f64> =
        (0..n).map(|i| Place { household: i, ..HOME }.block().exponential(2)).collect();
    values.sort_by(f64::total_cmp);
    let n = f64::from(n);
    let gap = |(i, x): (usize, &f64)| {
        let p = 1.0 - (-x).exp();
        (p - i as f64 / n).abs().max((p - (i + 1) as f64 / n).abs())
    };
    let statistic = values.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt();
    assert!(statistic < 1.9495, "{statistic}");
}

#[test]
fn a_stream_begins_with_its_block_and_goes_on_with_words_of_its_own() {
    let site = Site { area_key: 5, household: 6 };
    let mut generator = Generator::new(3, 4);
    let first = generator.block(site, Purpose::Hours, 7, 8).0;
    let next = generator.block(site, Purpose::Hours, 7, 9).0;
    let mut stream = generator.stream(site, Purpose::Hours, 7, 8);
    let words: Vec<u64> = (0..12).map(|_| stream.next_u64()).collect();
    assert_eq!(words[..4], first);
    let distinct: BTreeSet<u64> = words.iter().chain(&next).copied().collect();
    assert_eq!(distinct.len(), 16, "blocks of a stream never meet the next counter");
    // Two blocks asked for, three made by the stream.
    assert_eq!(generator.uniforms(), 20);
}

#[test]
fn a_stream_gives_halves_and_bytes_of_its_words() {
    let site = Site { area_key: 5, household: 6 };
    let mut generator = Generator::new(3, 4);
    let words = generator.block(site, Purpose::Hours, 0, 0).0;
    let mut stream = generator.stream(site, Purpose::Hours, 0, 0);
    assert_eq!(stream.next_u32(), (words[0] >> 32) as u32);
    let mut bytes = [0; 11];
    stream.fill_bytes(&mut bytes);
    assert_eq!(bytes[..8], words[1].to_le_bytes());
    assert_eq!(bytes[8..], words[2].to_le_bytes()[..3]);
}

/// rand_distr through a stream: mean and variance of Gamma(2, 3) are 6 and 18; their standard errors over n are
/// sqrt(18 / n) and sqrt((mu4 - 18^2) / n) with mu4 = 3 (2 + 2) 2 * 81 = 1944. Four of them is 6e-5.
#[test]
fn gamma_numbers_of_rand_distr_have_their_mean_and_variance() {
    use rand_distr::{Distribution, Gamma};
    let gamma = Gamma::new(2.0, 3.0).expect("positive");
    let mut generator = Generator::new(1, 1);
    let n = 20_000;
    let mut value = |household| {
        let site = Site { area_key: 1, household };
        gamma.sample(&mut generator.stream(site, Purpose::Hours, 0, 0))
    };
    let values: Vec<f64> = (0..n).map(&mut value).collect();
    let n = f64::from(n);
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - 6.0_f64).powi(2)).sum::<f64>() / n;
    assert!((mean - 6.0).abs() < 4.0 * (18.0 / n).sqrt(), "{mean}");
    assert!((variance - 18.0).abs() < 4.0 * ((1944.0 - 324.0) / n).sqrt(), "{variance}");
}

/// FNV-1a and the finaliser of MurmurHash3, worked in Python.
#[test]
fn name_keys_are_what_they_say() {
    assert_eq!(name_key(""), 0xefd0_1f60_ba99_2926);
    assert_eq!(name_key("Elst Noord"), 0xcfa5_227e_4fea_8838);
}

/// Wijken of Overbetuwe, Steenwijkerland, Zwolle and Groningen (CBS 2022), some municipalities, and names that
/// differ as little as names do. All 3,802 names in the CBS tables of 2020, 2022 and 2024 were checked once.
#[test]
fn names_of_areas_have_different_keys() {
    let names = "Andelst,Baarlo,Baars,Basse,Belt-Schutsloot,Blankenham,Blokzijl,Buitengebied Elst,\
        Buitengebied Heteren,Buitengebied Zetten,De Aam,De Bult,De Pol,Driel,Eesveen,Elst-Noord,Elst-Oost,\
        Elst-Zuid,Giethoorn,Hemmen,Herveld,IJsselham,Kalenberg,Kallenkote,Kern Heteren,Kern Zetten,Kuinre,\
        Oldemarkt,Onna,Oosterhout,Ossenzijl,Paasloo,Randwijk,Slijk-Ewijk,Steenwijk,Tuk,Valburg,Vollenhove,\
        Westeraam,Wetering,Wijk 10 Binnenstad,Wijk 11 Diezerpoort,Wijk 12 Wipstrik,Wijk 13 Assendorp,\
        Wijk 14 Kamperpoort-Veerallee,Wijk 20 Poort van Zwolle,Wijk 21 Westenholte,Wijk 22 Stadshagen,\
        Wijk 30 Holtenbroek,Wijk 31 Aa-landen,Wijk 40 Berkum,Wijk 50 Schelle,Wijk 51 Ittersum,Centrum,\
        Helpman e.o.,Hoogkerk e.o.,Nieuw-West,Noorddijk e.o.,Noordoost,Noordwest,Oosterparkwijk,Oud-Noord,\
        Oud-West,Oud-Zuid,Ten Boer e.o.,Zuidoost,Zuidwest,'s-Gravenhage,'s-Hertogenbosch,Aa en Hunze,\
        Bergen (L.),Bergen (NH.),Elst Noord,Elst noord,elst-noord,Wijk 01,Wijk 1,Wijk 10,Wijk 2,Wijk 02";
    let names: Vec<&str> = names.split(',').collect();
    let keys: BTreeSet<u64> = names.iter().map(|name| name_key(name)).collect();
    assert_eq!(keys.len(), names.len());
}
