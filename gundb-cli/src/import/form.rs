//! What the records of a file are: lines of somebody's log, or an archive of ours.

use super::mapping::Mapping;
use super::records::Records;
use crate::archive;
use crate::names::Names;

/// What the records of a file are.
pub(crate) enum Form {
    /// Somebody's log.
    Log(Mapping),
    /// What `gundb export` wrote.
    Archive,
}

impl Form {
    /// Refuses a file that it can't be the form of.
    pub(super) fn check(&self, records: &Records<'_>) -> Result<(), String> {
        match (self, records) {
            (Self::Log(mapping), Records::Table(table)) => mapping.check_columns(table.columns()),
            (Self::Archive, Records::Table(_) | Records::Xes(_)) => {
                Err(archive::NO_HEADER.to_owned())
            }
            (Self::Log(_), _) | (Self::Archive, Records::Lines(_)) => Ok(()),
        }
    }

    /// Checks the mapping against what the database knows; `message` makes an error of a mistake
    /// and where it is in the file.
    pub(crate) fn resolve(
        &mut self,
        names: &Names,
        message: impl Fn(Option<usize>, String) -> String,
    ) -> Result<(), String> {
        match self {
            Self::Log(mapping) => mapping.resolve(names, message),
            Self::Archive => Ok(()),
        }
    }

    /// Fields of the mapping that were in no line.
    pub(crate) fn never_found(&self) -> Vec<String> {
        match self {
            Self::Log(mapping) => mapping.never_found(),
            Self::Archive => Vec::new(),
        }
    }
}
