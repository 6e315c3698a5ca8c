//! Type conversions that logs need. None happens unless the mapping asks for it.

use jiff::Timestamp;
use serde_json::Number;

use super::path::shortened;
use super::raw;

/// What a value is turned into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    Integer,
    Number,
    Text,
    Bool,
    /// An RFC 3339 time, from one or from seconds or milliseconds since 1970.
    Time(TimeAs),
}

/// How a time is written in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TimeAs {
    #[default]
    Rfc3339,
    Seconds,
    Millis,
}

impl Conversion {
    pub(super) fn parse(name: &str) -> Result<Self, String> {
        Ok(match name {
            "integer" => Self::Integer,
            "number" => Self::Number,
            "text" => Self::Text,
            "bool" => Self::Bool,
            "time" => Self::Time(TimeAs::Rfc3339),
            "time_seconds" => Self::Time(TimeAs::Seconds),
            "time_millis" => Self::Time(TimeAs::Millis),
            _ => {
                return Err(format!(
                    "`{name}` is no conversion; there are: integer, number, text, bool, time, time_seconds, time_millis"
                ));
            }
        })
    }

    /// A value's JSON text in the new type; `null` stays `null`.
    pub(super) fn apply(self, value: &str) -> Result<String, String> {
        if value == "null" {
            return Ok(value.to_owned());
        }
        let text = raw::string(value);
        let inner = text.as_deref().unwrap_or(value);
        let scalar = !value.starts_with(['{', '[']);
        let wanted = match self {
            Self::Integer => ("a whole number", whole(inner).then(|| inner.to_owned())),
            Self::Number => ("a number", number(inner).then(|| inner.to_owned())),
            Self::Bool => {
                ("true or false", ["true", "false"].contains(&inner).then(|| inner.to_owned()))
            }
            Self::Text if text.is_some() => ("a text", Some(value.to_owned())),
            Self::Text => ("a text", scalar.then(|| format!("\"{value}\""))),
            Self::Time(form) => {
                (form.described(), form.read(value).map(|time| format!("\"{}\"", shown(time))))
            }
        };
        wanted.1.ok_or_else(|| format!("{} can't be read as {}", shortened(value), wanted.0))
    }
}

impl TimeAs {
    pub(super) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "rfc3339" => Ok(Self::Rfc3339),
            "seconds" => Ok(Self::Seconds),
            "millis" => Ok(Self::Millis),
            _ => Err(format!("`{name}` is no form of time; there are: rfc3339, seconds, millis")),
        }
    }

    pub(super) fn described(self) -> &'static str {
        match self {
            Self::Rfc3339 => "an RFC 3339 time",
            Self::Seconds => "seconds since 1970",
            Self::Millis => "milliseconds since 1970",
        }
    }

    /// The time that a JSON value says.
    pub(super) fn read(self, value: &str) -> Option<Timestamp> {
        let text = raw::string(value);
        let text = text.as_deref();
        let time = match self {
            Self::Rfc3339 => text?.parse().ok()?,
            Self::Seconds => seconds(text.unwrap_or(value))?,
            Self::Millis => {
                Timestamp::from_millisecond(text.unwrap_or(value).parse().ok()?).ok()?
            }
        };
        // What a payload and a column may hold.
        let year: i64 = shown(time).split('-').next()?.parse().ok()?;
        (1..=9999).contains(&year).then_some(time)
    }
}

/// As it is stored: RFC 3339 in UTC with microseconds.
pub(super) fn shown(time: Timestamp) -> String {
    format!("{time:.6}")
}

pub(super) fn whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = digits == "0" && text == "0" || !digits.starts_with(['0', '+']);
    canonical && (text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok())
}

/// A JSON number that a double or 64 bits hold, without white space around it.
pub(super) fn number(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_digit())
        && !text.starts_with(|first: char| first.is_ascii_whitespace())
        && serde_json::from_str::<Number>(text).is_ok()
}

/// Seconds with an optional fraction, exactly: a double would lose digits.
fn seconds(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty()
        || fraction.len() > 9
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let nanoseconds: i32 = format!("{fraction:0<9}").parse().ok()?;
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    Timestamp::new(whole.parse().ok()?, sign * nanoseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::Conversion;

    #[test]
    fn conversions() {
        for (name, value, expected) in [
            ("integer", r#""12""#, Some("12")),
            ("integer", "12", Some("12")),
            ("integer", r#""-9223372036854775808""#, Some("-9223372036854775808")),
            ("integer", r#""012""#, None),
            ("integer", r#""+1""#, None),
            ("integer", r#""-0""#, None),
            ("integer", r#""""#, None),
            ("integer", "1.0", None),
            ("integer", "null", Some("null")),
            ("number", r#""1.50""#, Some("1.50")),
            ("number", r#""1e400""#, None),
            ("number", r#"" 1""#, None),
            ("number", r#""NaN""#, None),
            ("text", "1.50", Some(r#""1.50""#)),
            ("text", r#""\u00e9""#, Some(r#""\u00e9""#)),
            ("text", "{}", None),
            ("bool", r#""true""#, Some("true")),
            ("bool", "1", None),
            (
                "time",
                r#""2011-10-01T00:38:44.546+02:00""#,
                Some(r#""2011-09-30T22:38:44.546000Z""#),
            ),
            ("time_seconds", "1680956045", Some(r#""2023-04-08T12:14:05.000000Z""#)),
            ("time_seconds", r#""1680956045.123""#, Some(r#""2023-04-08T12:14:05.123000Z""#)),
            ("time_seconds", "-0.5", Some(r#""1969-12-31T23:59:59.500000Z""#)),
            ("time_seconds", "1e9", None),
            ("time_millis", "1680956045123", Some(r#""2023-04-08T12:14:05.123000Z""#)),
            ("time_millis", "99999999999999999", None),
            ("time", "1680956045", None),
        ] {
            let converted = Conversion::parse(name).unwrap().apply(value);
            assert_eq!(converted.as_deref().ok(), expected, "{name} {value}: {converted:?}");
        }
    }
}
