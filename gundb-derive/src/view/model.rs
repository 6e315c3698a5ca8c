//! What `#[derive(View)]` knows of a struct.

use proc_macro2::Ident;
use syn::{Expr, Path, Type, Visibility};

/// A table derived from events.
pub(crate) struct View {
    pub(crate) ident: Ident,
    pub(crate) table: String,
    pub(crate) version: u32,
    pub(crate) events: Events,
    /// Events that remove the row.
    pub(crate) delete: Vec<Ident>,
    pub(crate) columns: Vec<Column>,
}

/// The Rust types whose events the view folds.
pub(crate) struct Events {
    pub(crate) paths: Vec<Path>,
    /// Whether they stand in parentheses: each is a struct then.
    pub(crate) is_tuple: bool,
}

/// Where an event that a rule names is defined.
pub(crate) enum Definition {
    /// It is the struct of this index among the paths.
    Struct(usize),
    /// It is a variant of the enum.
    Variant,
}

/// One field of the struct.
pub(crate) struct Column {
    pub(crate) field: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) ty: Type,
    /// Name in the table.
    pub(crate) name: String,
    pub(crate) index: bool,
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
}

/// What events of one type do to a column.
pub(crate) struct Step {
    /// The rule's word.
    pub(crate) rule: Ident,
    pub(crate) event: Ident,
    pub(crate) action: Action,
}

/// A rule with its operand.
pub(crate) enum Action {
    Set(Ident),
    SetConstant(Expr),
    First(Ident),
    Add(Ident),
    Sub(Ident),
    Count,
}

/// `Event.field` or `day(Event.field)`.
#[derive(Clone)]
pub(crate) struct KeyPart {
    pub(crate) event: Ident,
    pub(crate) field: Ident,
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
    /// Whether a row stands for a value of fields, over many streams.
    pub(crate) fn is_over_many_streams(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.role, Role::Key(_)))
    }
}

impl Events {
    /// Where the event of this name is defined, as far as names tell.
    pub(crate) fn definition(&self, event: &Ident) -> Option<Definition> {
        let is_named = |path: &Path| path.segments.last().is_some_and(|last| last.ident == *event);
        let position = self.paths.iter().position(is_named);
        position.map(Definition::Struct).or_else(|| (!self.is_tuple).then_some(Definition::Variant))
    }
}

impl Role {
    /// What derived code reads such a cell with; its bound says which types the column may have.
    pub(crate) fn reader(&self) -> &'static str {
        match self {
            Self::StreamKey => "stream_key_cell",
            Self::Key(parts) if parts.iter().any(|part| part.is_day) => "day_cell",
            Self::Fold(steps) if steps.iter().any(|step| step.action.is_total()) => "total_cell",
            Self::Key(_) | Self::Fold(_) => "cell",
            Self::Meta(Meta::CreatedAt | Meta::UpdatedAt) => "moment_cell",
            Self::Meta(Meta::Version) => "total_cell",
            Self::Meta(Meta::Clock) => "clock_cell",
        }
    }
}

impl Action {
    /// Whether it adds up.
    pub(crate) fn is_total(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Sub(_) | Self::Count)
    }
}
