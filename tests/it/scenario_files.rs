//! Good.
use wijkraming::scenario::*;
use wijkraming::study::Model;
#[test]
fn probe() {
    let t = std::time::Instant::now();
    let s = match Scenario::load(&LoadOptions::new("scenarios/example.toml")) {
        Ok(s) => s,
        Err(e) => panic!("{e}"),
    };
    println!("{:?}", t.elapsed());
    for q in s.quantities() {
        println!("{} {:?}", q.path, q.distribution);
    }
    for q in s.assumptions() {
        println!("{q:?}");
    }
    println!("{:?} {}", s.estimate(200, 2), s.hash());
    let c = s.central_sample();
    let t = std::time::Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(s.parameters(1, &c));
    }
    println!("{:?}", t.elapsed() / 1000);
    println!("{:#?}", s.parameters(1, &c));
}
