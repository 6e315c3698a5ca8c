//! The rules of view columns, as one list.
//!
//! The derive, model files, the check of a view, the fold and the documents all take from here
//! which rules there are, what each takes of an event, which columns may have it, and where it is
//! allowed. Tests compare the documents with it.
//!
//! A rule that is added here needs a variant of `gundb::model::Action`, and a fold; tests name what
//! is missing.

#![no_std]

mod columns;
mod list;

pub use columns::Columns;
pub use list::{ADD, COUNT, FIRST, INSERT, LATEST, MAX, MIN, REMOVE, RULES, SET, SIBLINGS, SUB};

/// A rule: what events do to a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The word that derives and model files use.
    pub name: &'static str,
    /// What it takes of an event, in this order: fields, or constants.
    pub operands: &'static [Operand],
    /// Which columns may have it.
    pub columns: Columns,
    /// Whether a constant `None`, or null, says something as its operand. Where it does not, it is
    /// refused.
    pub takes_null: bool,
    /// Whether the cell is the same in whatever order events are folded.
    pub commutes: bool,
    /// Whether a view over many streams may have it.
    pub over_many_streams: bool,
    /// Whether a view over many streams may have it beside both `delete` and `creates`: a deletion
    /// that comes late takes its part out.
    pub beside_creates: bool,
    /// Whether its cell is what one event brought, so that a column of it can be unique.
    pub brings_its_value: bool,
    /// What the cell shows, for the documents.
    pub cell: &'static str,
    /// Which fields of events it takes, for the documents.
    pub fields: &'static str,
}

impl Rule {
    /// Whether it shares a column with no rule of another kind, in any view: no other rule knows
    /// what it keeps beside the cell.
    pub fn is_alone(&self) -> bool {
        self.columns.is_list() || self.operands.iter().any(|operand| operand.is_compared)
    }

    /// Whether both fold one kind of cell: then events by either make the same cell in whatever
    /// order they are folded, if each does by itself. A least value among sums depends on order.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let both = |kind: fn(Columns) -> bool| kind(self.columns) && kind(other.columns);
        self == other || both(Columns::is_total) || both(|columns| columns == Columns::Set)
    }
}

/// One operand of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Operand {
    /// What it is called in model files, where a rule has several.
    pub name: &'static str,
    /// Whether it is compared, so that it has to be a time, a date or a whole number; else it goes
    /// into the column.
    pub is_compared: bool,
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The names of the rules that a view over many streams may have, in the order of the list.
pub fn over_many_streams() -> impl Iterator<Item = &'static str> {
    RULES.iter().filter(|rule| rule.over_many_streams).map(|rule| rule.name)
}
