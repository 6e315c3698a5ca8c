//! Models in a database: what a file of one changes, and databases that no Rust type describes.
//! What its text may say: `model_texts`.

use gundb::Gundb;
use gundb::model::{Model, NewEvent, StreamRef};
use gundb::prelude::{Expect, View};
use gundb::store::{Append, ChangeKind};
use gundb::view::NamedQuery;
use gundb_tests::backend::Database;
use serde_json::{Value, json};

use crate::bank::{AccountRow, Takings, assert_sound, open};

gundb_tests::scenarios! {
    a_model_from_a_file_works_without_rust, contradictions_are_refused_and_change_nothing,
    a_newer_version_replaces_what_it_says, an_applications_model_travels_as_a_file,
    one_of_many_contradicting_models_is_applied, a_check_says_what_an_append_says, a_query_of_an_unregistered_view_says_how_to_register_it, a_plan_and_an_application_are_judged_alike,
}

const BANK: &str = include_str!("../../docs/model/bank.json");

fn bank() -> Model {
    Model::from_json(BANK).expect("the example of the page")
}

type Edit = Box<dyn FnOnce(&mut Value)>;

/// The example, changed as JSON.
fn changed(change: impl FnOnce(&mut Value)) -> Model {
    let mut json: Value = serde_json::from_str(BANK).unwrap();
    change(&mut json);
    Model::from_json(&json.to_string()).unwrap()
}

async fn append(db: &Gundb, key: &str, event: &str, payload: Value) -> gundb::Result<u64> {
    let event = NewEvent::json(format!("account.{event}"), payload.to_string());
    let done = db.append_events(StreamRef::new("account", key), Expect::Any, vec![event]).await;
    done.map(|done| done.version())
}

async fn rows(db: &Gundb, view: &str) -> Value {
    let rows = NamedQuery::new(view).all(db).await.unwrap();
    let row = |cells: &Vec<gundb::model::Value>| {
        let cells =
            rows.columns.iter().zip(cells).filter(|(column, _)| column.name != "changed_at");
        cells
            .map(|(column, cell)| (column.name.clone(), cell.to_json()))
            .collect::<serde_json::Map<_, _>>()
    };
    json!(rows.rows.iter().map(row).collect::<Vec<_>>())
}

async fn a_model_from_a_file_works_without_rust(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    let changes = store.apply_model(&bank()).await.unwrap();
    assert_eq!(changes.len(), 8);
    assert!(changes.iter().all(|change| change.kind == ChangeKind::Added));
    let opened = json!({"owner": "Alice", "email": "a@x.org", "address": {"city": "Oslo"}});
    append(&store, "alice", "opened", opened).await.unwrap();
    let deposited =
        |cents: i64| json!({"cents": cents, "teller": "Tina", "at": "2026-03-01T23:30:00-02:00"});
    append(&store, "alice", "deposited", deposited(700)).await.unwrap();
    append(&store, "alice", "deposited", deposited(5)).await.unwrap();
    append(&store, "alice", "withdrawn", json!({"cents": 100})).await.unwrap();
    append(&store, "alice", "tagged", json!({"tag": "vip"})).await.unwrap();
    append(&store, "bob", "opened", json!({"owner": "Bob"})).await.unwrap();
    assert_eq!(
        rows(&store, "accounts").await,
        json!([
            {"id": "alice", "owner": "Alice", "email": "a@x.org", "city": "Oslo", "balance": 605, "largest": 700,
             "movements": 3, "tags": ["vip"], "open": true},
            {"id": "bob", "owner": "Bob", "email": null, "city": null, "balance": 0, "largest": null,
             "movements": 0, "tags": [], "open": true},
        ])
    );
    assert_eq!(
        rows(&store, "takings").await,
        json!([{"teller": "Tina", "day": "2026-03-02", "cents": 705}])
    );
    let wrong = json!({"cents": "7", "teller": "Tina", "at": "2026-03-01T00:00:00Z"});
    let refused = append(&store, "alice", "deposited", wrong).await.unwrap_err();
    assert!(refused.is_invalid() && refused.to_string().contains("the field `cents`"), "{refused}");
    let taken = append(&store, "carol", "opened", json!({"owner": "C", "email": "a@x.org"}))
        .await
        .unwrap_err();
    assert!(taken.is_not_unique() && taken.to_string().contains("\"alice\""), "{taken}");
    assert_sound(&store).await;
    let again = store.apply_model(&bank()).await.unwrap();
    assert!(again.iter().all(|change| change.kind == ChangeKind::Unchanged), "{again:?}");
    assert_eq!(
        Model::from_json(&store.model().await.unwrap().to_json()).unwrap(),
        store.model().await.unwrap()
    );
}

