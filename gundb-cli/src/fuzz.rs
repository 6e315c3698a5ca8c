//! Bytes from outside, whatever they are: no panic. Seeds of nasty inputs are in `tests/seeds`, and
//! are mutated.

use std::fs;
use std::path::Path;

use gundb::Gundb;
use gundb::store::EventTypeInfo;
use proptest::prelude::*;

use crate::import::{Form, Given, InputFormat, Reading, Records, from_file};
use crate::names::Names;
use crate::secrets::Secrets;
use crate::{archive, config, values};

/// All seeds of a kind, by name, so that a failing run can be played again.
fn seeds(kind: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds").join(kind);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 4, "there are seeds of {kind}");
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A seed as it is, a seed with some bytes changed, cut or put in, or anything.
fn bytes(kind: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let seed = prop::sample::select(seeds(kind));
    let edit = (any::<prop::sample::Index>(), 0..3_u8, any::<u8>());
    let mutated =
        (seed.clone(), prop::collection::vec(edit, 0..6)).prop_map(|(mut bytes, edits)| {
            for (index, how, byte) in edits {
                let index = index.index(bytes.len() + 1);
                match how {
                    0 => bytes.truncate(index.max(1)),
                    1 => bytes.insert(index, byte),
                    _ => bytes.iter_mut().skip(index).take(1).for_each(|old| *old = byte),
                }
            }
            bytes
        });
    let syntax = "[\\[\\]{}\",:=.~/%@#\\\\ \\n\\r0-9a-eé🦄-]{0,60}".prop_map(String::into_bytes);
    prop_oneof![2 => seed, 6 => mutated, 1 => syntax, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn text(kind: &str) -> impl Strategy<Value = String> + use<> {
    bytes(kind).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn names() -> Names {
    let known = |name: &str| EventTypeInfo::new("item", name, 1);
    Names::of(vec![known("item.touched"), known("item.counted")])
}

/// Reads all records of one format, up to an error of the file.
fn read(bytes: &[u8], format: InputFormat, mut each: impl FnMut(Given<'_>)) {
    let reading = Reading { path: "-", format: Some(format), delimiter: None };
    let Ok(mut records) = Records::open(bytes, &reading) else { return };
    let mut last = 0;
    while let Ok(Some(record)) = records.next() {
        assert!(record.number > last, "records are numbered upwards");
        last = record.number;
        let (number, line, values) = (record.number, record.line, records.values());
        if let Ok(text) = &record.content {
            each(Given { number, line, text, values });
        }
    }
}

fn formats() -> impl Strategy<Value = InputFormat> {
    prop::sample::select(vec![InputFormat::Jsonl, InputFormat::Csv, InputFormat::Xes])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mappings_and_records(mapping in text("mapping"), lines in bytes("lines"), format in formats()) {
        let names = names();
        let mapping = match from_file(&mapping, "source".to_owned()) {
            Ok(mapping) => mapping,
            Err(wrong) => {
                prop_assert!(!wrong.what.is_empty() && wrong.at.is_none_or(|at| at <= mapping.len()));
                return Ok(());
            }
        };
        let mut form = Form::Log(mapping);
        let resolved = form.resolve(&names, |_, what| what);
        prop_assert!(resolved.is_ok() || !resolved.unwrap_err().is_empty());
        if let Form::Log(mapping) = &form {
            read(&lines, format, |given| {
                if let Ok(Some(item)) = mapping.event(given, &names) {
                    gundb::model::json::parse(&item.event.payload).unwrap();
                }
            });
        }
    }

    #[test]
    fn exports(lines in bytes("lines")) {
        let names = names();
        read(&lines, InputFormat::Jsonl, |given| drop(archive::event(given.text, &names)));
    }

    #[test]
    fn configurations(text in text("config")) {
        if let Ok(url) = config::url_in(&text) {
            config::beside(Path::new("/a"), &url);
        }
    }

    #[test]
    fn expectations(text in text("expect")) {
        if let Ok(expect) = values::expect(&text) {
            let shown = values::shown(&expect);
            prop_assert_eq!(values::expect(&shown).map(|again| values::shown(&again)), Ok(shown));
        }
    }

    #[test]
    fn secrets_of_urls(url in text("url"), message in text("url")) {
        let secrets = Secrets::of(&[url.clone().into()]);
        secrets.hidden_in(&message);
        config::beside(Path::new("/a"), &url);
    }
}

/// Opening creates nothing, and reaches no server: these have none, or a port that nobody listens
/// on.
#[test]
fn urls_that_open_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let tested = runner.run(&text("url"), |url| {
        for url in [
            format!("sqlite:///nowhere-{url}/x.db"),
            format!("postgres://127.0.0.1:1:{url}"),
            format!("x{url}"),
        ] {
            let opened = runtime.block_on(Gundb::builder().migrate(false).open(&url));
            let error = opened.map(|_| ()).unwrap_err();
            prop_assert!(!error.to_string().is_empty());
        }
        Ok(())
    });
    tested.unwrap();
}
