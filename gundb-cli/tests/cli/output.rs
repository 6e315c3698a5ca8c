//! Output whose reader stops, or that can't be written.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use gundb::Expect;
use gundb::model::limits::BATCH_EVENTS_MAX;
use gundb_tests::backend::Database;

use crate::support::{Cli, ItemEvent, has, items};

gundb_tests::scenarios! { a_reader_that_closes_its_end_had_enough, a_conflict_is_one_though_nobody_reads_it, a_full_disk_is_an_error }

async fn many_events(db: &Database) -> Cli {
    let cli = Cli::with_items(db).await;
    let application = items(db).await;
    let events = (0..BATCH_EVENTS_MAX).map(|_| ItemEvent::Touched);
    application.append("a", Expect::New, events).await.unwrap();
    application.close().await;
    cli
}

fn command(db: &Database, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gundb"));
    command.args(args).env("DATABASE_URL", db.url()).stderr(Stdio::piped());
    command
}

/// The output of a thousand events does not fit into a pipe.
async fn a_reader_that_closes_its_end_had_enough(db: Database) {
    many_events(&db).await;
    for format in ["text", "json", "jsonl"] {
        let mut child =
            command(&db, &["read", "--format", format]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let done = child.wait_with_output().unwrap();
        let message = String::from_utf8(done.stderr).unwrap();
        assert_eq!((done.status.code(), message.as_str()), (Some(0), ""), "{format}");
    }
}

async fn a_conflict_is_one_though_nobody_reads_it(db: Database) {
    many_events(&db).await;
    let append = ["append", "item", "a", "touched", "{}", "--expect", "1", "--format", "json"];
    let mut child = command(&db, &append).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    has(&String::from_utf8(done.stderr).unwrap(), &["error: conflict on stream item \"a\""]);
}

async fn a_full_disk_is_an_error(db: Database) {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    let cli = many_events(&db).await;
    for args in [
        &["read"][..],
        &["streams", "--format", "json"],
        &["verify"],
        &["view", "list"],
        &["--help"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let done = command(&db, args).stdout(full).output().unwrap();
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        has(&String::from_utf8(done.stderr).unwrap(), &["error: the output can't be written: "]);
    }
    cli.ok(&["verify"]);
}
