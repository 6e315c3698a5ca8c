//! Bad input is refused with a clear error and nothing is written; good input comes back bit by
//! bit.

use gundb::model::{StreamRef, limits};
use gundb::prelude::*;
use gundb::store::Read;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::{self, AccountEvent, assert_sound, deposited, opened};

gundb_tests::scenarios! {
    bad_payloads_are_refused, bad_keys_are_refused, bad_batches_are_refused,
    unknown_types_are_refused, payloads_keep_every_bit, keys_keep_every_byte, view_cells_keep_every_bit,
}

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "sample")]
enum Sample {
    Taken {
        real: f64,
        whole: i64,
        wide: u64,
        small: i8,
        text: String,
        time: Option<jiff::Timestamp>,
    },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "samples", event = Sample)]
struct SampleRow {
    #[view(key)]
    id: String,
    #[view(set(Taken.real))]
    real: f64,
    #[view(set(Taken.whole))]
    whole: i64,
    #[view(set(Taken.wide))]
    wide: i64,
    #[view(set(Taken.text))]
    text: String,
    #[view(set(Taken.time))]
    time: Option<jiff::Timestamp>,
}

async fn open(db: &Database) -> Gundb {
    Gundb::builder().view::<SampleRow>().open(db.url()).await.expect("the samples open")
}

fn sample() -> StreamRef {
    StreamRef::new("sample", "one")
}

async fn refusal(samples: &Gundb, payload: &str) -> String {
    let event = NewEvent::json("sample.taken", payload);
    let error = samples.append_events(sample(), Expect::Any, vec![event]).await.unwrap_err();
    assert!(error.is_invalid(), "{payload}: {error}");
    error.to_string()
}

const GOOD: &str = r#"{"real":1.5,"whole":1,"wide":1,"small":1,"text":"x"}"#;

