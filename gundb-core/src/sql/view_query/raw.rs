//! SQL text of the caller's, written into a statement: in conditions, and as a read of its own.

use super::scan::{Piece, pieces};
use super::writer::Writer;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Role, Value};
use crate::sql::capability::Dialect;
use crate::sql::statement::Statement;

/// What a raw read may begin with. Whether it then writes is the database's to refuse.
const READS: [&str; 4] = ["SELECT", "WITH", "VALUES", "EXPLAIN"];

/// The statement of a checked raw read.
pub(crate) fn raw_read(dialect: Dialect, text: &str, binds: &[Value]) -> Statement {
    // Whatever it reads from, it names itself.
    let mut out = Writer::new(dialect, "");
    raw_text(&mut out, text, binds);
    out.finish()
}

/// Checks that a text is one statement that reads.
///
/// # Errors
/// It begins with another word than a reading one.
pub(crate) fn single_read(pieces: &[Piece]) -> Result<()> {
    let text = match pieces.first() {
        Some(Piece::Text(text)) => text.trim_start_matches(|c: char| c.is_whitespace() || c == '('),
        _ => "",
    };
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    if READS.contains(&word.to_ascii_uppercase().as_str()) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "a raw read begins with {}, not with `{word}`; what changes data are events, by `append`",
        READS.join(", ")
    )))
}

/// SQL text of the caller's with its binds.
pub(super) fn raw_text(out: &mut Writer, text: &str, binds: &[Value]) {
    let mut binds = binds.iter();
    for piece in pieces(out.dialect, text).expect("raw SQL is checked before it is written") {
        match piece {
            Piece::Text(text) => out.text(&text),
            Piece::Bind => match binds.next().expect("binds are counted before they are written") {
                // Without a type: it fits every column.
                Value::Null => out.text("NULL"),
                value @ Value::Decimal(_) => {
                    out.value(&of_type(value), value);
                    out.text(out.dialect.capability().compares_decimals);
                }
                value => out.value(&of_type(value), value),
            },
        }
    }
}

/// A column that the value would fit: it says how the value is bound.
fn of_type(value: &Value) -> ColumnDescription {
    let column_type = value.column_type().expect("null is written without a bind");
    ColumnDescription {
        nullable: true,
        ..ColumnDescription::new("", column_type, Role::Fold(vec![]))
    }
}
