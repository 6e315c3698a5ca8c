//! `#[view(…)]` on a field.

use syn::ext::IdentExt;
use syn::{Error, Field, LitStr, Meta};

use super::model::{Column, Role};
use super::role::Roles;
use crate::problems::Problems;
use crate::{meta, names};

/// The column of a field. `bare_key` is the role of `key` alone.
pub(crate) fn parse(
    field: &Field,
    bare_key: impl FnOnce(Meta) -> Option<Role>,
    problems: &mut Problems,
) -> Option<Column> {
    let ident = field.ident.clone()?;
    let (mut roles, mut name, mut index) = (Roles::default(), None::<LitStr>, None);
    let items = meta::items(&field.attrs, "view", problems)?;
    let mut is_wrong = false;
    for item in &items {
        let taken = match (meta::word(item).as_str(), item) {
            ("index", Meta::Path(_)) => meta::once(&mut index, item, ()),
            ("index", _) => Err(Error::new_spanned(item, "`index` takes nothing; say just `index`")),
            ("name", _) => meta::string(item).and_then(|value| meta::once(&mut name, item, value)),
            _ => roles.item(item),
        };
        is_wrong |= problems.take(taken).is_none();
    }
    let problem = match &name {
        Some(name) => column_name(&name.value()).map(|problem| Error::new_spanned(name, problem)),
        None => column_name(&ident.unraw().to_string())
            .map(|problem| Error::new_spanned(&ident, format!("{problem}; pin another with `name = \"…\"`"))),
    };
    is_wrong |= problem.map(|problem| problems.add(problem)).is_some();
    let role = roles.finish(bare_key);
    if role.is_none() && !is_wrong && !meta::says(&items, "key") {
        problems.refuse(
            &ident,
            "where do the column's cells come from? say for example `#[view(set(Event.field))]` or `#[view(key)]`",
        );
    }
    Some(Column {
        name: name.map_or_else(|| ident.unraw().to_string(), |name| name.value()),
        field: ident,
        visibility: field.vis.clone(),
        ty: field.ty.clone(),
        index: index.is_some(),
        role: role?,
    })
}

fn column_name(name: &str) -> Option<String> {
    names::identifier_problem("column name", name)
}
