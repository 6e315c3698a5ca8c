//! Values that travel with a statement: one by one, or a whole column of a set at once.

use sea_query::Value;

/// What stands for one placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bound {
    One(Value),
    /// A column of a set, where a database takes arrays.
    Each(Array),
    /// Rows of a set, one after the other: as many as there are, then rows of NULL until there are
    /// `size`.
    Rows {
        columns: Vec<Array>,
        rows: usize,
        size: usize,
    },
}

impl Bound {
    /// How many placeholders it fills.
    pub(crate) fn placeholders(&self) -> usize {
        match self {
            Self::One(_) | Self::Each(_) => 1,
            Self::Rows { columns, size, .. } => columns.len() * size,
        }
    }
}

/// The cells of one column of a set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Array {
    Bools(Vec<Option<bool>>),
    Ints(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
    Blobs(Vec<Option<Vec<u8>>>),
}

impl From<Value> for Bound {
    fn from(value: Value) -> Self {
        Self::One(value)
    }
}

impl Array {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bools(cells) => cells.len(),
            Self::Ints(cells) => cells.len(),
            Self::Reals(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
            Self::Blobs(cells) => cells.len(),
        }
    }

    /// What Postgres calls the type of its elements.
    pub(super) fn element(&self) -> &'static str {
        match self {
            Self::Bools(_) => "bool",
            Self::Ints(_) => "int8",
            Self::Reals(_) => "float8",
            Self::Texts(_) => "text",
            Self::Blobs(_) => "bytea",
        }
    }

    /// Cuts it at an index: what stands before it, taken out.
    pub(super) fn take_front(&mut self, length: usize) -> Self {
        fn front<T>(cells: &mut Vec<T>, length: usize) -> Vec<T> {
            let rest = cells.split_off(length.min(cells.len()));
            std::mem::replace(cells, rest)
        }
        match self {
            Self::Bools(cells) => Self::Bools(front(cells, length)),
            Self::Ints(cells) => Self::Ints(front(cells, length)),
            Self::Reals(cells) => Self::Reals(front(cells, length)),
            Self::Texts(cells) => Self::Texts(front(cells, length)),
            Self::Blobs(cells) => Self::Blobs(front(cells, length)),
        }
    }

    /// Repeats the last cell until it is so long; one that is longer stays.
    pub(super) fn fill(&mut self, length: usize) {
        fn filled<T: Clone>(cells: &mut Vec<T>, length: usize) {
            if let Some(last) = cells.last().cloned() {
                cells.resize(length.max(cells.len()), last);
            }
        }
        match self {
            Self::Bools(cells) => filled(cells, length),
            Self::Ints(cells) => filled(cells, length),
            Self::Reals(cells) => filled(cells, length),
            Self::Texts(cells) => filled(cells, length),
            Self::Blobs(cells) => filled(cells, length),
        }
    }
}
