use gundb::prelude::*;

#[derive(Field)]
struct Node {
    children: Vec<Node>,
    parent: Option<Box<Self>>,
}

fn main() {}
