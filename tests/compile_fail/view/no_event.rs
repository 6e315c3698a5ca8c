use gundb::prelude::*;

#[derive(View)]
#[view(table = "accounts")]
struct AccountRow {
    #[view(key)]
    id: String,
}

fn main() {}
