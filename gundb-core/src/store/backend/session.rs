//! What a session on Postgres is set to, whatever role, database and server say.

use std::time::Duration;

use super::options::{Durability, OpenOptions};
use crate::sql::session;

/// What statements and answers are read by.
const READ_BY: [(&str, &str); 11] = [
    ("client_encoding", "UTF8"),
    ("standard_conforming_strings", "on"),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, MDY"),
    ("IntervalStyle", "postgres"),
    ("bytea_output", "hex"),
    ("extra_float_digits", "3"),
    ("array_nulls", "on"),
    ("transform_null_equals", "off"),
    ("quote_all_identifiers", "off"),
    ("exit_on_error", "off"),
];

/// How transactions work; a server that has lost its peer notices soon.
const WORKS_BY: [(&str, &str); 3] = [
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"),
    ("tcp_user_timeout", "30s"),
];

/// Our own statements go along indexes, in the order of these. Plans that were made for small
/// tables are kept, and would read and sort the whole of them when they have grown. What is long is
/// long on purpose.
const GUIDED: [(&str, &str); 7] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("enable_sort", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
    ("statement_timeout", "0"),
];

/// How long a transaction that reads may wait for its next statement: a reader of a stream takes
/// the pages in its own time.
const READER_WAITS: Duration = Duration::from_secs(60);
/// How long a transaction that writes may take in all, on servers that know such a limit.
const WRITE_MAX: Duration = Duration::from_secs(300);
/// The first versions of Postgres with a limit for sessions that do nothing, and for transactions
/// as a whole.
const IDLE_LIMIT_SINCE: u32 = 140_000;
const TRANSACTION_LIMIT_SINCE: u32 = 170_000;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It writes; by our own statements.
    Write,
    /// It reads events and the store's own tables; by our own statements.
    Read,
    /// Queries of views and raw SQL, whose plans are the server's to make.
    Query,
}

/// The statements that set a session, as one text. Sent after the connection's beginning, and not
/// with it: poolers refuse or forget what they don't know there.
pub(super) fn settings(
    purpose: Purpose,
    options: &OpenOptions,
    server_version: u32,
    search_path: &str,
) -> String {
    let OpenOptions { connections, durability, .. } = options;
    let limit = |timeout: Duration| format!("{}ms", timeout.as_millis().min(i32::MAX as u128));
    let waits = if purpose == Purpose::Write { connections.frozen_timeout } else { READER_WAITS };
    let flush = match durability {
        Durability::Full => "on",
        Durability::Normal => "off",
    };
    let mut all: Vec<(&str, String)> = READ_BY.iter().chain(&WORKS_BY).map(owned).collect();
    all.push(("lock_timeout", limit(connections.lock_timeout)));
    all.push(("idle_in_transaction_session_timeout", limit(waits)));
    all.push(("synchronous_commit", flush.to_owned()));
    if purpose != Purpose::Query {
        all.extend(GUIDED.iter().map(owned));
    }
    if purpose != Purpose::Write {
        // A condition in raw SQL may call a function that would write.
        all.push(("default_transaction_read_only", "on".to_owned()));
    }
    if server_version >= IDLE_LIMIT_SINCE {
        all.push(("idle_session_timeout", "0".to_owned()));
    }
    if server_version >= TRANSACTION_LIMIT_SINCE && purpose == Purpose::Write {
        all.push(("transaction_timeout", limit(WRITE_MAX)));
    }
    let all = all.iter().map(|(name, value)| session::set(name, value));
    all.chain([session::set_search_path(search_path)]).collect::<Vec<_>>().join(";\n")
}

fn owned<'a>((name, value): &(&'a str, &str)) -> (&'a str, String) {
    (name, (*value).to_owned())
}
