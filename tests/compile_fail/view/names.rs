use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "Accounts", event = AccountEvent)]
struct Capital {
    #[view(key)]
    id: String,
}

#[derive(View)]
#[view(table = "gundb_accounts", event = AccountEvent)]
struct Reserved {
    #[view(key)]
    id: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct Columns {
    #[view(key, name = "")]
    id: String,
    #[view(version, name = "pg_version")]
    version: i64,
    #[view(clock)]
    _clock: String,
}

fn main() {}
