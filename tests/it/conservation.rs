//! Nobody appears or disappears, and the limits of the team hold: every onset is open at the end or has ended;
//! gesprekken stay within the hours and the room of the team, nobody is kept waiting for whom there is
//! both, and the queue is served in the order of the model page.

use wijkraming::engine::{Case, Note, Observer, Parameters, Scratch, Status, observe};
use wijkraming::process::orientatie::Category;

use crate::example;

/// Counts events and looks over the shoulder of a single team at the end of each month.
struct Watch<'a> {
    parameters: &'a Parameters,
    onsets: i64,
    ended: i64,
    closed: i64,
    reported: [i64; 4],
    back_to_queue: i64,
    served: i64,
    ended_in_queue: i64,
    passed_over: i64,
    /// How far sums of hours may be off, because they are added up in another order here.
    rounding: f64,
    /// Of this month: aanmeldingen, and places in the queue of those served: (severity, waited).
    aanmeldingen: u32,
    gesprekken: Vec<Served>,
    /// States at the end of the last month, after its reviews as far as they are known.
    open: i64,
    queued: i64,
    full_months: u32,
    idle_months: u32,
    severity: Vec<[i64; 4]>,
    queue: Vec<i64>,
    directed: Vec<i64>,
}

#[derive(Clone, Copy)]
struct Served {
    order: Order,
    weight: u32,
}

/// Place in the queue: severity (highest first), waiting time (longest first), number of the household, key of its area.
type Order = (std::cmp::Reverse<u8>, std::cmp::Reverse<u32>, u32, u64);

fn order(case: &Case, month: u32) -> Order {
    use std::cmp::Reverse;
    let waited = month - case.queued_since;
    (Reverse(case.severity), Reverse(waited), case.site.household, case.site.area_key)
}

impl<'a> Watch<'a> {
    fn new(parameters: &'a Parameters) -> Self {
        Self {
            parameters,
            onsets: 0,
            ended: 0,
            closed: 0,
            reported: [0; 4],
            back_to_queue: 0,
            served: 0,
            ended_in_queue: 0,
            passed_over: 0,
            rounding: 1e-9,
            aanmeldingen: 0,
            gesprekken: Vec::new(),
            open: 0,
            queued: 0,
            full_months: 0,
            idle_months: 0,
            severity: Vec::new(),
            queue: Vec::new(),
            directed: Vec::new(),
        }
    }

    fn weight(&self, case: &Case) -> u32 {
        case.domains.len().min(self.parameters.process.team.desks)
    }

    /// Hours for gesprekken this month: what regie, waakvlam and orientatie leave.
    fn hours(&self, cases: &[Case], month: u32) -> f64 {
        let process = &self.parameters.process;
        let team = &process.team;
        let served: u32 = self.gesprekken.iter().map(|served| served.weight).sum();
        let directed: u32 =
            cases.iter().filter(|case| case.directed).map(|case| self.weight(case)).sum();
        let burns = |case: &&Case| {
            let months = process.monitoring.waakvlam_months;
            case.status == Status::Idle && case.guarded && month <= case.ended + months
        };
        let waakvlam = cases.iter().filter(burns).count() as f64;
        let all = team.members * team.hours_per_member * (1.0 - team.bureaucracy)
            + team.volunteers * team.hours_per_volunteer;
        let left = all
            - process.uitvoering.regie_hours * f64::from(directed - served)
            - process.monitoring.waakvlam_hours * waakvlam
            - process.orientatie.hours * f64::from(self.aanmeldingen);
        left.max(0.0)
    }

