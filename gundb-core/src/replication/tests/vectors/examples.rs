//! Messages of every kind.

use super::super::super::{
    Body, Digest, Hello, LogPosition, Message, OriginRange, Ranges, Refusal,
};
use super::shape::MessageVector;
use crate::model::{Origin, Reference, Space};

fn origin(number: u64) -> Origin {
    Origin::new(number).unwrap()
}

fn head(log: u64) -> Reference {
    let hash = [u8::try_from(log).unwrap(); 16];
    Reference { origin: origin(log << 57), sequence: log, hash }
}

pub(super) fn messages() -> Vec<MessageVector> {
    let (few, many) =
        (Digest::new((1..=2).map(head).collect()), Digest::new((1..=60).map(head).collect()));
    let whole = OriginRange::WHOLE;
    let hello =
        |digest: &Digest| Body::Hello(Hello { space: Space::default(), told: digest.tell(whole) });
    let part = whole.parts().next().unwrap();
    let wants = vec![LogPosition::start(origin(1)), head(7).into()];
    let examples = [
        ("a hello of a node that holds nothing", hello(&Digest::default())),
        ("a hello of a node with two logs", hello(&few)),
        ("a hello of a node with sixty logs", hello(&many)),
        (
            "ranges: the two first parts of them, and the answer goes on",
            Body::Ranges(Ranges {
                more: true,
                told: many.refine(whole).into_iter().take(2).collect(),
                wants: vec![],
            }),
        ),
        (
            "ranges: no range, so the comparison is at its end; nothing of one log is held, and 7 records of another",
            Body::Ranges(Ranges { more: false, told: vec![], wants }),
        ),
        (
            "ranges: one part in heads",
            Body::Ranges(Ranges { more: false, told: vec![many.tell(part)], wants: vec![] }),
        ),
        ("message 258 is stored", Body::Acknowledged { number: 258 }),
        ("the end", Body::Done { forked: vec![] }),
        (
            "the end; two origins are forked",
            Body::Done { forked: vec![origin(5), origin(1 << 62)] },
        ),
        ("refused: version 1 is the highest", Body::Refused(Refusal::Version(1))),
        (
            "refused: it replicates another space",
            Body::Refused(Refusal::Space(Space::named("other"))),
        ),
        ("refused: malformed", Body::Refused(Refusal::Malformed)),
        ("refused: out of turn", Body::Refused(Refusal::OutOfTurn)),
        ("refused: its store failed", Body::Refused(Refusal::Trouble)),
        ("refused: for a reason of a later version", Body::Refused(Refusal::Other(200))),
    ];
    let numbered = (0..).zip(examples);
    numbered
        .map(|(number, (about, body))| MessageVector::of(about, &Message { number, body }))
        .collect()
}
