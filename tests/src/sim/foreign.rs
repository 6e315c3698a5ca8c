//! What foreign records say.

use gundb::model::format::Record;

use super::script::ForeignRecord;

/// A field of a later version, as it travels: tag 30, three bytes.
const UNKNOWN_FIELD: [u8; 8] = [30, 0, 0, 0, 3, 1, 2, 3];

impl ForeignRecord {
    /// Says it in a record, about the thing `a`.
    pub(super) fn say(&self, record: &mut Record) {
        let (stream_type, event_type, payload) = match self {
            Self::UnknownEvent => ("thing", "thing.praised", r#"{"by":"a later version"}"#),
            Self::UnknownStream => ("planet", "planet.found", r#"{"name":"Ceres"}"#),
            Self::UnknownField => ("thing", "thing.said", r#"{"word":"hello"}"#),
            Self::NoJson => ("thing", "thing.said", r#"{"word":"#),
            Self::WrongType => ("thing", "thing.titled", r#"{"title":7}"#),
        };
        record.stream = Some((stream_type.to_owned(), "a".to_owned()));
        record.event_type = Some(event_type.to_owned());
        record.payload = Some(payload.to_owned());
        if *self == Self::UnknownField {
            record.unknown = UNKNOWN_FIELD.to_vec();
        }
    }
}
