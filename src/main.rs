//! The program `wijkraming`; all it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    wijkraming::cli::main()
}
