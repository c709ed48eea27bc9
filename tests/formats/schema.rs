//! A JSON document against the schema of SARIF 2.1.0: as much of JSON Schema as that schema uses.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

/// What is wrong with a log, with the way to it.
pub fn check(log: &Value) -> Result<(), String> {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| serde_json::from_str(include_str!("../schemas/sarif-2.1.0.json")).expect("a schema"));
    validate(schema, log)
}

/// What is wrong with a value by a schema, with the way to it.
pub fn validate(schema: &Value, value: &Value) -> Result<(), String> {
    holds(schema, schema, value).map_err(|(way, what)| format!("{way}: {what}"))
}

type Held = Result<(), (String, String)>;

fn wrong(what: impl Into<String>) -> Held {
    Err((String::new(), what.into()))
}

fn holds(root: &Value, schema: &Value, value: &Value) -> Held {
    let Some(schema) = schema.as_object() else { return wrong("a schema that is no mapping") };
    for (keyword, wanted) in schema {
        match keyword.as_str() {
            "$ref" => {
                let target = wanted.as_str().and_then(|r| root.pointer(r.strip_prefix('#')?));
                holds(root, target.ok_or((String::new(), format!("{wanted} is not there")))?, value)?;
            }
            "type" if !is_of(wanted, value) => return wrong(format!("{value} is no {wanted}")),
            "enum" if !wanted.as_array().is_some_and(|options| options.contains(value)) => {
                return wrong(format!("{value} is none of {wanted}"));
            }
            "pattern" => {
                let expression = Regex::new(wanted.as_str().unwrap_or("")).map_err(|e| (String::new(), e.to_string()))?;
                if value.as_str().is_some_and(|text| !expression.is_match(text)) {
                    return wrong(format!("{value} is not {wanted}"));
                }
            }
            "minimum" if value.as_f64() < wanted.as_f64() => return wrong(format!("{value} is less than {wanted}")),
            "maximum" if value.as_f64() > wanted.as_f64() => return wrong(format!("{value} is more than {wanted}")),
            "anyOf" | "oneOf" => {
                let options = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
                let held = options.iter().filter(|option| holds(root, option, value).is_ok()).count();
                if held == 0 || (keyword == "oneOf" && held > 1) {
                    return wrong(format!("{held} of the options hold"));
                }
            }
            _ => {}
        }
    }
    match value {
        Value::Object(map) => mapping(root, schema, map),
        Value::Array(items) => list(root, schema, items),
        _ => Ok(()),
    }
}

fn mapping(root: &Value, schema: &serde_json::Map<String, Value>, map: &serde_json::Map<String, Value>) -> Held {
    let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(key) = required.iter().filter_map(Value::as_str).find(|key| !map.contains_key(*key)) {
        return wrong(format!("`{key}` is missing"));
    }
    for (key, item) in map {
        let known = schema.get("properties").and_then(|p| p.get(key));
        let held = match (known, schema.get("additionalProperties")) {
            (Some(schema), _) => holds(root, schema, item),
            (None, Some(Value::Bool(false))) => wrong("there is no such property"),
            (None, Some(schema @ Value::Object(_))) => holds(root, schema, item),
            (None, _) => Ok(()),
        };
        held.map_err(|(way, what)| (format!("/{key}{way}"), what))?;
    }
    Ok(())
}

fn list(root: &Value, schema: &serde_json::Map<String, Value>, items: &[Value]) -> Held {
    let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
    if (items.len() as u64) < least {
        return wrong(format!("there are fewer than {least}"));
    }
    let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
    if unique && items.iter().enumerate().any(|(i, item)| items.iter().take(i).any(|other| other == item)) {
        return wrong("two are the same");
    }
    let Some(each) = schema.get("items") else { return Ok(()) };
    items.iter().enumerate().try_for_each(|(i, item)| holds(root, each, item).map_err(|(way, what)| (format!("/{i}{way}"), what)))
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("null") => value.is_null(),
        _ => kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| is_of(kind, value))),
    }
}

#[test]
fn the_schema_is_held_to() {
    let log = |runs: Value| serde_json::json!({"version": "2.1.0", "runs": runs});
    let run = |result: Value| log(serde_json::json!([{"tool": {"driver": {"name": "x"}}, "results": [result]}]));
    assert_eq!(check(&run(serde_json::json!({"message": {"text": "a"}}))), Ok(()));
    for (bad, part) in [
        (serde_json::json!({}), "`message` is missing"),
        (serde_json::json!({"message": {"text": "a"}, "level": "grave"}), "/runs/0/results/0/level"),
        (serde_json::json!({"message": {"text": "a"}, "levle": "error"}), "no such property"),
        (serde_json::json!({"message": {"text": "a"}, "properties": {"tags": ["a", "a"]}}), "two are the same"),
        (serde_json::json!({"message": {}}), "options"),
        (serde_json::json!({"message": {"text": "a"}, "ruleIndex": -2}), "less than"),
    ] {
        let said = check(&run(bad)).expect_err(part);
        assert!(said.contains(part), "{said}");
    }
}
