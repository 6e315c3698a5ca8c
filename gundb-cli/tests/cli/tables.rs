//! `gundb import` of tables (CSV) and of event logs in XML (XES).

use std::fs;

use gundb_tests::backend::Database;
use serde_json::json;

use crate::import::gzip;
use crate::support::{Cli, has};

gundb_tests::scenarios! {
    rows_become_events_of_the_types_of_the_schema,
    bad_rows_are_refused_with_line_and_column,
    a_mapping_file_fits_a_table,
    missing_columns_are_reported_first,
    a_log_in_xml_becomes_events,
    bad_events_of_a_log_in_xml_are_refused,
    counts_add_up_after_a_refusal,
    what_is_no_line_format_is_named,
}

const COUNTED: [&str; 6] = ["--stream-type", "item", "--event-type", "counted", "--key", "id"];
const NOTED: [&str; 6] = ["--stream-type", "item", "--event-type", "noted", "--key", "id"];

fn import<'a>(file: &'a str, how: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&["import", file], how, more].concat()
}

fn write(cli: &Cli, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(cli.directory().join(name), bytes).unwrap();
}

async fn rows_become_events_of_the_types_of_the_schema(db: Database) {
    let cli = Cli::with_items(&db).await;
    let table = "\u{feff}id,text,whole,real,flag,at,day\r\n\
                 a,,-7,1.50,TRUE,2024-02-29T12:00:00+01:00,2024-02-29\r\n\r\n\
                 \"b,\"\"b\"\"\",\"two\r\nlines\",9223372036854775807,-2e3,false,2024-02-29T12:00:00Z,2024-02-29\r\n";
    write(&cli, "items.csv", table);
    let args = import("items.csv", &NOTED, &["--drop", "id"]);
    let done = cli.run(&args);
    assert_eq!(done.code, 0, "{done:?}");
    has(&done.err, &["2 rows: 2 stored, 0 already there, 0 skipped, 0 refused"]);
    let events = cli.json(&["read"]);
    assert_eq!((&events[0]["key"], &events[1]["key"]), (&json!("a"), &json!("b,\"b\"")));
    let payload = |text: serde_json::Value, whole: i64, real: f64, flag: bool, at: &str| {
        let mut payload =
            json!({"whole": whole, "real": real, "flag": flag, "at": at, "day": "2024-02-29"});
        if !text.is_null() {
            payload["text"] = text;
        }
        payload
    };
    let first = payload(json!(null), -7, 1.5, true, "2024-02-29T12:00:00+01:00");
    assert_eq!(events[0]["payload"], first);
    let second = payload(json!("two\r\nlines"), i64::MAX, -2000.0, false, "2024-02-29T12:00:00Z");
    assert_eq!(events[1]["payload"], second);
    // The same table in other forms; another delimiter makes no other rows.
    write(&cli, "items.csv.gz", gzip(table.as_bytes()));
    has(
        &cli.run(&import("items.csv.gz", &NOTED, &["--drop", "id"])).err,
        &["0 stored, 2 already there"],
    );
    let piped = import("-", &NOTED, &["--drop", "id", "--input-format", "csv"]);
    has(&cli.run_with_input(&piped, table.as_bytes()).err, &["0 stored, 2 already there"]);
    let line = "id\ttext\twhole\treal\tflag\tat\tday\na\t\t-7\t1.50\tTRUE\t2024-02-29T12:00:00+01:00\t2024-02-29\n";
    write(&cli, "items.tsv", line);
    has(
        &cli.run(&import("items.tsv", &NOTED, &["--drop", "id"])).err,
        &["0 stored, 1 already there"],
    );
    write(&cli, "items", line.replace('\t', ";"));
    let given =
        import("items", &NOTED, &["--drop", "id", "--input-format", "csv", "--delimiter", ";"]);
    has(&cli.run(&given).err, &["0 stored, 1 already there"]);
    // A header, and nothing else.
    write(&cli, "items.csv", "id,n\n");
    has(&cli.run(&import("items.csv", &COUNTED, &["--field", "n=n"])).err, &["0 rows: 0 stored"]);
    cli.ok(&["verify"]);
}

