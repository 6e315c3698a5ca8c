//! States know their events.

use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "door")]
enum DoorEvent {
    Opened,
    Closed,
}

#[derive(Stream, Default, Debug, PartialEq)]
#[stream(name = "door", event = DoorEvent)]
enum Door {
    Open,
    #[default]
    Shut,
}

impl Apply<DoorEvent> for Door {
    fn apply(&mut self, event: DoorEvent) {
        *self = match event {
            DoorEvent::Opened => Self::Open,
            DoorEvent::Closed => Self::Shut,
        };
    }
}

fn fold<S: Stream>(events: impl IntoIterator<Item = S::Event>) -> S {
    events.into_iter().fold(S::default(), |mut state, event| {
        state.apply(event);
        state
    })
}

#[test]
fn a_state_is_folded_from_the_events_of_its_stream() {
    assert_eq!(fold::<Door>([DoorEvent::Opened]), Door::Open);
    assert_eq!(fold::<Door>([DoorEvent::Opened, DoorEvent::Closed]), Door::Shut);
    assert_eq!(<<Door as Stream>::Event as Event>::STREAM_TYPE, "door");
}
