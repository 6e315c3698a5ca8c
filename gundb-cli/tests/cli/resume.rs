//! An import that is killed in the middle, and run again.

use std::io::Write as _;
use std::process::{Command, Stdio};

use gundb_tests::backend::Database;

use crate::support::{Cli, has};

gundb_tests::scenarios! { a_killed_import_continues_where_it_was }

const LINES: usize = 6_000;
const IMPORT: [&str; 8] =
    ["import", "-", "--stream-type", "item", "--key", "case", "--event-type", "counted"];

fn log() -> String {
    let padding = "x".repeat(80);
    (0..LINES)
        .map(|n| format!("{{\"case\":{},\"n\":{n},\"padding\":\"{padding}\"}}\n", n % 50))
        .collect()
}

async fn a_killed_import_continues_where_it_was(db: Database) {
    let cli = Cli::with_items(&db).await;
    let import = [&IMPORT[..], &["--field", "n=n"]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gundb"))
        .args(&import)
        .env("DATABASE_URL", db.url())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A pipe holds less than all of it: when the last byte is in it, the first batches were read,
    // and stored. The pipe stays open, so that the import can't come to its end.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(log().as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);

    let before = cli.events();
    assert!((500..LINES).contains(&before), "{before} events before the kill");
    let done = cli.run_with_input(&import, log().as_bytes());
    assert_eq!(done.code, 0, "{done:?}");
    has(&done.err, &[&format!("{} stored, {before} already there", LINES - before)]);
    for key in ["0", "49"] {
        let events = cli.json(&["read", "item", key]);
        let numbers =
            events.as_array().unwrap().iter().map(|event| event["payload"]["n"].as_u64().unwrap());
        assert!(numbers.eq((key.parse().unwrap()..LINES as u64).step_by(50)), "{key}");
    }
    cli.ok(&["verify"]);
}