async fn contradictions_are_refused_and_change_nothing(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    store.apply_model(&bank()).await.unwrap();
    let before = store.model().await.unwrap();
    let withdrawn = "/streams/0/events/2";
    let cases: [(&str, Edit, &str); 8] = [
        (
            "another payload of the same version",
            Box::new(|json| {
                *json.pointer_mut("/streams/0/events/1/payload/properties/teller").unwrap() =
                    json!({})
            }),
            "its payload differs from version 1 in the database; set \"version\": 2",
        ),
        (
            "another stream type",
            Box::new(|json| json["streams"][0]["type"] = json!("konto")),
            "belongs to streams of type `account`",
        ),
        (
            "another definition of the same version",
            Box::new(|json| json["views"][0]["columns"][1]["index"] = json!(false)),
            "its definition differs from version 1 in the database; set \"version\": 2",
        ),
        (
            "a field that no event has",
            Box::new(|json| {
                json["views"][1]["version"] = json!(2);
                json["views"][1]["columns"][2]["rules"][0]["add"] = json!("centz");
            }),
            "have no field `centz`; they have",
        ),
        (
            "a field that does not fit",
            Box::new(|json| {
                json["views"][1]["version"] = json!(2);
                json["views"][1]["columns"][2]["rules"][0]["add"] = json!("teller");
            }),
            "is of type `int`, but the field `teller`",
        ),
        (
            "an event that is not there",
            Box::new(|json| {
                json["views"][1]["version"] = json!(2);
                json["views"][1]["columns"][2]["rules"][0]["event"] = json!("account.robbed");
            }),
            "there is no event type `account.robbed`; known are `account.opened`",
        ),
        (
            "a list of two stream types",
            Box::new(|json| {
                let left = json!({"type": "desk.left", "payload": json["streams"][0]["events"][3]["payload"]});
                let desk = json!({"type": "desk", "events": [left]});
                json["streams"].as_array_mut().unwrap().push(desk);
                let rules = json!([{"event": "account.tagged", "insert": "tag"}, {"event": "desk.left", "remove": "tag"}]);
                json["views"] = json!([{"table": "rooms", "columns": [
                    {"name": "id", "type": "text", "key": "stream"},
                    {"name": "tags", "type": "json", "rules": rules},
                ]}]);
            }),
            "`account.tagged` and `desk.left` belong to two stream types",
        ),
        (
            "a payload that a view of the database reads",
            Box::new(move |json| {
                *json.pointer_mut(withdrawn).unwrap() = json!({
                    "type": "account.withdrawn", "version": 2,
                    "payload": {"type": "object", "properties": {"cents": {"type": "integer", "maximum": 9}},
                                "required": ["cents"], "additionalProperties": false},
                });
                json["views"] = json!([]);
            }),
            "view `accounts` reads the field `",
        ),
    ];
    for (name, change, part) in cases {
        let model = changed(change);
        let refused = store.apply_model(&model).await.unwrap_err();
        let planned = store.plan_model(&model).await.unwrap_err();
        assert_eq!(
            planned.to_string(),
            refused.to_string(),
            "{name}: a plan says what applying says"
        );
        assert!(
            !refused.to_string().contains("Rust") && !refused.to_string().contains("#["),
            "{name}: {refused}"
        );
        assert!(refused.is_definition() && refused.to_string().contains(part), "{name}: {refused}");
        assert_eq!(store.model().await.unwrap(), before, "{name}");
    }
}

/// What contradicts itself, or finds a table of somebody else's: a plan is refused where applying
/// it would be, with the same message.
async fn a_plan_and_an_application_are_judged_alike(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    let sql = gundb_tests::sql::Sql::connect(db.url()).await.unwrap();
    sql.execute("CREATE TABLE taken (id BIGINT)").await.unwrap();
    let event = |payload: Value| json!({"type": "a.done", "payload": payload});
    let view = |table: &str, index: bool| {
        json!({"table": table, "events": ["a.done"], "columns": [
            {"name": "id", "type": "text", "key": "stream"},
            {"name": "n", "type": "int", "index": index, "rules": [{"event": "a.done", "count": true}]}]})
    };
    let stream = |name: &str, events: Vec<Value>| json!({"type": name, "events": events});
    let empty = json!({"type": "object", "properties": {}, "additionalProperties": false});
    let cases = [
        (
            json!([stream("a", vec![event(json!({}))]), stream("b", vec![event(json!({}))])]),
            json!([]),
            "`a.done` is described in streams of type `a` and of type `b`",
        ),
        (
            json!([stream("a", vec![event(json!({}))]), stream("a", vec![event(empty)])]),
            json!([]),
            "`a.done` is described twice in different ways",
        ),
        (
            json!([stream("a", vec![event(json!({}))])]),
            json!([view("done", true), view("done", false)]),
            "two views have the table `done`; rename one",
        ),
        (
            json!([stream("a", vec![event(json!({}))])]),
            json!([view("taken", true)]),
            "has a table `taken` that is no view of GunDB",
        ),
    ];
    for (streams, views, part) in cases {
        let text = json!({"gundb_model": 1, "streams": streams, "views": views}).to_string();
        let model = Model::from_json(&text).unwrap();
        let planned = store.plan_model(&model).await.unwrap_err();
        let refused = store.apply_model(&model).await.unwrap_err();
        assert_eq!(planned.to_string(), refused.to_string());
        assert!(refused.is_definition() && refused.to_string().contains(part), "{refused}");
        assert!(
            !refused.to_string().contains("Rust") && !refused.to_string().contains("#["),
            "{refused}"
        );
        assert!(store.model().await.unwrap().streams.is_empty());
    }
}

