//! What the text of a model file may say, without any database: shapes, lists, names; and what is
//! said of a mistake.

use gundb::model::Model;
use serde_json::{Value, json};

#[test]
fn nonsense_is_refused_with_its_path() {
    for (text, part) in [
        ("", "there is nothing"),
        ("[]", "this is no model"),
        ("{}", "this is no model"),
        (r#"{"gundb_model": 2}"#, "update the program"),
        (r#"{"gundb_model": "1"}"#, "the number of the file's format"),
        (r#"{"gundb_model": 1, "gundb_model": 1}"#, "is there twice"),
        (r#"{"gundb_model": 1, "stream": []}"#, "unknown field `stream`"),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": ""}]}]}"#,
            "event type is empty",
        ),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": {"type": "string"}}]}]}"#,
            "always a JSON object",
        ),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": {"$ref": "x"}}]}]}"#,
            "the payload of `a.b`: the keyword `$ref` is not supported; write the shape itself",
        ),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": {"type": "object", "properties": {"x": {"type": "integer", "enum": [1]}}, "additionalProperties": false}}]}]}"#,
            "the payload of `a.b`: the field `x`: the keyword `enum` is not supported beside integer; there are `type`, `minimum`, `maximum`",
        ),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": {"type": "object", "properties": {}, "required": ["x"], "additionalProperties": false}}]}]}"#,
            "the payload of `a.b`: `required` names \"x\", which is not among `properties`",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": [{"name": "c", "type": "int"}]}]}"#,
            "column `c`: where do its cells come from?",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": [{"name": "c", "type": "int", "rules": [{"event": "e", "sum": "x"}]}]}]}"#,
            "there is no rule `sum`; there are set",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": [{"name": "c", "type": "int", "rules": [{"event": "e"}]}]}]}"#,
            "say one rule for `e`",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": [{"name": "c", "type": "int", "key": "row"}]}]}"#,
            "a key is \"stream\", or a list",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": [{"name": "c", "type": "varchar"}]}]}"#,
            "view `t`, column `c`: there is no column type \"varchar\"; it is `bool`, `int`",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "version": "2", "columns": []}]}"#,
            "view `t`: \"version\" must be a whole number from 1, not \"2\"",
        ),
        (
            r#"{"gundb_model": 1, "views": [{"table": "t", "columns": ["c"]}]}"#,
            "view `t`: in `columns` stands \"c\"; write it as {\"name\"",
        ),
        (
            r#"{"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": {"type": "object", "properties": {"x": {"enum": ["a"]}}}}]}]}"#,
            "the field `x`: there is no `type` beside `enum`; add \"type\": \"string\"",
        ),
    ] {
        let refused = Model::from_json(text).unwrap_err();
        assert!(refused.is_invalid() || refused.is_definition(), "{text}: {refused:?}");
        assert!(refused.to_string().contains(part), "{text}: {refused}");
    }
}

/// The model with this payload of `a.b`.
fn with_payload(payload: &Value) -> String {
    json!({"gundb_model": 1, "streams": [{"type": "a", "events": [{"type": "a.b", "payload": payload}]}]})
        .to_string()
}

fn object(fields: Value) -> Value {
    json!({"type": "object", "properties": fields})
}

#[test]
fn shapes_are_refused_with_their_field_and_keyword() {
    for (payload, parts) in [
        (
            json!({"type": "object", "properties": {"x": {}}, "required": ["y"]}),
            ["`required`", "\"y\""],
        ),
        (object(json!({"x": {"type": "int"}})), ["the field `x`", "no type `int`"]),
        (
            object(json!({"x": {"type": "string", "pattern": "a+"}})),
            ["the field `x`", "the keyword `pattern`"],
        ),
        (
            object(json!({"x": object(json!({"y": {"type": "string", "format": "email"}}))})),
            ["the field `x.y`", "no `format` \"email\""],
        ),
        (
            object(json!({"x": {"type": ["string", "integer"]}})),
            ["the field `x`", "for null alone"],
        ),
        (object(json!({"x": {"type": "integer", "minimum": 0.5}})), ["the field `x`", "`minimum`"]),
        (object(json!({"x": {"enum": ["a"]}})), ["the field `x`", "no `type` beside `enum`"]),
        (object(json!({"x": "string"})), ["the field `x`", "\"string\" is no shape"]),
        (
            json!({"type": "object", "properties": {}, "additionalProperties": true}),
            ["`additionalProperties`", "leave it out"],
        ),
        (json!({"type": "object", "properties": []}), ["`properties` is an object", "each key"]),
    ] {
        let refused = Model::from_json(&with_payload(&payload)).unwrap_err().to_string();
        let named = parts.iter().all(|part| refused.contains(part))
            && refused.contains("the payload of `a.b`");
        assert!(named, "{payload}: {refused}");
    }
}

/// What most people have: annotations, no `additionalProperties`, null as a second type.
#[test]
fn plain_json_schema_is_taken() {
    let plain = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Opened", "type": "object",
        "properties": {
            "owner": {"type": "string", "description": "who"},
            "email": {"type": ["string", "null"]},
            "tags": {"type": "array"},
        },
        "required": ["owner"],
    });
    let exact = json!({
        "type": "object",
        "properties": {
            "owner": {"type": "string"},
            "email": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "tags": {"type": "array", "items": {}},
        },
        "required": ["owner"], "additionalProperties": false,
    });
    let read = |payload: &Value| Model::from_json(&with_payload(payload)).unwrap();
    assert_eq!(read(&plain), read(&exact));
    assert_eq!(read(&json!({"type": "object"})), read(&json!({})), "an object with any keys");
}

#[test]
fn what_is_no_list_is_named() {
    let view =
        |columns: Value| json!({"gundb_model": 1, "views": [{"table": "t", "columns": columns}]});
    let rules = json!([{"name": "c", "type": "int", "rules": {"event": "a.b", "add": "x"}}]);
    for (file, parts) in [
        (view(rules), ["view `t`, column `c`: ", "`rules` is a list: ["]),
        (view(json!({"c": {}})), ["view `t`: ", "`columns` is a list: ["]),
        (
            json!({"gundb_model": 1, "streams": {"a": []}}),
            ["`streams` is a list", "not {\"a\":[]}"],
        ),
        (
            json!({"gundb_model": 1, "streams": [{"type": "a", "events": "a.b"}]}),
            ["stream type `a`: ", "`events` is a list"],
        ),
    ] {
        let refused = Model::from_json(&file.to_string()).unwrap_err().to_string();
        assert!(parts.iter().all(|part| refused.contains(part)), "{refused}");
    }
}

#[test]
fn half_a_surrogate_pair_is_explained() {
    for half in [
        r#"{"a": "\ud800"}"#,
        r#"{"a": "\ud800x"}"#,
        r#"{"a": "\ud800\u0041"}"#,
        r#"{"a": "\udc00"}"#,
    ] {
        let refused = gundb::model::json::parse(half).unwrap_err().to_string();
        assert!(
            refused.contains("one half of a pair") && refused.contains("at column 1"),
            "{half}: {refused}"
        );
    }
}
