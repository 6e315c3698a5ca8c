//! `#[view(…)]` on the struct.

use proc_macro2::Ident;
use syn::{DeriveInput, Error, Expr, Meta, Path, Result};

use super::model::{EventName, Events, KeyPart};
use super::operand::Operand;
use super::operands::operands;
use crate::problems::Problems;
use crate::{meta, names};

/// What is said of the whole table.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) name: Option<String>,
    pub(crate) events: Option<Events>,
    pub(crate) version: Option<u32>,
    pub(crate) delete: Option<Vec<EventName>>,
    pub(crate) creates: Option<Vec<EventName>>,
    /// The word `fold`.
    pub(crate) fold: Option<Ident>,
    /// `key(…)`, with the tokens of the item.
    pub(crate) key: Option<(Vec<KeyPart>, Meta)>,
}

impl Table {
    pub(crate) fn parse(input: &DeriveInput, problems: &mut Problems) -> Self {
        let mut table = Self::default();
        let Some(items) = meta::items(&input.attrs, "view", problems) else {
            return table;
        };
        for meta in &items {
            problems.take(table.item(meta));
        }
        if !meta::says(&items, "table") {
            problems.refuse(&input.ident, "the view needs a table: add `#[view(table = \"…\")]`");
        }
        if !meta::says(&items, "event") {
            problems
                .refuse(&input.ident, "the view needs events: add `#[view(event = SomeEvent)]`");
        }
        table
    }

    fn item(&mut self, meta: &Meta) -> Result<()> {
        match meta::word(meta).as_str() {
            "table" => {
                let name = meta::string(meta)?;
                if let Some(problem) = names::identifier_problem("table name", &name.value()) {
                    return Err(Error::new_spanned(name, problem));
                }
                meta::once(&mut self.name, meta, name.value())
            }
            "event" => meta::once(&mut self.events, meta, events(meta)?),
            "version" => meta::once(&mut self.version, meta, meta::version(meta)?),
            "delete" => meta::once(&mut self.delete, meta, marked(meta)?),
            "creates" => meta::once(&mut self.creates, meta, marked(meta)?),
            "fold" => meta::once(&mut self.fold, meta, meta::bare(meta)?),
            "key" => {
                let parts = operands(meta)?
                    .into_iter()
                    .map(Operand::into_key_part)
                    .collect::<Result<_>>()?;
                meta::once(&mut self.key, meta, (parts, meta.clone()))
            }
            _ => Err(Error::new_spanned(
                meta,
                "not an attribute of a view; there are `table`, `event`, `version`, `delete`, `creates`, `fold` and `key`",
            )),
        }
    }
}

/// The events of `delete(…)` and `creates(…)`.
fn marked(meta: &Meta) -> Result<Vec<EventName>> {
    let word = meta::word(meta);
    operands(meta)?.into_iter().map(|operand| operand.into_event(&word)).collect()
}

fn events(meta: &Meta) -> Result<Events> {
    let tuple = match meta::value(meta).map(meta::ungrouped) {
        Some(Expr::Tuple(tuple)) => tuple.elems.iter().collect(),
        Some(Expr::Paren(one)) => vec![&*one.expr],
        _ => {
            return Ok(Events { paths: vec![meta::path(meta)?], is_tuple: false });
        }
    };
    let mut paths: Vec<Path> = Vec::new();
    for expr in &tuple {
        let path = meta::as_path(expr)
            .ok_or_else(|| Error::new_spanned(expr, "say the enum or the struct of events"))?;
        if paths.contains(&path) {
            return Err(Error::new_spanned(path, "this type is there already; say it once"));
        }
        paths.push(path);
    }
    if paths.is_empty() {
        return Err(Error::new_spanned(meta, "the view needs events: say `event = SomeEvent`"));
    }
    Ok(Events { paths, is_tuple: true })
}
