//! What commands print: lists that stream, and single objects, as text or JSON.

pub(crate) mod fit;
pub(crate) mod json;
pub(crate) mod text;

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use text::{Blocks, Column};

/// How data is printed.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Format {
    /// text for people; json, or jsonl with an object on each line, for programs
    #[arg(long = "format", global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) kind: Kind,
    /// Shorten tables to N columns; else to those of the terminal, if there is one
    #[arg(long, global = true, value_name = "N")]
    pub(crate) width: Option<usize>,
}

/// What data is printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
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

/// A list that is printed row by row; at most a block of rows is in memory.
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
        let form = match format.kind {
            Kind::Text => Form::Text(Blocks::new(columns, format.width)),
            Kind::Json => Form::Json(json::Array::default()),
            Kind::Jsonl => Form::Jsonl,
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
    match format.kind {
        Kind::Text => write!(out, "{}", text())?,
        Kind::Json => writeln!(out, "{}", serde_json::to_string_pretty(object)?)?,
        Kind::Jsonl => writeln!(out, "{}", serde_json::to_string(object)?)?,
    }
    Ok(())
}
