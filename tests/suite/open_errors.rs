//! Databases that can't be opened: each error says what is wrong and what to do, and never shows a
//! password.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output};

use gundb::prelude::*;
use gundb_tests::postgres::{Durability, Server};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

fn refusal(url: &str) -> gundb::Error {
    block_on(Gundb::open(url)).expect_err("must not open")
}

#[test]
fn a_url_that_is_none() {
    for url in ["", "shop.db", "mysql://root@localhost/shop"] {
        let error = refusal(url);
        assert!(error.is_invalid() && error.to_string().contains("sqlite://"), "{error}");
    }
}

#[test]
fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    let text = "these are my notes, not a database ".repeat(200);
    std::fs::write(&file, &text).unwrap();
    let error = refusal(&format!("sqlite://{}", file.display()));
    assert!(error.is_invalid() && error.to_string().contains("no SQLite database"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_directory_and_a_missing_directory() {
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(&format!("sqlite://{}", folder.path().display()));
    assert!(error.to_string().contains("is a directory"), "{error}");
    let error = refusal(&format!("sqlite://{}/none/shop.db", folder.path().display()));
    assert!(error.is_invalid() && error.to_string().contains("there is no directory"), "{error}");
}

#[test]
fn a_url_of_a_url() {
    let folder = tempfile::tempdir().unwrap();
    for url in
        [format!("sqlite://file:{}/x.db", folder.path().display()), "sqlite:file:x.db".to_owned()]
    {
        let error = refusal(&url);
        assert!(error.is_invalid() && error.to_string().contains("takes no `file:`"), "{error}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_runtime_that_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("shop.db").display());
    let postgres = block_on(gundb_tests::postgres::fresh_database());
    for url in [&file, postgres.url()] {
        // The runtime of this `block_on` is gone when it returns.
        let bank = block_on(crate::bank::open_url(url));
        let error =
            block_on(bank.append("alice", Expect::New, [crate::bank::deposited(1)])).unwrap_err();
        assert!(error.is_unavailable() && !error.is_outcome_unknown(), "{error}");
        assert!(
            error.to_string().contains("runtime in which this database was opened has ended"),
            "{error}"
        );
    }
}

#[test]
fn a_database_that_was_closed() {
    block_on(async {
        let bank = crate::bank::open_url("sqlite::memory:").await;
        bank.clone().close().await;
        let error =
            bank.append("alice", Expect::New, [crate::bank::deposited(1)]).await.unwrap_err();
        assert!(error.is_unavailable() && error.to_string().contains("was closed"), "{error}");
    });
}

#[test]
fn a_read_only_database_refuses_appends_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("shop.db").display());
    block_on(async {
        let bank = crate::bank::open_url(&url).await;
        bank.append("alice", Expect::New, [crate::bank::deposited(1)]).await.unwrap();
        bank.close().await;
        let frozen = format!("{url}?mode=ro");
        let error = match Gundb::builder().migrate(false).open(&frozen).await {
            Ok(bank) => {
                bank.append("alice", Expect::Any, [crate::bank::deposited(1)]).await.unwrap_err()
            }
            Err(error) => error,
        };
        assert!(error.is_unavailable() && error.to_string().contains("read-only"), "{error}");
        assert!(
            error.to_string().contains("?immutable=true") && !error.to_string().contains("INSERT"),
            "{error}"
        );
        let still =
            Gundb::builder().migrate(false).open(&format!("{url}?immutable=true")).await.unwrap();
        assert_eq!(still.verify().await.unwrap().records, 1);
        let bank = crate::bank::open_url(&url).await;
        assert_eq!(bank.verify().await.unwrap().records, 1);
    });
}

/// Another program that reads a database, as a user who is not root: no directory refuses root.
fn verified_by_another(folder: &Path, url: &str) -> Output {
    let program = folder.join("appender");
    std::fs::copy(env!("CARGO_BIN_EXE_appender"), &program).unwrap();
    let mut command = Command::new(&program);
    if program.metadata().unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.args([url, "verify"]).current_dir(folder).output().unwrap()
}

/// The user that owns nothing.
const NOBODY: u32 = 65_534;

#[test]
fn a_read_only_directory_is_read_with_a_word_more() {
    let (program, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("shop.db");
    let url = format!("sqlite://{}", file.display());
    block_on(async {
        let bank = crate::bank::open_url(&url).await;
        bank.append("alice", Expect::New, [crate::bank::deposited(1)]).await.unwrap();
        bank.close().await;
    });
    let mode =
        |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    mode(program.path(), 0o755);
    mode(&file, 0o444);
    mode(folder.path(), 0o555);
    let refused = verified_by_another(program.path(), &url);
    let read = verified_by_another(program.path(), &format!("{url}?immutable=true"));
    mode(folder.path(), 0o755);
    let said = |output: &Output| {
        String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
    };
    assert!(
        !refused.status.success() && said(&refused).contains("?immutable=true"),
        "{}",
        said(&refused)
    );
    assert!(read.status.success() && said(&read).contains("\n1\n"), "{}", said(&read));
}

#[test]
fn a_missing_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = refusal(&format!("postgres://gundb:s3cret@127.0.0.1:{port}/shop"));
    assert!(error.is_unavailable() && error.to_string().contains("server is up"), "{error}");
    assert!(!format!("{error:?}{error}").contains("s3cret"));
}

#[test]
fn wrong_credentials_and_a_server_that_stops() {
    let server = Server::start(Durability::Full).unwrap();
    let url = server.url().to_owned();
    let (before, host) = url.split_once('@').unwrap();
    let user = before.rsplit_once(':').unwrap().0;
    let error = refusal(&format!("{user}:wr0ng@{host}"));
    assert!(
        error.is_unavailable() && error.to_string().contains("check user and password"),
        "{error}"
    );
    assert!(!format!("{error:?}{error}").contains("wr0ng"));
    block_on(async {
        let bank = crate::bank::open_url(&url).await;
        let stored = bank.append("alice", Expect::New, [crate::bank::deposited(1)]).await.unwrap();
        server.stop_immediate().unwrap();
        let error =
            bank.append("alice", Expect::Any, [crate::bank::deposited(1)]).await.unwrap_err();
        assert!(error.is_unavailable(), "{error}");
        server.restart().unwrap();
        let again = bank
            .append("alice", Expect::At(stored.token()), [crate::bank::deposited(1)])
            .await
            .unwrap();
        assert_eq!(again.version(), 2);
        crate::bank::assert_sound(&bank).await;
    });
}

#[test]
fn a_database_in_memory_works_while_it_is_open() {
    block_on(async {
        let bank = crate::bank::open_url("sqlite::memory:").await;
        bank.append("alice", Expect::New, [crate::bank::deposited(1)]).await.unwrap();
        crate::bank::assert_sound(&bank).await;
    });
}
