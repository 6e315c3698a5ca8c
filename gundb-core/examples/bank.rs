//! A bank with a queryable view, as the README shows it: `cargo run --example bank`, as often as
//! you like.

use gundb::prelude::*;

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
    #[view(add(Deposited.cents), sub(Withdrawn.cents))]
    balance: i64,
    #[view(count(Deposited, Withdrawn))]
    movements: i64,
    #[view(set(Opened = true, Closed = false))]
    open: bool,
}

#[tokio::main]
async fn main() -> gundb::Result<()> {
    let db = Gundb::builder().view::<AccountRow>().open("sqlite://bank.db").await?; // postgres://…
    if db.get::<AccountRow>("alice").await?.is_none() {
        db.append("alice", Expect::New, [AccountEvent::Opened { owner: "Alice".into() }]).await?;
    }
    let at = db.append("alice", Expect::Exists, [AccountEvent::Deposited { cents: 700 }]).await?;
    db.append("alice", Expect::At(at.token()), [AccountEvent::Withdrawn { cents: 200 }]).await?;
    let rich = AccountRow::query().filter(AccountRow::BALANCE.gt(100)).limit(20).all(&db).await?;
    let row = &rich[0];
    println!("{} has {} cents after {} movements", row.owner, row.balance, row.movements);
    Ok(())
}
