//! Benchmarks of GunDB.
