//! How an error is reported: one line that begins with `error: `, without secrets.

use std::io::{self, Write};

use crate::exit::Exit;
use crate::output::text;
use crate::secrets::Secrets;

/// Writes what went wrong as `error: …`, and returns how to end. A reader that closed the pipe had
/// enough: no error.
pub(crate) fn report(error: &anyhow::Error, secrets: &Secrets, err: &mut dyn Write) -> Exit {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    if kind == Some(io::ErrorKind::BrokenPipe) {
        return Exit::Done;
    }
    let message = match kind {
        Some(_) => format!("the output can't be written: {error}"),
        None => message(error),
    };
    // If this fails, there is nobody to report it to.
    let _ = writeln!(err, "error: {}", text::printable_lines(&secrets.hidden_in(&message)));
    Exit::of(error)
}

/// The contexts down to the store's own error, whose text already says what caused it.
fn message(error: &anyhow::Error) -> String {
    let mut parts = Vec::new();
    for cause in error.chain() {
        parts.push(cause.to_string());
        if cause.is::<gundb::Error>() {
            break;
        }
    }
    parts.join(": ")
}
