//! Runs the binary in a directory of its own, on a database that knows a model.

use std::path::Path;

use assert_cmd::Command;
use gundb::prelude::*;
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use tempfile::TempDir;

/// Every type of field that a view has a column for.
#[derive(Event)]
#[event(stream = "item")]
pub(crate) enum ItemEvent {
    Noted { text: Option<String>, whole: i64, real: f64, flag: bool, at: Timestamp, day: Date },
    Counted { n: i64 },
    Touched,
}

#[derive(View)]
#[view(table = "items", event = ItemEvent)]
struct ItemRow {
    #[view(key)]
    id: String,
    #[view(set(Noted.text))]
    text: Option<String>,
    #[view(set(Noted.whole), index)]
    whole: i64,
    #[view(set(Noted.real))]
    real: f64,
    #[view(set(Noted.flag))]
    flag: bool,
    #[view(set(Noted.at))]
    at: Timestamp,
    #[view(set(Noted.day))]
    day: Date,
    #[view(add(Counted.n))]
    sum: i64,
}

/// The binary, with a working directory of its own and nothing in its environment.
pub(crate) struct Cli {
    directory: TempDir,
    url: Option<String>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Cli {
    /// Without any database.
    pub(crate) fn nowhere() -> Self {
        Self { directory: TempDir::with_prefix("gundb-cli-").unwrap(), url: None }
    }

    /// With `DATABASE_URL`.
    pub(crate) fn at(url: &str) -> Self {
        Self { url: Some(url.to_owned()), ..Self::nowhere() }
    }

    /// On a database that an application has opened once.
    pub(crate) async fn with_items(db: &Database) -> Self {
        items(db).await.close().await;
        Self::at(db.url())
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gundb"));
        command.args(args).current_dir(self.directory()).env_remove("DATABASE_URL");
        command.env_remove("CARGO_MANIFEST_DIR");
        if let Some(url) = &self.url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Done {
        done(self.command(args))
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Done {
        let mut command = self.command(args);
        command.write_stdin(input);
        done(command)
    }

    /// What it printed; it must have gone well.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.code, 0, "{args:?}: {done:?}");
        done.out
    }

    /// As JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let out = self.ok(&[&["--format", "json"], args].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}: {out}"))
    }

    /// What it said; it must have ended with this code and printed no data.
    pub(crate) fn refused(&self, code: i32, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{args:?}: {done:?}");
        assert!(done.err.starts_with("error: "), "{args:?}: {done:?}");
        done.err
    }

    /// How many events there are.
    pub(crate) fn events(&self) -> usize {
        self.json(&["read"]).as_array().unwrap().len()
    }
}

/// Opens the database as an application does.
pub(crate) async fn items(db: &Database) -> Gundb {
    Gundb::builder().view::<ItemRow>().open(db.url()).await.unwrap()
}

pub(crate) fn done(mut command: Command) -> Done {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    let code = output.status.code().expect("no signal ended it");
    Done { code, out: text(output.stdout), err: text(output.stderr) }
}

/// A payload of `item.noted` with these for `text`, `whole` and `real`.
pub(crate) fn noted(text: &str, whole: &str, real: &str) -> String {
    format!(
        r#"{{"text":{text},"whole":{whole},"real":{real},"flag":true,"at":"2024-02-29T12:00:00.123456Z","day":"2024-02-29"}}"#
    )
}

#[track_caller]
pub(crate) fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}
