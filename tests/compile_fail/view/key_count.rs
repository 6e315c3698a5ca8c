use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "loan")]
enum LoanEvent {
    Lent { book: String, days: i64, at: jiff::Timestamp },
    Returned { book: String },
}

#[derive(View)]
#[view(table = "books", event = LoanEvent, key(Lent.book, day(Lent.at)))]
struct BookRow {
    #[view(key)]
    book: String,
    #[view(add(Lent.days))]
    days: i64,
}

fn main() {}
