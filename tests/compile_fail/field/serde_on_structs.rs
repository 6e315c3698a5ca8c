use gundb::prelude::*;

#[derive(Field)]
#[serde(transparent)]
struct Transparent {
    inner: i64,
}

#[derive(Field)]
#[serde(from = "i64")]
struct Converted {
    inner: i64,
}

#[derive(Field)]
struct Fields {
    #[serde(flatten)]
    flat: Vec<String>,
    #[serde(skip)]
    skipped: i64,
}

fn main() {}
