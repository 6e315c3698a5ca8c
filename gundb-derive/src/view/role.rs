//! Where a column's cells come from: `key`, rules, or GunDB itself.

use proc_macro2::Ident;
use syn::{Error, Meta as Item, Result};

use super::model::{Action, KeyPart, Kind as FieldKind, Meta, Role, Step};
use super::operand::Operand;
use super::operands::operands;
use crate::meta;

const KNOWN: &str = "`key`, `set`, `first`, `add`, `sub`, `count`, `min`, `max`, `insert`, `remove`, `siblings`, \
                     `created_at`, `updated_at`, `version`, `clock`, `default`, `index`, `unique` and `name`";

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
            Error::new_spanned(item, format!("not an attribute of a column; there are {KNOWN}"))
        })?;
        self.agrees(kind, item)?;
        match (kind, item) {
            (Kind::Key, Item::Path(_)) => meta::once(&mut self.bare_key, item, item.clone()),
            (Kind::Key, _) => {
                let parts = operands(item)?.into_iter().map(Operand::into_key_part).collect::<Result<_>>()?;
                meta::once(&mut self.key, item, parts)
            }
            (Kind::Meta(kept), Item::Path(_)) => meta::once(&mut self.meta, item, kept),
            (Kind::Meta(_), _) => {
                Err(Error::new_spanned(item, format!("`{word}` takes nothing; say just `{word}`")))
            }
            (Kind::Rule, _) => {
                let rule = Ident::new(&word, item.path().segments[0].ident.span());
                let steps = operands(item)?.into_iter().map(|operand| step(&rule, operand));
                self.steps.extend(steps.collect::<Result<Vec<_>>>()?);
                Ok(())
            }
        }
    }

    /// One column has one kind of role.
    fn agrees(&self, kind: Kind, item: &Item) -> Result<()> {
        let other = [
            (Kind::Key, self.bare_key.is_some() || self.key.is_some(), "part of the key"),
            (Kind::Rule, !self.steps.is_empty(), "folded by a rule"),
        ];
        let kept = self.meta.map(|kept| (Kind::Meta(kept), true, "kept by GunDB"));
        let other = other.into_iter().chain(kept).find(|(other, is_there, _)| *is_there && *other != kind);
        let twice = self.bare_key.is_some() || (self.key.is_some() && matches!(item, Item::Path(_)));
        match other {
            Some((_, _, role)) => Err(Error::new_spanned(
                item,
                format!("the column is {role} already; give `{}` a column of its own", meta::word(item)),
            )),
            None if kind == Kind::Key && twice => {
                Err(Error::new_spanned(item, "the column is part of the key already; say `key` once"))
            }
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
    Rule,
    Meta(Meta),
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "key" => Self::Key,
            "count" => Self::Rule,
            word if field_kind(word).is_some() => Self::Rule,
            "created_at" => Self::Meta(Meta::CreatedAt),
            "updated_at" => Self::Meta(Meta::UpdatedAt),
            "version" => Self::Meta(Meta::Version),
            "clock" => Self::Meta(Meta::Clock),
            _ => return None,
        })
    }
}

/// The kind of a rule that reads a field.
fn field_kind(word: &str) -> Option<FieldKind> {
    Some(match word {
        "set" | "first" => FieldKind::Value,
        "add" | "sub" => FieldKind::Total,
        "min" | "max" => FieldKind::Ordered,
        "insert" | "remove" => FieldKind::Set,
        "siblings" => FieldKind::Siblings,
        _ => return None,
    })
}

fn step(rule: &Ident, operand: Operand) -> Result<Step> {
    let word = rule.to_string();
    let (event, action) = match (word.as_str(), operand) {
        ("count", operand) => (operand.into_event("count")?, Action::Count),
        ("set", Operand::Constant(event, constant)) => (event, Action::SetConstant(constant)),
        ("set", Operand::Event(event)) => {
            let message = format!("set to what? say `{event}.field`, or a constant: `{event} = true`");
            return Err(Error::new_spanned(&event, message));
        }
        (word, operand) => {
            let (event, field) = operand.into_field(word)?;
            let kind = field_kind(word).unwrap_or(FieldKind::Value);
            (event, Action::Field(kind, field))
        }
    };
    Ok(Step { rule: rule.clone(), event, action })
}
