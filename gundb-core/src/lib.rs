//! GunDB: an SQL-backed, ORM-style event sourcing toolkit.
