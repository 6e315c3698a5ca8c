//! Where the tables of a store are on Postgres: schemas, search paths, encodings.

use gundb::prelude::*;
use gundb::store::Migrations;
use gundb_tests::backend::{Backend, Database, run};
use gundb_tests::sql::Sql;

use crate::bank::{AccountRow, assert_sound, deposited, open, open_url};

/// The database as a role sees it that has just been made; dropped with all that is its own by
/// [`forget`].
async fn as_new_role(db: &Database, sql: &Sql) -> (String, String) {
    let role = format!("app_{}", uuid::Uuid::new_v4().simple());
    sql.execute(&format!("CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'secret'")).await.unwrap();
    let (scheme, rest) = db.url().split_once("://").unwrap();
    let (_, address) = rest.rsplit_once('@').unwrap();
    (format!("{scheme}://{role}:secret@{address}"), role)
}

async fn forget(sql: &Sql, role: &str) {
    sql.execute(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}")).await.unwrap();
}

#[test]
fn a_schema_that_comes_first_hides_no_store() {
    run(Backend::Postgres, async |db| {
        let sql = Sql::connect(db.url()).await.unwrap();
        let (url, role) = as_new_role(&db, &sql).await;
        let bank = open(&db).await;
        bank.append("a", Expect::New, [deposited(1)]).await.unwrap();
        sql.execute(&format!("CREATE SCHEMA AUTHORIZATION {role}")).await.unwrap();
        let status = Migrations::status(&url).await.unwrap();
        assert!(status.iter().all(|migration| migration.applied));
        assert_eq!(Migrations::run(&url).await.unwrap(), []);
        let there = open_url(&url).await;
        assert_eq!(there.get::<AccountRow>("a").await.unwrap().unwrap().balance, 1);
        there.append("a", Expect::Any, [deposited(2)]).await.unwrap();
        there.rebuild_view("accounts").await.unwrap();
        bank.append("a", Expect::Any, [deposited(3)]).await.unwrap();
        assert_eq!(there.get::<AccountRow>("a").await.unwrap().unwrap().balance, 6);
        let tables = format!("SELECT COUNT(*) FROM pg_tables WHERE schemaname = '{role}'");
        assert_eq!(sql.query(&tables).await.unwrap()[0][0].as_deref(), Some("0"));
        assert_sound(&bank).await;
        there.close().await;
        forget(&sql, &role).await;
    });
}

/// A store that was made in the schema of its role stays there, and what is in other schemas of the
/// path is seen by raw SQL.
#[test]
fn a_store_stays_in_its_schema() {
    run(Backend::Postgres, async |db| {
        let sql = Sql::connect(db.url()).await.unwrap();
        sql.execute(
            "CREATE SCHEMA odd; CREATE TABLE public.notes (id TEXT); INSERT INTO public.notes VALUES ('n')",
        )
        .await
        .unwrap();
        let (url, role) = as_new_role(&db, &sql).await;
        let schema = "Two words, \"quoted\"\\";
        let quoted = schema.replace('"', "\"\"");
        sql.execute(&format!(
            "CREATE SCHEMA \"{quoted}\"; ALTER ROLE {role} SET search_path = \"{quoted}\", public"
        ))
        .await
        .unwrap();
        let bank = open_url(&url).await;
        bank.append("a", Expect::New, [deposited(1)]).await.unwrap();
        sql.execute(&format!(
            "ALTER ROLE {role} SET search_path = odd, \"{quoted}\", pg_catalog, public"
        ))
        .await
        .unwrap();
        let later = open_url(&url).await;
        later.append("a", Expect::Any, [deposited(1)]).await.unwrap();
        later.rebuild_view("takings").await.unwrap();
        assert_eq!(bank.get::<AccountRow>("a").await.unwrap().unwrap().balance, 2);
        assert_eq!(
            later.sql("SELECT id FROM notes").fetch::<(String,)>().await.unwrap(),
            [("n".to_owned(),)]
        );
        let schemas = "SELECT string_agg(DISTINCT schemaname, ',') FROM pg_tables WHERE tablename LIKE 'gundb%' OR tablename IN ('accounts', 'takings')";
        assert_eq!(sql.query(schemas).await.unwrap()[0][0].as_deref(), Some(schema));
        assert_sound(&later).await;
        bank.close().await;
        later.close().await;
        forget(&sql, &role).await;
    });
}

#[test]
fn a_search_path_without_a_schema_says_what_to_do() {
    run(Backend::Postgres, async |db| {
        let sql = Sql::connect(db.url()).await.unwrap();
        let (url, role) = as_new_role(&db, &sql).await;
        sql.execute(&format!("ALTER ROLE {role} SET search_path = nowhere")).await.unwrap();
        for error in
            [Migrations::run(&url).await.unwrap_err(), Gundb::open(&url).await.unwrap_err()]
        {
            let message = error.to_string();
            assert!(error.is_invalid() && message.contains("search_path"), "{error:?}");
            assert!(message.contains("CREATE SCHEMA") && !message.contains("secret"), "{message}");
        }
        forget(&sql, &role).await;
    });
}

#[test]
fn other_encodings_are_refused() {
    run(Backend::Postgres, async |db| {
        let sql = Sql::connect(db.url()).await.unwrap();
        for encoding in ["WIN1252", "LATIN1", "EUC_JP", "SQL_ASCII"] {
            let name = format!("gundb_test_{}", uuid::Uuid::new_v4().simple());
            let create = format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc"
            );
            sql.execute(&create).await.unwrap();
            let (address, _) = db.url().rsplit_once('/').unwrap();
            let url = format!("{address}/{name}");
            for error in [
                Migrations::run(&url).await.unwrap_err(),
                Migrations::status(&url).await.unwrap_err(),
                Gundb::open(&url).await.unwrap_err(),
            ] {
                let message = error.to_string();
                assert!(error.is_invalid() && message.contains(encoding), "{error:?}");
                assert!(
                    message.contains("CREATE DATABASE") && message.contains("ENCODING 'UTF8'"),
                    "{message}"
                );
            }
            let message = Gundb::open(&url).await.unwrap_err().to_string();
            sql.execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            // The statement that the message gives makes a database that opens.
            let statement = &message[message.find("CREATE DATABASE").unwrap()..];
            let statement = &statement[..statement.find('`').unwrap()];
            sql.execute(statement).await.unwrap();
            let made = statement.split('"').nth(1).unwrap();
            let bank = open_url(&format!("{address}/{made}")).await;
            bank.append("é", Expect::New, [deposited(1)]).await.unwrap();
            bank.close().await;
            sql.execute(&format!("DROP DATABASE \"{made}\" WITH (FORCE)")).await.unwrap();
        }
    });
}
