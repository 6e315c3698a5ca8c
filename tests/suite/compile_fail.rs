//! Every mistake in a derive gives one readable message, at the user's token.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test -p gundb-tests --test suite
//! compile_fail`, and read the diff.

#[test]
fn mistakes_in_derives_are_reported_once_and_where_they_are() {
    trybuild::TestCases::new().compile_fail("compile_fail/*/*.rs");
}
