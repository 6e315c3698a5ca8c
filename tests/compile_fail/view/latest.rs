use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Moved { city: String, at: jiff::Timestamp },
    Left { at: jiff::Timestamp },
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct OneOperand {
    #[view(key)]
    id: String,
    #[view(latest(Moved.city))]
    city: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct TwoEvents {
    #[view(key)]
    id: String,
    #[view(latest(Left.at, Moved.city))]
    city: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct ConstantTime {
    #[view(key)]
    id: String,
    #[view(latest(Moved = 1, Moved.city))]
    city: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct OtherRule {
    #[view(key)]
    id: String,
    #[view(latest(Moved.at, Moved.city), set(Left = ""))]
    city: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct Misfits {
    #[view(key)]
    id: String,
    #[view(latest(Moved.city, Moved.city))]
    text: String,
    #[view(latest(Moved.at, Moved.city))]
    number: i64,
}

fn main() {}
