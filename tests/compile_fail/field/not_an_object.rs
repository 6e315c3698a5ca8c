use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
struct Cents(i64);

#[derive(Field, Serialize, Deserialize)]
struct Nothing;

#[derive(Field)]
union Bits {
    whole: i64,
}

#[derive(Field, Serialize, Deserialize)]
enum Never {}

fn main() {}
