use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Deposited { cents: i64, teller: String },
}

#[derive(View)]
#[view(table = "tellers", event = AccountEvent)]
struct Teller {
    #[view(key)]
    id: String,
    #[view(key(Deposited.teller))]
    teller: String,
    #[view(add(AccountEvent::Deposited.cents))]
    cents: i64,
}

fn main() {}
