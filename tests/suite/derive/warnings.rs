//! Derived code causes no warnings, however strict a user is.

#[deny(warnings, missing_docs, unreachable_pub, unused, unused_qualifications, nonstandard_style)]
#[deny(clippy::all, clippy::pedantic)]
mod strict {
    use gundb::prelude::*;

    /// An event with one variant, with a deprecated field.
    #[derive(Event)]
    #[event(stream = "strict")]
    pub(crate) enum StrictEvent {
        /// The variant.
        Happened {
            /// The field.
            what: String,
            /// Another.
            #[deprecated]
            old: Option<i64>,
        },
    }

    /// A struct event.
    #[derive(Event)]
    #[event(stream = "strict")]
    pub(crate) struct StrictStruct {
        /// The field.
        pub(crate) what: String,
    }

    /// A state.
    #[derive(Stream, Default)]
    #[stream(name = "strict", event = StrictEvent)]
    pub(crate) struct Strict;

    impl Apply<StrictEvent> for Strict {
        fn apply(&mut self, _: StrictEvent) {}
    }

    /// A view.
    #[derive(View)]
    #[view(table = "strict", event = StrictEvent)]
    pub(crate) struct StrictRow {
        /// Key.
        #[view(key)]
        pub(crate) id: String,
        /// Text.
        #[view(set(Happened.what))]
        pub(crate) what: String,
        /// Number.
        #[view(first(Happened.old))]
        pub(crate) old: Option<i64>,
    }
}

use gundb::{Event, View};

#[test]
fn strict_users_see_no_warnings() {
    let strict::StrictRow { id, what, old } =
        strict::StrictRow::from_cells(vec![text("a"), text("b"), gundb::model::Value::Null])
            .unwrap();
    assert_eq!((id.as_str(), what.as_str(), old), ("a", "b", None));
    assert_eq!(strict::StrictStruct { what }.event_type(), "strict.strict_struct");
    let _ = (strict::StrictEvent::describe(), strict::Strict);
    assert!(
        strict::StrictEvent::from_payload("strict.happened", r#"{"what":""}"#).unwrap().is_some()
    );
}

fn text(text: &str) -> gundb::model::Value {
    gundb::model::Value::Text(text.into())
}
