//! Layer 7. The command line: one file per subcommand. Thin: it reads arguments, calls the layers below, and
//! prints. Words are English; reports are Dutch.
//!
//! Exit codes: 0 done, 1 a limit the user set was passed, 2 the input is wrong, 3 our fault.

mod analyse;
mod batch;
mod batch_watch;
mod bench;
mod bench_forecast;
mod bench_measure;
mod bench_text;
mod budget;
mod budget_cells;
mod budget_files;
mod budget_notes;
mod budget_reserves;
mod budget_rows;
mod budget_screen;
mod calibrate;
mod calibrate_posterior;
mod calibrate_text;
mod changes;
mod chart;
mod check;
mod columns;
mod compare;
mod compare_runs;
mod compare_screen;
mod complaint;
mod data;
mod explain;
mod explain_differences;
mod explain_payments;
mod explain_table;
mod explain_text;
mod interrupt;
mod load;
mod man;
mod merge;
mod new;
mod optimise;
mod optimise_args;
mod optimise_files;
mod optimise_text;
mod output;
mod progress;
mod report;
mod reproduce;
mod rounds;
mod run;
mod schema;
mod screen;
mod screen_budgets;
mod screen_json;
mod screen_notes;
mod screen_variance;
mod sensitivity;
mod sensitivity_args;
mod sensitivity_records;
mod sensitivity_text;
mod simulated_tornado;
mod stored;
mod stress;
mod summarise;
mod summarise_text;
mod until_se;
mod value;
mod value_files;
mod value_terms;
mod value_text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use complaint::Complaint;

/// Monte Carlo simulator of budgets and social costs and benefits for Dutch neighbourhood care teams.
///
/// Without a subcommand it runs the embedded scenario of Overbetuwe and writes the results to
/// `reports/out/overbetuwe/`.
#[derive(Debug, Parser)]
#[command(name = "wijkraming", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 a limit you set was passed, 2 the input is wrong, 3 our fault."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario: results, summary and report on disk, a summary on screen.
    Run(run::RunArgs),
    /// Run many scenarios from a plan into one set of results, which goes on where it was stopped.
    Batch(batch::BatchArgs),
    /// Check scenario files and report everything that is wrong with them.
    Check(check::CheckArgs),
    /// Say which alternative of a run is best, how sure that is, and what knowing more would be worth.
    Analyse(Box<analyse::AnalyseArgs>),
    /// Print the JSON Schema of scenario files, which editors use for completion.
    Schema(schema::SchemaArgs),
    /// Print the life of one household month by month, under one or all alternatives.
    Explain(explain::ExplainArgs),
    /// Overruns, reserves, who bears what and taakvelden of a finished run.
    Budget(budget::BudgetArgs),
    /// Write the report of a finished run as HTML, PDF, workbook or CSV.
    Report(report::ReportArgs),
    /// Tell what two finished runs differ in: scenario, draws and results, with the error of each difference.
    Compare(compare::CompareArgs),
    /// Write one figure of the report of a finished run as SVG or PNG.
    Chart(chart::ChartArgs),
    /// Make a finished run again from its manifest, and say whether every table is the same.
    Reproduce(reproduce::ReproduceArgs),
    /// Tables of the results of a batch: by municipality, province, size or type, with their errors.
    Summarise(summarise::SummariseArgs),
    /// Join runs of parts of the draws, or parts of a batch, into one, with the bits of a run of all of them.
    Merge(merge::MergeArgs),
    /// Value a finished run on other terms: costs and benefits, who gains, ratio, payback; no simulation.
    Value(value::ValueArgs),
    /// Fit parameters of a scenario to what was observed, and write them as an overlay.
    Calibrate(calibrate::CalibrateArgs),
    /// Show what the outcomes depend on: bars, heat map, shares of variance, break-even values.
    Sensitivity(sensitivity::SensitivityArgs),
    /// Search levers of a policy for the frontier of what can be had for what.
    Optimise(Box<optimise::OptimiseArgs>),
    /// Run every alternative under the stress tests of a scenario, beside the same draws without them.
    Stress(stress::StressArgs),
    /// Measure how fast this machine is, and say what a run of a scenario will take before it is run.
    Bench(bench::BenchArgs),
    /// Write a starting scenario for a municipality, from open data.
    New(new::NewArgs),
    /// List, print, export or build the open data inside the program.
    Data(data::DataArgs),
    /// Print completions for a shell.
    Completions(man::CompletionArgs),
    /// Print the manual page.
    Man,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    quiet_readers();
    let command = Cli::parse().command;
    let result = match command.unwrap_or_else(|| Command::Run(run::RunArgs::default())) {
        Command::Run(args) => run::run(&args),
        Command::Batch(args) => batch::batch(&args),
        Command::Check(args) => check::check(&args),
        Command::Analyse(args) => analyse::analyse(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Budget(args) => budget::budget(&args),
        Command::Report(args) => report::report(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Chart(args) => chart::chart(&args),
        Command::Reproduce(args) => reproduce::reproduce(&args),
        Command::Summarise(args) => summarise::summarise(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Value(args) => value::value(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Optimise(args) => optimise::optimise(&args),
        Command::Stress(args) => stress::stress(&args),
        Command::Bench(args) => bench::bench(&args),
        Command::New(args) => new::new(&args),
        Command::Data(args) => data::data(&args),
        Command::Completions(args) => man::completions(&args),
        Command::Man => man::man(),
    };
    match result {
        Ok(code) => code,
        Err(complaint) => complaint.print(),
    }
}

/// Panics that become errors are not shown.
fn quiet_readers() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::tables::is_guarded_panic(panic) {
            shown(panic);
        }
    }));
}

/// The command as clap knows it, for completions and the manual page.
fn command() -> clap::Command {
    use clap::CommandFactory;
    Cli::command()
}
