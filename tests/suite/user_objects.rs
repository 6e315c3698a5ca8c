//! What people hang on the tables of views: SQL views, triggers, indexes, grants. Rebuilds and new
//! versions go on with them, or say what to do.

use gundb::prelude::*;
use gundb_tests::backend::{Backend, Database, run};
use gundb_tests::sql::Sql;

use crate::bank::{AccountEvent, assert_sound, deposited, opened};
use crate::view_lifecycle::Total;

gundb_tests::scenarios! {
    a_users_view_outlives_rebuilds_and_versions, a_view_over_a_users_view_stays,
    a_users_view_of_a_dropped_column_says_what_to_do, a_users_index_and_trigger_outlive_rebuilds_and_versions,
    a_users_index_of_a_dropped_column_says_what_to_do, a_view_that_catches_up_is_swapped_under_a_users_view,
}

/// The second version: a column more, and one less.
mod second {
    use super::*;

    #[derive(Debug, View)]
    #[view(table = "totals", event = AccountEvent, version = 2)]
    pub(super) struct Total {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Opened.owner))]
        pub(super) owner: Option<String>,
        #[view(add(Deposited.cents))]
        pub(super) cents: i64,
    }
}

async fn filled(db: &Database) -> (Gundb, Sql) {
    let bank = Gundb::builder().view::<Total>().open(db.url()).await.unwrap();
    for key in ["a", "b"] {
        bank.append(key, Expect::New, [opened(key), deposited(3), deposited(4)]).await.unwrap();
    }
    (bank, Sql::connect(db.url()).await.unwrap())
}

async fn cell(sql: &Sql, query: &str) -> String {
    sql.query(query).await.unwrap_or_else(|error| panic!("{query}: {error}"))[0][0]
        .clone()
        .unwrap_or_default()
}

const SUM: &str = "SELECT SUM(cents) FROM rich";

async fn a_users_view_outlives_rebuilds_and_versions(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE VIEW rich AS SELECT id, cents FROM totals WHERE cents > 1").await.unwrap();
    for _ in 0..2 {
        bank.rebuild_view("totals").await.unwrap();
        assert_eq!(cell(&sql, SUM).await, "14");
        bank.append("a", Expect::Any, [deposited(1), deposited(-1)]).await.unwrap();
    }
    let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
    new.append("a", Expect::Any, [deposited(6)]).await.unwrap();
    assert_eq!(cell(&sql, SUM).await, "20");
    assert_eq!(new.get::<second::Total>("a").await.unwrap().unwrap().cents, 13);
    assert_sound(&new).await;
}

async fn a_view_over_a_users_view_stays(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE VIEW rich AS SELECT id, cents FROM totals WHERE cents > 1").await.unwrap();
    sql.execute(
        "CREATE VIEW sums AS SELECT SUM(r.cents) AS all_cents FROM rich AS r JOIN totals AS t ON t.id = r.id",
    )
    .await
    .unwrap();
    bank.rebuild_view("totals").await.unwrap();
    let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
    assert_eq!(cell(&sql, "SELECT all_cents FROM sums").await, "14");
    assert_sound(&new).await;
}

async fn a_view_that_catches_up_is_swapped_under_a_users_view(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE VIEW rich AS SELECT id, cents FROM totals WHERE cents > 1").await.unwrap();
    for _ in 0..20 {
        bank.append("b", Expect::Any, [deposited(1)]).await.unwrap();
    }
    // In chunks of two events it is built beside the old table.
    let new =
        Gundb::builder().view::<second::Total>().chunk_events(2).open(db.url()).await.unwrap();
    new.wait_until_caught_up("totals").await.unwrap();
    assert_eq!(cell(&sql, SUM).await, "34");
    assert_eq!(new.get::<second::Total>("b").await.unwrap().unwrap().owner.as_deref(), Some("b"));
    assert_sound(&new).await;
}

/// SQLite looks at a view only when it is read; Postgres can't have one over a column that is not
/// there.
async fn a_users_view_of_a_dropped_column_says_what_to_do(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE VIEW many AS SELECT id, deposits FROM totals").await.unwrap();
    bank.rebuild_view("totals").await.unwrap();
    let opened = Gundb::builder().view::<second::Total>().open(db.url()).await;
    match db.backend() {
        Backend::Sqlite => {
            assert_sound(&opened.unwrap()).await;
            let error = sql.query("SELECT * FROM many").await.unwrap_err();
            assert!(error.to_string().contains("deposits"), "{error}");
        }
        Backend::Postgres => {
            let error = opened.unwrap_err();
            let message = error.to_string();
            assert!(error.is_definition() && message.contains("many"), "{error:?}");
            assert!(message.contains("DROP VIEW") && message.contains("totals"), "{message}");
            // The old version is as it was.
            assert_eq!(bank.get::<Total>("a").await.unwrap().unwrap().deposits, 2);
            assert_sound(&bank).await;
            sql.execute("DROP VIEW many").await.unwrap();
            let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
            assert_sound(&new).await;
        }
    }
}

