//! Database URLs: an error that shows no password, and nothing is opened. Nothing listens on
//! port 1.

use gundb::Gundb;
use proptest::prelude::*;
use proptest::sample::select;

use super::mutation::text_near;
use super::{play, text_of};

/// Both halves of the password: a character that splits it must show neither of them.
const HALVES: [&str; 2] = ["hunter", "seven"];

fn url() -> impl Strategy<Value = String> {
    let between = select(vec![
        "", "?", "#", "/", "@", ":", "%", "%40", "%zz", " ", "[", "é", "&", "=", "\\", "//",
    ]);
    let password = between.prop_map(|between| format!("{}{between}{}", HALVES[0], HALVES[1]));
    let scheme = select(vec![
        "postgres://",
        "postgresql://",
        "postgres:",
        "postgres:/",
        "postgres:///",
        "mysql://",
        "",
        "://",
    ]);
    let host = select(vec![
        "127.0.0.1:1",
        "localhost:1",
        "[::1]:1",
        "",
        "127.0.0.1:99999",
        "127.0.0.1:x",
        "no host",
    ]);
    let tail = select(vec![
        "",
        "/",
        "/shop",
        "/shop?sslmode=nonsense",
        "/shop?port=x",
        "?a@b",
        "/shop#x",
        "/%zz",
    ]);
    (scheme, password, host, tail, 0..4_u8).prop_map(|(scheme, password, host, tail, form)| {
        match form {
            0 => format!("{scheme}user:{password}@{host}{tail}"),
            1 => format!("{scheme}{host}/shop?password={password}"),
            2 => format!("{scheme}:{password}@{host}{tail}"),
            // The host was forgotten; after an `@` the rest is a host.
            _ => format!("{scheme}user:{}", password.replace('@', "")),
        }
    })
}

async fn open(url: &str) -> Option<gundb::Error> {
    Gundb::builder().migrate(false).open(url).await.map(drop).err()
}

#[test]
fn no_password_is_shown() {
    play(file!(), 500, &url(), |url| async move {
        let error = open(&url).await;
        prop_assert!(error.is_some(), "{} was opened", url);
        let message = error.as_ref().map(text_of).unwrap_or_default();
        prop_assert!(!HALVES.iter().any(|half| message.contains(half)), "{}: {}", url, message);
        Ok(())
    });
}

#[test]
fn weird_urls_open_nothing() {
    let weird = prop_oneof![
        ".{0,30}".prop_map(|text| format!("x{text}")),
        "[a-z0-9?&=%#/:@.\u{0}é \\[\\]-]{0,40}"
            .prop_map(|text| format!("sqlite:///nowhere/{text}")),
        "[a-z0-9?&=%#/:@.\u{0}é \\[\\]-]{0,40}"
            .prop_map(|text| format!("postgres://127.0.0.1:1/{text}")),
        text_near("postgres://127.0.0.1:1/shop?sslmode=disable&application_name=x".to_owned())
            .prop_map(|text| text.replace("host", "")),
    ];
    play(file!(), 200, &weird, |url| async move {
        let error = open(&url).await;
        prop_assert!(error.is_none_or(|error| !error.to_string().is_empty()));
        Ok(())
    });
}