async fn a_query_of_an_unregistered_view_says_how_to_register_it(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    for error in [
        AccountRow::query().all(&store).await.unwrap_err(),
        store.get::<AccountRow>("alice").await.unwrap_err(),
        AccountRow::query().count(&store).await.unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(
            text.contains("`accounts`") && text.contains("Gundb::builder().view::<Row>()"),
            "{text}"
        );
    }
}

/// `check`, an import that stores nothing, and an append refuse the same events for the same views.
async fn a_check_says_what_an_append_says(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    store.apply_model(&bank()).await.unwrap();
    for payload in [
        json!({"owner": "A", "email": "e".repeat(2000)}),
        json!({"owner": "A", "emial": "a@x.org"}),
        json!({"owner": "A", "email": "a@x.org"}),
    ] {
        let event = NewEvent::json("account.opened", payload.to_string());
        let append = Append::events(StreamRef::new("account", "a"), Expect::Any, vec![event]);
        let checked =
            store.check(std::slice::from_ref(&append)).await.map_err(|error| error.to_string());
        let appended = store.append_all(vec![append]).await.map_err(|error| error.to_string());
        assert_eq!(checked, appended.map(drop), "{payload}");
    }
}

async fn a_newer_version_replaces_what_it_says(db: Database) {
    let store = Gundb::builder().chunk_events(2).open(db.url()).await.unwrap();
    store.apply_model(&bank()).await.unwrap();
    for cents in 1..10 {
        append(&store, "alice", "withdrawn", json!({"cents": cents})).await.unwrap();
    }
    let newer = changed(|json| {
        json["streams"][0]["events"][2]["version"] = json!(2);
        json["streams"][0]["events"][2]["payload"]["properties"]["why"] = json!({"type": "string"});
        json["views"][0]["version"] = json!(2);
        json["views"][0]["columns"][9] = json!({
            "name": "why", "type": "text", "nullable": true, "rules": [{"event": "account.withdrawn", "set": "why"}],
        });
    });
    let changes = store.apply_model(&newer).await.unwrap();
    let raised: Vec<String> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Raised)
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        raised,
        [
            "~ event type `account.withdrawn` version 1 becomes 2",
            "~ view `accounts` version 1 becomes 2"
        ]
    );
    append(&store, "alice", "withdrawn", json!({"cents": 10, "why": "rent"})).await.unwrap();
    store.wait_until_caught_up("accounts").await.unwrap();
    let row = rows(&store, "accounts").await;
    assert_eq!((&row[0]["balance"], &row[0]["why"]), (&json!(-55), &json!("rent")));
    assert_sound(&store).await;
    let older = store.apply_model(&bank()).await.unwrap_err();
    assert!(
        older.is_definition() && older.to_string().contains("newer than the model's version 1"),
        "{older}"
    );
}

async fn an_applications_model_travels_as_a_file(db: Database) {
    let bank = open(&db).await;
    let file = bank.model().await.unwrap().to_json();
    let other = db.backend().fresh().await;
    let store = Gundb::open(other.url()).await.unwrap();
    store.apply_model(&Model::from_json(&file).unwrap()).await.unwrap();
    append(&store, "alice", "withdrawn", json!({"cents": 3})).await.unwrap();
    assert_eq!(store.model().await.unwrap().to_json(), file);
    // The application finds its own definitions there.
    let bank =
        Gundb::builder().view::<AccountRow>().view::<Takings>().open(other.url()).await.unwrap();
    assert_eq!(bank.get::<AccountRow>("alice").await.unwrap().unwrap().balance, -3);
    assert_sound(&store).await;
}

async fn one_of_many_contradicting_models_is_applied(db: Database) {
    let mut tasks = Vec::new();
    for number in 0..8 {
        let store = Gundb::open(db.url()).await.unwrap();
        let field = format!("field_{number}");
        let payload = json!({
            "type": "object", "properties": {&field: {"type": "integer"}}, "required": [field],
            "additionalProperties": false,
        });
        let stream =
            json!({"type": "thing", "events": [{"type": "thing.made", "payload": payload}]});
        let model = json!({"gundb_model": 1, "streams": [stream]}).to_string();
        let model = Model::from_json(&model).unwrap();
        tasks.push(tokio::spawn(async move { store.apply_model(&model).await }));
    }
    let mut applied = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => applied += 1,
            Err(refused) => assert!(refused.is_definition(), "{refused:?}"),
        }
    }
    assert_eq!(applied, 1);
    assert_sound(&Gundb::open(db.url()).await.unwrap()).await;
}
