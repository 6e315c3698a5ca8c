//! Writing a payload: a struct of references to the fields, with a `Serialize` that follows the
//! fields' attributes.
//!
//! Written out instead of derived: a derived one would hand `&&T` to a user's `serialize_with` and
//! `skip_serializing_if`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ExprPath;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::bindings::{bindings, constructor};
use super::model::{Content, Event, Field, Fields, Variant};

/// The struct of references.
pub(crate) fn mirror(event: &Ident, variant: &Ident, fields: &Fields, index: usize) -> TokenStream {
    let (mirror, name, count) = (name(index), variant.unraw().to_string(), fields.fields.len());
    let types = fields.fields.iter().map(|field| &field.ty);
    let bindings: Vec<_> = bindings(count).collect();
    let pairs = fields.fields.iter().zip(&bindings);
    let written = pairs.map(|(field, binding)| write(event, field, binding));
    let (object, serializer) = (local("object"), local("serializer"));
    let body = quote! {
        let mut #object = ::gundb::__private::serde::Serializer::serialize_struct(#serializer, #name, #count)?;
        #(#written)*
        ::gundb::__private::serde::ser::SerializeStruct::end(#object)
    };
    let serialize = serialize(quote!(#mirror<'_>), body);
    quote! {
        struct #mirror<'__gundb> {
            #(#bindings: &'__gundb #types,)*
            lifetime: ::core::marker::PhantomData<&'__gundb ()>,
        }

        #serialize
    }
}

/// Writes a field, if it is not skipped.
fn write(event: &Ident, field: &Field, binding: &Ident) -> TokenStream {
    let (json, ty) = (&field.json, &field.ty);
    // A type without `Serialize` is reported where the user names it.
    let binding = Ident::new(&binding.to_string(), ty.span());
    let value = match &field.serde.serialize_with {
        None => quote_spanned!(ty.span()=> self.#binding),
        Some(path) => {
            let (path, serializer) = (of_type(path, event), local("serializer"));
            let serialize = serialize(quote!(__GundbWith<'_>), quote!(#path(self.0, #serializer)));
            quote!(&{
                struct __GundbWith<'__gundb>(&'__gundb #ty);

                #serialize

                __GundbWith(self.#binding)
            })
        }
    };
    let skip = field.serde.skip_serializing_if.as_ref().map(|(path, _)| {
        let path = of_type(path, event);
        quote!(if !::core::convert::identity::<::core::primitive::bool>(#path(self.#binding)))
    });
    let object = local("object");
    let write = quote_spanned! {ty.span()=>
        ::gundb::__private::serde::ser::SerializeStruct::serialize_field(&mut #object, #json, #value)?;
    };
    quote!(#skip { #write })
}

/// A variable that a user's path can't mean by accident.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// An implementation of `Serialize`.
fn serialize(ty: TokenStream, body: TokenStream) -> TokenStream {
    let serializer = local("serializer");
    quote! {
        #[automatically_derived]
        impl ::gundb::__private::serde::Serialize for #ty {
            #[allow(unused_mut)]
            fn serialize<__S: ::gundb::__private::serde::Serializer>(
                &self,
                #serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #body
            }
        }
    }
}

/// A path of the user's, with the event's type for `Self`: it is called inside another type.
fn of_type(path: &ExprPath, event: &Ident) -> ExprPath {
    let mut path = path.clone();
    if let Some(first) = path.path.segments.first_mut().filter(|first| first.ident == "Self") {
        first.ident = Ident::new(&event.to_string(), first.ident.span());
    }
    path
}

/// The arm of `to_payload`.
pub(crate) fn arm(event: &Event, variant: &Variant, index: usize) -> TokenStream {
    let (constructor, stored) = (constructor(event, variant), &variant.name.0);
    let Content::Fields(fields) = &variant.content else {
        return quote!(#constructor(content) => ::gundb::__private::to_payload(#stored, content),);
    };
    let (mirror, idents) = (name(index), fields.fields.iter().map(|field| &field.ident));
    let bindings: Vec<_> = bindings(fields.fields.len()).collect();
    quote! {
        #constructor { #(#idents: #bindings,)* } => {
            let lifetime = ::core::marker::PhantomData;
            ::gundb::__private::to_payload(#stored, &#mirror { #(#bindings,)* lifetime })
        }
    }
}

fn name(index: usize) -> Ident {
    format_ident!("__GundbWrite{index}")
}
