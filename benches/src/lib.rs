//! Benchmarks of GunDB against the raw databases; each is a program in `src/bin`.
