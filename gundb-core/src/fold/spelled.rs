//! Canonical keys of events in what `gundb_fold` keeps: short, and each once.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::CanonicalKey;

/// The canonically last word on each element of a set, by the element's canonical text: where it
/// was said, and whether it was put in.
pub(crate) type Words = BTreeMap<String, (CanonicalKey, bool)>;

/// A canonical key as text: its bytes in base64.
fn to_text(order: &CanonicalKey) -> String {
    STANDARD_NO_PAD.encode(order.to_bytes())
}

fn from_text<E: serde::de::Error>(text: &str) -> Result<CanonicalKey, E> {
    let bytes = STANDARD_NO_PAD.decode(text).map_err(E::custom)?;
    CanonicalKey::from_bytes(&bytes).map_err(E::custom)
}

/// One canonical key.
pub(super) mod order {
    use super::*;

    pub(in crate::fold) fn serialize<S: Serializer>(
        order: &Option<Box<CanonicalKey>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        order.as_deref().map(to_text).serialize(serializer)
    }

    pub(in crate::fold) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Box<CanonicalKey>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| from_text(&text).map(Box::new)).transpose()
    }
}

/// Canonical keys by column, as columns by key: one event often sets several.
pub(super) mod orders {
    use super::*;

    pub(in crate::fold) fn serialize<S: Serializer>(
        orders: &BTreeMap<String, CanonicalKey>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut columns: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (column, order) in orders {
            columns.entry(to_text(order)).or_default().push(column);
        }
        columns.serialize(serializer)
    }

    pub(in crate::fold) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, CanonicalKey>, D::Error> {
        let mut orders = BTreeMap::new();
        for (text, columns) in BTreeMap::<String, Vec<String>>::deserialize(deserializer)? {
            let order = from_text(&text)?;
            orders.extend(columns.into_iter().map(|column| (column, order)));
        }
        Ok(orders)
    }
}

/// Times and canonical keys by column.
pub(super) mod times {
    use super::*;

    pub(in crate::fold) fn serialize<S: Serializer>(
        times: &BTreeMap<String, (i64, CanonicalKey)>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            times.iter().map(|(column, (time, order))| (column, (time, to_text(order)))),
        )
    }

    pub(in crate::fold) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, (i64, CanonicalKey)>, D::Error> {
        let times = BTreeMap::<String, (i64, String)>::deserialize(deserializer)?;
        let read = |(column, (time, text)): (String, (i64, String))| {
            Ok((column, (time, from_text(&text)?)))
        };
        times.into_iter().map(read).collect()
    }
}

/// The last words on elements by column: for each canonical key, what was put in there and what was
/// taken out.
pub(super) mod words {
    use super::*;

    /// What one event said.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Said {
        #[serde(default, rename = "in", skip_serializing_if = "Vec::is_empty")]
        put_in: Vec<String>,
        #[serde(default, rename = "out", skip_serializing_if = "Vec::is_empty")]
        taken_out: Vec<String>,
    }

    type Spelled = BTreeMap<String, BTreeMap<String, Said>>;

    pub(in crate::fold) fn serialize<S: Serializer>(
        words: &BTreeMap<String, Words>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut spelled = Spelled::new();
        for (column, words) in words {
            let of_column = spelled.entry(column.clone()).or_default();
            for (element, (order, is_in)) in words {
                let said = of_column.entry(to_text(order)).or_default();
                let list = if *is_in { &mut said.put_in } else { &mut said.taken_out };
                list.push(element.clone());
            }
        }
        spelled.serialize(serializer)
    }

    pub(in crate::fold) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, Words>, D::Error> {
        let mut all = BTreeMap::new();
        for (column, said) in Spelled::deserialize(deserializer)? {
            let mut words = Words::new();
            for (text, Said { put_in, taken_out }) in said {
                let order = from_text::<D::Error>(&text)?;
                words.extend(put_in.into_iter().map(|element| (element, (order, true))));
                words.extend(taken_out.into_iter().map(|element| (element, (order, false))));
            }
            all.insert(column, words);
        }
        Ok(all)
    }
}
