//! The events of a view: the Rust types that it folds, and how its rules name one.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;
use syn::ext::IdentExt;

/// The Rust types whose events the view folds.
pub(crate) struct Events {
    pub(crate) paths: Vec<Path>,
    /// Whether they stand in parentheses: enums, structs, or both.
    pub(crate) is_tuple: bool,
}

/// An event as a rule names it: `Opened`, or `AccountEvent::Opened`.
#[derive(Clone, PartialEq)]
pub(crate) struct EventName {
    /// The path before the name; most have none.
    pub(crate) owner: Vec<Ident>,
    pub(crate) name: Ident,
}

/// Where an event that a rule names is defined.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Definition {
    /// It is the struct of this index among the paths.
    Struct(usize),
    /// It is a variant of the enum of this index.
    Variant(usize),
    /// It is a variant of one of several types; the compiler finds out which.
    OneOfSeveral,
}

/// Types among which the compiler can look for a variant: `gundb::__private::Nth` is implemented up
/// to here.
const SEARCHED_MAX: usize = 8;

impl Events {
    /// Where the event of this name is defined.
    ///
    /// # Errors
    /// What to say instead, where the name stands for nothing or for several.
    pub(crate) fn definition(&self, event: &EventName) -> Result<Definition, String> {
        let full: Vec<&Ident> = event.owner.iter().chain([&event.name]).collect();
        let structs = self.ending_in(&full);
        let owner: Vec<&Ident> = event.owner.iter().collect();
        let enums = if owner.is_empty() { Vec::new() } else { self.ending_in(&owner) };
        match (structs.as_slice(), enums.as_slice()) {
            ([one], _) => Ok(Definition::Struct(*one)),
            ([], [one]) => Ok(Definition::Variant(*one)),
            ([], []) if event.owner.is_empty() && !self.is_tuple => Ok(Definition::Variant(0)),
            ([], [])
                if event.owner.is_empty() && (2..=SEARCHED_MAX).contains(&self.paths.len()) =>
            {
                Ok(Definition::OneOfSeveral)
            }
            ([], []) if event.owner.is_empty() && self.paths.len() < 2 => Err(format!(
                "none of the view's events is called `{event}`; there are {}",
                self.known()
            )),
            ([], []) if event.owner.is_empty() => Err(format!(
                "of which type? the view has {}; say for example `{}::{event}`",
                self.paths.len(),
                self.shown().first().map_or("Type", String::as_str)
            )),
            ([], []) => Err(format!(
                "`{event}` is of no type of the view's events; there are {}",
                self.known()
            )),
            (several, others) => {
                let several = if several.is_empty() { others } else { several };
                let shown = self.shown();
                let known: Vec<String> =
                    several.iter().map(|index| format!("`{}`", shown[*index])).collect();
                Err(format!("`{event}` may be of {}; say more of its path", known.join(" or of ")))
            }
        }
    }

    /// What to say where a name is a variant of none of them, and where it is one of several.
    pub(crate) fn explanations(&self, event: &EventName) -> (String, String) {
        let shown = self.shown();
        let full: Vec<String> = shown.iter().map(|path| format!("`{path}::{event}`")).collect();
        (
            format!(
                "none of the view's events is called `{event}`; it takes those of {}",
                self.known()
            ),
            format!(
                "several of the view's types have an event `{event}`; say which: {}",
                full.join(" or ")
            ),
        )
    }

    /// The paths, for messages.
    fn known(&self) -> String {
        let known: Vec<String> = self.shown().iter().map(|path| format!("`{path}`")).collect();
        known.join(", ")
    }

    /// The paths as they are written.
    fn shown(&self) -> Vec<String> {
        let shown = |path: &Path| {
            let names: Vec<String> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            names.join("::")
        };
        self.paths.iter().map(shown).collect()
    }

    /// Whether two names are of one event, as far as names show: `Opened` may be
    /// `AccountEvent::Opened`.
    pub(crate) fn same(&self, left: &EventName, right: &EventName) -> bool {
        left.name == right.name
            && match (self.definition(left), self.definition(right)) {
                (Ok(Definition::OneOfSeveral), _) | (_, Ok(Definition::OneOfSeveral)) => true,
                (left, right) => left == right,
            }
    }

    /// Index of the path that is just these names; else of all that end in them.
    fn ending_in(&self, names: &[&Ident]) -> Vec<usize> {
        let segments = |index: &usize| -> Vec<&Ident> {
            self.paths[*index].segments.iter().map(|segment| &segment.ident).collect()
        };
        let exact = (0..self.paths.len()).find(|index| segments(index) == names);
        match exact {
            Some(index) => vec![index],
            None => {
                (0..self.paths.len()).filter(|index| segments(index).ends_with(names)).collect()
            }
        }
    }
}

impl EventName {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// The name as the description of its type has it.
    pub(crate) fn text(&self) -> String {
        self.name.unraw().to_string()
    }
}

impl std::fmt::Display for EventName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.owner.iter().try_for_each(|owner| write!(f, "{owner}::"))?;
        write!(f, "{}", self.name)
    }
}

impl ToTokens for EventName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { owner, name } = self;
        tokens.extend(quote!(#(#owner::)* #name));
    }
}