async fn bad_rows_are_refused_with_line_and_column(db: Database) {
    let cli = Cli::with_items(&db).await;
    let args = import("t.csv", &COUNTED, &["--field", "n=amount"]);
    for (bad, part) in [
        (&b"b"[..], "column 2 (`amount`) is missing: the header has 2 columns, and this row 1"),
        (b"b,1,2", "column 3 is one too many"),
        (b"b,x", "column 2 (`amount`): \"x\" can't be read as a whole number"),
        (b"b,1.0", "column 2 (`amount`): \"1.0\" can't be read as a whole number"),
        (b"b,9223372036854775808", "the field `n` must be a whole number"),
        (b"b,", "the field `n` is missing"),
        (b",1", "the stream key is empty"),
        (b"b\"b,1", "column 1 has a quote in the middle"),
        (b"\"b\"b,1", "column 1 goes on after its closing quote"),
        (b"Zo\xeb,1", "column 1 (`id`) is not UTF-8: its byte 3 is 0xEB"),
        (b"b\x00,1", "U+0000"),
    ] {
        write(&cli, "t.csv", [b"id,amount\na,1\n\n", bad, b"\na,2\n"].concat());
        let message = cli.refused(4, &[&args[..], &["--source", part]].concat());
        has(
            &message,
            &[
                "error: `t.csv` line 4: ",
                part,
                " rows: 1 stored, ",
                " 1 refused",
                "\nCorrect the line",
            ],
        );
        let skipped = cli.run(&[&args[..], &["--source", part, "--skip-bad"]].concat());
        assert_eq!(skipped.code, 4);
        has(&skipped.err, &["line 4: ", "3 rows: 1 stored, 1 already there, 0 skipped, 1 refused"]);
    }
    let before = cli.events();
    for (text, part) in [
        (String::new(), "`t.csv` can't be read: it is empty; a table begins with a header"),
        ("id,id\n".to_owned(), "line 1, the header: columns 1 and 2 are both named `id`"),
        (
            vec!["c"; 1_000_000].join(","),
            "line 1, the header: it has 1000000 columns, and at most 4096",
        ),
        (
            "id,amount\na,\"1\nb,2\n".to_owned(),
            "line 2, column 2: a quote opens there, and is never closed",
        ),
    ] {
        write(&cli, "t.csv", text);
        has(&cli.refused(4, &[&args[..], &["--skip-bad"]].concat()), &["`t.csv`", part]);
    }
    assert_eq!(cli.events(), before);
}

async fn a_mapping_file_fits_a_table(db: Database) {
    let cli = Cli::with_items(&db).await;
    let mapping = "[defaults]\nstream_type = \"item\"\nkey = \"{shop}/{order.id}\"\ntime = \"at\"\nactor = \"who\"\n\n\
                   [[rule]]\nmatch = { status = [200, \"ok\"], test = false }\nevent_type = \"counted\"\n\
                   fields = { n = { from = \"cents\", as = \"integer\" } }\n\n\
                   [[rule]]\nmatch = { status = \"\" }\nskip = true\n\n\
                   [[rule]]\nevent_type_field = \"status\"\nid = \"nr\"\nfields = {}\n";
    write(&cli, "map.toml", mapping);
    let table = "shop,order.id,status,test,cents,at,who,nr\n\
                 a/b,7,200,false,12,2024-02-29T12:00:00Z,ann,1\n\
                 a,8,,false,x,noon,,2\n\
                 a,8,touched,true,,2024-02-29T12:00:00Z,,3\n";
    write(&cli, "log.csv", table);
    let args = ["import", "log.csv", "--mapping", "map.toml"];
    let done = cli.run(&args);
    assert_eq!(done.code, 0, "{done:?}");
    has(&done.err, &["3 rows: 2 stored, 0 already there, 1 skipped, 0 refused"]);
    let events = cli.json(&["read"]);
    assert_eq!((&events[0]["key"], &events[1]["key"]), (&json!("a%2Fb/7"), &json!("a/8")));
    let time = json!({"time": "2024-02-29T12:00:00.000000Z"});
    assert_eq!(events[0]["metadata"], json!({"actor": "ann", "headers": time}));
    assert_eq!(events[1]["metadata"], json!({"headers": time}));
    assert_eq!((&events[0]["payload"], &events[1]["payload"]), (&json!({"n": 12}), &json!({})));
    write(&cli, "log.csv", table.replace(",,3", ",,"));
    has(
        &cli.refused(4, &args),
        &["`log.csv` line 4: column 8 (`nr`): it is empty, and each event needs an id"],
    );
}

