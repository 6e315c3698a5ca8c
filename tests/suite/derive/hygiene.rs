//! Derived code compiles whatever names a user has in scope.

#![allow(dead_code, reason = "the names are there to be in the way")]

mod hostile {
    //! Every name that derived code could mean by accident means something else here.

    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct Vec;
    pub(super) struct String;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct Box;
    pub(super) struct Schema;
    pub(super) struct Value;
    pub(super) struct Column;
    pub(super) struct Field;
    pub(super) trait Event {}
    pub(super) trait Stream {}
    pub(super) trait View {}
    pub(super) trait Serialize {}
    pub(super) trait Deserialize {}
    pub(super) trait Default {}
    pub(super) trait From {}
    pub(super) trait Into {}
    pub(super) trait Send {}
    pub(super) trait Sync {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod serde {}
    pub(super) mod gundb {}

    type Text = ::std::string::String;

    #[derive(::gundb::Event)]
    #[event(stream = "account")]
    pub(super) enum AccountEvent {
        Opened {
            owner: Text,
            #[serde(default, skip_serializing_if = "object")]
            limit: i64,
            #[serde(default, skip_serializing_if = "object", serialize_with = "serializer")]
            lifetime: i64,
        },
        Deposited {
            cents: i64,
        },
        Closed,
        None,
    }

    fn object(number: &i64) -> bool {
        *number == 0
    }

    fn serializer<S: ::serde::Serializer>(
        number: &i64,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(-number)
    }

    #[derive(::gundb::Event)]
    #[event(stream = "account")]
    #[serde(default)]
    pub(super) struct Renamed {
        pub(super) name: Text,
    }

    impl ::core::default::Default for Renamed {
        fn default() -> Self {
            Self { name: Text::from("nobody") }
        }
    }

    #[derive(::gundb::Stream)]
    #[stream(name = "account", event = AccountEvent)]
    pub(super) struct Account;

    impl ::core::default::Default for Account {
        fn default() -> Self {
            Self
        }
    }

    impl ::gundb::Apply<AccountEvent> for Account {
        fn apply(&mut self, _: AccountEvent) {}
    }

    #[derive(::gundb::Field, ::serde::Serialize, ::serde::Deserialize)]
    pub(super) struct Address {
        pub(super) city: Text,
        pub(super) side: Side,
    }

    #[derive(::gundb::Field, ::serde::Serialize, ::serde::Deserialize)]
    pub(super) enum Side {
        None,
        Some,
    }

    #[derive(::gundb::Event)]
    #[event(stream = "account")]
    pub(super) struct Moved {
        pub(super) to: Address,
        pub(super) tags: ::std::vec::Vec<Text>,
        pub(super) cents: i64,
    }

    #[derive(::gundb::View)]
    #[view(table = "moves", event = Moved, fold)]
    pub(super) struct MovedRow {
        #[view(key)]
        pub(super) id: Text,
        #[view(set(Moved.to.city), unique, default = "nowhere")]
        pub(super) city: Text,
        #[view(set(Moved.to.side), default = Side::None)]
        pub(super) side: Side,
        #[view(insert(Moved.tags))]
        pub(super) tags: ::std::collections::BTreeSet<Text>,
        #[view(siblings(Moved.to))]
        pub(super) value: ::gundb::Siblings<Address>,
        #[view(min(Moved.cents), default = -1)]
        pub(super) codes: i64,
        pub(super) cell: i64,
    }

    impl ::gundb::view::Fold<Moved> for MovedRow {
        fn fold(&mut self, _: &Moved, _: &::gundb::view::Moment) {}
    }

    #[derive(::gundb::View)]
    #[view(table = "accounts", event = AccountEvent, delete(None))]
    pub(super) struct AccountRow {
        #[view(key)]
        pub(super) id: Text,
        #[view(set(Opened.owner, Closed = "nobody"))]
        pub(super) owner: Text,
        #[view(add(Deposited.cents), count(Closed))]
        pub(super) balance: i64,
    }
}

use gundb::{Event as _, View as _};

#[test]
fn hostile_names_do_no_harm() {
    let opened = hostile::AccountEvent::Opened { owner: "a".into(), limit: 0, lifetime: 5 };
    assert_eq!(opened.to_payload().unwrap(), r#"{"owner":"a","lifetime":-5}"#);
    assert!(hostile::AccountEvent::from_payload("account.none", "{}").unwrap().is_some());
    assert_eq!(
        hostile::Renamed::from_payload("account.renamed", "{}").unwrap().unwrap().name,
        "nobody"
    );
    hostile::AccountRow::describe().unwrap();
    hostile::MovedRow::describe().unwrap();
    assert_eq!(hostile::AccountRow::BALANCE.name(), "balance");
}
