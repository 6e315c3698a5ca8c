use gundb::prelude::*;

#[derive(Field)]
#[serde(tag = "type")]
enum Tagged {
    One,
}

#[derive(Field)]
#[serde(untagged)]
enum Untagged {
    One,
}

#[derive(Field)]
#[serde(rename_all = "Title Case")]
enum Case {
    One,
}

#[derive(Field)]
enum Variants {
    #[serde(skip)]
    Skipped,
    #[serde(other)]
    Other,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    TwoNames,
    #[serde(with = "module")]
    With,
    #[serde(colour = "red")]
    Unknown,
}

fn main() {}
