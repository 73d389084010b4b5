//! Time per random number as the model uses it, next to a plain sequential generator in the same run.
//!
//! `cargo bench --no-default-features --bench random`. The yardsticks, xoshiro256++ (Blackman & Vigna, ACM
//! Transactions on Mathematical Software 47, 2021) and SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), are the
//! shortest code that does the job; their numbers depend on the order of calls, which is why the model cannot use
//! them (docs/decisions/0001-random-numbers.md).

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::Rng;
use rand_distr::{Distribution, Gamma};
use std::hint::black_box;
use wijkraming::random::{Generator, Purpose, Site, exponential, unit};

/// Numbers made in one measured call.
const NUMBERS: u32 = 4096;

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

struct Xoshiro256PlusPlus([u64; 4]);

impl Xoshiro256PlusPlus {
    fn new(seed: u64) -> Self {
        let mut mix = SplitMix64(seed);
        Self([(); 4].map(|()| mix.next()))
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }
}

fn site(household: u32) -> Site {
    Site { area_key: 0xcfa5_227e_4fea_8838, household }
}

fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}

/// Uniform numbers: all four words of a block, one word of a block (a decision that needs one), a stream.
fn uniforms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("uniform");
    group.throughput(Throughput::Elements(u64::from(NUMBERS)));
    let mut generator = Generator::new(black_box(1), black_box(2));
    group.bench_function("philox, four of a block", |bencher| {
        bencher.iter(|| {
            sum((0..NUMBERS / 4).map(|household| {
                let block = generator.block(site(household), Purpose::Course, 1, 2);
                block.uniform(0) + block.uniform(1) + block.uniform(2) + block.uniform(3)
            }))
        });
    });
    group.bench_function("philox, one of a block", |bencher| {
        bencher.iter(|| {
            sum((0..NUMBERS).map(|household| {
                generator.block(site(household), Purpose::Course, 1, 2).uniform(0)
            }))
        });
    });
    group.bench_function("philox, stream", |bencher| {
        bencher.iter(|| {
            let mut stream = generator.stream(site(1), Purpose::Course, 1, 2);
            sum((0..NUMBERS).map(|_| unit(stream.next_u64())))
        });
    });
    let mut xoshiro = Xoshiro256PlusPlus::new(black_box(1));
    group.bench_function("yardstick, xoshiro256++", |bencher| {
        bencher.iter(|| sum((0..NUMBERS).map(|_| unit(xoshiro.next()))));
    });
    let mut mix = SplitMix64(black_box(1));
    group.bench_function("yardstick, SplitMix64", |bencher| {
        bencher.iter(|| sum((0..NUMBERS).map(|_| unit(mix.next()))));
    });
    group.finish();
}

/// Exponential numbers by inversion: from a block each, and from the yardstick.
fn exponentials(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("exponential");
    group.throughput(Throughput::Elements(u64::from(NUMBERS)));
    let mut generator = Generator::new(black_box(1), black_box(2));
    group.bench_function("philox, one of a block", |bencher| {
        bencher.iter(|| {
            sum((0..NUMBERS).map(|household| {
                generator.block(site(household), Purpose::Onset, 1, 2).exponential(0)
            }))
        });
    });
    let mut xoshiro = Xoshiro256PlusPlus::new(black_box(1));
    group.bench_function("yardstick, xoshiro256++", |bencher| {
        bencher.iter(|| sum((0..NUMBERS).map(|_| exponential(unit(xoshiro.next())))));
    });
    group.finish();
}

/// Gamma numbers of rand_distr, each from a stream of its own, for a frailty (shape 0.7) and for the hours on a
/// rung (coefficient of variation 0.6, shape 2.78).
fn gammas(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gamma");
    group.throughput(Throughput::Elements(u64::from(NUMBERS)));
    for shape in [0.7, 2.78] {
        let Ok(gamma) = Gamma::new(shape, 1.0 / shape) else { continue };
        let mut generator = Generator::new(black_box(1), black_box(2));
        group.bench_function(BenchmarkId::new("rand_distr through a stream", shape), |bencher| {
            bencher.iter(|| {
                sum((0..NUMBERS).map(|household| {
                    gamma.sample(&mut generator.stream(site(household), Purpose::Hours, 1, 2))
                }))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, uniforms, exponentials, gammas);
criterion_main!(benches);
