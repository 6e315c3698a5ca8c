use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
enum Shape {
    Point,
    Circle { radius: i64 },
    Square(i64),
}

#[derive(Event)]
#[event(stream = "drawing")]
struct Drawn {
    shape: Shape,
}

#[derive(View)]
#[view(table = "shapes", event = Drawn)]
struct ShapeRow {
    #[view(key)]
    id: String,
    #[view(set(Drawn.shape))]
    shape: Shape,
}

fn main() {}
