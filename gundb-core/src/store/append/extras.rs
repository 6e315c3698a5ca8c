//! What the events of one call have besides what they say: metadata and ids.

use uuid::Uuid;

use crate::error::{Error, Result};
use crate::model::{IdRule, Metadata, NewEvent};

/// Metadata and ids of the events of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    pub(crate) metadata: Metadata,
    pub(crate) ids: Vec<Uuid>,
    pub(crate) id_rule: IdRule,
}

impl Extras {
    /// Every event has an id, or none has: of some with and some without, a retry would store those
    /// without once more.
    ///
    /// # Errors
    /// Another number of ids than of events.
    pub(crate) fn check_complete(&self, events: usize) -> Result<()> {
        if self.ids.is_empty() || self.ids.len() == events {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "the number of ids ({}) is not that of events ({events}); give each event an id, in their order: a retry would store \
             those without one again",
            self.ids.len()
        )))
    }

    /// Gives the metadata to every event, and the ids to the first ones.
    ///
    /// # Errors
    /// More ids than events.
    pub(crate) fn put_on(&self, events: &mut [NewEvent]) -> Result<()> {
        if self.ids.len() > events.len() {
            return Err(Error::invalid(format!(
                "{} ids were given for {} events; give one id for each event, in their order, or fewer",
                self.ids.len(),
                events.len()
            )));
        }
        for event in events.iter_mut() {
            event.metadata.clone_from(&self.metadata);
            event.id_rule = self.id_rule;
        }
        for (event, id) in events.iter_mut().zip(&self.ids) {
            event.id = Some(*id);
        }
        Ok(())
    }
}

/// The methods with which a call says them, on a type with a method `extras(&mut self) -> &mut
/// Extras`. They are to be said before it is awaited.
macro_rules! extras_methods {
    () => {
        /// With metadata for each of its events, instead of what was said before.
        pub fn metadata(mut self, metadata: crate::model::Metadata) -> Self {
            self.extras().metadata = metadata;
            self
        }

        /// What the events belong to: a request, a business transaction.
        pub fn correlation(mut self, correlation: impl Into<String>) -> Self {
            self.extras().metadata.correlation = Some(correlation.into());
            self
        }

        /// What led to the events: the id of an event or a command.
        pub fn causation(mut self, causation: impl Into<String>) -> Self {
            self.extras().metadata.causation = Some(causation.into());
            self
        }

        /// Who did it.
        pub fn actor(mut self, actor: impl Into<String>) -> Self {
            self.extras().metadata.actor = Some(actor.into());
            self
        }

        /// Anything else that is to travel with the events; several names may be given.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.extras().metadata.headers.insert(name.into(), value.into());
            self
        }

        /// The id of the only event, or of the first one that is decided: see [`Self::ids`].
        pub fn id(self, id: uuid::Uuid) -> Self {
            self.ids([id])
        }
    };
}
pub(crate) use extras_methods;
