//! The binary `gundb`.

fn main() {}
