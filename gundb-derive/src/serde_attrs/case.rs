//! `rename_all`: the same conversions of names as serde's.

use syn::{Error, LitStr, Result};

/// How names of fields and variants become JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Case {
    /// As in Rust.
    #[default]
    Same,
    Lower,
    Snake,
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
            "lowercase" => Self::Lower,
            "snake_case" => Self::Snake,
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

    /// The JSON string of a variant.
    pub(crate) fn apply_to_variant(self, variant: &str) -> String {
        let snake = || {
            let mut snake = String::new();
            for (index, char) in variant.char_indices() {
                if index > 0 && char.is_uppercase() {
                    snake.push('_');
                }
                snake.push(char.to_ascii_lowercase());
            }
            snake
        };
        let first = variant.chars().next().map_or(0, char::len_utf8);
        match self {
            Self::Same | Self::Pascal => variant.to_owned(),
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Upper => variant.to_ascii_uppercase(),
            Self::Camel => variant[..first].to_ascii_lowercase() + &variant[first..],
            Self::Snake => snake(),
            Self::ScreamingSnake => snake().to_ascii_uppercase(),
            Self::Kebab => snake().replace('_', "-"),
            Self::ScreamingKebab => snake().to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The JSON key of a field; snake case is what fields have already.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Same | Self::Lower | Self::Snake => field.to_owned(),
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

    #[test]
    fn cases_of_a_variant() {
        for (case, name) in [
            (Case::Same, "HalfOpen"),
            (Case::Lower, "halfopen"),
            (Case::Upper, "HALFOPEN"),
            (Case::Pascal, "HalfOpen"),
            (Case::Camel, "halfOpen"),
            (Case::Snake, "half_open"),
            (Case::ScreamingSnake, "HALF_OPEN"),
            (Case::Kebab, "half-open"),
            (Case::ScreamingKebab, "HALF-OPEN"),
        ] {
            assert_eq!(case.apply_to_variant("HalfOpen"), name);
        }
    }
}
