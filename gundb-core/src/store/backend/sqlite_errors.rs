//! What SQLite's error codes mean. They are numbers; an extended one has its primary one in its
//! lowest byte.

use super::class::{Class, Kind};
use super::verdict::Verdict;

/// What a code means.
pub(super) fn classify(code: &str) -> Class {
    let code = code.parse().unwrap_or_default();
    Class {
        verdict: verdict(code),
        kind: kind(code),
        advice: advice(code),
        // Generic, too big, mismatch.
        of_callers_sql: matches!(code, 1 | 18 | 20),
        // An attempt to write.
        would_write: code == 8,
    }
}

fn verdict(code: u32) -> Verdict {
    match code & 0xff {
        // Aborted, interrupted, schema changed.
        4 | 9 | 17 => Verdict::Again,
        // Busy, locked.
        5 | 6 => Verdict::Blocked,
        // What an input or output error left in the file is not known: where the last page of a
        // commit was written and not flushed, a recovery may find it, unless somebody writes there
        // before.
        10 => Verdict::Lost,
        // No permission, no memory, read-only, corrupt, full, can't open, locking protocol, not a
        // database.
        3 | 7 | 8 | 11 | 13 | 14 | 15 | 26 => Verdict::Unable,
        _ => Verdict::Refused,
    }
}

fn kind(code: u32) -> Kind {
    match code {
        // Not a database, corrupt.
        26 | 11 => Kind::Invalid,
        // Generic, "no such table".
        1 => Kind::Schema,
        _ => Kind::Unavailable,
    }
}

fn advice(code: u32) -> &'static str {
    match code {
        26 => "; the file is no SQLite database: name another one",
        11 => "; the file is damaged: restore it from a backup",
        8 | 264 | 520 | 776 | 1032 | 1544 => {
            "; it is opened read-only: if the URL says mode=ro or immutable=true, leave that out, else make the file and its \
             directory writable; to read only, put `?immutable=true` after the file's name, while nobody writes to it"
        }
        13 => "; the disk is full: free some room and try again",
        14 => {
            "; check that the path exists and may be opened; a file in a read-only directory is read with \
             `?immutable=true` after its name, while nobody writes to it"
        }
        5 | 261 | 517 | 6 => {
            "; another process has held the lock for too long: try again, or end that process"
        }
        // Input and output errors have more than thirty codes.
        code if code & 0xff == 10 => {
            "; the disk or its file system failed, or a limit of the process is reached: look at the system's log"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, classify};

    #[test]
    fn extended_codes_count_as_their_primary_ones() {
        for (code, verdict) in [
            ("5", Verdict::Blocked),
            ("261", Verdict::Blocked),
            ("517", Verdict::Blocked),
            ("262", Verdict::Blocked),
            ("1034", Verdict::Lost),
            ("13", Verdict::Unable),
            ("1544", Verdict::Unable),
            ("2067", Verdict::Refused),
            ("1", Verdict::Refused),
        ] {
            assert_eq!(classify(code).verdict, verdict, "{code}");
        }
    }
}
