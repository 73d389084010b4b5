//! The random numbers as the model addresses them, as bytes on standard output, for a public battery of tests of random
//! number generators: see benches/battery/run.
//!
//!     cargo run --release --no-default-features --example generator -- ORDER [BYTES]
//!
//! A battery sees one long sequence; the model takes its numbers in many orders. Each order here puts numbers behind each
//! other of which a weak generator would make relatives: those of neighbours in one coordinate of their address. Without a
//! number of bytes it writes until nobody reads. It says on standard error how many it wrote.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use rand::Rng;
use wijkraming::random::{Generator, Purpose, Site, name_key};

const SEED: u64 = 20_150_101;

/// Those of the engine, in the order of a life of a household.
const PURPOSES: [Purpose; 11] = [
    Purpose::Household,
    Purpose::Frailty,
    Purpose::Network,
    Purpose::Profile,
    Purpose::Domains,
    Purpose::Course,
    Purpose::Orientatie,
    Purpose::Deferral,
    Purpose::Decision,
    Purpose::Hours,
    Purpose::Onset,
];

/// Neighbours in all coordinates but one come at most so far; that one goes on.
const NEAR: u64 = 8;

/// The words that belong to a number of the order.
type Words = fn(u64) -> [u64; 4];

/// Name, and what varies fastest.
const ORDERS: [(&str, Words, &str); 7] = [
    ("households", households, "neighbouring households, one decision each"),
    ("draws", draws, "neighbouring draws, the same household and decision"),
    ("seeds", seeds, "neighbouring seeds, the same draw, household and decision"),
    (
        "purposes",
        purposes,
        "all purposes of a household, then its episodes, then the next household",
    ),
    ("counters", counters, "neighbouring decisions of one purpose, then the next episode"),
    ("areas", areas, "the same household of areas called `wijk 0`, `wijk 1` and so on"),
    ("run", run, "as a run: draws of areas of households of episodes of purposes"),
];

fn main() -> ExitCode {
    let order = std::env::args().nth(1).unwrap_or_default();
    let most = std::env::args().nth(2).map_or(Ok(u64::MAX), |text| text.parse());
    let known = ORDERS.iter().find(|(name, ..)| *name == order);
    let (Ok(most), true) = (most, known.is_some() || order == "stream" || order == "mixed") else {
        eprintln!("error: give an order, and the number of bytes");
        for (name, _, what) in ORDERS {
            eprintln!("  {name}: {what}");
        }
        eprintln!("  stream: streams of 4,096 numbers of one decision, household after household");
        eprintln!("  mixed: one number of every order in turn");
        return ExitCode::from(2);
    };
    let mut out = BufWriter::with_capacity(1 << 16, Counted { out: io::stdout().lock(), bytes: 0 });
    let written = match (order.as_str(), known) {
        ("stream", _) => streams(&mut out, most),
        (_, Some((_, words, _))) => blocks(&mut out, most, *words),
        _ => mixed(&mut out, most),
    };
    let outcome = written.and_then(|()| out.flush());
    eprintln!("{order}: {} bytes", out.get_ref().bytes);
    match outcome {
        // A battery that has seen enough closes the pipe.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Counts what went through: a battery takes as much as it likes.
struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.out.write(buffer)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn blocks(out: &mut impl Write, most: u64, words: Words) -> io::Result<()> {
    (0..most / 32).try_for_each(|number| {
        words(number).into_iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))
    })
}

/// One word of each order in turn, so that relatives in different orders stand beside each other.
fn mixed(out: &mut impl Write, most: u64) -> io::Result<()> {
    let each = most / 8 / ORDERS.len() as u64;
    (0..each).try_for_each(|number| {
        ORDERS.iter().try_for_each(|(_, words, _)| {
            out.write_all(&words(number / 4)[(number % 4) as usize].to_le_bytes())
        })
    })
}

fn streams(out: &mut impl Write, most: u64) -> io::Result<()> {
    let mut generator = Generator::new(SEED, 0);
    (0..most / 8 / 4096).try_for_each(|household| {
        let mut stream = generator.stream(site(household), Purpose::Hours, 1, 0);
        (0..4096).try_for_each(|_| out.write_all(&stream.next_u64().to_le_bytes()))
    })
}

fn site(household: u64) -> Site {
    Site { area_key: name_key("Elst Noord"), household: household as u32 }
}

fn block(draw: u64, site: Site, purpose: Purpose, (episode, counter): (u64, u64)) -> [u64; 4] {
    Generator::new(SEED, draw).block(site, purpose, episode as u32, counter as u32).0
}

fn households(number: u64) -> [u64; 4] {
    block(number >> 32, site(number), Purpose::Household, (0, 0))
}

fn draws(number: u64) -> [u64; 4] {
    block(number, site(1), Purpose::Profile, (1, 0))
}

fn seeds(number: u64) -> [u64; 4] {
    Generator::new(number, 1).block(site(1), Purpose::Profile, 1, 0).0
}

fn purposes(number: u64) -> [u64; 4] {
    let (rest, purpose) = (number / 11, PURPOSES[(number % 11) as usize]);
    block(rest >> 35, site(rest / NEAR), purpose, (rest % NEAR, 0))
}

fn counters(number: u64) -> [u64; 4] {
    block(number >> 32, site(1), Purpose::Decision, ((number >> 12) & 0xf_ffff, number & 0xfff))
}

fn areas(number: u64) -> [u64; 4] {
    let area_key = name_key(&format!("wijk {}", number % 100_000));
    block(number / 100_000, Site { area_key, household: 7 }, Purpose::Onset, (1, 0))
}

/// Twenty areas of 500 households with few episodes, draw after draw.
fn run(number: u64) -> [u64; 4] {
    let (number, purpose) = (number / 11, PURPOSES[(number % 11) as usize]);
    let (number, episode) = (number / 4, number % 4);
    let (number, household) = (number / 500, number % 500);
    let (draw, area) = (number / 20, number % 20);
    let area_key =
        name_key(["Elst", "Heteren", "Driel", "Zetten"][(area % 4) as usize]) ^ (area / 4);
    block(draw, Site { area_key, household: household as u32 }, purpose, (episode, 0))
}
