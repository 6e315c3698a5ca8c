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
    #[view(key)]
    id: String,
    #[view(set(day(Lent.at)))]
    day: jiff::civil::Date,
}

fn main() {}