    fn check_limits(&mut self, cases: &[Case], month: u32) {
        let process = &self.parameters.process;
        let room = process.team.members * process.team.caseload_per_member;
        let hours = self.hours(cases, month);
        let weights: u32 = self.gesprekken.iter().map(|served| served.weight).sum();
        let used = f64::from(weights) * process.gesprek.hours;
        assert!(
            used <= hours + self.rounding,
            "{used} hours of gesprekken, {hours} left in month {month}"
        );
        let directed = cases.iter().filter(|case| case.directed).count() as f64;
        if !self.gesprekken.is_empty() {
            assert!(directed <= room, "{directed} directed cases, room for {room}");
        }
        // Whoever waits first in line, waits because it does not fit (nobody is passed over here).
        let waiting = cases.iter().filter(|case| case.status == Status::Queued);
        let Some(first) = waiting.min_by_key(|case| order(case, month)) else {
            self.idle_months += 1;
            return;
        };
        for served in &self.gesprekken {
            assert!(
                served.order < order(first, month),
                "out of order in month {month}: {:?} before {:?}",
                served.order,
                order(first, month)
            );
        }
        let needed = f64::from(self.weight(first)) * process.gesprek.hours;
        self.full_months += 1;
        assert!(
            used + needed > hours - self.rounding || directed + 1.0 > room,
            "household {} waits in month {month} though there is time and room",
            first.site.household
        );
    }
}

impl Observer for Watch<'_> {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, month: u32, note: Note) {
        match note {
            Note::Onset { .. } => self.onsets += 1,
            Note::Ended => {
                self.ended += 1;
                self.ended_in_queue += i64::from(case.status == Status::Queued);
            }
            Note::Closing { closed: true, .. } => self.closed += 1,
            Note::Orientatie { category, .. } => {
                self.aanmeldingen += 1;
                let place = match category {
                    Category::Simple => 0,
                    Category::Complex => 1,
                    Category::Sectoral => 2,
                    Category::Gesprek => 3,
                };
                self.reported[place] += 1;
            }
            Note::BackToQueue => self.back_to_queue += 1,
            Note::PassedOver { .. } => self.passed_over += 1,
            Note::Gesprek { waited } => {
                assert_eq!(waited, month - case.queued_since);
                self.served += 1;
                let served = Served { order: order(case, month), weight: self.weight(case) };
                self.gesprekken.push(served);
            }
            _ => (),
        }
    }

    fn month_end(&mut self, cases: &[Case], month: u32) {
        self.check_limits(cases, month);
        self.aanmeldingen = 0;
        self.gesprekken.clear();
        let count =
            |is: &dyn Fn(&Case) -> bool| cases.iter().filter(|case| is(case)).count() as i64;
        self.open = count(&|case| case.status != Status::Idle);
        self.queued = count(&|case| case.status == Status::Queued);
        self.queue.push(self.queued);
        self.directed.push(count(&|case| case.directed));
        let at =
            |severity: u8| count(&|case| case.status != Status::Idle && case.severity == severity);
        self.severity.push([at(1), at(2), at(3), at(4)]);
    }
}

/// Both areas under one team, so that events and months come in the order of time.
fn parameters(changes: &str) -> Parameters {
    let mut table = example::reduced(0.4, 5);
    for area in example::areas(&mut table) {
        area.insert("team".into(), "samen".into());
    }
    example::lay_over(&mut table, changes);
    example::central(&example::scenario(&example::text(&table)), "resultaat")
}

/// Hours in halves, so that what fits exactly is told apart without rounding.
const IN_HALVES: &str = "hours that short gesprekken fill exactly";

/// Situations in which hours are short, room is short, cases weigh differently, and all at once.
const SITUATIONS: [(&str, &str); 5] = [
    ("hours short", "team = { members = 2.0 }"),
    ("room short", "team = { members = 8.0, caseload_per_member = 12.0 }"),
    (
        "two desks, sectoral cases, waakvlam",
        "team = { members = 2.5, desks = 2 }
         orientatie = { focus_min_domains = 2 }
         monitoring = { waakvlam_months = 12, waakvlam_hours = 1.0 }",
    ),
    (
        "high rates, short lives",
        "course = { improve = [0.4, 0.3, 0.3, 0.3] }
         need = { annual_trend = 0.5, relapse_factor = 10.0 }
         team = { members = 5.0, caseload_per_member = 30.0, desks = 3 }",
    ),
    (
        IN_HALVES,
        "team = { members = 0.03125, hours_per_member = 80.0, bureaucracy = 0.0, volunteers = 0.0, caseload_per_member = 1e5 }
         gesprek = { hours = 0.5 }
         uitvoering = { regie_hours = 0.0 }
         orientatie = { hours = 0.0 }
         monitoring = { waakvlam_hours = 0.0 }",
    ),
];

