//! Public items as lines of text: without bodies, documentation and what is private in them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Field, Fields, FnArg, ImplItem, Item, ItemImpl, Pat, Signature, TraitItem,
    Visibility,
};

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

pub(super) fn is_hidden(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| spelled(&attribute.meta) == "doc(hidden)")
}

/// The name of an item, if it has one; where asked, only of what is public and shown.
pub(super) fn name_of(item: &Item, only_public: bool) -> Option<String> {
    let (ident, visibility, attrs) = match item {
        Item::Const(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Fn(item) => (&item.sig.ident, &item.vis, &item.attrs),
        Item::Static(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Struct(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Type(item) => (&item.ident, &item.vis, &item.attrs),
        _ => return None,
    };
    (!only_public || is_public(visibility) && !is_hidden(attrs)).then(|| ident.to_string())
}

/// What an item is, and its public parts.
pub(super) fn lines_of(item: &Item) -> Vec<String> {
    match item {
        Item::Const(item) => vec![format!("const: {}", spelled(&item.ty))],
        Item::Static(item) => vec![format!("static: {}", spelled(&item.ty))],
        Item::Fn(item) => vec![signature(&item.sig)],
        Item::Type(item) => {
            vec![format!("type{} = {}", spelled(&item.generics), spelled(&item.ty))]
        }
        Item::Struct(item) => {
            let what = format!("struct{} {}", generics(&item.generics), marks(&item.attrs));
            let rest = item.fields.iter().any(|field| !is_shown(field));
            let what = format!("{}{}", what.trim_end(), if rest { ", private fields" } else { "" });
            let shown = item.fields.iter().enumerate().filter(|(_, field)| is_shown(field));
            let fields = shown.map(|(index, field)| format!("pub {}", field_line(index, field)));
            [vec![what], fields.collect()].concat()
        }
        Item::Enum(item) => {
            let what = format!("enum{} {}", generics(&item.generics), marks(&item.attrs));
            let variants = item.variants.iter().map(|variant| {
                format!(
                    "variant {}{} {}",
                    variant.ident,
                    fields(&variant.fields),
                    marks(&variant.attrs)
                )
            });
            [vec![what], variants.collect()]
                .concat()
                .iter()
                .map(|line| line.trim_end().to_owned())
                .collect()
        }
        Item::Trait(item) => {
            let bounds = spelled(&item.supertraits);
            let what = format!("trait{}: {bounds}", generics(&item.generics));
            [
                vec![what.trim_end_matches(": ").to_owned()],
                item.items.iter().filter_map(trait_item).collect(),
            ]
            .concat()
        }
        _ => Vec::new(),
    }
}

fn is_shown(field: &Field) -> bool {
    is_public(&field.vis) && !is_hidden(&field.attrs)
}

fn field_line(index: usize, field: &Field) -> String {
    let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
    format!("{name}: {}", spelled(&field.ty))
}

fn fields(fields: &Fields) -> String {
    let each = fields.iter().enumerate().map(|(index, field)| match field.ident {
        Some(_) => field_line(index, field),
        None => spelled(&field.ty),
    });
    let each = each.collect::<Vec<_>>().join(", ");
    match fields {
        Fields::Named(_) => format!(" {{ {each} }}"),
        Fields::Unnamed(_) => format!("({each})"),
        Fields::Unit => String::new(),
    }
}

fn trait_item(item: &TraitItem) -> Option<String> {
    match item {
        TraitItem::Fn(item) if !is_hidden(&item.attrs) => {
            let provided = if item.default.is_some() { " { .. }" } else { "" };
            Some(signature(&item.sig) + provided)
        }
        TraitItem::Const(item) if !is_hidden(&item.attrs) => {
            let provided = if item.default.is_some() { " = .." } else { "" };
            Some(format!("const {}: {}{provided}", item.ident, spelled(&item.ty)))
        }
        TraitItem::Type(item) if !is_hidden(&item.attrs) => Some(
            format!("type {}: {}", item.ident, spelled(&item.bounds))
                .trim_end_matches(": ")
                .to_owned(),
        ),
        _ => None,
    }
}

/// The public functions and constants of a type; those that a macro gives it are read in its body.
pub(super) fn methods_of(
    one: &ItemImpl,
    body_of: &dyn Fn(&str) -> Option<TokenStream>,
) -> Vec<String> {
    let of = format!("{} ", generics(&one.generics)).trim_start().to_owned();
    let mut lines = Vec::new();
    for item in &one.items {
        match item {
            ImplItem::Fn(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                lines.push(format!("{of}pub {}", signature(&item.sig)));
            }
            ImplItem::Const(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                lines.push(format!("{of}pub const {}: {}", item.ident, spelled(&item.ty)));
            }
            ImplItem::Macro(item) => {
                let body =
                    body_of(&spelled(&item.mac.path)).expect("the macro is one of the crate's");
                let text = format!("impl {} {{ {body} }}", spelled(&one.self_ty));
                let mut inner: ItemImpl =
                    syn::parse_str(&text).expect("its body is items of an impl");
                inner.generics = one.generics.clone();
                lines.extend(methods_of(&inner, body_of));
            }
            _ => {}
        }
    }
    lines
}

/// The head of an `impl` of a trait; with its type where it does not stand under it.
pub(super) fn spelled_impl(one: &ItemImpl, with_type: bool) -> String {
    let (_, path, _) = one.trait_.as_ref().expect("an impl of a trait");
    let of = if with_type || !one.generics.params.is_empty() {
        format!(" for {}", spelled(&one.self_ty))
    } else {
        String::new()
    };
    format!("impl{} {}{of}", generics(&one.generics), spelled(path))
}

fn generics(generics: &syn::Generics) -> String {
    let clause = generics.where_clause.as_ref().map(|clause| format!(" {}", spelled(clause)));
    spelled(generics) + &clause.unwrap_or_default()
}

/// A function without its body; that it changes its own arguments is its own business.
fn signature(signature: &Signature) -> String {
    let mut signature = signature.clone();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            FnArg::Typed(argument) => {
                if let Pat::Ident(name) = &mut *argument.pat {
                    name.mutability = None;
                }
            }
            FnArg::Receiver(_) => {}
        }
    }
    spelled(&signature)
}

/// The attributes that others can notice.
fn marks(attrs: &[Attribute]) -> String {
    let seen = ["derive", "non_exhaustive", "default"];
    let seen = attrs.iter().filter(|one| seen.iter().any(|name| one.path().is_ident(name)));
    seen.map(|one| spelled(&one.meta)).collect::<Vec<_>>().join(" ")
}

/// Tokens in one line, with the spaces that people leave.
pub(super) fn spelled(tokens: &impl ToTokens) -> String {
    const TIGHT: [(&str, &str); 16] = [
        (" ::", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" :", ":"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        (" . ", "."),
        (" !", "!"),
    ];
    const WIDE: [(&str, &str); 8] = [
        ("->(", "-> ("),
        ("=(", "= ("),
        (",(", ", ("),
        (",<", ", <"),
        (":(", ": ("),
        ("? ", "?"),
        (",)", ")"),
        (",>", ">"),
    ];
    let text = tokens.to_token_stream().to_string();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = TIGHT.iter().chain(&WIDE).fold(text, |text, (from, to)| text.replace(from, to));
    text.trim_end_matches(',').to_owned()
}
