//! `gundb verify`: sound is 0, anything else is 7.

use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use serde_json::Value;

use crate::support::{Cli, has};

gundb_tests::scenarios! { a_sound_database, views_are_listed_by_name, a_view_that_was_changed_by_hand }

async fn counted(db: &Database) -> Cli {
    let cli = Cli::with_items(db).await;
    for key in ["a", "b", "a"] {
        cli.ok(&["append", "item", key, "counted", r#"{"n":2}"#]);
    }
    cli
}

async fn a_sound_database(db: Database) {
    let cli = counted(&db).await;
    has(
        &cli.ok(&["verify"]),
        &[
            "sound                      yes\n",
            "records                    3\n",
            "streams                    2\n",
            "origin  sequence\n",
            "items     2        0  ",
        ],
    );
    let report = cli.json(&["verify"]);
    assert_eq!(
        (&report["sound"], &report["records"], &report["streams"]),
        (&true.into(), &3.into(), &2.into())
    );
    assert_eq!(
        (&report["findings"], &report["findings_total"]),
        (&serde_json::json!([]), &0.into())
    );
    let origin = cli.json(&["read", "--limit", "1"])[0]["origin"].clone();
    assert_eq!(report["version_vector"], serde_json::json!([{"origin": origin, "sequence": 3}]));
    assert_eq!(
        (&report["views"][0]["name"], &report["views"][0]["rows"]),
        (&"items".into(), &2.into())
    );
    assert_eq!(report["views"][0]["hash"].as_str().unwrap().len(), 64);
    assert_eq!(cli.ok(&["verify", "--format", "jsonl"]).lines().count(), 1);
}

/// Views of a copy are listed as those of the database that it was copied from, however each came
/// to know them.
async fn views_are_listed_by_name(db: Database) {
    let view = |table: &str| {
        format!(
            r#"{{"table":"{table}","columns":[{{"name":"id","type":"text","key":"stream"}},{{"name":"n","type":"int","rules":[{{"event":"item.counted","count":true}}]}}]}}"#
        )
    };
    let cli = counted(&db).await;
    for table in ["zebras", "ants"] {
        let mut model: Value = serde_json::from_str(&cli.ok(&["model", "export"])).unwrap();
        let views = model["views"].as_array_mut().unwrap();
        views.push(serde_json::from_str(&view(table)).unwrap());
        std::fs::write(cli.directory().join("model.json"), model.to_string()).unwrap();
        cli.ok(&["model", "apply", "model.json"]);
    }
    for listed in [cli.json(&["verify"])["views"].clone(), cli.json(&["view", "list"])] {
        let names: Vec<&str> =
            listed.as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["ants", "items", "zebras"]);
    }
}

async fn a_view_that_was_changed_by_hand(db: Database) {
    let cli = counted(&db).await;
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("UPDATE items SET sum = 5 WHERE id = 'a'; DELETE FROM items WHERE id = 'b'")
        .await
        .unwrap();
    drop(sql);
    let done = cli.run(&["verify"]);
    assert_eq!(done.code, 7, "{done:?}");
    has(
        &done.out,
        &[
            "sound                      NO\n",
            "I5  view `items`, row \"a\": column `sum` differs",
            "I5  view `items`: it lacks 1 row",
        ],
    );
    has(&done.err, &["not sound: 2 findings; keep a copy of it. `gundb view rebuild NAME`"]);
    let done = cli.run(&["verify", "--format", "json"]);
    assert_eq!(done.code, 7, "{done:?}");
    let report: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&report["sound"], &report["findings_total"]), (&false.into(), &2.into()));
    assert_eq!(report["findings"][0]["invariant"], "I5");
}
