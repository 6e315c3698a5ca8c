//! The list.

use crate::{Columns, Operand, Rule};

/// The one operand of a rule that has one.
const ONE: &[Operand] = &[Operand { name: "value", is_compared: false }];

/// The last value.
pub const SET: Rule = Rule {
    name: "set",
    operands: ONE,
    columns: Columns::Any,
    takes_null: true,
    commutes: false,
    over_many_streams: true,
    beside_creates: true,
    brings_its_value: true,
    cell: "the last value; null clears",
    fields: "what goes into the column",
};

/// The first value.
pub const FIRST: Rule = Rule {
    name: "first",
    takes_null: false,
    beside_creates: false,
    cell: "the first value that is not null",
    ..SET
};

/// A sum.
pub const ADD: Rule = Rule {
    name: "add",
    operands: ONE,
    columns: Columns::Total,
    takes_null: false,
    commutes: true,
    over_many_streams: true,
    beside_creates: false,
    brings_its_value: false,
    cell: "the sum: of whole numbers modulo 2^64, of decimals exact; null is skipped",
    fields: "whole numbers; in a column of decimals also decimals",
};

/// A difference.
pub const SUB: Rule = Rule { name: "sub", cell: "the same, less each number", ..ADD };

/// How many events.
pub const COUNT: Rule = Rule {
    name: "count",
    operands: &[],
    columns: Columns::Count,
    cell: "how many events",
    fields: "none",
    ..ADD
};

/// The least value.
pub const MIN: Rule = Rule {
    name: "min",
    columns: Columns::Ordered,
    cell: "the least value that is not null",
    fields: "what goes into the column",
    ..ADD
};

/// The greatest value.
pub const MAX: Rule = Rule { name: "max", cell: "the greatest value that is not null", ..MIN };

/// The value of the greatest time.
pub const LATEST: Rule = Rule {
    name: "latest",
    operands: &[
        Operand { name: "at", is_compared: true },
        Operand { name: "value", is_compared: false },
    ],
    commutes: true,
    beside_creates: false,
    cell: "the value of the greatest time; of equal times the last one; null clears; an event without a time is skipped",
    fields: "a time, a date or a whole number, and what goes into the column",
    ..SET
};

/// Puts elements into a set.
pub const INSERT: Rule = Rule {
    name: "insert",
    operands: ONE,
    columns: Columns::Set,
    takes_null: false,
    commutes: false,
    over_many_streams: true,
    beside_creates: true,
    brings_its_value: false,
    cell: "an add-wins set: puts elements in; what is put in elsewhere meanwhile stays",
    fields: "`T`, or a list of them; `T` is a flag, a whole number, text, UUID, bytes, date or enum",
};

/// Takes elements out of a set.
pub const REMOVE: Rule = Rule {
    name: "remove",
    cell: "the same set: takes out what its writer had seen there",
    ..INSERT
};

/// Every value that no later writer had seen.
pub const SIBLINGS: Rule = Rule {
    name: "siblings",
    columns: Columns::Siblings,
    takes_null: true,
    over_many_streams: false,
    beside_creates: false,
    cell: "every value that no later writer had seen; null clears those that its writer had seen",
    fields: "`T`",
    ..INSERT
};

/// All rules, in the order in which they are explained.
pub static RULES: [Rule; 11] =
    [SET, FIRST, ADD, SUB, COUNT, MIN, MAX, LATEST, INSERT, REMOVE, SIBLINGS];
