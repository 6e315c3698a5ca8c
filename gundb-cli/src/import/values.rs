//! What the values of records are: in JSON they have types; in a table all are texts, and take the
//! type that the event's field asks for.

use gundb::model::{Property, Schema, json};

use super::convert;
use super::path::shortened;
use super::raw;
use super::table::described;

/// What the values of a record are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values<'a> {
    /// As they are written.
    Json,
    /// Those of a log in XML: texts take the type that the event asks for, because such logs hold
    /// numbers as texts, too.
    Attributes,
    /// Texts in these columns; an empty one is a value that is not there.
    Cells(&'a [String]),
}

/// What becomes of a value in a payload.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fitted {
    /// This JSON text.
    Value(String),
    /// The payload does not have it.
    Absent,
}

impl Values<'_> {
    /// Whether nothing stands where a value could.
    pub(super) fn is_absent(self, value: &str) -> bool {
        matches!(self, Self::Cells(_)) && value == "\"\""
    }

    /// Whether a value, as JSON text, is one of these; a text without a type of its own is by what
    /// it says.
    pub(super) fn is_one_of(self, value: &str, wanted: &[String]) -> bool {
        let Some(text) = raw::string(value) else {
            return wanted.iter().any(|wanted| wanted == value);
        };
        match self {
            Self::Json => wanted.contains(&serde_json::Value::from(text).to_string()),
            Self::Attributes | Self::Cells(_) => {
                wanted.iter().any(|wanted| raw::string(wanted).as_deref().unwrap_or(wanted) == text)
            }
        }
    }

    /// A value as the field of the event wants it, so far as it has no type of its own.
    ///
    /// # Errors
    /// A text that can't be read as what the field wants.
    pub(super) fn fitted(self, value: &str, field: Option<&Property>) -> Result<Fitted, String> {
        if matches!(self, Self::Json) {
            return Ok(Fitted::Value(value.to_owned()));
        }
        if self.is_absent(value) {
            return Ok(empty(field));
        }
        let Some(text) = raw::string(value) else { return Ok(Fitted::Value(value.to_owned())) };
        let schema = field.map(|field| field.schema.present());
        typed(&text, schema).map(Fitted::Value).ok_or_else(|| {
            let wanted = schema.map_or_else(String::new, Schema::to_string);
            format!("{} can't be read as {wanted}", shortened(value))
        })
    }

    /// What a value is called in messages.
    pub(super) fn called(self, field: &str) -> String {
        if let Self::Cells(columns) = self
            && let Some(index) = columns.iter().position(|column| column == field)
        {
            return described(columns, index);
        }
        format!("the field `{field}`")
    }
}

/// What an empty cell is: a text where the field has to be one, `null` where it has to be there and
/// may be that, else nothing.
fn empty(field: Option<&Property>) -> Fitted {
    match field {
        Some(Property { schema: Schema::Nullable(_), required: true, .. }) => {
            Fitted::Value("null".to_owned())
        }
        Some(Property { schema: Schema::Text, required: true, .. }) => {
            Fitted::Value("\"\"".to_owned())
        }
        _ => Fitted::Absent,
    }
}

/// A text as JSON of a shape; `None` where it can't be read so. Whether it has the right value is
/// for the event type to say.
fn typed(text: &str, schema: Option<&Schema>) -> Option<String> {
    let text = match schema {
        Some(Schema::Integer { .. }) if convert::whole(text) => text.to_owned(),
        Some(Schema::Number | Schema::Single) if convert::number(text) => text.to_owned(),
        Some(Schema::Bool) => match text {
            "true" | "True" | "TRUE" => "true".to_owned(),
            "false" | "False" | "FALSE" => "false".to_owned(),
            _ => return None,
        },
        Some(Schema::Integer { .. } | Schema::Number | Schema::Single) => return None,
        Some(Schema::Array(_)) if text.trim_start().starts_with('[') => json_text(text)?,
        Some(Schema::Map(_) | Schema::Object(_)) if text.trim_start().starts_with('{') => {
            json_text(text)?
        }
        Some(Schema::Array(_) | Schema::Map(_) | Schema::Object(_)) => return None,
        _ => super::record::string(text),
    };
    Some(text)
}

fn json_text(text: &str) -> Option<String> {
    json::parse(text).ok().map(|_| text.trim_ascii().to_owned())
}

#[cfg(test)]
mod tests {
    use gundb::model::{Property, Schema};

    use super::{Fitted, Values};

    fn field(schema: Schema, required: bool) -> Property {
        Property::new("f", schema, required)
    }

    #[test]
    fn texts_take_the_type_of_the_field() {
        let whole = Schema::Integer { min: i64::MIN, max: u64::MAX };
        let list = Schema::Array(Box::new(Schema::Any));
        let maybe = Schema::Nullable(Box::new(Schema::Number));
        for (schema, text, expected) in [
            (whole.clone(), "-12", Some("-12")),
            (whole.clone(), "12.0", None),
            (whole.clone(), "012", None),
            (whole, " 12", None),
            (Schema::Number, "1.50", Some("1.50")),
            (Schema::Number, "1,5", None),
            (maybe, "1e3", Some("1e3")),
            (Schema::Bool, "TRUE", Some("true")),
            (Schema::Bool, "1", None),
            (Schema::Text, "007", Some("\"007\"")),
            (Schema::Decimal, "2.00", Some("\"2.00\"")),
            (Schema::Any, "2.00", Some("\"2.00\"")),
            (list.clone(), " [1, 2]", Some("[1, 2]")),
            (list, "1", None),
        ] {
            let field = field(schema, true);
            let value = serde_json::Value::from(text).to_string();
            let expected = expected.map(|text| Fitted::Value(text.to_owned()));
            for values in [Values::Attributes, Values::Cells(&[])] {
                let fitted = values.fitted(&value, Some(&field)).ok();
                assert_eq!(fitted, expected, "{text} {field:?}");
            }
            let as_it_stands = Values::Json.fitted(&value, Some(&field));
            assert_eq!(as_it_stands, Ok(Fitted::Value(value)));
        }
    }

    #[test]
    fn an_empty_cell_is_no_value() {
        let number = || Schema::Nullable(Box::new(Schema::Number));
        for (schema, required, expected) in [
            (Schema::Text, true, Fitted::Value("\"\"".to_owned())),
            (Schema::Text, false, Fitted::Absent),
            (Schema::Number, true, Fitted::Absent),
            (number(), true, Fitted::Value("null".to_owned())),
            (number(), false, Fitted::Absent),
        ] {
            let field = field(schema, required);
            assert_eq!(Values::Cells(&[]).fitted("\"\"", Some(&field)), Ok(expected), "{field:?}");
        }
        assert!(Values::Attributes.fitted("\"\"", Some(&field(Schema::Number, true))).is_err());
    }
}