#[test]
fn hours_room_and_order_of_the_queue_are_respected_every_month() {
    for (name, changes) in SITUATIONS {
        let parameters = parameters(changes);
        let mut watch = Watch::new(&parameters);
        watch.rounding = if name == IN_HALVES { 0.0 } else { 1e-9 };
        let run = observe(&parameters, 23, 1, &mut Scratch::default(), &mut watch);
        println!(
            "{name}: {} months with a queue, {} without",
            watch.full_months, watch.idle_months
        );
        assert!(watch.full_months > 10, "{name}: the limits must bind");
        assert_eq!(watch.passed_over, 0);
        // The months table says the same.
        let areas = parameters.population.areas.len();
        for (month, rows) in run.months.chunks_exact(areas).enumerate() {
            let sum = |value: &dyn Fn(usize) -> i64| (0..areas).map(value).sum::<i64>();
            assert_eq!(sum(&|area| rows[area].queued), watch.queue[month], "{name}");
            assert_eq!(sum(&|area| rows[area].directed), watch.directed[month], "{name}");
            assert_eq!(sum(&|area| rows[area].severity_4), watch.severity[month][3], "{name}");
        }
    }
}

#[test]
fn every_episode_is_counted_once_on_its_way_in_and_out() {
    for (name, changes) in SITUATIONS {
        let parameters = parameters(changes);
        let mut watch = Watch::new(&parameters);
        let run = observe(&parameters, 29, 2, &mut Scratch::default(), &mut watch);
        let rows = &run.years;
        let sum = |value: &dyn Fn(usize) -> i64| (0..rows.len()).map(value).sum::<i64>();
        assert_eq!(sum(&|row| rows[row].onsets), watch.onsets, "{name}");
        assert_eq!(sum(&|row| rows[row].closed), watch.closed, "{name}");
        let by_category =
            [sum(&|r| rows[r].simple), sum(&|r| rows[r].complex), sum(&|r| rows[r].sectoral)];
        assert_eq!(by_category, watch.reported[..3], "{name}");
        let aanmeldingen = sum(&|row| rows[row].aanmeldingen);
        assert_eq!(aanmeldingen, watch.reported.iter().sum::<i64>(), "{name}");
        // Into the queue and out of it.
        let queued_at_end =
            rows[rows.len() - parameters.population.areas.len()..].iter().map(|row| row.queue_end);
        let entered = watch.reported[3] + watch.back_to_queue;
        let left = sum(&|row| rows[row].gesprekken) + watch.ended_in_queue;
        assert_eq!(entered, left + queued_at_end.sum::<i64>(), "{name}");
        assert_eq!(sum(&|row| rows[row].waited_months), watch.queue.iter().sum::<i64>(), "{name}");
        // Severities by month.
        for severity in 0..4 {
            let months: i64 = watch.severity.iter().map(|counts| counts[severity]).sum();
            assert_eq!(sum(&|row| rows[row].severity[severity]), months, "{name}");
        }
        assert_eq!(sum(&|row| rows[row].gesprekken), watch.served, "{name}");
    }
}

/// Episodes that begin, and those that are open at the end or have ended: with the reviews of the last month,
/// which come after the last look, taken off.
#[test]
fn every_onset_is_open_at_the_end_or_has_ended() {
    for (name, changes) in SITUATIONS {
        let parameters = parameters(changes);
        let mut watch = Last { watch: Watch::new(&parameters), ended_before: 0 };
        observe(&parameters, 31, 3, &mut Scratch::default(), &mut watch);
        let Last { watch, ended_before } = watch;
        assert_eq!(watch.onsets, watch.open + ended_before, "{name}");
        assert!(ended_before > 100 && watch.ended >= ended_before, "{name}: too few to tell");
    }
}

/// Remembers how many episodes had ended when the last look was taken.
struct Last<'a> {
    watch: Watch<'a>,
    ended_before: i64,
}

impl Observer for Last<'_> {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, month: u32, note: Note) {
        self.watch.note(case, month, note);
    }

    fn month_end(&mut self, cases: &[Case], month: u32) {
        self.watch.month_end(cases, month);
        self.ended_before = self.watch.ended;
    }
}
