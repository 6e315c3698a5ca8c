//! `docs/queries.md`: its snippets stand below, compile, and run.

use gundb::prelude::*;
use gundb::view::Filter;
use gundb_tests::backend::Database;

gundb_tests::scenarios! { the_document_runs }

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, city: Option<String> },
    Deposited { cents: i64 },
}

#[derive(Debug, View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner), index)]
    owner: String,
    #[view(set(Opened.city))]
    city: Option<String>,
    #[view(add(Deposited.cents), index)]
    balance: i64,
}

async fn the_document_runs(database: Database) {
    let db = Gundb::builder().view::<AccountRow>().open(database.url()).await.unwrap();
    let opened = AccountEvent::Opened { owner: "Alice".into(), city: Some("Bern".into()) };
    db.append("alice", Expect::New, [opened, AccountEvent::Deposited { cents: 2_000 }]).await.unwrap();
    finds(&db).await.unwrap();
    pages(&db).await.unwrap();
    totals(&db).await.unwrap();
    raw(&db).await.unwrap();
}

async fn finds(db: &Gundb) -> gundb::Result<()> {
    let db = db.clone();
    let rich = AccountRow::BALANCE.gt(1_000) & AccountRow::OWNER.starts_with("A");
    let abroad = AccountRow::CITY.not_in(["Bern", "Basel"]) | AccountRow::CITY.is_null();
    let rows = AccountRow::query().filter(rich).filter(!abroad).all(&db).await?;
    assert_eq!((rows[0].id.as_str(), rows[0].city.as_deref()), ("alice", Some("Bern")));
    Ok(())
}

async fn pages(db: &Gundb) -> gundb::Result<()> {
    let db = db.clone();
    let query =
        AccountRow::query().order_by(AccountRow::BALANCE.desc()).order_by(AccountRow::CITY.asc()).limit(50);
    let page = query.page(&db).await?;
    if let Some(cursor) = page.next {
        let text = cursor.to_string(); // for a URL, say
        let second = query.clone().after(text.parse()?).page(&db).await?;
        assert!(second.rows.len() <= 50);
    }
    let mut rows = AccountRow::query().order_by(AccountRow::OWNER.asc()).stream(&db);
    while let Some(row) = rows.next().await? {
        println!("{} {}", row.owner, row.balance);
    }
    Ok(())
}

async fn totals(db: &Gundb) -> gundb::Result<()> {
    let db = db.clone();
    let query = AccountRow::query().filter(AccountRow::CITY.eq("Bern"));
    let how_many: u64 = query.count(&db).await?;
    let any: bool = query.exists(&db).await?;
    let sum: i128 = query.sum(&db, AccountRow::BALANCE).await?;
    let most: Option<i64> = query.max(&db, AccountRow::BALANCE).await?;
    assert_eq!((how_many, any, sum, most), (1, true, 2_000, Some(2_000)));
    println!("{}", query.to_sql(&db)?);
    println!("{}", query.explain(&db).await?);
    Ok(())
}

async fn raw(db: &Gundb) -> gundb::Result<()> {
    let db = db.clone();
    let even = Filter::raw("balance % ? = 0", [2]);
    let rows = AccountRow::query().filter(even & AccountRow::BALANCE.gt(0)).all(&db).await?;
    let sql = "SELECT city, sum(balance) AS total FROM accounts WHERE balance > ? GROUP BY city";
    let totals: Vec<(Option<String>, i64)> = db.sql(sql).bind(5).fetch().await?;
    for row in db.sql(sql).bind(5).rows().await? {
        println!("{:?} {}", row.get::<Option<String>>("city")?, row.get::<i64>("total")?);
    }
    assert_eq!((rows.len(), totals), (1, vec![(Some("Bern".to_owned()), 2_000)]));
    Ok(())
}

#[test]
fn the_snippets_are_those_that_run() {
    // However the lines are broken and indented.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let code = words(include_str!("document.rs"));
    let page = include_str!("../../../docs/queries.md");
    let snippets: Vec<_> = page.split("```rust\n").skip(1).map(|rest| rest.split("```").next()).collect();
    assert_eq!(snippets.len(), 7);
    for snippet in snippets.into_iter().flatten() {
        assert!(code.contains(&words(snippet)), "this does not run in a test:\n{snippet}");
    }
}
