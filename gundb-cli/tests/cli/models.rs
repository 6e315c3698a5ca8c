//! Model files: what is refused, and how it is said.

use gundb_tests::backend::Database;
use serde_json::{Value, json};

use crate::support::{Cli, has};

gundb_tests::scenarios! { a_dry_run_refuses_what_applying_refuses, mistakes_are_named_as_the_file_says_them }

fn write(cli: &Cli, model: &Value) {
    std::fs::write(cli.directory().join("model.json"), model.to_string()).unwrap();
}

async fn a_dry_run_refuses_what_applying_refuses(db: Database) {
    let cli = Cli::with_items(&db).await;
    let stream = |name: &str| json!({"type": name, "events": [{"type": "a.done"}]});
    write(&cli, &json!({"gundb_model": 1, "streams": [stream("a"), stream("b")]}));
    let applied = cli.refused(6, &["model", "apply", "model.json"]);
    let planned = cli.refused(6, &["model", "apply", "model.json", "--dry-run"]);
    assert_eq!(planned, applied);
    has(&applied, &["`a.done`", "of type `a` and of type `b`", "give one of them another `type`"]);
}

async fn mistakes_are_named_as_the_file_says_them(db: Database) {
    let cli = Cli::with_items(&db).await;
    let column = |rules: Value| {
        let key = json!({"name": "id", "type": "text", "key": "stream"});
        let count = json!({"name": "n", "type": "int", "rules": rules});
        json!({"gundb_model": 1, "views": [{"table": "counts", "columns": [key, count]}]})
    };
    write(&cli, &column(json!([{"event": "item.logged", "count": true}])));
    has(
        &cli.refused(6, &["model", "apply", "model.json"]),
        &["`item.logged`", "known are", "`item.touched`"],
    );
    write(&cli, &column(json!({"event": "item.touched", "count": true})));
    has(
        &cli.refused(4, &["model", "apply", "model.json"]),
        &["view `counts`, column `n`: `rules` is a list"],
    );
    write(&cli, &json!({"gundb_model": 1, "views": [{"table": "counts", "columns": []}]}));
    let refused = cli.refused(6, &["model", "apply", "model.json"]);
    has(&refused, &["view `counts`", "\"key\": \"stream\""]);
    assert!(!refused.contains("#["), "{refused}");
}
