//! `#[view(…)]` on a field.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Error, Expr, Field, LitStr, Meta, Result};

use super::model::{Column, Role};
use super::operand;
use super::role::Roles;
use crate::problems::Problems;
use crate::{meta, names};

/// What is said beside the role.
#[derive(Default)]
struct Marks {
    name: Option<LitStr>,
    index: Option<Ident>,
    unique: Option<Ident>,
    default: Option<Expr>,
}

/// The column of a field. `bare_key` is the role of `key` alone; `has_code` is whether code folds
/// columns without a rule.
pub(crate) fn parse(
    field: &Field,
    has_code: bool,
    bare_key: impl FnOnce(Meta) -> Option<Role>,
    problems: &mut Problems,
) -> Option<Column> {
    let ident = field.ident.clone()?;
    let (mut roles, mut marks) = (Roles::default(), Marks::default());
    let items = meta::items(&field.attrs, "view", problems)?;
    let mut is_wrong = false;
    for item in &items {
        let taken = marks.item(item).unwrap_or_else(|| roles.item(item));
        is_wrong |= problems.take(taken).is_none();
    }
    let problem = match &marks.name {
        Some(name) => column_name(&name.value()).map(|problem| Error::new_spanned(name, problem)),
        None => column_name(&ident.unraw().to_string()).map(|problem| {
            Error::new_spanned(&ident, format!("{problem}; pin another with `name = \"…\"`"))
        }),
    };
    is_wrong |= problem.map(|problem| problems.add(problem)).is_some();
    let says_key = meta::says(&items, "key");
    let role =
        roles.finish(bare_key).or((has_code && !is_wrong && !says_key).then_some(Role::Code));
    if role.is_none() && !is_wrong && !says_key {
        problems.refuse(
            &ident,
            "where do the column's cells come from? say for example `#[view(set(Event.field))]` or `#[view(key)]`",
        );
    }
    let Marks { name, index, unique, default } = marks;
    Some(Column {
        name: name.map_or_else(|| ident.unraw().to_string(), |name| name.value()),
        field: ident,
        visibility: field.vis.clone(),
        ty: field.ty.clone(),
        index,
        unique,
        default,
        role: role?,
    })
}

impl Marks {
    /// Takes an item of `#[view(…)]`, if it is none of a role.
    fn item(&mut self, item: &Meta) -> Option<Result<()>> {
        Some(match meta::word(item).as_str() {
            "index" => meta::bare(item).and_then(|word| meta::once(&mut self.index, item, word)),
            "unique" => meta::bare(item).and_then(|word| meta::once(&mut self.unique, item, word)),
            "name" => meta::string(item).and_then(|value| meta::once(&mut self.name, item, value)),
            "default" => default(item).and_then(|value| meta::once(&mut self.default, item, value)),
            _ => return None,
        })
    }
}

fn default(item: &Meta) -> Result<Expr> {
    let Some(value) = meta::value(item) else {
        return Err(Error::new_spanned(
            item,
            "say `default = 0`, or another literal, or the path of a const",
        ));
    };
    let value = operand::constant(value.clone())?;
    if operand::is_null(&value) {
        return Err(Error::new_spanned(
            value,
            "an `Option` column begins with null anyway; leave it out",
        ));
    }
    Ok(value)
}

fn column_name(name: &str) -> Option<String> {
    names::identifier_problem("column name", name)
}
