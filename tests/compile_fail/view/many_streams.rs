use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "loan")]
enum LoanEvent {
    Lent { book: String, days: i64, at: jiff::Timestamp },
    Returned { book: String },
    Lost { book: String },
    Found { book: String },
}

#[derive(View)]
#[view(table = "books", event = LoanEvent, delete(Lost))]
struct WithoutRow {
    #[view(key(Lent.book))]
    book: String,
    #[view(set(Lent.days))]
    days: i64,
    #[view(count(Returned))]
    returned: i64,
}

#[derive(View)]
#[view(table = "books", event = LoanEvent, delete(Lost), creates(Found))]
struct Again {
    #[view(key(Lent.book, Returned.book, Lost.book, Found.book))]
    book: String,
    #[view(set(Lent.at), unique)]
    since: Option<jiff::Timestamp>,
    #[view(add(Lent.days))]
    total: i64,
    #[view(first(Lent.at))]
    first: Option<jiff::Timestamp>,
    #[view(latest(Lent.at, Lent.days))]
    latest: i64,
    #[view(version)]
    version: i64,
}

#[derive(View)]
#[view(table = "books", event = LoanEvent)]
struct Mixed {
    #[view(key(Lent.book, Returned.book))]
    book: String,
    #[view(set(Lent.days), count(Returned))]
    days: i64,
    #[view(min(Lent.days), max(Returned = 1))]
    least: i64,
}

fn main() {}
