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
    #[view(key(Lent.book, Returned.book))]
    book: String,
    #[view(key(Lent.days))]
    days: i64,
}

#[derive(View)]
#[view(table = "lent", event = LoanEvent)]
struct LentRow {
    #[view(key(Lent.book))]
    book: String,
    #[view(count(Lent, Returned))]
    count: i64,
}

fn main() {}
