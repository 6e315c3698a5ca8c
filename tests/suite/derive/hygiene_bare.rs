//! Derived code needs no prelude, and no name but `::gundb`, `::core` and `::std`.

#![allow(dead_code, reason = "the names are there to be in the way")]

mod bare {
    //! Without the prelude, every name that derived code needs must be a full path.
    #![no_implicit_prelude]
    #![deny(warnings, missing_docs, unreachable_pub, unused, unused_qualifications)]

    use ::core::prelude::v1::derive;

    type Text = ::std::string::String;
    type Maybe<T> = ::core::option::Option<T>;
    type List<T> = ::std::vec::Vec<T>;
    type Tags = ::std::collections::BTreeSet<Text>;

    /// Traits with the names of methods that derived code calls, for every type.
    #[allow(dead_code, clippy::wrong_self_convention)]
    pub(super) mod clash {
        /// Methods in the way.
        pub(crate) trait Clash {
            /// In the way.
            fn into_value(&self) {}
            /// In the way.
            fn fold(&self) {}
            /// In the way.
            fn schema() {}
            /// In the way.
            fn describe() {}
            /// In the way.
            fn build(&self) {}
            /// In the way.
            fn set(&self) {}
            /// In the way.
            fn from_value(&self) {}
            /// In the way.
            fn zero() {}
            /// In the way.
            fn default() {}
            /// In the way.
            fn eq(&self) {}
        }

        impl<T: ?::core::marker::Sized> Clash for T {}
    }

    #[allow(unused_imports)]
    use clash::Clash;

    /// Named like nothing else.
    #[derive(::gundb::Field, ::serde::Serialize, ::serde::Deserialize)]
    pub(super) struct Address {
        /// A field.
        pub(super) r#type: Text,
        /// Another.
        #[serde(default)]
        pub(super) side: Maybe<::std::boxed::Box<Side>>,
    }

    /// Names in the way.
    #[derive(
        ::core::clone::Clone,
        ::core::marker::Copy,
        ::gundb::Field,
        ::serde::Serialize,
        ::serde::Deserialize,
    )]
    pub(super) enum Side {
        /// In the way.
        None,
        /// In the way.
        Some,
        /// In the way.
        Ok,
        /// In the way.
        Err,
        /// In the way.
        r#Self_,
    }

    /// An event.
    #[derive(::gundb::Event)]
    #[event(stream = "bare")]
    pub(super) enum BareEvent {
        /// A variant.
        Opened {
            /// A field.
            owner: Text,
            /// A field.
            tags: List<Text>,
            /// A field.
            address: Maybe<Address>,
            /// A field.
            side: Side,
            /// A field.
            cents: i64,
        },
        /// A variant.
        None,
        /// A variant.
        Some(Address),
    }

    /// The state.
    #[derive(::gundb::Stream, ::core::default::Default)]
    #[stream(name = "bare", event = BareEvent)]
    pub(super) struct Bare;

    impl ::gundb::Apply<BareEvent> for Bare {
        fn apply(&mut self, _: BareEvent) {}
    }

    const LIMIT: i64 = -1;

    /// A row.
    #[derive(::gundb::View)]
    #[view(table = "bare", event = BareEvent, delete(None), creates(Opened), fold)]
    pub(super) struct BareRow {
        /// A column.
        #[view(key)]
        pub(super) id: Text,
        /// A column.
        #[view(set(Opened.owner, Some.0.r#type), default = "nobody", unique)]
        #[cfg(any())]
        pub(super) not_there: Text,
        /// A column.
        #[view(set(Opened.owner), unique, default = "nobody")]
        pub(super) owner: Text,
        /// A column.
        #[view(first(Opened.address.r#type, Some.0.r#type), index)]
        pub(super) r#type: Maybe<Text>,
        /// A column.
        #[view(min(Opened.cents), default = LIMIT)]
        pub(super) least: i64,
        /// A column.
        #[view(max(Opened.cents))]
        pub(super) most: Maybe<::gundb::Decimal>,
        /// A column.
        #[view(insert(Opened.tags), remove(Opened.owner))]
        #[cfg(any())]
        pub(super) neither: Tags,
        /// A column.
        #[view(insert(Opened.tags), remove(Some.0.r#type))]
        pub(super) tags: Tags,
        /// A column.
        #[view(siblings(Opened.owner))]
        pub(super) owners: ::gundb::Siblings<Text>,
        /// A column.
        #[view(set(Opened.side, Some = Side::None), default = Side::Err)]
        pub(super) side: Side,
        /// A column.
        #[view(set(Opened.address))]
        pub(super) address: ::serde_json::Value,
        /// A column.
        pub(super) code: ::gundb::Decimal,
    }

    impl ::gundb::view::Fold<BareEvent> for BareRow {
        fn fold(&mut self, _: &BareEvent, _: &::gundb::view::Moment) {}
    }
}

use gundb::{Event as _, View as _};

#[test]
fn derived_code_needs_no_prelude() {
    let description = bare::BareRow::describe().unwrap().description;
    assert_eq!((description.columns.len(), description.delete.len()), (10, 1));
    assert_eq!(bare::BareRow::TYPE.name(), "type");
    assert_eq!(bare::BareEvent::None.to_payload().unwrap(), "{}");
    let address = r#"{"type":"a","side":"None"}"#;
    let event = bare::BareEvent::from_payload("bare.some", address).unwrap().unwrap();
    assert_eq!(event.to_payload().unwrap(), address);
}
