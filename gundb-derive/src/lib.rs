//! The derive macros of GunDB.
