//! `gundb completions`: a script that completes commands in a shell.

use clap_complete::Shell;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;

/// Print a completion script for a shell
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

/// `program` is the whole command line.
pub(crate) fn run(
    args: Args,
    mut program: clap::Command,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global.refuse_format("completions")?;
    // Its writer must not fail, and the output may: the script goes through memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "gundb", &mut script);
    stdio.out.write_all(&script)?;
    Ok(Exit::Done)
}
