//! The binary `gundb`; everything is in the library.

use std::io::{BufWriter, stderr, stdin, stdout};
use std::process::ExitCode;

use gundb_cli::{Stdio, run_within, terminal_columns};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (mut input, mut out, mut err) = (stdin().lock(), BufWriter::new(stdout()), stderr());
    let mut stdio = Stdio { input: &mut input, out: &mut out, err: &mut err };
    run_within(terminal_columns(), std::env::args_os(), &mut stdio).await.into()
}
