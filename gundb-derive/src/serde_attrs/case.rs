//! `rename_all`: the same conversions of field names as serde's.

use syn::{Error, LitStr, Result};

/// How field names become JSON keys.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Case {
    /// As in Rust; snake case is what Rust names have already.
    #[default]
    Same,
    Upper,
    Pascal,
    Camel,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// The case that serde calls so.
    pub(crate) fn parse(name: &LitStr) -> Result<Self> {
        Ok(match name.value().as_str() {
            "lowercase" | "snake_case" => Self::Same,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            other => {
                return Err(Error::new_spanned(name, format!("serde knows no case `{other}`")));
            }
        })
    }

    /// The JSON key of a field.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Same => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => field.split('_').map(capitalised).collect(),
            Self::Camel => {
                let pascal = Self::Pascal.apply(field);
                let first = pascal.chars().next().map_or(0, char::len_utf8);
                pascal[..first].to_ascii_lowercase() + &pascal[first..]
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn capitalised(word: &str) -> String {
    let first = word.chars().next().map_or(0, char::len_utf8);
    word[..first].to_ascii_uppercase() + &word[first..]
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn cases_of_a_field() {
        for (case, key) in [
            (Case::Same, "opened_at_utc"),
            (Case::Upper, "OPENED_AT_UTC"),
            (Case::Pascal, "OpenedAtUtc"),
            (Case::Camel, "openedAtUtc"),
            (Case::ScreamingSnake, "OPENED_AT_UTC"),
            (Case::Kebab, "opened-at-utc"),
            (Case::ScreamingKebab, "OPENED-AT-UTC"),
        ] {
            assert_eq!(case.apply("opened_at_utc"), key);
        }
    }
}
