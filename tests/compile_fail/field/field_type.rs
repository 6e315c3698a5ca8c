use gundb::prelude::*;

struct Unknown;

#[derive(Field)]
struct Address {
    city: Unknown,
}

fn main() {}
