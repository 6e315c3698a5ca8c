//! What the documents, the model schema and the derive say of rules is what the list says
//! (`gundb_rules::RULES`).

use std::collections::BTreeSet;

use gundb_rules::{Columns, Operand, RULES, Rule};
use serde_json::{Value as Json, json};

use crate::tidy::page;

/// A table of a document: the rows that begin with one of these rules' names, and nothing else of
/// their kind.
fn rows<'a>(page: &'a str, first: &str) -> Vec<&'a str> {
    let start = page.lines().position(|line| line.contains(first));
    let start = start.unwrap_or_else(|| panic!("no line has {first}"));
    let rows = page.lines().skip(start).map(|line| line.trim_start_matches("/// "));
    rows.take_while(|line| line.starts_with('|')).filter(|line| line.starts_with("| `")).collect()
}

fn expect_rows(name: &str, page: &str, first: &str, row: impl Fn(&Rule) -> String) {
    let found = rows(page, first);
    for rule in &RULES {
        let row = row(rule);
        assert!(
            found.contains(&row.as_str()),
            "{name} lacks the row\n{row}\nit has\n{}",
            found.join("\n")
        );
    }
}

/// `a`, `b` and `c`.
fn over_many_streams() -> String {
    let names: Vec<String> =
        gundb_rules::over_many_streams().map(|name| format!("`{name}`")).collect();
    let (last, others) = names.split_last().expect("there are some");
    format!("{} and {last}", others.join(", "))
}

#[test]
fn types_md_explains_each_rule_as_the_list_does() {
    let page = page("docs/types.md");
    let row = |rule: &Rule| {
        let Rule { name, cell, columns, fields, .. } = rule;
        format!("| `{name}` | {cell} | {} | {fields} |", columns.rust())
    };
    expect_rows("docs/types.md", &page, "| rule | cell |", row);
    // One row beside them: columns that code folds.
    assert_eq!(
        rows(&page, "| rule | cell |").len(),
        RULES.len(),
        "docs/types.md has other rules too"
    );
    assert!(
        page.contains(&over_many_streams()),
        "docs/types.md: over many streams: {}",
        over_many_streams()
    );
}

#[test]
fn model_md_explains_each_rule_as_the_list_does() {
    let page = page("docs/model.md");
    let row = |rule: &Rule| {
        let types: Vec<String> =
            rule.columns.types().iter().map(|name| format!("`{name}`")).collect();
        let types = if rule.columns == Columns::Any { "any".to_owned() } else { types.join(" ") };
        let operand = match rule.operands {
            [] => "`true`".to_owned(),
            [_] => "a field or a constant".to_owned(),
            several => {
                let explained = |operand: &Operand| {
                    let what =
                        if operand.is_compared { "a field" } else { "a field or a constant" };
                    format!("`{}`: {what}", operand.name)
                };
                several.iter().map(explained).collect::<Vec<_>>().join(", ")
            }
        };
        format!("| `{}` | {} | {types} | {operand} |", rule.name, rule.cell)
    };
    expect_rows("docs/model.md", &page, "| rule | cell |", row);
    assert_eq!(
        rows(&page, "| rule | cell |").len(),
        RULES.len(),
        "docs/model.md has other rules too"
    );
    assert!(
        page.contains(&over_many_streams()),
        "docs/model.md: over many streams: {}",
        over_many_streams()
    );
}

#[test]
fn the_view_derive_explains_each_rule_as_the_list_does() {
    let page = page("gundb-derive/src/lib.rs");
    let row = |rule: &Rule| {
        let operands = match rule.operands {
            [] => "Event, …".to_owned(),
            [_] => "Event.field, Event = constant, …".to_owned(),
            several => several
                .iter()
                .map(|operand| format!("Event.{}", operand.name))
                .collect::<Vec<_>>()
                .join(", "),
        };
        format!("| `{}({operands})` | {} | {} |", rule.name, rule.cell, rule.columns.rust())
    };
    expect_rows("gundb-derive/src/lib.rs", &page, "| attribute of a field |", row);
    let text = page.replace("\n/// ", " ");
    assert!(
        text.contains(&over_many_streams()),
        "the derive's page: over many streams: {}",
        over_many_streams()
    );
}

#[test]
fn the_guide_has_a_heading_for_each_rule() {
    let page = page("docs/guide/02-rules.md");
    for rule in &RULES {
        let has = page
            .lines()
            .any(|line| line.starts_with("## ") && line.contains(&format!("`{}`", rule.name)));
        assert!(has, "docs/guide/02-rules.md has no heading for `{}`", rule.name);
    }
}

#[test]
fn the_model_schema_has_each_rule_with_its_operands() {
    let schema: Json =
        serde_json::from_str(&page("docs/model/model.schema.json")).expect("it is JSON");
    let rules = &schema["$defs"]["rule"]["properties"];
    let listed: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).chain(["event"]).collect();
    let known: BTreeSet<&str> =
        rules.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(known, listed);
    for rule in &RULES {
        let one = json!({"$ref": "#/$defs/operand"});
        let expected = match rule.operands {
            [] => json!({"const": true}),
            [_] => one,
            several => {
                let names: Vec<&str> = several.iter().map(|operand| operand.name).collect();
                let field = json!({"$ref": "#/$defs/field"});
                let operand = |operand: &Operand| {
                    (
                        operand.name.to_owned(),
                        if operand.is_compared { field.clone() } else { one.clone() },
                    )
                };
                let properties: serde_json::Map<_, _> = several.iter().map(operand).collect();
                json!({"type": "object", "required": names, "additionalProperties": false, "properties": properties})
            }
        };
        assert_eq!(rules[rule.name], expected, "{}", rule.name);
    }
}

#[test]
fn the_model_schema_has_the_types_of_columns() {
    let schema: Json =
        serde_json::from_str(&page("docs/model/model.schema.json")).expect("it is JSON");
    assert_eq!(
        schema["$defs"]["column"]["properties"]["type"]["enum"],
        json!(Columns::Any.types())
    );
}
