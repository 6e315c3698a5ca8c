use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
}

#[derive(Event)]
#[event(stream = "loan")]
enum LoanEvent {
    Opened { book: String },
    Returned { days: i64 },
}

#[derive(View)]
#[view(table = "everything", event = (AccountEvent, LoanEvent))]
struct Everything {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    ambiguous: String,
    #[view(add(Withdrawn.cents))]
    unknown: i64,
    #[view(set(LoanEvent::Opened.owner))]
    of_the_other: String,
    #[view(count(BankEvent::Opened))]
    of_no_type: i64,
    #[view(add(Returned.days, LoanEvent::Returned.days))]
    twice: i64,
}

#[derive(View)]
#[view(table = "others", event = (AccountEvent, LoanEvent))]
struct Others {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    ambiguous: String,
    #[view(set(AccountEvent::Opened.book))]
    of_the_other: String,
}

#[derive(View)]
#[view(table = "third", event = (AccountEvent, LoanEvent))]
struct Third {
    #[view(key)]
    id: String,
    #[view(add(Withdrawn.cents))]
    unknown: i64,
    #[view(set(Returned.days))]
    misfit: String,
}

fn main() {}
