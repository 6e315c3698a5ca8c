use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum Generic<T> {
    Opened { owner: T },
}

#[derive(Event)]
#[event(stream = "account")]
struct Borrowing<'a> {
    owner: std::borrow::Cow<'a, str>,
}

fn main() {}
