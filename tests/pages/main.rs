//! The Rust of the pages compiles and runs; `build.rs` makes the tests.

#![allow(
    clippy::all,
    unreachable_pub,
    dead_code,
    unused_imports,
    unused_variables,
    reason = "pages show one thing at a time"
)]

/// Makes an empty directory for the databases of a page.
fn empty(directory: &str) {
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).expect("the directory can be made");
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
