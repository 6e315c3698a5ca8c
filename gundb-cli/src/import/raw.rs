//! Parts of JSON text as they were written: what is taken out of a line keeps its bytes.
//!
//! All of it wants text that `gundb::model::json::parse` let pass; of other text it gives some
//! parts or none.

/// The members of an object: decoded keys, and values as they were written. Nothing where the text
/// is no object.
pub(super) fn members(text: &str) -> Vec<(String, &str)> {
    if !text.starts_with('{') {
        return Vec::new();
    }
    parts(text).chunks(2).filter_map(|pair| Some((string(pair.first()?)?, *pair.get(1)?))).collect()
}

/// The value of one key of an object, or of one index of a list.
pub(super) fn step<'a>(text: &'a str, step: &str) -> Option<&'a str> {
    if text.starts_with('[') {
        return parts(text).get(step.parse::<usize>().ok()?).copied();
    }
    members(text).into_iter().find(|(key, _)| key == step).map(|(_, value)| value)
}

/// What a JSON string says.
pub(super) fn string(text: &str) -> Option<String> {
    if text.starts_with('"') { serde_json::from_str(text).ok() } else { None }
}

/// The texts of an object's keys and values in turn, or of a list's items.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            b',' | b':' if depth == 1 => {
                parts.push(text[start..at].trim_ascii());
                start = at + 1;
            }
            b'}' | b']' => {
                if depth == 1 {
                    parts.push(text[start..at].trim_ascii());
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::{members, step};

    #[test]
    fn values_keep_their_bytes() {
        let text = r#"{ "a" : 1.50 ,"b\u0041":{"c,":"x:\"}","d":[ 1e2, {"e":[]} ]},"":"" }"#;
        let keys: Vec<String> = members(text).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "bA", ""]);
        assert_eq!(step(text, "a"), Some("1.50"));
        let inner = step(text, "bA").unwrap();
        assert_eq!(step(inner, "c,"), Some(r#""x:\"}""#));
        assert_eq!(step(step(inner, "d").unwrap(), "1"), Some(r#"{"e":[]}"#));
        assert_eq!((step(text, "c"), step("[]", "0"), step("7", "a")), (None, None, None));
        assert!(members("{}").is_empty());
    }
}
