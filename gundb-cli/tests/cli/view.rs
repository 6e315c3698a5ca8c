//! `gundb view`: definitions and rows.

use gundb::Expect;
use gundb::store::Append;
use gundb_tests::backend::{Backend, Database};

use crate::support::{Cli, ItemEvent, has, items, noted};

gundb_tests::scenarios! { views_are_listed, rows_of_every_type_are_shown, rows_come_by_key_in_pages, rows_are_asked_by_column }

async fn views_are_listed(db: Database) {
    let cli = Cli::with_items(&db).await;
    has(
        &cli.ok(&["view", "list"]),
        &["name   version  state  columns", "items        1  live   id, text, whole"],
    );
    let views = cli.json(&["view", "list"]);
    let view = &views[0];
    assert_eq!(
        (&view["name"], &view["version"], &view["state"]),
        (&"items".into(), &1.into(), &"live".into())
    );
    assert_eq!(view["key"], serde_json::json!(["id"]));
    assert_eq!(view["events"], serde_json::json!(["item.noted", "item.counted"]));
    let whole =
        serde_json::json!({"name": "whole", "type": "int", "nullable": false, "index": true});
    assert_eq!(view["columns"][2], whole);
}

async fn rows_of_every_type_are_shown(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["append", "item", "a", "noted", &noted("\"é\"", "-7", "2.5")]);
    cli.ok(&["append", "item", "b", "counted", r#"{"n":3}"#]);
    let rows = cli.ok(&["view", "show", "items", "--format", "jsonl"]);
    let expected = [
        r#"{"id":"a","text":"é","whole":-7,"real":2.5,"flag":true,"at":"2024-02-29T12:00:00.123456Z","day":"2024-02-29","sum":0}"#,
        r#"{"id":"b","text":null,"whole":0,"real":0.0,"flag":false,"at":"1970-01-01T00:00:00.000000Z","day":"1970-01-01","sum":3}"#,
    ];
    assert_eq!(rows.lines().collect::<Vec<_>>(), expected);
    let shown = cli.ok(&["view", "show", "items"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines[0],
        "id  text  whole  real  flag   at                           day         sum"
    );
    assert_eq!(
        lines[2],
        "a   é        -7   2.5  true   2024-02-29T12:00:00.123456Z  2024-02-29    0"
    );
    assert_eq!(
        lines[3],
        "b   NULL      0   0.0  false  1970-01-01T00:00:00.000000Z  1970-01-01    3"
    );
}

async fn rows_come_by_key_in_pages(db: Database) {
    let cli = Cli::with_items(&db).await;
    for key in ["c", "é", "B", "a"] {
        cli.ok(&["append", "item", key, "counted", r#"{"n":1}"#]);
    }
    let keys = |args: &[&str]| -> Vec<String> {
        let rows = cli.json(&[&["view", "show", "items"], args].concat());
        rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(&[]), ["B", "a", "c", "é"]);
    assert_eq!(keys(&["--limit", "2"]), ["B", "a"]);
    assert_eq!(keys(&["--limit", "2", "--offset", "1"]), ["a", "c"]);
    assert_eq!(keys(&["--offset", "3"]), ["é"]);
    assert!(keys(&["--offset", "9"]).is_empty() && keys(&["--limit", "0"]).is_empty());
}

async fn rows_are_asked_by_column(db: Database) {
    let cli = Cli::with_items(&db).await;
    for (key, n) in [("a", 1), ("b", 2), ("c", 3), ("d", 2)] {
        cli.ok(&["append", "item", key, "counted", &format!(r#"{{"n":{n}}}"#)]);
    }
    cli.ok(&["append", "item", "e", "noted", &noted("\"x=<y>\"", "7", "0.5")]);
    let show =
        |args: &[&str]| cli.ok(&[&["view", "show", "items", "--format", "jsonl"], args].concat());
    let ids = ["--columns", "id"];
    for (args, expected) in [
        (&["--where", "sum>=2"][..], "b c d"),
        (&["--where", "sum>=2", "--where", "id != d"], "b c"),
        (&["--where", "text=x=<y>"], "e"),
        (&["--where", "text is null", "--order", "sum:desc", "--limit", "2"], "c b"),
        (&["--where", "text is not null"], "e"),
        (&["--where", "real<1", "--where", "real>0"], "e"),
        (&["--where", "at<2000-01-01T00:00:00Z", "--order", "sum", "--offset", "3"], "c"),
    ] {
        let expected: String =
            expected.split(' ').map(|id| format!("{{\"id\":\"{id}\"}}\n")).collect();
        assert_eq!(show(&[args, &ids].concat()), expected, "{args:?}");
    }
    assert_eq!(show(&["--total", "count", "--where", "sum=2"]), "{\"count\":2}\n");
    assert_eq!(show(&["--total", "sum:sum"]), "{\"sum_sum\":8}\n");
    assert_eq!(show(&["--total", "max:text"]), "{\"max_text\":\"x=<y>\"}\n");
    let by = show(&["--total", "count", "--by", "sum,text", "--where", "sum>1"]);
    assert_eq!(
        by,
        "{\"sum\":2,\"text\":null,\"count\":2}\n{\"sum\":3,\"text\":null,\"count\":1}\n"
    );
    let table = cli.ok(&["view", "show", "items", "--total", "max:whole", "--by", "flag"]);
    assert_eq!(
        table.lines().collect::<Vec<_>>(),
        ["flag   max_whole", "────────────────", "false          0", "true           7"]
    );
    for (args, code, said) in [
        (&["--where", "sum"][..], 2, "it must be COLUMN=VALUE"),
        (&["--order", "sum:up"], 2, "COLUMN:desc"),
        (&["--total", "avg:sum"], 2, "sum:COLUMN"),
        (&["--by", "sum"], 2, "--total"),
        (&["--total", "count", "--columns", "id"], 2, "cannot be used with"),
        (&["--where", "sums=1"], 4, "no column `sums`; it has `id`, `text`"),
        (
            &["--where", "sum=one"],
            4,
            "column `sum` is of type `int`, and \"one\" can't be read as one",
        ),
        (&["--total", "sum:text"], 4, "column `text` is of type `text`, which has no exact sum"),
        (&["--columns", "id,x"], 4, "no column `x`"),
        (&["--total", "count", "--by", "x"], 4, "no column `x`"),
    ] {
        let done = cli.run(&[&["view", "show", "items"], args].concat());
        assert_eq!(done.code, code, "{done:?}");
        has(&done.err, &[said]);
    }
}

#[test]
fn a_view_of_several_pages_is_shown_whole() {
    gundb_tests::backend::run(Backend::Sqlite, async |db: Database| {
        let cli = Cli::with_items(&db).await;
        let application = items(&db).await;
        for thousand in 10..21 {
            let counted = |n| {
                Append::new(
                    format!("{}", thousand * 1000 + n),
                    Expect::New,
                    [ItemEvent::Counted { n }],
                )
            };
            let appends = (0..1000).map(counted).collect::<gundb::Result<_>>().unwrap();
            application.append_all(appends).await.unwrap();
        }
        application.close().await;
        for (args, first, last) in
            [(&[][..], 10_000, 20_999), (&["--limit", "10500", "--offset", "300"], 10_300, 20_799)]
        {
            let args = [&["view", "show", "items", "--format", "jsonl"], args].concat();
            let shown = cli.ok(&args);
            let keys: Vec<&str> = shown.lines().map(|line| &line[7..12]).collect();
            let expected: Vec<String> = (first..=last).map(|key: i64| key.to_string()).collect();
            assert_eq!(keys, expected);
        }
    });
}
