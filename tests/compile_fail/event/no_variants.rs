use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {}

fn main() {}
