//! Where a column's cells come from: `key`, rules, or GunDB itself.

use gundb_rules::{RULES, Rule};
use proc_macro2::Ident;
use syn::{Error, Expr, Meta as Item, Result};

use super::model::{EventName, KeyPart, Meta, Role, Source, Step};
use super::operand::{self, Operand};
use super::operands::operands;
use crate::meta;

/// What may stand in `#[view(…)]` on a field, beside the rules.
const OTHERS: [&str; 8] =
    ["created_at", "updated_at", "version", "clock", "default", "index", "unique", "name"];

fn known() -> String {
    let rules = RULES.iter().map(|rule| rule.name);
    let words: Vec<String> =
        ["key"].into_iter().chain(rules).chain(OTHERS).map(|word| format!("`{word}`")).collect();
    let (last, others) = words.split_last().expect("there are some");
    format!("{} and {last}", others.join(", "))
}

/// The role so far.
#[derive(Default)]
pub(crate) struct Roles {
    /// `key` alone.
    pub(crate) bare_key: Option<Item>,
    pub(crate) key: Option<Vec<KeyPart>>,
    pub(crate) steps: Vec<Step>,
    pub(crate) meta: Option<Meta>,
}

impl Roles {
    /// Takes an item of `#[view(…)]` on a field.
    pub(crate) fn item(&mut self, item: &Item) -> Result<()> {
        let word = meta::word(item);
        let kind = Kind::of(&word).ok_or_else(|| {
            Error::new_spanned(item, format!("not an attribute of a column; there are {}", known()))
        })?;
        self.agrees(kind, item)?;
        match (kind, item) {
            (Kind::Key, Item::Path(_)) => meta::once(&mut self.bare_key, item, item.clone()),
            (Kind::Key, _) => {
                let parts = operands(item)?
                    .into_iter()
                    .map(Operand::into_key_part)
                    .collect::<Result<_>>()?;
                meta::once(&mut self.key, item, parts)
            }
            (Kind::Meta(kept), Item::Path(_)) => meta::once(&mut self.meta, item, kept),
            (Kind::Meta(_), _) => {
                Err(Error::new_spanned(item, format!("`{word}` takes nothing; say just `{word}`")))
            }
            (Kind::Rule(rule), _) => {
                let word = Ident::new(&word, item.path().segments[0].ident.span());
                self.steps.extend(steps(rule, &word, operands(item)?)?);
                Ok(())
            }
        }
    }

    /// One column has one kind of role.
    fn agrees(&self, kind: Kind, item: &Item) -> Result<()> {
        let is_key = self.bare_key.is_some() || self.key.is_some();
        let other = match kind {
            _ if is_key && kind != Kind::Key => Some("part of the key"),
            _ if !self.steps.is_empty() && !matches!(kind, Kind::Rule(_)) => {
                Some("folded by a rule")
            }
            _ if self.meta.is_some_and(|kept| kind != Kind::Meta(kept)) => Some("kept by GunDB"),
            _ => None,
        };
        let twice =
            self.bare_key.is_some() || (self.key.is_some() && matches!(item, Item::Path(_)));
        match other {
            Some(role) => Err(Error::new_spanned(
                item,
                format!(
                    "the column is {role} already; give `{}` a column of its own",
                    meta::word(item)
                ),
            )),
            None if kind == Kind::Key && twice => Err(Error::new_spanned(
                item,
                "the column is part of the key already; say `key` once",
            )),
            None => Ok(()),
        }
    }

    /// The finished role, if there is one. `bare` is the role of `key` alone.
    pub(crate) fn finish(self, bare: impl FnOnce(Item) -> Option<Role>) -> Option<Role> {
        match (self.bare_key, self.key, self.meta) {
            (Some(item), ..) => bare(item),
            (_, Some(parts), _) => Some(Role::Key(parts)),
            (.., Some(kept)) => Some(Role::Meta(kept)),
            _ if self.steps.is_empty() => None,
            _ => Some(Role::Fold(self.steps)),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Key,
    Rule(&'static Rule),
    Meta(Meta),
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "key" => Self::Key,
            "created_at" => Self::Meta(Meta::CreatedAt),
            "updated_at" => Self::Meta(Meta::UpdatedAt),
            "version" => Self::Meta(Meta::Version),
            "clock" => Self::Meta(Meta::Clock),
            rule => Self::Rule(gundb_rules::rule(rule)?),
        })
    }
}

/// The steps of a rule: one for each event, of as many operands as the rule takes.
fn steps(rule: &'static Rule, word: &Ident, operands: Vec<Operand>) -> Result<Vec<Step>> {
    let taken = rule.operands.len().max(1);
    if !operands.len().is_multiple_of(taken) {
        let names: Vec<String> =
            rule.operands.iter().map(|operand| format!("Event.{}", operand.name)).collect();
        let message = format!(
            "`{word}` takes {taken} operands of each event: `{word}({}, …)`",
            names.join(", ")
        );
        return Err(Error::new_spanned(word, message));
    }
    let mut steps = Vec::new();
    let mut operands = operands.into_iter();
    while !operands.as_slice().is_empty() {
        steps.push(step(rule, word, operands.by_ref().take(taken))?);
    }
    Ok(steps)
}

fn step(
    rule: &'static Rule,
    word: &Ident,
    mut operands: impl Iterator<Item = Operand>,
) -> Result<Step> {
    let mut of: Option<EventName> = None;
    let mut sources = Vec::new();
    for taken in rule.operands {
        let Some(operand) = operands.next() else { break };
        let (event, source) = match operand {
            Operand::Constant(event, constant) if !taken.is_compared => {
                null(rule, &constant)?;
                (event, Source::Constant(constant))
            }
            operand => {
                let (event, field) = operand.into_field(rule.name)?;
                (event, Source::Field(field))
            }
        };
        if let Some(first) = of.as_ref().filter(|first| **first != event) {
            let message = format!(
                "both operands of `{word}` are of one event, and the first is of `{first}`"
            );
            return Err(Error::new_spanned(event, message));
        }
        of.get_or_insert(event);
        sources.push(source);
    }
    let event = match (of, operands.next()) {
        (Some(event), _) => event,
        (None, Some(operand)) => operand.into_event(rule.name)?,
        (None, None) => {
            return Err(Error::new_spanned(
                word,
                format!("say of which events: `{word}(Event, …)`"),
            ));
        }
    };
    Ok(Step { rule, word: word.clone(), event, operands: sources })
}

/// Refuses `None` where it would do nothing.
fn null(rule: &Rule, constant: &Expr) -> Result<()> {
    if rule.takes_null || !operand::is_null(constant) {
        return Ok(());
    }
    let message = format!("`{}` skips null, so this would do nothing; leave it out", rule.name);
    Err(Error::new_spanned(constant, message))
}
