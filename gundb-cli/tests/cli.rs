//! The binary `gundb` as people and programs meet it: exit codes, output, messages.

#[path = "cli/append.rs"]
mod append;
#[path = "cli/backups.rs"]
mod backups;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/conflict.rs"]
mod conflict;
#[path = "cli/conflicts.rs"]
mod conflicts;
#[path = "cli/copies.rs"]
mod copies;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/faults.rs"]
mod faults;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/input.rs"]
mod input;
#[path = "cli/mapping.rs"]
mod mapping;
#[path = "cli/migrate.rs"]
mod migrate;
#[path = "cli/models.rs"]
mod models;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/pages.rs"]
mod pages;
#[path = "cli/read.rs"]
mod read;
#[path = "cli/resume.rs"]
mod resume;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/support.rs"]
mod support;
#[path = "cli/sync.rs"]
mod sync;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/verify.rs"]
mod verify;
#[path = "cli/view.rs"]
mod view;
