//! Derives work wherever types can stand, and on whatever names they can have.

#![allow(dead_code, reason = "the types are only described")]

mod plain {
    //! No import at all, raw names, and types that come out of a macro.

    macro_rules! events {
        ($name:ident, $stream:literal, $($variant:ident: $field:ident $type:ty),*) => {
            #[derive(Debug, PartialEq, gundb::Event)]
            #[event(stream = $stream)]
            pub(super) enum $name {
                $($variant { $field: $type },)*
                #[allow(non_camel_case_types)]
                r#match { r#type: i64 },
            }
        };
    }

    macro_rules! view {
        ($name:ident, $table:literal, $event:path, $($field:ident $type:ty: $variant:ident $from:ident),*) => {
            #[derive(gundb::View)]
            #[view(table = $table, event = $event)]
            pub(super) struct $name {
                #[view(key)]
                pub(super) id: String,
                $(#[view(set($variant.$from))] pub(super) $field: $type,)*
                #[view(set(r#match.r#type))]
                pub(super) r#type: i64,
            }
        };
    }

    events!(MacroEvent, "macro", Opened: owner String, Moved: place Option<String>);
    view!(MacroRow, "rows", MacroEvent, owner String: Opened owner, place Option<String>: Moved place);
}

use gundb::{Event as _, View as _};

#[test]
fn raw_names_and_macros_do_no_harm() {
    super::round_trip(&plain::MacroEvent::r#match { r#type: 1 }, r#"{"type":1}"#);
    assert_eq!(plain::MacroEvent::Moved { place: None }.event_type(), "macro.moved");
    let names = plain::MacroRow::describe()
        .unwrap()
        .description
        .columns
        .into_iter()
        .map(|column| column.name);
    assert_eq!(names.collect::<Vec<_>>(), ["id", "owner", "place", "type"]);
    assert_eq!(plain::MacroRow::TYPE.name(), "type");
}

#[test]
fn types_inside_functions_work() {
    #[derive(gundb::Event)]
    #[event(stream = "local")]
    enum Local {
        Happened { what: String },
    }

    #[derive(gundb::View)]
    #[view(table = "local", event = Local)]
    struct LocalRow {
        #[view(key)]
        id: String,
        #[view(set(Happened.what))]
        what: String,
    }

    assert_eq!(Local::Happened { what: String::new() }.event_type(), "local.happened");
    assert_eq!(LocalRow::describe().unwrap().description.columns.len(), 2);
}
