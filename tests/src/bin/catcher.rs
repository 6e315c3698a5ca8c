//! A process for crash tests to kill: `catcher URL CHUNK` registers a view over the events that are
//! there and lets it catch up, CHUNK events a transaction; it says `registered` and `live`.

use std::io::Write as _;

use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Deposited { cents: i64, at: jiff::Timestamp, teller: Option<String> },
}

#[derive(View)]
#[view(table = "totals", event = AccountEvent)]
struct Total {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents))]
    cents: i64,
    #[view(count(Deposited))]
    deposits: i64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> gundb::Result<()> {
    let mut args = std::env::args().skip(1);
    let (url, chunk) = (args.next().unwrap_or_default(), args.next().unwrap_or_default());
    let chunk = chunk.parse().unwrap_or(1000);
    let db = Gundb::builder().view::<Total>().chunk_events(chunk).open(&url).await?;
    say("registered");
    db.wait_until_caught_up(Total::TABLE).await?;
    say("live");
    db.close().await;
    Ok(())
}

fn say(line: &str) {
    // Nobody listens any more once the parent has what it wants.
    let _ = writeln!(std::io::stdout(), "{line}");
}
