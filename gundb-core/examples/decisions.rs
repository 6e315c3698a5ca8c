//! A bank whose commands decide on the state of an account: `cargo run --example decisions [URL]`,
//! as often as you like.
use gundb::prelude::*;

#[path = "decisions/commands.rs"]
mod commands; // the write side
use commands::Account;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Withdrawn { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner), index)]
    owner: String,
    #[view(add(Deposited.cents), sub(Withdrawn.cents), index)]
    balance: i64,
    #[view(count(Deposited, Withdrawn))]
    movements: i64,
    #[view(set(Opened = true, Closed = false))]
    open: bool,
}

#[tokio::main]
async fn main() -> gundb::Result<()> {
    run(std::env::args().nth(1).as_deref().unwrap_or("sqlite://decisions.db")).await
}

pub(crate) async fn run(url: &str) -> gundb::Result<()> {
    let db = Gundb::builder().view::<AccountRow>().open(url).await?;
    db.decide::<Account>("alice", |account| account.open("Alice")).await?;
    db.decide::<Account>("alice", |account| account.deposit(70_000)).await?;
    db.decide::<Account>("alice", |account| account.withdraw(20_000)).await?;
    let rich =
        AccountRow::query().filter(AccountRow::BALANCE.gt(10_000) & AccountRow::OPEN.eq(true));
    for row in rich.order_by(AccountRow::BALANCE.desc()).limit(20).all(&db).await? {
        println!(
            "{}: {} has {} cents after {} movements",
            row.id, row.owner, row.balance, row.movements
        );
    }
    Ok(())
}