fn trigger(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "CREATE TABLE seen (id TEXT);
             CREATE TRIGGER noted AFTER UPDATE ON totals BEGIN INSERT INTO seen VALUES (NEW.id); END;"
        }
        Backend::Postgres => {
            "CREATE TABLE seen (id TEXT);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NULL; END $$;
             CREATE TRIGGER noted AFTER UPDATE ON totals FOR EACH ROW EXECUTE FUNCTION note();"
        }
    }
}

fn objects(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('by_cents', 'noted') AND tbl_name = 'totals'"
        }
        Backend::Postgres => {
            "SELECT (SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'by_cents' AND tablename = 'totals')
             + (SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'noted' AND tgrelid = 'totals'::regclass)"
        }
    }
}

async fn a_users_index_and_trigger_outlive_rebuilds_and_versions(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE INDEX by_cents ON totals (cents)").await.unwrap();
    sql.execute(trigger(db.backend())).await.unwrap();
    bank.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    bank.rebuild_view("totals").await.unwrap();
    assert_eq!(cell(&sql, objects(db.backend())).await, "2");
    bank.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
    assert_eq!(cell(&sql, objects(db.backend())).await, "2");
    new.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    // A rebuild is no update.
    assert_eq!(cell(&sql, "SELECT COUNT(*) FROM seen").await, "3");
    assert_sound(&new).await;
}

async fn a_users_index_of_a_dropped_column_says_what_to_do(db: Database) {
    let (bank, sql) = filled(&db).await;
    sql.execute("CREATE INDEX by_deposits ON totals (deposits)").await.unwrap();
    let error = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap_err();
    let message = error.to_string();
    assert!(error.is_definition() && message.contains("by_deposits"), "{error:?}");
    assert!(message.contains("DROP INDEX"), "{message}");
    assert_eq!(bank.get::<Total>("a").await.unwrap().unwrap().deposits, 2);
    assert_sound(&bank).await;
    sql.execute("DROP INDEX by_deposits").await.unwrap();
    let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
    assert_sound(&new).await;
}

/// Grants are of Postgres alone, and so are views that hold rows.
#[test]
fn grants_outlive_rebuilds_and_versions() {
    run(Backend::Postgres, async |db| {
        let (bank, sql) = filled(&db).await;
        let role = format!("reader_{}", uuid::Uuid::new_v4().simple());
        sql.execute(&format!(
            "CREATE ROLE {role};
             GRANT SELECT ON totals TO {role};
             GRANT UPDATE (cents), SELECT (deposits) ON totals TO {role};
             GRANT SELECT ON totals TO PUBLIC;
             CREATE VIEW rich AS SELECT id, cents FROM totals;
             GRANT SELECT ON rich TO {role};"
        ))
        .await
        .unwrap();
        let granted = format!(
            "SELECT has_table_privilege('{role}', 'totals', 'SELECT')::int + has_column_privilege('{role}', 'totals', 'cents', 'UPDATE')::int
             + has_table_privilege('{role}', 'rich', 'SELECT')::int"
        );
        bank.rebuild_view("totals").await.unwrap();
        assert_eq!(cell(&sql, &granted).await, "3");
        let column =
            format!("SELECT has_column_privilege('{role}', 'totals', 'id', 'UPDATE')::int");
        assert_eq!(cell(&sql, &column).await, "0");
        let new = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
        assert_eq!(cell(&sql, &granted).await, "3");
        assert_sound(&new).await;
        sql.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
    });
}

#[test]
fn a_materialized_view_says_what_to_do() {
    run(Backend::Postgres, async |db| {
        let (bank, sql) = filled(&db).await;
        sql.execute("CREATE MATERIALIZED VIEW frozen AS SELECT id FROM totals").await.unwrap();
        let error = bank.rebuild_view("totals").await.unwrap_err();
        let message = error.to_string();
        assert!(error.is_definition() && message.contains("frozen"), "{error:?}");
        assert!(
            message.contains("DROP MATERIALIZED VIEW") && message.contains("create it again"),
            "{message}"
        );
        bank.append("a", Expect::Any, [deposited(1)]).await.unwrap();
        sql.execute("DROP MATERIALIZED VIEW frozen").await.unwrap();
        bank.rebuild_view("totals").await.unwrap();
        assert_sound(&bank).await;
    });
}
