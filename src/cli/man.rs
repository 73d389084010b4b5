//! `wijkraming completions` and `wijkraming man`.

use std::io::Write;
use std::process::ExitCode;

use super::{Complaint, command};

#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// bash, elvish, fish, powershell or zsh
    shell: clap_complete::Shell,
}

pub fn completions(args: &CompletionArgs) -> Result<ExitCode, Complaint> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "wijkraming", &mut text);
    print(&text)
}

pub fn man() -> Result<ExitCode, Complaint> {
    let mut text = Vec::new();
    let problem = |error: std::io::Error| Complaint::ours(format!("manual page: {error}"));
    clap_mangen::Man::new(command()).render(&mut text).map_err(problem)?;
    for subcommand in command().get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("wijkraming-{}", subcommand.get_name());
        let subcommand = subcommand.clone().name(name).disable_help_subcommand(true);
        clap_mangen::Man::new(subcommand).render(&mut text).map_err(problem)?;
    }
    print(&text)
}

/// Prints to standard output; a reader that hung up is no fault.
pub fn print(text: &[u8]) -> Result<ExitCode, Complaint> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::input(format!("standard output: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
