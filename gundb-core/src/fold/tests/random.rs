//! Any view over one stream, and any events for it.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json};

use super::Event;
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Meta, Origin, Role, Source, Step,
    ViewDescription,
};

/// Event types; the view may know some, all, or none of them.
const EVENTS: [&str; 4] = ["t.a", "t.b", "t.c", "t.d"];
/// Types of folded columns; column `cN` folds the field `cN`.
const TYPES: [ColumnType; 4] =
    [ColumnType::Bool, ColumnType::Int, ColumnType::Real, ColumnType::Text];

fn operand(name: String, column_type: ColumnType) -> impl Strategy<Value = Source> {
    prop_oneof![
        3 => Just(Source::Field(name.as_str().into())),
        1 => json(column_type).prop_map(Source::Constant),
    ]
}

fn action(name: &str, column_type: ColumnType, nullable: bool) -> BoxedStrategy<Action> {
    let source = || operand(name.to_owned(), column_type);
    let assign =
        prop_oneof![source().prop_map(Action::Set), source().prop_map(Action::First)].boxed();
    let assign = match column_type.is_ordered() {
        true => prop_oneof![assign, source().prop_map(Action::Min), source().prop_map(Action::Max)]
            .boxed(),
        false => assign,
    };
    if column_type != ColumnType::Int || nullable {
        return assign;
    }
    let sums = prop_oneof![
        source().prop_map(Action::Add),
        source().prop_map(Action::Sub),
        Just(Action::Count)
    ];
    prop_oneof![assign, sums].boxed()
}

fn folded_column(index: usize) -> impl Strategy<Value = ColumnDescription> {
    (select(&TYPES[..]), any::<bool>()).prop_flat_map(move |(column_type, nullable)| {
        let name = format!("c{index}");
        btree_map(select(&EVENTS[..]), action(&name, column_type, nullable), 1..4).prop_map(
            move |steps| {
                let step =
                    |(event, action): (&str, Action)| Step { event: event.to_owned(), action };
                let role = Role::Fold(steps.into_iter().map(step).collect());
                ColumnDescription {
                    nullable,
                    ..ColumnDescription::new(name.clone(), column_type, role)
                }
            },
        )
    })
}

fn meta_columns() -> Vec<ColumnDescription> {
    let column =
        |name: &str, column_type, meta| ColumnDescription::new(name, column_type, Role::Meta(meta));
    vec![
        column("created_at", ColumnType::Time, Meta::CreatedAt),
        column("updated_at", ColumnType::Time, Meta::UpdatedAt),
        column("version", ColumnType::Int, Meta::Version),
        column("clock", ColumnType::Text, Meta::Clock),
    ]
}

/// A view with a key, three folded columns and all metadata; events of one type may delete.
fn view() -> impl Strategy<Value = ViewDescription> {
    let columns = (folded_column(0), folded_column(1), folded_column(2));
    let delete = prop_oneof![2 => Just(vec![]), 1 => Just(vec![EVENTS[3].to_owned()])];
    (columns, delete, 2..=EVENTS.len()).prop_map(|(columns, delete, known)| {
        let key = ColumnDescription::new("id", ColumnType::Text, Role::Key(Vec::new()));
        let folded = [columns.0, columns.1, columns.2];
        let mut events: Vec<String> =
            EVENTS[..known].iter().map(|&event| event.to_owned()).collect();
        let steps = folded.iter().flat_map(|column| match &column.role {
            Role::Fold(steps) => steps.iter().map(|step| step.event.clone()).collect(),
            _ => Vec::new(),
        });
        events.extend(steps);
        let columns = [key].into_iter().chain(folded).chain(meta_columns()).collect();
        ViewDescription {
            table: "t".into(),
            version: 1,
            events,
            key: KeySource::Stream,
            columns,
            delete,
            creates: Vec::new(),
        }
    })
}

/// Few values, so that they meet again; and the ends of the range.
fn json(column_type: ColumnType) -> BoxedStrategy<Json> {
    match column_type {
        ColumnType::Bool => any::<bool>().prop_map(Json::from).boxed(),
        ColumnType::Int => prop_oneof![-2..3_i64, any::<i64>()].prop_map(Json::from).boxed(),
        ColumnType::Real => (-1e9..1e9).prop_map(Json::from).boxed(),
        _ => "[a-c]{0,2}".prop_map(Json::from).boxed(),
    }
}

fn payload(types: Vec<ColumnType>) -> impl Strategy<Value = Json> {
    let field = |column_type| prop_oneof![4 => json(column_type), 1 => Just(Json::Null)];
    let fields: Vec<_> = types
        .into_iter()
        .map(|column_type| prop::option::weighted(0.9, field(column_type)))
        .collect();
    fields.prop_map(|fields| {
        let fields = fields.into_iter().enumerate();
        let present = fields.filter_map(|(index, field)| Some((format!("c{index}"), field?)));
        Json::Object(present.collect::<Map<_, _>>())
    })
}

/// A view and events for it.
pub(super) fn view_and_events() -> impl Strategy<Value = (ViewDescription, Vec<Event>)> {
    view().prop_flat_map(|view| {
        let events = events(&view);
        (Just(view), events)
    })
}

/// Events of all types, each with a field for each folded column.
fn events(view: &ViewDescription) -> impl Strategy<Value = Vec<Event>> + use<> {
    let types = view.columns[1..4].iter().map(|column| column.column_type).collect();
    let clock = btree_map(1..4_u64, 0..5_u64, 0..3);
    let event = (select(&EVENTS[..]), payload(types), 0..10_000_000_i64, clock);
    let event = event.prop_map(|(event_type, payload, recorded_us, clock)| Event {
        event_type,
        payload,
        recorded_us,
        clock: clock
            .into_iter()
            .map(|(origin, seen)| (Origin::new(origin).unwrap(), seen))
            .collect(),
    });
    vec(event, 0..12)
}
