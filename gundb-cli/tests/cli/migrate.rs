//! `gundb migrate`, and that nothing else makes tables or files.

use gundb_tests::backend::Database;

use crate::support::{Cli, has};

gundb_tests::scenarios! { tables_are_made_once, other_commands_make_none }

async fn tables_are_made_once(db: Database) {
    let cli = Cli::at(db.url());
    let applied = cli.json(&["migrate", "run"]);
    assert_eq!(
        applied[0],
        serde_json::json!({"version": 1, "name": "0001_ground_floor", "applied": true})
    );
    assert_eq!(cli.json(&["migrate", "status"]), applied);
    let again = cli.run(&["migrate", "run", "--format", "json"]);
    assert_eq!((again.code, again.out.as_str()), (0, "[]\n"));
    has(&again.err, &["nothing to do"]);
    has(
        &cli.ok(&["migrate", "status"]),
        &["version  name", "      1  0001_ground_floor          yes\n"],
    );
    assert_eq!(cli.ok(&["view", "list", "--format", "json"]), "[]\n");
    has(
        &cli.refused(4, &["read", "--type", "item"]),
        &["`item` is unknown; the database has no model"],
    );
    has(
        &cli.refused(4, &["append", "item", "a", "touched", "{}"]),
        &["`item` is unknown; the database has no model"],
    );
    has(
        &cli.refused(4, &["view", "show", "items"]),
        &["there is no view `items`; the database has no views yet; views come with"],
    );
    cli.ok(&["verify"]);
}

async fn other_commands_make_none(db: Database) {
    if let Database::Sqlite(file) = &db {
        std::fs::write(file.path(), "").unwrap();
    }
    let cli = Cli::at(db.url());
    for command in [
        &["read"][..],
        &["streams"],
        &["view", "list"],
        &["verify"],
        &["append", "a", "b", "c", "{}"],
    ] {
        has(
            &cli.refused(6, command),
            &["has no GunDB tables; check the URL", "`gundb migrate run`"],
        );
    }
    let status = cli.run(&["migrate", "status"]);
    assert_eq!(status.code, 0, "{status:?}");
    has(&status.out, &["0001_ground_floor          no\n"]);
    has(&status.err, &["gundb migrate run"]);
    assert_eq!(cli.json(&["migrate", "status"])[0]["applied"], false);
}
