//! Logs and their first records as the vectors show them.

use serde::Serialize;

use super::shape::{RecordVector, ReferenceFields};
use crate::model::format::Genesis;
use crate::model::hex;

/// The records of one log, from its genesis on.
#[derive(Serialize)]
pub(super) struct LogVector {
    pub(super) log: &'static str,
    pub(super) genesis: GenesisVector,
    pub(super) records: Vec<RecordVector>,
}

#[derive(Serialize)]
pub(super) struct GenesisVector {
    fields: GenesisFields,
    record: String,
    preimage: String,
    hash: String,
}

#[derive(Serialize)]
struct GenesisFields {
    origin: String,
    space: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    predecessor: Option<ReferenceFields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
}

impl GenesisVector {
    pub(super) fn of(genesis: &Genesis) -> Self {
        assert_eq!(Genesis::decode(&genesis.encode()).as_ref().ok(), Some(genesis));
        Self {
            fields: GenesisFields {
                origin: genesis.origin.to_string(),
                space: genesis.space.uuid().to_string(),
                predecessor: genesis.predecessor.as_ref().map(ReferenceFields::from),
                public_key: genesis.public_key.map(|key| hex::encode(&key)),
            },
            record: hex::encode(&genesis.encode()),
            preimage: hex::encode(&genesis.preimage()),
            hash: genesis.hash().to_string(),
        }
    }
}
