//! From the model to the implementation of `View`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::build;
use super::check::{self, alias};
use super::constants;
use super::model::View;

/// The implementation, and the column constants.
pub(crate) fn expand(view: &View) -> TokenStream {
    let (ident, table, version) = (&view.ident, &view.table, view.version);
    let aliases = view.events.paths.iter().enumerate().map(|(index, path)| {
        let alias = alias(index, path.span());
        quote!(type #alias = #path;)
    });
    let events = view.events.paths.iter().enumerate().map(|(index, path)| {
        let alias = alias(index, path.span());
        quote_spanned!(path.span()=> .events::<#alias>())
    });
    let (checks, columns) =
        (check::expand(view), view.columns.iter().map(|column| build::column(view, column)));
    let deleted = view.delete.iter().map(|event| build::event(view, event));
    let created = view.creates.iter().map(|event| build::event(view, event));
    let variants = check::variants(view);
    let code = view.fold.as_ref().map(|word| code(view, word));
    let cells = (0..view.columns.len())
        .map(|index| format_ident!("cell_{index}", span = Span::mixed_site()));
    let cells: Vec<_> = cells.collect();
    let fields = view.columns.iter().map(|column| &column.field);
    let own = fields.clone();
    let writers = view.columns.iter().map(check::reader);
    let (readers, names) =
        (view.columns.iter().map(check::reader), view.columns.iter().map(|column| &column.name));
    let constants =
        constants::expand(view.ident.clone(), view.columns.iter().map(constants::Constant::of));
    quote! {
        #constants

        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        #[allow(deprecated, irrefutable_let_patterns, unused_qualifications)]
        #[allow(non_camel_case_types, non_upper_case_globals)]
        const _: () = {
            #(#aliases)*
            #variants

            #[automatically_derived]
            impl ::gundb::__private::View for #ident {
                const TABLE: &'static ::core::primitive::str = #table;

                fn describe() -> ::gundb::__private::Result<::gundb::__private::ViewModel> {
                    #checks
                    ::gundb::__private::ViewBuilder::new(#table, #version)
                        #(#events)*
                        #(#columns)*
                        #(.delete(#deleted))*
                        #(.creates(#created))*
                        .build()
                }

                #code

                fn into_cells(self) -> ::std::vec::Vec<::gundb::__private::Value> {
                    ::gundb::__private::list([#(#writers().write(self.#own)),*])
                }

                fn from_cells(
                    cells: ::std::vec::Vec<::gundb::__private::Value>,
                ) -> ::gundb::__private::Result<Self> {
                    let [#(#cells),*] = ::gundb::__private::cells(#table, cells)?;
                    ::core::result::Result::Ok(Self {
                        #(#fields: #readers().read(#names, #cells)?,)*
                    })
                }
            }
        };
    }
}

/// The code of `fold`; where it is missing, that is reported at the word.
fn code(view: &View, word: &Ident) -> TokenStream {
    let codes = Ident::new("codes", Span::mixed_site());
    let added = (0..view.events.paths.len()).map(|index| {
        let alias = alias(index, word.span());
        quote_spanned!(word.span()=> let #codes = ::gundb::__private::add_code::<Self, #alias>(#codes);)
    });
    quote! {
        fn code() -> ::gundb::__private::Codes {
            let #codes = <::gundb::__private::Codes as ::core::default::Default>::default();
            #(#added)*
            #codes
        }
    }
}
