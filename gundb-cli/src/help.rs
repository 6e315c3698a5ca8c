//! What `gundb help` teaches beside the descriptions of commands.

pub(crate) mod examples;
