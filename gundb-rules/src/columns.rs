//! Which columns a rule may have.

/// Kinds of columns, by what their cells can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Any column.
    Any,
    /// Sums: they begin at zero and are never null.
    Total,
    /// Counts: whole numbers that begin at zero and are never null.
    Count,
    /// Values that have a least and a greatest one.
    Ordered,
    /// Sets: lists of what was put in and not taken out.
    Set,
    /// Lists of values that writers who knew nothing of each other gave.
    Siblings,
}

impl Columns {
    /// Each kind once.
    pub const ALL: [Self; 6] =
        [Self::Any, Self::Total, Self::Count, Self::Ordered, Self::Set, Self::Siblings];

    /// Types of such columns, as model files name them.
    pub const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Any => {
                &["bool", "int", "real", "text", "time", "date", "decimal", "uuid", "bytes", "json"]
            }
            Self::Total => &["int", "decimal"],
            Self::Count => &["int"],
            Self::Ordered => &["int", "real", "text", "time", "date", "decimal"],
            Self::Set | Self::Siblings => &["json"],
        }
    }

    /// Types of such fields of a row in Rust, for the documents.
    pub const fn rust(self) -> &'static str {
        match self {
            Self::Any => "any column type",
            Self::Total => "`i64`, `Decimal`",
            Self::Count => "`i64`",
            Self::Ordered => {
                "integers, floats, `Decimal`, `String`, times, dates, or `Option` of these"
            }
            Self::Set => "`BTreeSet<T>`, `Vec<T>`",
            Self::Siblings => "`gundb::Siblings<T>`",
        }
    }

    /// Whether the rule adds up.
    pub const fn is_total(self) -> bool {
        matches!(self, Self::Total | Self::Count)
    }

    /// Whether the rule itself keeps a list in the cell, which no rule of another kind may touch.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Set | Self::Siblings)
    }
}
