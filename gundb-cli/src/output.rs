//! What commands print: lists that stream, and single objects, as text or JSON.

pub(crate) mod json;
pub(crate) mod text;

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use text::{Blocks, Column};

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    // Plain comments: clap would print the others below every command's options.
    // Tables for people.
    #[default]
    Text,
    // One JSON document.
    Json,
    // One JSON object a line.
    Jsonl,
}

/// Something that a list can have in it.
pub(crate) trait Record {
    /// As JSON text: one object.
    fn json(&self) -> String;

    /// As cells of a table for people.
    fn cells(&self) -> Vec<String>;
}

/// A list that is printed as it comes; at most a block of rows is in memory.
pub(crate) struct List<'a> {
    out: &'a mut dyn Write,
    form: Form,
}

enum Form {
    Text(Blocks),
    Json(json::Array),
    Jsonl,
}

impl<'a> List<'a> {
    pub(crate) fn new(format: Format, columns: Vec<Column>, out: &'a mut dyn Write) -> Self {
        let form = match format {
            Format::Text => Form::Text(Blocks::new(columns)),
            Format::Json => Form::Json(json::Array::default()),
            Format::Jsonl => Form::Jsonl,
        };
        Self { out, form }
    }

    pub(crate) fn push(&mut self, record: &impl Record) -> io::Result<()> {
        match &mut self.form {
            Form::Text(blocks) => blocks.push(record.cells(), self.out),
            Form::Json(array) => array.push(&record.json(), self.out),
            Form::Jsonl => writeln!(self.out, "{}", json::one_line(&record.json())),
        }
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self.form {
            Form::Text(blocks) => blocks.finish(self.out),
            Form::Json(array) => array.finish(self.out),
            Form::Jsonl => Ok(()),
        }
    }
}

/// Prints one object: `text` makes what people read of it.
pub(crate) fn object(
    format: Format,
    out: &mut dyn Write,
    object: &impl Serialize,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    match format {
        Format::Text => write!(out, "{}", text())?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(object)?)?,
        Format::Jsonl => writeln!(out, "{}", serde_json::to_string(object)?)?,
    }
    Ok(())
}
