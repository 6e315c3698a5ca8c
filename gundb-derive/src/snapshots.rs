//! What the derives expand to, compared with the files in `snapshots/`.
//!
//! After a change: `GUNDB_WRITE_SNAPSHOTS=1 cargo test -p gundb-derive`, and read the diff.

use std::path::Path;

use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_quote};

/// The switch that writes the files anew.
const WRITE: &str = "GUNDB_WRITE_SNAPSHOTS";

/// Compares an expansion with its file.
fn check(name: &str, expanded: TokenStream) {
    let file = syn_for_prettyplease::parse2(expanded).expect("the expansion is Rust");
    let text = prettyplease::unparse(&file);
    // A mistake in an input would make the snapshot one of the fallback.
    assert_eq!(text.contains("compile_error"), name == "mistake", "{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(format!("{name}.snap"));
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &text).expect("the snapshot can be written");
    }
    let snapshot = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        snapshot == text,
        "the expansion is not what {} says; run again with {WRITE}=1 and read the diff\n{text}",
        path.display()
    );
}

#[test]
fn event_enum() {
    let input: DeriveInput = parse_quote! {
        #[event(stream = "account")]
        enum AccountEvent {
            Opened {
                owner: String,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                limit: Option<i64>,
            },
            #[event(name = "moved_in", version = 2)]
            Moved(Address),
            Closed,
        }
    };
    check("event_enum", crate::event::derive(&input));
}

#[test]
fn event_struct() {
    let input: DeriveInput = parse_quote! {
        #[event(stream = "hours")]
        #[serde(default, rename_all = "camelCase")]
        struct Logged {
            activity_name: String,
            #[serde(with = "seconds")]
            spent: Duration,
        }
    };
    check("event_struct", crate::event::derive(&input));
}

#[test]
fn stream() {
    let input: DeriveInput = parse_quote! {
        #[stream(name = "account", event = AccountEvent)]
        struct Account {
            balance: i64,
        }
    };
    check("stream", crate::stream::derive(&input));
}

#[test]
fn view_of_a_stream() {
    let input: DeriveInput = parse_quote! {
        #[view(table = "accounts", event = AccountEvent, version = 2, delete(Closed), creates(Opened), fold)]
        pub struct AccountRow {
            #[view(key)]
            id: String,
            #[view(set(Opened.owner, Closed = "nobody"), default = "nobody")]
            pub owner: String,
            #[view(add(Deposited.cents), sub(Withdrawn.cents))]
            balance: i64,
            #[view(min(Deposited.cents), default = -1)]
            least: Option<i64>,
            #[view(set(Opened.address.city, Moved.0.city), unique, name = "town")]
            city: Option<String>,
            #[view(insert(Tagged.tag), remove(Untagged.tag))]
            tags: BTreeSet<String>,
            #[view(siblings(Opened.owner))]
            owners: Siblings<String>,
            #[view(version)]
            version: i64,
            peak: i64,
        }
    };
    check("view_of_a_stream", crate::view::derive(&input));
}

#[test]
fn view_of_many_streams() {
    let input: DeriveInput = parse_quote! {
        #[view(table = "days", event = (Logged, Corrected))]
        struct DayRow {
            #[view(key(Logged.activity, Corrected.activity))]
            activity: String,
            #[view(key(day(Logged.time), Corrected.day))]
            day: Date,
            #[view(add(Logged.minutes), sub(Corrected.minutes))]
            minutes: i64,
        }
    };
    check("view_of_many_streams", crate::view::derive(&input));
}

#[test]
fn field_struct() {
    let input: DeriveInput = parse_quote! {
        #[serde(rename_all = "camelCase")]
        struct Address {
            city_name: String,
            #[serde(default)]
            zip: Option<Box<Zip>>,
        }
    };
    check("field_struct", crate::field::derive(&input));
}

#[test]
fn field_enum() {
    let input: DeriveInput = parse_quote! {
        #[serde(rename_all = "kebab-case")]
        enum Status {
            HalfOpen,
            #[default]
            #[serde(alias = "shut")]
            Closed,
        }
    };
    check("field_enum", crate::field::derive(&input));
}

#[test]
fn a_mistake_leaves_an_empty_implementation() {
    let input: DeriveInput = parse_quote! {
        #[view(table = "accounts", event = AccountEvent)]
        struct AccountRow {
            #[view(key)]
            id: String,
            balance: i64,
        }
    };
    check("mistake", crate::view::derive(&input));
}
