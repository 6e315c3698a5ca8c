use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "door")]
struct Opened {
    by: String,
}

#[derive(Event)]
#[event(stream = "window")]
struct Cleaned {
    by: String,
    smell: String,
}

#[derive(View)]
#[view(table = "rooms", event = (Opened, Cleaned))]
struct Room {
    #[view(key)]
    id: String,
    #[view(insert(Opened.by), remove(Cleaned.by))]
    inside: std::collections::BTreeSet<String>,
    #[view(siblings(Opened.by, Cleaned.by))]
    last: gundb::Siblings<String>,
    // One stream type at a time is fine.
    #[view(siblings(Cleaned.smell))]
    smell: gundb::Siblings<String>,
    #[view(count(Opened, Cleaned))]
    turns: i64,
}

fn main() {}
