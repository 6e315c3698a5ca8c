use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "loan")]
enum LoanEvent {
    Lent { book: String, days: i64, at: jiff::Timestamp },
    Returned { book: String },
}

#[derive(View)]
#[view(table = "books", event = LoanEvent, delete(Returned))]
struct BookRow {
    #[view(key(Lent.book))]
    book: String,
    #[view(set(Lent.days))]
    days: i64,
    #[view(first(Lent.at))]
    since: Option<jiff::Timestamp>,
    #[view(add(Lent.days))]
    total: i64,
    #[view(version)]
    version: i64,
}

fn main() {}
