//! What `#[derive(View)]` knows of a struct.

use gundb_rules::{Columns, Rule};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Expr, Index, Type, Visibility};

pub(crate) use super::events::{Definition, EventName, Events};

/// A table derived from events.
pub(crate) struct View {
    pub(crate) ident: Ident,
    pub(crate) table: String,
    pub(crate) version: u32,
    pub(crate) events: Events,
    /// Events that remove the row.
    pub(crate) delete: Vec<EventName>,
    /// Events that begin a removed row afresh.
    pub(crate) creates: Vec<EventName>,
    /// The word `fold`, where code folds the columns without a rule.
    pub(crate) fold: Option<Ident>,
    pub(crate) columns: Vec<Column>,
}

/// One field of the struct.
pub(crate) struct Column {
    pub(crate) field: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) ty: Type,
    /// Name in the table.
    pub(crate) name: String,
    /// The words `index` and `unique`, where they are said.
    pub(crate) index: Option<Ident>,
    pub(crate) unique: Option<Ident>,
    pub(crate) default: Option<Expr>,
    pub(crate) role: Role,
}

/// Where a column's cells come from.
pub(crate) enum Role {
    /// The key of the stream.
    StreamKey,
    /// Fields of events.
    Key(Vec<KeyPart>),
    /// Rules.
    Fold(Vec<Step>),
    /// GunDB itself.
    Meta(Meta),
    /// The code of `fold`.
    Code,
}

/// What events of one type do to a column.
pub(crate) struct Step {
    /// The rule.
    pub(crate) rule: &'static Rule,
    /// Its word.
    pub(crate) word: Ident,
    pub(crate) event: EventName,
    /// Its operands, in their order.
    pub(crate) operands: Vec<Source>,
}

/// An operand of a rule.
pub(crate) enum Source {
    Field(FieldPath),
    Constant(Expr),
}

/// The way to a field of an event: `owner`, `address.city`, or `0.owner` in a variant around a
/// struct.
#[derive(Clone)]
pub(crate) struct FieldPath {
    pub(crate) newtype: Option<Index>,
    /// From the outside; at least one.
    pub(crate) names: Vec<Ident>,
}

/// `Event.field` or `day(Event.field)`.
#[derive(Clone)]
pub(crate) struct KeyPart {
    pub(crate) event: EventName,
    pub(crate) field: FieldPath,
    pub(crate) is_day: bool,
}

/// Columns that GunDB keeps.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Meta {
    CreatedAt,
    UpdatedAt,
    Version,
    Clock,
}

impl View {
    /// Every event that a rule, a key or a mark names.
    pub(crate) fn event_names(&self) -> impl Iterator<Item = &EventName> {
        self.columns.iter().flat_map(Column::event_names).chain(&self.delete).chain(&self.creates)
    }

    /// Whether a row stands for a value of fields, over many streams.
    pub(crate) fn is_over_many_streams(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.role, Role::Key(_)))
    }
}

impl Column {
    /// The events that its rules or its parts of the key name.
    fn event_names(&self) -> Vec<&EventName> {
        match &self.role {
            Role::Fold(steps) => steps.iter().map(|step| &step.event).collect(),
            Role::Key(parts) => parts.iter().map(|part| &part.event).collect(),
            Role::StreamKey | Role::Meta(_) | Role::Code => Vec::new(),
        }
    }

    /// The steps of its rules.
    pub(crate) fn steps(&self) -> &[Step] {
        match &self.role {
            Role::Fold(steps) => steps,
            _ => &[],
        }
    }

    /// Whether it is the key, or part of it.
    pub(crate) fn is_key(&self) -> bool {
        matches!(self.role, Role::StreamKey | Role::Key(_))
    }

    /// What derived code reads such a cell with; its bound says which types the column may have.
    pub(crate) fn reader(&self) -> &'static str {
        let has = |kind: Columns| self.steps().iter().any(|step| step.rule.columns == kind);
        match &self.role {
            Role::StreamKey => "stream_key_cell",
            Role::Key(parts) if parts.iter().any(|part| part.is_day) => "day_cell",
            Role::Key(_) => "key_cell",
            Role::Fold(_) if has(Columns::Siblings) => "siblings_cell",
            Role::Fold(_) if has(Columns::Set) => "set_cell",
            Role::Fold(_) if has(Columns::Count) => "count_cell",
            Role::Fold(_) if has(Columns::Total) => "total_cell",
            Role::Fold(_) if has(Columns::Ordered) => "ordered_cell",
            Role::Fold(_) | Role::Code => "cell",
            Role::Meta(Meta::CreatedAt | Meta::UpdatedAt) => "moment_cell",
            Role::Meta(Meta::Version) => "count_cell",
            Role::Meta(Meta::Clock) => "clock_cell",
        }
    }
}

impl FieldPath {
    /// The names as the description of the event has them.
    pub(crate) fn to_strings(&self) -> Vec<String> {
        self.names.iter().map(|name| name.unraw().to_string()).collect()
    }
}
