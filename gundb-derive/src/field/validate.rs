//! What only shows once the whole model is there.

use std::collections::HashSet;

use syn::Result;

use super::model::{Field, Name, Shape};
use crate::event::validate;
use crate::problems::Problems;

/// Checks names against each other, and that every value can be read back.
pub(crate) fn validate(field: Field) -> Result<Field> {
    let mut problems = Problems::default();
    match &field.shape {
        Shape::Object(fields) => validate::fields(fields, &mut problems),
        Shape::Names(names) => self::names(names, &mut problems),
    }
    problems.finish(field)
}

fn names(names: &[Name], problems: &mut Problems) {
    let mut seen = HashSet::new();
    for Name { ident, json, aliases, .. } in names {
        for name in aliases.iter().chain([json]) {
            if name.contains('\0') {
                problems.refuse(
                    ident,
                    "U+0000 can't be stored in a column; rename the variant without it",
                );
            }
            if !seen.insert(name) {
                problems.refuse(
                    ident,
                    format!("another variant is written as `{name}` already; rename one"),
                );
            }
        }
    }
}
