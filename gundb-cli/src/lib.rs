//! The command line of GunDB, as a library, so that tests can call it: [`run`].
//!
//! Commands are siblings with the same verbs: `Args`, and `run` that does it. Data goes to the
//! standard output, messages to the standard error; `docs/cli.md` documents formats and exit codes.

mod archive;
mod args;
mod commands;
mod config;
mod conflict;
mod demo;
mod error_report;
mod event;
mod exit;
mod filter;
#[cfg(test)]
mod fuzz;
mod global;
mod help;
mod import;
mod names;
mod output;
mod secrets;
mod values;
mod waiting;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::pin::Pin;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};

use args::{Args, Command};
use global::Global;
use secrets::Secrets;

pub use exit::Exit;
pub use output::fit::terminal_columns;

/// Where a command reads from and writes to.
pub struct Stdio<'a> {
    /// What `-` reads.
    pub input: &'a mut dyn Read,
    /// Data.
    pub out: &'a mut dyn Write,
    /// Messages.
    pub err: &'a mut dyn Write,
}

impl std::fmt::Debug for Stdio<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stdio").finish_non_exhaustive()
    }
}

/// Runs one command; `args` begin with the program's name. Never panics over bad input, and leaves
/// no message with a password in it.
pub async fn run(args: impl IntoIterator<Item = OsString>, stdio: &mut Stdio<'_>) -> Exit {
    run_within(None, args, stdio).await
}

/// As [`run`], with tables that fit a terminal of this many columns.
pub async fn run_within(
    columns: Option<usize>,
    args: impl IntoIterator<Item = OsString>,
    stdio: &mut Stdio<'_>,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let secrets = Secrets::of(&args);
    let done = match Args::try_parse_from(&args) {
        Ok(mut args) => {
            args.global.format.width = args.global.format.width.or(columns);
            dispatch(args, stdio).await
        }
        Err(error) => usage(&error, stdio),
    };
    let done = done.and_then(|exit| {
        stdio.out.flush()?;
        Ok(exit)
    });
    done.unwrap_or_else(|error| {
        // What was written before the error belongs before its message; it may be what failed.
        let _ = stdio.out.flush();
        error_report::report(&error, &secrets, stdio.err)
    })
}

async fn dispatch(args: Args, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    let Args { global, command } = args;
    let global: &Global = &global;
    let run = match command {
        Command::Migrate(args) => boxed(move || commands::migrate::run(args, global, stdio)),
        Command::Demo(args) => boxed(move || commands::demo::run(args, global, stdio)),
        Command::Append(args) => boxed(move || commands::append::run(args, global, stdio)),
        Command::Read(args) => boxed(move || commands::read::run(args, global, stdio)),
        Command::Import(args) => boxed(move || commands::import::run(args, global, stdio)),
        Command::Export(args) => boxed(move || commands::export::run(args, global, stdio)),
        Command::Streams(args) => boxed(move || commands::streams::run(args, global, stdio)),
        Command::Model(args) => boxed(move || commands::model::run(args, global, stdio)),
        Command::View(args) => boxed(move || commands::view::run(args, global, stdio)),
        Command::Conflicts(args) => boxed(move || commands::conflicts::run(args, global, stdio)),
        Command::Sync(args) => boxed(move || commands::sync::run(args, global, stdio)),
        Command::Verify(args) => boxed(move || commands::verify::run(args, global, stdio)),
        Command::Completions(args) => {
            return commands::completions::run(args, Args::command(), global, stdio);
        }
        Command::Help(args) => {
            return commands::help::run(args, Args::command(), global, stdio);
        }
    };
    run.await
}

type Running<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Exit>> + 'a>>;

/// A command that runs, on the heap. It is made in a frame of its own: without optimisation, a
/// function that makes all of them has room for all of them on its stack, which may be more than a
/// thread has.
fn boxed<'a, F>(make: impl FnOnce() -> F) -> Running<'a>
where
    F: Future<Output = anyhow::Result<Exit>> + 'a,
{
    Box::pin(make())
}

/// Help and version are data; everything else that clap has to say is a mistake in the usage.
fn usage(error: &clap::Error, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    if error.exit_code() == 0 {
        write!(stdio.out, "{}", error.render())?;
        return Ok(Exit::Done);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        write!(stdio.err, "{}", error.render())?;
        return Ok(Exit::Usage);
    }
    Err(exit::Failure::rendered(error.render().to_string()).into())
}
