//! From the struct's tokens to the model.

use syn::{Data, DeriveInput, Error, Field, Fields, Meta, Result};

use super::column;
use super::model::{Column, Events, Role, View};
use super::table::Table;
use crate::problems::Problems;

/// The model of a struct.
pub(crate) fn parse(input: &DeriveInput) -> Result<View> {
    let mut problems = Problems::default();
    if !input.generics.params.is_empty() {
        problems
            .refuse(&input.generics, "a view can't have generics or lifetimes: it is one table");
    }
    let table = Table::parse(input, &mut problems);
    let columns = match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => {
            columns(&data.fields, &table, &mut problems)
        }
        _ => {
            problems
                .refuse(&input.ident, "a view is a struct with named fields: they are its columns");
            Vec::new()
        }
    };
    problems.finish(View {
        ident: input.ident.clone(),
        table: table.name.unwrap_or_default(),
        version: table.version.unwrap_or(1),
        events: table.events.unwrap_or(Events { paths: Vec::new(), is_tuple: false }),
        delete: table.delete.unwrap_or_default(),
        creates: table.creates.unwrap_or_default(),
        fold: table.fold,
        columns,
    })
}

fn columns(fields: &Fields, table: &Table, problems: &mut Problems) -> Vec<Column> {
    let mut keys = Keys { table, bare: 0 };
    let mut mistakes = Problems::default();
    let has_code = table.fold.is_some();
    let column = |field: &Field| {
        column::parse(field, has_code, |item| mistakes.take(keys.next(&item)), problems)
    };
    let columns = fields.iter().filter_map(column).collect();
    if let Some((parts, item)) = table.key.as_ref().filter(|(parts, _)| parts.len() != keys.bare) {
        mistakes.add(Error::new_spanned(
            item,
            format!(
                "the key has {} here, but {} marked `#[view(key)]`; make the numbers equal",
                if parts.len() == 1 {
                    "1 part".to_owned()
                } else {
                    format!("{} parts", parts.len())
                },
                if keys.bare == 1 {
                    "1 field is".to_owned()
                } else {
                    format!("{} fields are", keys.bare)
                },
            ),
        ));
    }
    problems.take(mistakes.finish(()));
    columns
}

/// Gives the fields marked `key` their parts of the struct's `key(…)`, in order.
struct Keys<'a> {
    table: &'a Table,
    bare: usize,
}

impl Keys<'_> {
    fn next(&mut self, item: &Meta) -> Result<Role> {
        self.bare += 1;
        match &self.table.key {
            // One too many is reported at the struct's `key(…)`.
            Some((parts, _)) => {
                Ok(Role::Key(parts.get(self.bare - 1).cloned().into_iter().collect()))
            }
            None if self.bare == 1 => Ok(Role::StreamKey),
            None => Err(Error::new_spanned(
                item,
                "a stream has one key; for a key of several fields say `key(Event.field, …)` on the struct",
            )),
        }
    }
}
