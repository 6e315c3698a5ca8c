//! `gundb help`: a command or a topic explained.

use clap::error::{ContextKind, ErrorKind};

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::help::TOPICS;
use crate::{Stdio, usage};

/// Explain a command, or a topic: import-mapping, expect, exit-codes, database-url
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A command, or one of the topics
    #[arg(value_name = "COMMAND_OR_TOPIC")]
    words: Vec<String>,
}

/// `program` is the whole command line.
pub(crate) fn run(
    args: Args,
    program: clap::Command,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global.refuse_format("help")?;
    if let [word] = args.words.as_slice()
        && let Some(topic) = TOPICS.iter().find(|topic| topic.name == word)
    {
        write!(stdio.out, "{}", topic.text)?;
        return Ok(Exit::Done);
    }
    // As `gundb COMMAND --help` does it, mistakes included.
    let asked = ["gundb".to_owned()].into_iter().chain(args.words).chain(["--help".to_owned()]);
    match program.try_get_matches_from(asked) {
        Err(error) if is_like_nothing(&error) => Err(unknown(&error).into()),
        Err(help) => usage(&help, stdio),
        Ok(_) => Ok(Exit::Done),
    }
}

/// Whether a word is no command, and none is like it.
fn is_like_nothing(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::InvalidSubcommand
        && error.get(ContextKind::SuggestedSubcommand).is_none()
}

fn unknown(error: &clap::Error) -> Failure {
    let word =
        error.get(ContextKind::InvalidSubcommand).map(ToString::to_string).unwrap_or_default();
    let topics: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
    Failure::usage(format!(
        "there is no command or topic `{word}`; topics are {}, and `gundb --help` lists the commands",
        topics.join(", ")
    ))
}
