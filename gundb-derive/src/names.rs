//! Names: from Rust to stored ones, and which are allowed. The limits are those of
//! `gundb::model::name`, so that a mistake shows at compile time.

use syn::LitStr;

const NAME_BYTES_MAX: usize = 128;
const IDENTIFIER_BYTES_MAX: usize = 63;
/// Columns that every table of Postgres has already.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
const RESERVED_PREFIXES: [&str; 3] = ["gundb_", "sqlite_", "pg_"];

/// `HTTPRequestSent` → `http_request_sent`. Stored names come from this: it never changes.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, &char) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| chars[index]);
        let after = chars.get(index + 1);
        let ends_word = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let ends_acronym = before.is_some_and(char::is_uppercase)
            && after.is_some_and(|after| after.is_lowercase());
        if char.is_uppercase() && (ends_word || ends_acronym) {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake
}

/// Checks a stream type or event type.
pub(crate) fn check_name(what: &str, name: &LitStr) -> syn::Result<()> {
    let text = name.value();
    let problem = if text.is_empty() {
        format!("the {what} is empty; give it a name")
    } else if text.len() > NAME_BYTES_MAX {
        format!("the {what} has {} bytes; at most {NAME_BYTES_MAX} are allowed", text.len())
    } else if text.chars().any(char::is_control) {
        format!("the {what} has a control character in it")
    } else {
        return Ok(());
    };
    Err(syn::Error::new_spanned(name, problem))
}

/// Why a text can't be the name of a table or column, if it can't.
pub(crate) fn identifier_problem(what: &str, name: &str) -> Option<String> {
    let well_formed = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !well_formed || name.len() > IDENTIFIER_BYTES_MAX {
        return Some(format!(
            "the {what} `{name}` must be 1 to {IDENTIFIER_BYTES_MAX} of a-z, 0-9 and _, beginning with a letter"
        ));
    }
    if SYSTEM_COLUMNS.contains(&name) {
        return Some(format!("the {what} `{name}` belongs to Postgres itself"));
    }
    let reserved = RESERVED_PREFIXES.iter().find(|prefix| name.starts_with(**prefix))?;
    Some(format!(
        "the {what} `{name}` begins with `{reserved}`, which is reserved for the database"
    ))
}

#[cfg(test)]
mod tests {
    use super::{identifier_problem, snake_case};

    #[test]
    fn snake_case_of_rust_names() {
        for (rust, stored) in [
            ("Opened", "opened"),
            ("MoneyDeposited", "money_deposited"),
            ("HTTPRequestSent", "http_request_sent"),
            ("Version2Released", "version2_released"),
            ("A", "a"),
            ("AB", "ab"),
            ("Already_Split", "already_split"),
            ("snake_case", "snake_case"),
            ("ÜberGabe", "über_gabe"),
        ] {
            assert_eq!(snake_case(rust), stored);
        }
    }

    #[test]
    fn identifiers_of_tables_and_columns() {
        for name in ["a", "accounts", "a1_b", &"a".repeat(63)] {
            assert_eq!(identifier_problem("table name", name), None);
        }
        for name in [
            "",
            "1a",
            "_a",
            "Accounts",
            "a-b",
            "ä",
            &"a".repeat(64),
            "gundb_x",
            "sqlite_x",
            "pg_x",
            "ctid",
        ] {
            assert!(identifier_problem("table name", name).is_some(), "{name}");
        }
    }
}
