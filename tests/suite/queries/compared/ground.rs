//! Postgres databases of several collations, with settings that sessions begin with.

use gundb_tests::dice::Dice;
use gundb_tests::postgres::{Database, fresh_database_with};
use gundb_tests::sql::Sql;

/// How a database sorts text that says nothing else.
const COLLATIONS: [&str; 6] = ["", "und-u-kn-true", "en-US", "de", "tr", "sv"];

/// What a database may tell its sessions, and what no answer may depend on.
const SETTINGS: [&str; 16] = [
    "DateStyle = 'German, DMY'",
    "DateStyle = 'SQL, MDY'",
    "IntervalStyle = 'sql_standard'",
    "TimeZone = 'Asia/Tokyo'",
    "extra_float_digits = -15",
    "bytea_output = 'escape'",
    "standard_conforming_strings = off",
    "quote_all_identifiers = on",
    "transform_null_equals = on",
    "array_nulls = off",
    "default_transaction_isolation = 'serializable'",
    "plan_cache_mode = 'force_generic_plan'",
    "plan_cache_mode = 'force_custom_plan'",
    "enable_indexscan = off",
    "lc_numeric = 'C'",
    "search_path = 'odd', \"$user\", 'public', 'pg_catalog'",
];

/// A database, and what is said of it when a test fails.
pub(super) async fn random(dice: &mut Dice) -> (String, Database) {
    let collation = dice.of(&COLLATIONS);
    let options = match collation {
        "" => "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'".to_owned(),
        icu => format!(
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE '{icu}'"
        ),
    };
    let database = fresh_database_with(&options).await;
    let sql = Sql::connect(database.url()).await.expect("an observer");
    let name =
        sql.query("SELECT quote_ident(current_database())").await.unwrap()[0][0].clone().unwrap();
    let mut settings = Vec::new();
    for _ in 0..dice.below(6) {
        let setting = dice.of(&SETTINGS);
        sql.execute(&format!("ALTER DATABASE {name} SET {setting}")).await.unwrap();
        settings.push(setting);
    }
    (format!("collation {collation:?}, {}", settings.join(", ")), database)
}
