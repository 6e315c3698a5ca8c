//! What `docs/backups.md` says of copies.

use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;

use crate::support::{Cli, has, items};

/// Appends as if the given file were the database.
fn append(cli: &Cli, url: &str, key: &str) {
    cli.ok(&["append", "item", key, "touched", "{}", "--database-url", url]);
}

#[test]
fn a_copy_of_one_moment_is_sound_while_the_original_is_open() {
    gundb_tests::backend::run(Backend::Sqlite, async |db: Database| {
        let cli = Cli::with_items(&db).await;
        let open = items(&db).await;
        append(&cli, db.url(), "a");
        let sql = Sql::connect(db.url()).await.unwrap();
        let copy = cli.directory().join("copy.db");
        sql.execute(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
        append(&cli, db.url(), "b");
        open.close().await;
        let copied = format!("sqlite://{}", copy.display());
        has(
            &cli.ok(&["verify", "--database-url", &copied]),
            &["sound                      yes\n", "records                    1\n"],
        );
        has(
            &cli.ok(&["verify"]),
            &["sound                      yes\n", "records                    2\n"],
        );
    });
}

#[test]
fn a_copy_that_is_written_forks_its_origin_and_a_second_node_does_not() {
    gundb_tests::backend::run(Backend::Sqlite, async |db: Database| {
        let cli = Cli::with_items(&db).await;
        append(&cli, db.url(), "a");
        let second = format!("sqlite://{}", cli.directory().join("second.db").display());
        cli.ok(&["migrate", "run", "--database-url", &second]);
        std::fs::write(cli.directory().join("model.json"), cli.ok(&["model", "export"])).unwrap();
        cli.ok(&["model", "apply", "model.json", "--database-url", &second]);
        cli.ok(&["sync", &second]);

        let copy = cli.directory().join("copy.db");
        let sql = Sql::connect(db.url()).await.unwrap();
        sql.execute(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
        let copied = format!("sqlite://{}", copy.display());
        // The second node continues beside the original, as it may.
        append(&cli, db.url(), "b");
        append(&cli, &second, "c");
        cli.ok(&["sync", &second]);
        // The copy writes an event of the number that the original has given away.
        append(&cli, &copied, "d");
        let done = cli.run(&["sync", &second, "--database-url", &copied]);
        assert_eq!(done.code, 7, "{done:?}");
        has(&done.out, &["forked  1\n"]);
        for url in [db.url(), &second, &copied] {
            has(&cli.ok(&["verify", "--database-url", url]), &["sound                      yes\n"]);
        }
    });
}