async fn missing_columns_are_reported_first(db: Database) {
    let cli = Cli::with_items(&db).await;
    write(&cli, "t.csv", "id;n\na;1\n");
    let args = import("t.csv", &COUNTED, &["--field", "n=n"]);
    has(
        &cli.refused(4, &args),
        &[
            "`t.csv`: the table has no column `id`; it has: id;n",
            "say so by --delimiter",
            "0 rows: 0 stored",
        ],
    );
    for (more, part) in [
        (&["--field", "n=m"][..], "no column `m`; it has: id, n\n"),
        (&["--drop", "ids"], "no column `ids`"),
        (&["--field", "n=n", "--time", "at"], "no column `at`"),
        (&["--field", "n=n", "--id", "event.id"], "no column `event.id`"),
    ] {
        let args = import("t.csv", &COUNTED, &[&["--delimiter", ";"], more].concat());
        has(&cli.refused(4, &args), &[part]);
    }
    for delimiter in ["", ";;", "\"", "é"] {
        cli.refused(2, &[&args[..], &["--delimiter", delimiter]].concat());
    }
    write(&cli, "t.jsonl", "{}\n");
    let lines = import("t.jsonl", &COUNTED, &["--field", "n=n", "--delimiter", ";"]);
    has(&cli.refused(4, &lines), &["only a table has columns that --delimiter separates"]);
    assert_eq!(cli.events(), 0);
}

const LOG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="all"/>
  <trace>
    <string key="concept:name" value="c/1"/>
    <event>
      <string key="concept:name" value="counted"/>
      <date key="time:timestamp" value="2011-10-01T00:38:44.546+02:00"/>
      <string key="n" value="5"/>
    </event>
    <event>
      <string key="concept:name" value="counted"/>
      <date key="time:timestamp" value="2011-10-01T00:38:44.546+02:00"/>
      <int key="n" value="5"/>
    </event>
  </trace>
</log>
"#;
const OF_LOG: [&str; 8] = [
    "--stream-type",
    "item",
    "--key",
    "case:concept:name",
    "--event-type-field",
    "concept:name",
    "--time",
    "time:timestamp",
];

async fn a_log_in_xml_becomes_events(db: Database) {
    let cli = Cli::with_items(&db).await;
    write(&cli, "log.xes", LOG);
    let args = import("log.xes", &OF_LOG, &["--field", "n=n"]);
    let done = cli.run(&args);
    assert_eq!(done.code, 0, "{done:?}");
    has(&done.err, &["2 events: 2 stored, 0 already there, 0 skipped, 0 refused"]);
    let events = cli.json(&["read", "item", "c/1"]);
    for n in 0..2 {
        assert_eq!(events[n]["payload"], json!({"n": 5}));
        assert_eq!(
            events[n]["metadata"],
            json!({"headers": {"time": "2011-09-30T22:38:44.546000Z"}})
        );
    }
    // Gzip, a pipe (it begins as XML does), and other white space are no other log.
    write(&cli, "log.xes.gz", gzip(LOG.as_bytes()));
    has(
        &cli.run(&import("log.xes.gz", &OF_LOG, &["--field", "n=n"])).err,
        &["0 stored, 2 already there"],
    );
    let piped = import("-", &OF_LOG, &["--field", "n=n"]);
    let narrow: String = LOG.lines().map(str::trim).collect();
    has(&cli.run_with_input(&piped, narrow.as_bytes()).err, &["0 stored, 2 already there"]);
    let mapping = "[[rule]]\nmatch = { \"concept:name\" = \"counted\", n = 5 }\nstream_type = \"item\"\n\
                   key = \"x-{case:concept:name}\"\nevent_type = \"counted\"\nfields = { n = \"n\" }\n";
    write(&cli, "map.toml", mapping);
    has(&cli.run(&["import", "log.xes", "--mapping", "map.toml"]).err, &["2 events: 2 stored"]);
    cli.ok(&["verify"]);
}

