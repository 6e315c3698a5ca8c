//! Patterns that mean the same on every database: `%` any text, `_` any one character, `\` takes
//! the next as it is.

use crate::error::{Error, Result};
use crate::model::limits::PATTERN_BYTES_MAX;

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Any text, the empty one too.
    Any,
    /// Any one character.
    One,
    /// This character.
    Char(char),
}

/// A pattern, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// An escape at the end, or a pattern that is too long.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if text.len() > PATTERN_BYTES_MAX {
            return Err(Error::invalid(format!(
                "a pattern of {} bytes is too long; at most {PATTERN_BYTES_MAX} are allowed",
                text.len()
            )));
        }
        let mut parts = Vec::new();
        let mut chars = text.chars();
        while let Some(char) = chars.next() {
            parts.push(match char {
                '%' => Part::Any,
                '_' => Part::One,
                '\\' => Part::Char(chars.next().ok_or_else(|| {
                    Error::invalid(format!(
                        "the pattern `{text}` ends with the escape `\\`; write `\\\\` for a backslash"
                    ))
                })?),
                other => Part::Char(other),
            });
        }
        Ok(Self(parts))
    }

    /// The text before the first wildcard; `None` where there is no wildcard.
    pub(super) fn prefix(&self) -> Option<String> {
        self.0.iter().any(|part| !matches!(part, Part::Char(_))).then(|| self.literal())
    }

    /// The characters up to the first wildcard.
    pub(super) fn literal(&self) -> String {
        let char = |part: &Part| match part {
            Part::Char(char) => Some(*char),
            _ => None,
        };
        self.0.iter().map_while(char).collect()
    }

    /// As SQL's LIKE has it.
    pub(crate) fn to_like(&self) -> String {
        self.translated("%", "_", |char, text| {
            if matches!(char, '%' | '_' | '\\') {
                text.push('\\');
            }
            text.push(char);
        })
    }

    /// As SQLite's GLOB has it: unlike its LIKE, it distinguishes `A` and `a`.
    pub(crate) fn to_glob(&self) -> String {
        self.translated("*", "?", |char, text| match char {
            '*' | '?' | '[' => text.extend(['[', char, ']']),
            _ => text.push(char),
        })
    }

    fn translated(&self, any: &str, one: &str, char: impl Fn(char, &mut String)) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Any => text.push_str(any),
                Part::One => text.push_str(one),
                Part::Char(found) => char(*found, &mut text),
            }
        }
        text
    }
}

/// The least text that is greater than every text that begins with `prefix`; `None` where there is
/// none.
pub(super) fn end_of_prefix(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        // The order of bytes is that of code points; the surrogates between are no characters.
        let next =
            if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(last as u32 + 1) };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Pattern, end_of_prefix};

    #[test]
    fn patterns_are_translated() {
        for (text, like, glob) in [
            ("a%b_", "a%b_", "a*b?"),
            (r"100\%", r"100\%", "100%"),
            (r"\_\\\x", r"\_\\x", r"_\x"),
            ("[a]*?", "[a]*?", "[[]a][*][?]"),
        ] {
            let pattern = Pattern::parse(text).unwrap();
            assert_eq!(
                (pattern.to_like().as_str(), pattern.to_glob().as_str()),
                (like, glob),
                "{text}"
            );
        }
        assert!(Pattern::parse("a\\").unwrap_err().is_invalid());
        assert!(Pattern::parse(&"x".repeat(10_001)).unwrap_err().is_invalid());
    }

    #[test]
    fn a_prefix_ends_before_its_successor() {
        for (prefix, end) in [
            ("a", Some("b")),
            ("a\u{10FFFF}", Some("b")),
            ("\u{10FFFF}", None),
            ("", None),
            ("x\u{D7FF}", Some("x\u{E000}")),
            ("é", Some("ê")),
            ("\u{7F}", Some("\u{80}")),
        ] {
            assert_eq!(end_of_prefix(prefix).as_deref(), end, "{prefix:?}");
        }
    }
}
