//! A process for crash tests to kill: `appender URL COUNT` appends from several tasks at once and
//! prints each acknowledged event as `KEY VERSION`; COUNT 0 appends without end,
//! `appender URL migrate` only opens, and `appender URL verify` says how many records there are,
//! and changes nothing.

use std::io::Write as _;

use gundb::prelude::*;

/// Tasks that append at the same time.
const TASKS: u64 = 8;

#[derive(Event)]
#[event(stream = "counter")]
enum CounterEvent {
    Counted { number: u64 },
}

#[derive(View)]
#[view(table = "counters", event = CounterEvent)]
struct Counter {
    #[view(key)]
    id: String,
    #[view(count(Counted))]
    events: i64,
    #[view(set(Counted.number))]
    last: i64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> gundb::Result<()> {
    let mut args = std::env::args().skip(1);
    let (url, count) = (args.next().unwrap_or_default(), args.next().unwrap_or_default());
    say("start");
    if count == "verify" {
        let db = Gundb::builder().migrate(false).open(&url).await?;
        say(&db.verify().await?.records.to_string());
        return Ok(());
    }
    let db = Gundb::builder().view::<Counter>().open(&url).await?;
    say("open");
    let Ok(count) = count.parse::<u64>() else { return Ok(()) };
    let process = std::process::id();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move { append(&db, format!("{process}-{task}"), count).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("the task ends")?;
    }
    db.close().await;
    Ok(())
}

/// Appends two events at a time to one stream, and says so once they are acknowledged.
async fn append(db: &Gundb, key: String, count: u64) -> gundb::Result<()> {
    let mut number = 0;
    while count == 0 || number < count {
        let events = [number, number + 1].map(|number| CounterEvent::Counted { number });
        let done = db.append(key.clone(), Expect::Exact(number), events).await?;
        say(&format!("{key} {}", done.version()));
        number += 2;
    }
    Ok(())
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody listens");
}
