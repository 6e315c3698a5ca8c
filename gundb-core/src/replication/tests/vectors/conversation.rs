//! A whole session, message by message: each node lacks something of the other.

use serde::Serialize;

use super::super::meeting::Meeting;
use super::super::node::Node;
use super::shape::MessageFields;
use crate::model::hex;

/// A message, and who sent it.
#[derive(Serialize)]
pub(super) struct Said {
    by: &'static str,
    fields: MessageFields,
    message: String,
}

pub(super) fn hold() -> Vec<Said> {
    let (mut a, mut b) =
        (Node::new(5_071_994_022_893_770_661), Node::new(8_888_888_888_888_888_888));
    a.append(1, 1);
    Meeting::hold(&mut a, &mut b);
    b.append(2, 1);
    a.append(1, 2);
    let meeting = Meeting::hold(&mut a, &mut b);
    let said = |(side, message): &(usize, _)| Said {
        by: ["a", "b"][*side],
        fields: MessageFields::from(message),
        message: hex::encode(&message.encode()),
    };
    let said = meeting.sent.iter().map(said).collect();
    assert_eq!(a.log_heads(), b.log_heads());
    said
}