async fn bad_payloads_are_refused(db: Database) {
    let samples = open(&db).await;
    for (from, to, part) in [
        (r#","text":"x""#, "", "`text` is missing"),
        (r#""x""#, "7", "the field `text` must be a string"),
        (r#""x""#, "null", "the field `text` must be a string"),
        (r#""x""#, r#""x","extra":1"#, "`extra` is unknown"),
        (r#""x""#, r#""x","text":"y""#, "`text` is there twice"),
        (r#""x""#, r#""a\u0000b""#, "U+0000"),
        (
            r#""whole":1"#,
            r#""whole":9223372036854775808"#,
            "a whole number from -9223372036854775808 to",
        ),
        (r#""whole":1"#, r#""whole":"1""#, "must be a whole number, not \"1\""),
        (
            r#""whole":1"#,
            r#""whole":-9223372036854775809"#,
            "the field `whole` must be a whole number",
        ),
        (r#""whole":1"#, r#""whole":1.0"#, "the field `whole` must be a whole number"),
        (r#""small":1"#, r#""small":128"#, "from -128 to 127"),
        (r#""wide":1"#, r#""wide":-1"#, "the field `wide` must be a whole number"),
        (r#""wide":1"#, r#""wide":9223372036854775808"#, "column `wide`"),
        (r#""real":1.5"#, r#""real":1e400"#, "out of range"),
        (r#""real":1.5"#, r#""real":NaN"#, "not acceptable as JSON"),
        (r#""x""#, r#""x","time":"2020-01-01""#, "the field `time` must be an RFC 3339 time"),
        (r#""x""#, r#""x","time":"-000001-01-01T00:00:00Z""#, "years 1 to 9999"),
        ("}", "", "it ends too early"),
        ("}", "} {}", "trailing"),
    ] {
        let payload = GOOD.replacen(from, to, 1);
        let message = refusal(&samples, &payload).await;
        assert!(message.contains(part), "{payload}: {message}");
    }
    for payload in ["[]", "1", "null", "\"x\"", ""] {
        refusal(&samples, payload).await;
    }
    let large = GOOD.replace("\"x\"", &format!("\"{}\"", "x".repeat(limits::PAYLOAD_BYTES_MAX)));
    assert!(refusal(&samples, &large).await.contains("at most 1048576"));
    let nan = Sample::Taken {
        real: f64::NAN,
        whole: 0,
        wide: 0,
        small: 0,
        text: String::new(),
        time: None,
    };
    assert!(samples.append("one", Expect::Any, [nan]).await.unwrap_err().is_invalid());
    assert_eq!(samples.verify().await.unwrap().records, 0);
}

async fn bad_keys_are_refused(db: Database) {
    let bank = bank::open(&db).await;
    for (key, part) in [("", "empty"), ("a\0b", "U+0000"), (&*"k".repeat(1025), "1025 bytes")] {
        let error = bank.append(key, Expect::Any, [deposited(1)]).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(part), "{error}");
    }
    assert_eq!(bank.verify().await.unwrap().records, 0);
}

async fn bad_batches_are_refused(db: Database) {
    let bank = bank::open(&db).await;
    let none: [AccountEvent; 0] = [];
    assert!(bank.append("alice", Expect::Any, none).await.unwrap_err().is_invalid());
    let many = (0..1001).map(|_| deposited(1));
    let error = bank.append("alice", Expect::Any, many).await.unwrap_err();
    assert!(error.to_string().contains("at most 1000"), "{error}");
    let heavy = (0..5).map(|_| opened(&"x".repeat(1_000_000)));
    let error = bank.append("alice", Expect::Any, heavy).await.unwrap_err();
    assert!(error.to_string().contains("at most 4194304"), "{error}");
    assert_eq!(bank.verify().await.unwrap().records, 0);
    bank.append("alice", Expect::New, (0..1000).map(|_| deposited(1))).await.unwrap();
    assert_sound(&bank).await;
}

async fn unknown_types_are_refused(db: Database) {
    let bank = bank::open(&db).await;
    for (stream, event, part) in [
        ("acount", "account.opened", "stream type `acount` is unknown; known are: account"),
        ("account", "account.opend", "event type `account.opend` is unknown"),
    ] {
        let events = vec![NewEvent::json(event, "{}")];
        let error =
            bank.append_events(StreamRef::new(stream, "x"), Expect::Any, events).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(part), "{error}");
    }
    assert!(bank.read(Read::stream_type("acount")).await.err().unwrap().is_invalid());
    assert!(bank.read(Read::event_types(["account.opend"])).await.err().unwrap().is_invalid());
}

/// Numbers that lost digits before: through SQL JSON, through a REAL, through a float parser.
const REALS: [&str; 9] = [
    "0.1",
    "1e308",
    "-1e308",
    "5e-324",
    "2.2250738585072014e-308",
    "1.7976931348623157e308",
    "123456789012345680.0",
    "9007199254740993.0",
    "0.30000000000000004",
];

async fn payloads_keep_every_bit(db: Database) {
    let samples = open(&db).await;
    let mut texts: Vec<String> = REALS.iter().map(|real| GOOD.replace("1.5", real)).collect();
    texts.push(GOOD.replace("1.5", "-0.0"));
    texts.push(GOOD.replace("\"whole\":1", "\"whole\":9223372036854775807"));
    texts.push(GOOD.replace("\"whole\":1", "\"whole\":-9223372036854775808"));
    texts.push(GOOD.replace("\"x\"", "\"é e\u{301} 🦀 \\u00e9 \\n ' \\\" % _ / : \\\\ \u{7f}\""));
    texts.push(format!("  {}\n", GOOD.replace(':', " : ")));
    for text in &texts {
        let event = NewEvent::json("sample.taken", text);
        samples.append_events(sample(), Expect::Any, vec![event]).await.unwrap();
    }
    let read = samples.read(Read::stream(sample())).await.unwrap().collect().await.unwrap();
    let read: Vec<&str> = read.iter().map(|event| event.payload()).collect();
    assert_eq!(read, texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_sound(&samples).await;
}

async fn keys_keep_every_byte(db: Database) {
    let bank = bank::open(&db).await;
    let long = "🦀".repeat(256);
    let keys = [
        "a", "A", "a ", "é", "e\u{301}", "🦀", "it's", "\"", "_", "%", "/", ":", "a/b:c", "\\",
        "\n", &long,
    ];
    for key in keys {
        bank.append(key, Expect::New, [opened(key)]).await.unwrap();
    }
    for key in keys {
        let row = bank.get::<bank::AccountRow>(key).await.unwrap().unwrap();
        assert_eq!((row.id.as_str(), row.owner.as_str()), (key, key));
        let events =
            bank.read(Read::stream_of::<AccountEvent>(key)).await.unwrap().collect().await.unwrap();
        assert_eq!((events.len(), events[0].stream().key.as_str()), (1, key));
    }
    // Sorted by bytes, on every database.
    let rows = Sql::connect(db.url())
        .await
        .unwrap()
        .query("SELECT id FROM accounts ORDER BY id")
        .await
        .unwrap();
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    assert_eq!(rows.iter().map(|row| row[0].as_deref().unwrap()).collect::<Vec<_>>(), sorted);
    assert_sound(&bank).await;
}

async fn view_cells_keep_every_bit(db: Database) {
    let samples = open(&db).await;
    let times =
        ["0001-01-01T00:00:00Z", "9999-12-30T21:59:59.999999Z", "1969-12-31T23:59:59.999999Z"];
    for (index, real) in REALS.iter().enumerate() {
        let real: f64 = real.parse().unwrap();
        let time = times.get(index).map(|time| time.parse().unwrap());
        let taken = Sample::Taken {
            real,
            whole: i64::MIN,
            wide: i64::MAX as u64,
            small: -1,
            text: "x".into(),
            time,
        };
        samples.append(format!("{index}"), Expect::New, [taken]).await.unwrap();
        let row = samples.get::<SampleRow>(format!("{index}")).await.unwrap().unwrap();
        assert_eq!(row.real.to_bits(), real.to_bits());
        assert_eq!((row.whole, row.wide, row.time), (i64::MIN, i64::MAX, time));
    }
    let event = NewEvent::json("sample.taken", GOOD.replace("1.5", "-0.0"));
    samples.append_events(sample(), Expect::Any, vec![event]).await.unwrap();
    let row = samples.get::<SampleRow>("one").await.unwrap().unwrap();
    assert_eq!(row.real.to_bits(), 0.0_f64.to_bits());
    assert_sound(&samples).await;
}
