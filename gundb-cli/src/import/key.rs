//! The stream key of a line: one field, or a template of several that never gives one key for two
//! different lines.

use std::fmt::Write as _;

use super::path::Path;

/// How a line's stream key is made.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// The text before each field.
    fields: Vec<(String, Path)>,
    end: String,
    /// What is escaped in values: `%`, and what the text between two fields begins with. Nothing
    /// where there is one field.
    escaped: Vec<char>,
}

impl Key {
    /// A path, or a template `{shop}/{order}`, in which `{{` and `}}` are braces.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if !text.contains(['{', '}']) {
            let fields = vec![(String::new(), Path::parse(text)?)];
            return Ok(Self { fields, end: String::new(), escaped: Vec::new() });
        }
        let (fields, end) = template(text)?;
        if fields.is_empty() {
            return Err(format!(
                "the key `{text}` has no field in it, so that all lines would be one stream"
            ));
        }
        let mut escaped = Vec::new();
        for (between, path) in &fields[1..] {
            match between.chars().next() {
                Some(first) if first.is_ascii_punctuation() && first != '%' => escaped.push(first),
                _ => {
                    return Err(format!(
                        "in the key `{text}`, what stands before `{{{path}}}` must begin with punctuation other than `%`, \
                         for example `/`: else two different lines could give one key"
                    ));
                }
            }
        }
        if fields.len() > 1 {
            escaped.push('%');
        }
        Ok(Self { fields, end, escaped })
    }

    /// The key of a line.
    pub(super) fn of(&self, line: &str) -> Result<String, String> {
        let values = self
            .fields
            .iter()
            .map(|(_, path)| path.get_text(line))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self.joined(&values))
    }

    /// The fields that it is made of.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.fields.iter().map(|(_, path)| path)
    }

    fn joined(&self, values: &[String]) -> String {
        let mut key = String::new();
        for ((before, _), value) in self.fields.iter().zip(values) {
            key.push_str(before);
            for character in value.chars() {
                if self.escaped.contains(&character) {
                    // All of them are ASCII.
                    let _ = write!(key, "%{:02X}", u32::from(character));
                } else {
                    key.push(character);
                }
            }
        }
        key + &self.end
    }
}

/// Fields with the text before each, and the text after the last.
fn template(text: &str) -> Result<(Vec<(String, Path)>, String), String> {
    let (mut fields, mut plain, mut rest) = (Vec::new(), String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
        } else if let Some((path, after)) = rest.split_once('}').filter(|_| brace == "{") {
            fields.push((std::mem::take(&mut plain), Path::parse(path)?));
            rest = after;
        } else {
            return Err(format!(
                "in the key `{text}`, a `{brace}` stands alone; a brace itself is `{{{{` or `}}}}`"
            ));
        }
    }
    Ok((fields, plain + rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Key;

    #[test]
    fn templates() {
        let line = r#"{"shop":"a/b","order":{"id":7},"percent":"50%"}"#;
        for (template, key) in [
            ("shop", "a/b"),
            ("order.id", "7"),
            ("{shop}", "a/b"),
            ("{shop}/{order.id}", "a%2Fb/7"),
            ("s{{{percent}}}:{shop}!", "s{50%25}:a/b!"),
        ] {
            assert_eq!(Key::parse(template).unwrap().of(line).as_deref(), Ok(key), "{template}");
        }
        for wrong in ["{shop}{order}", "{a}x{b}", "{a}%{b}", "{a", "a}", "{}", "{{}}", "{a}é{b}"] {
            assert!(Key::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn different_values_give_different_keys(
            template in prop::sample::select(vec!["{a}/{b}", "x{a}::{b}y", "{a}-{b}-", "2F{a}/2{b}"]),
            one in prop::collection::vec("[/%:25F-]{0,5}", 2),
            other in prop::collection::vec("[/%:25F-]{0,5}", 2),
        ) {
            let key = Key::parse(template).unwrap();
            prop_assert_eq!(key.joined(&one) == key.joined(&other), one == other);
        }
    }
}
