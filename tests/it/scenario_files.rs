use wijkraming::scenario::*;
#[test]
fn probe() {
    for _ in 0..5 {
        let t = std::time::Instant::now();
        let _ = Scenario::load(&LoadOptions::new("scenarios/example.toml"));
        println!("{:?}", t.elapsed());
    }
    let t = std::time::Instant::now();
    let x = std::fs::read_to_string("scenarios/example.toml").unwrap();
    let _ = toml::de::DeTable::parse_recoverable(&x);
    println!("parse {:?}", t.elapsed());
}
