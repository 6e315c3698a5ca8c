//! The command line of GunDB.