async fn bad_events_of_a_log_in_xml_are_refused(db: Database) {
    let cli = Cli::with_items(&db).await;
    let args = import("log.xes", &OF_LOG, &["--field", "n=n"]);
    for (good, bad, part) in [
        (
            r#"<int key="n" value="5"/>"#,
            r#"<duration key="n" value="5"/>"#,
            "line 14: column 7: `<duration>` is no type",
        ),
        (
            r#"<int key="n" value="5"/>"#,
            r#"<int key="n" value="5.0"/>"#,
            "line 14: column 7: `n`: \"5.0\" is not",
        ),
        (
            r#"<int key="n" value="5"/>"#,
            r#"<string key="n" value="x"/>"#,
            "line 11: the field `n`: \"x\" can't be read",
        ),
        (
            r#"<int key="n" value="5"/>"#,
            r#"<list key="n"><values><int key="a" value="5"/></values></list>"#,
            "line 11: event `item.counted`: the field `n` must be a whole number",
        ),
    ] {
        write(&cli, "log.xes", LOG.replace(good, bad));
        let message = cli.refused(4, &args);
        has(&message, &["error: `log.xes` ", part, "2 events: ", " 1 refused\nCorrect the line"]);
    }
    assert_eq!(cli.events(), 1);
    write(&cli, "log.xes", LOG.replace("</trace>", ""));
    has(
        &cli.refused(4, &[&args[..], &["--skip-bad"]].concat()),
        &["`log.xes`: line ", "not well-formed XML"],
    );
    write(&cli, "log.xes", LOG.replace("UTF-8", "ISO-8859-1"));
    has(&cli.refused(4, &args), &["it is written in ISO-8859-1; write it as UTF-8 first"]);
}

async fn counts_add_up_after_a_refusal(db: Database) {
    let cli = Cli::with_items(&db).await;
    let row = |n: i64| if n == 3 { format!("{n},x") } else { format!("{n},{n}") };
    let lines: Vec<String> = (0..501)
        .map(|n| {
            if n == 3 {
                r#"{"id":3,"n":"x"}"#.to_owned()
            } else {
                format!(r#"{{"id":{n},"n":{n}}}"#)
            }
        })
        .collect();
    write(&cli, "log", lines.join("\n"));
    // The store refuses the fourth: those after it were read by then.
    let args = import("log", &COUNTED, &["--field", "n=n"]);
    let counts = "501 lines: 3 stored, 0 already there, 0 skipped, 1 refused, 497 not tried";
    has(&cli.refused(4, &args), &["`log` line 4: ", counts]);
    let done = cli.run(&[&args[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let sum: u64 = ["stored", "there", "checked", "skipped", "refused", "not_tried"]
        .iter()
        .map(|name| report[name].as_u64().unwrap())
        .sum();
    assert_eq!((sum, &report["lines"]), (501, &json!(501)), "{report}");
    let rows: Vec<String> = (0..5).map(row).collect();
    write(&cli, "t.csv", format!("id,n\n{}", rows.join("\n")));
    let rows = import("t.csv", &COUNTED, &["--field", "n=n", "--dry-run"]);
    has(
        &cli.refused(4, &rows),
        &[
            "`t.csv` line 5: ",
            "4 rows: 3 can be imported, 0 skipped, 1 refused; nothing was stored",
        ],
    );
}

async fn what_is_no_line_format_is_named(db: Database) {
    let cli = Cli::with_items(&db).await;
    for text in ["[{\"id\":1,\"n\":1}]", "[\n  {\"id\":1,\"n\":1}\n]\n"] {
        write(&cli, "log", text);
        for args in
            [import("log", &COUNTED, &["--field", "n=n", "--skip-bad"]), vec!["import", "log"]]
        {
            has(
                &cli.refused(4, &args),
                &["`log`: it is one JSON array", "`jq -c '.[]' FILE`", "0 stored"],
            );
        }
    }
    for (text, part) in [
        (
            "{\"id\":1,\n\"n\":1}\n",
            "line 1: not acceptable as JSON: it ends too early at column 8; a brace, bracket or quote is missing; an object has to",
        ),
        (
            "id,n\n1,1\n",
            "at column 1; if the file is no JSON lines, say what it is by --input-format\n",
        ),
    ] {
        write(&cli, "log", text);
        has(&cli.refused(4, &import("log", &COUNTED, &[])), &[part]);
    }
    for name in ["log.csv", "log.xes"] {
        write(&cli, name, "id,n\n");
        has(&cli.refused(4, &["import", name]), &["say how its lines become events by --mapping"]);
    }
    assert_eq!(cli.events(), 0);
}
