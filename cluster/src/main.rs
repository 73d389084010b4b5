//! The command line of the cluster: `scheduler`, `executor`, `run`.
//!
//! Exit codes: 0 done, 1 units failed, 2 the input is wrong, 3 our fault or that of the machines.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use wijkraming_cluster::drive::{self, RunArgs};
use wijkraming_cluster::executor::{self, ExecutorArgs};
use wijkraming_cluster::failure::Failure;
use wijkraming_cluster::job;
use wijkraming_cluster::scheduler::{self, SchedulerArgs};

/// Batches of wijkraming on many machines, with Apache DataFusion Ballista.
#[derive(Debug, Parser)]
#[command(name = "wijkraming-cluster", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 units failed, 2 the input is wrong, 3 our fault or that of the machines."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Give work to executors: one in a cluster.
    Scheduler(SchedulerArgs),
    /// Compute units: one on each machine.
    Executor(ExecutorArgs),
    /// Compute a batch on the cluster, as `wijkraming batch` does on one machine.
    Run(RunArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return told(&Failure::ours(format!("no threads: {error}"))),
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Scheduler(args) => scheduler::run(&args).await.map(|()| ExitCode::SUCCESS),
            Command::Executor(args) => {
                executor::run(&args, job::compute).await.map(|()| ExitCode::SUCCESS)
            }
            Command::Run(args) => drive::run(&args).await,
        }
    });
    // Units under way are not waited for.
    runtime.shutdown_background();
    result.unwrap_or_else(|failure| told(&failure))
}

fn told(failure: &Failure) -> ExitCode {
    eprintln!("{failure}");
    failure.code()
}

/// Our own words, and warnings of the engine but for those that come many times a second while a scheduler is away.
fn log_to_stderr() {
    let usual =
        "warn,wijkraming_cluster=info,ballista_executor::execution_loop=error,ballista_core=error";
    let env = env_logger::Env::default().default_filter_or(usual);
    env_logger::Builder::from_env(env).format_timestamp(None).init();
}
