//! Keeps passwords out of messages: database URLs are shown without user and parameters.

use std::ffi::OsString;

/// The database URLs that this run was given, wherever on the command line they are.
pub(crate) struct Secrets {
    urls: Vec<String>,
}

impl Secrets {
    pub(crate) fn of(args: &[OsString]) -> Self {
        let given = args.iter().cloned().chain(std::env::var_os(crate::config::VARIABLE));
        let texts = given.filter_map(|text| text.into_string().ok());
        let mut urls: Vec<String> =
            texts.filter_map(|text| url_in(&text).map(str::to_owned)).collect();
        urls.sort_by_key(|url| std::cmp::Reverse(url.len()));
        Self { urls }
    }

    /// The text with every one of the URLs shortened to what is no secret.
    pub(crate) fn hidden_in(&self, text: &str) -> String {
        self.urls.iter().fold(text.to_owned(), |text, url| text.replace(url, &shown(url)))
    }
}

/// The URL at the end of `--database-url=postgres://…`, or the whole text; none where no secret can
/// be in it.
fn url_in(text: &str) -> Option<&str> {
    let scheme = text.find("://")?;
    let start =
        text[..scheme].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
    let url = text.get(start..)?;
    url.contains(['@', '?']).then_some(url)
}

fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let rest = rest.split_once('?').map_or(rest, |(host, _)| host);
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn no_password_is_left_in_a_message() {
        for arg in [
            "postgres://u:s3cret@host/db",
            "--database-url=postgres://u:s3@cret@host/db?password=s3cret",
            "-xpostgresql://host/db?password=s3cret",
            "postgres://u:s3c?ret@host/db",
        ] {
            let hidden = Secrets::of(&[arg.into()]).hidden_in(&format!("unexpected '{arg}' found"));
            assert!(hidden.contains("://host/db' found") && !hidden.contains("s3"), "{hidden}");
        }
    }
}
