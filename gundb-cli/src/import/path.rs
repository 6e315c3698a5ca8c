//! Where in a line a value is: `case.id`, or as JSON Pointer `/case/id` where a name has a dot in
//! it.

use std::cmp::Ordering;
use std::fmt;

use super::raw;

/// A path into nested objects and lists.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    steps: Vec<String>,
    /// `case.id` as one name: what it is in a table, and in lines that have no such path.
    whole: Option<String>,
}

impl Path {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let steps: Vec<String> = match text.strip_prefix('/') {
            Some(pointer) => pointer.split('/').map(unescaped).collect::<Result<_, _>>()?,
            None => text.split('.').map(str::to_owned).collect(),
        };
        if !text.starts_with('/') && steps.iter().any(String::is_empty) {
            return Err(format!(
                "`{text}` names no field; it is a name, a way like `case.id`, or a JSON Pointer like `/case/id`"
            ));
        }
        let whole = (!text.starts_with('/') && steps.len() > 1).then(|| text.to_owned());
        Ok(Self { steps, whole })
    }

    /// The field of this name.
    pub(super) fn of_name(name: &str) -> Self {
        Self { steps: vec![name.to_owned()], whole: None }
    }

    /// The value as it stands in a line; `None` where it isn't there.
    pub(super) fn find<'a>(&self, line: &'a str) -> Option<&'a str> {
        let found = self.steps.iter().try_fold(line, |here, step| raw::step(here, step));
        found.or_else(|| raw::step(line, self.whole.as_ref()?))
    }

    /// The value, which has to be there.
    pub(super) fn get<'a>(&self, line: &'a str) -> Result<&'a str, String> {
        self.find(line).ok_or_else(|| format!("the field `{self}` is missing"))
    }

    /// A string, or a whole number by its digits.
    pub(super) fn get_text(&self, line: &str) -> Result<String, String> {
        let found = self.get(line)?;
        let digits =
            || (found.parse::<i64>().is_ok() || found.parse::<u64>().is_ok()) && found != "-0";
        raw::string(found).or_else(|| digits().then(|| found.to_owned())).ok_or_else(|| {
            format!(
                "the field `{self}` must be a string or a whole number, not {}",
                shortened(found)
            )
        })
    }
}

/// Paths are equal that lead to the same value, however they were written.
impl Ord for Path {
    fn cmp(&self, other: &Self) -> Ordering {
        self.steps.cmp(&other.steps)
    }
}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Path {}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.iter().all(|step| !step.is_empty() && !step.contains(['.', '/', '~'])) {
            return f.write_str(&self.steps.join("."));
        }
        self.steps
            .iter()
            .try_for_each(|step| write!(f, "/{}", step.replace('~', "~0").replace('/', "~1")))
    }
}

/// The beginning of JSON text, for messages.
pub(super) fn shortened(text: &str) -> String {
    shortened_to(text, 40)
}

/// The first characters of a text, for messages.
pub(super) fn shortened_to(text: &str, characters: usize) -> String {
    let mut shown: String = text.chars().take(characters).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn unescaped(step: &str) -> Result<String, String> {
    let mut parts = step.split('~');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (plain, rest) = match part.split_at_checked(1) {
            Some(("0", rest)) => ('~', rest),
            Some(("1", rest)) => ('/', rest),
            _ => {
                return Err(format!(
                    "in the JSON Pointer step `{step}`, `~` must be `~0`, and `/` be `~1`"
                ));
            }
        };
        name.push(plain);
        name.push_str(rest);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn ways_into_a_line() {
        let line = r#"{"a":{"b.c":[{"d/e~":7}],"":1},"id":"x","n":1.0,"x.y":2}"#;
        let find = |path: &str| Path::parse(path).unwrap().find(line);
        assert_eq!((find("id"), find("a.b"), find("/a/")), (Some("\"x\""), None, Some("1")));
        assert_eq!(find("/a/b.c/0/d~1e~0"), Some("7"));
        assert_eq!((find("x.y"), find("/x.y"), find("/x/y")), (Some("2"), Some("2"), None));
        for wrong in ["", "a.", ".a", "a..b", "/a~", "/a~2"] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
        let refused = Path::parse("n").unwrap().get_text(line).unwrap_err();
        assert_eq!(refused, "the field `n` must be a string or a whole number, not 1.0");
        assert_eq!(Path::parse("/a/b.c/0/d~1e~0").unwrap().to_string(), "/a/b.c/0/d~1e~0");
    }
}
