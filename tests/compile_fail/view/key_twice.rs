use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "loan")]
enum LoanEvent {
    Lent { book: String, days: i64, at: jiff::Timestamp },
    Returned { book: String },
}

#[derive(View)]
#[view(table = "books", event = LoanEvent)]
struct BookRow {
    #[view(key(Lent.book), key)]
    book: String,
}

#[derive(View)]
#[view(table = "days", event = LoanEvent, key(Lent.days))]
struct DaysRow {
    #[view(key(Lent.days))]
    days: i64,
}

fn main() {}
