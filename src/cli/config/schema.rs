//! The JSON Schema of a configuration, by which editors complete and check it: keys, packs, and every rule with its params.

use serde_json::{Map, Value, json};

use crate::lang::Program;

/// The schema for the rules of a program, those not in force included.
pub fn schema(program: &Program) -> Value {
    let severity = json!({"description": "How grave its findings are; off turns it off", "enum": ["error", "warning", "advice", "off", false]});
    let mut rules = Map::new();
    for rule in &program.rules {
        let params: Map<String, Value> = rule
            .params
            .iter()
            .map(|(name, value)| {
                let about = format!("In force: {value}. Written as a rule would write it: 10%, 6 people, a text, a list");
                (name.to_string(), json!({"description": about, "type": ["string", "number", "boolean", "array"]}))
            })
            .collect();
        let of_params = json!({"type": "object", "properties": params, "additionalProperties": false});
        let about = rule.title.as_deref().unwrap_or("");
        rules.insert(
            rule.name.to_string(),
            json!({
                "description": about, "type": "object", "additionalProperties": false,
                "properties": {"severity": severity, "params": of_params},
            }),
        );
    }
    let paths = |about: &str| json!({"description": about, "type": "array", "items": {"type": "string"}});
    let packs: Vec<&str> = program.packs.iter().map(|pack| &*pack.name).collect();
    let names: Vec<&String> = rules.keys().collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "claimlint.yaml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "stories": paths("The stories that are checked where none is named: files, folders or patterns from this file"),
            "background": paths("What is known and not checked"),
            "rule-files": paths("Rule files, and folders of them, beside the shipped packs"),
            "packs": {"description": "The shipped packs that run; default: all but opt-in ones", "type": "array", "items": {"enum": packs}},
            "fail-on": {"description": "The least severity that makes a run fail", "enum": ["error", "warning", "advice", "never"]},
            "overrides": {
                "description": "Severities for some files alone; the last one that is about a file counts",
                "type": "array",
                "items": {
                    "type": "object", "additionalProperties": false, "required": ["files", "rules"],
                    "properties": {
                        "files": paths("The files: patterns from this file"),
                        "rules": {
                            "type": "object", "propertyNames": {"enum": names},
                            "additionalProperties": {
                                "type": "object", "additionalProperties": false, "required": ["severity"],
                                "properties": {"severity": severity},
                            },
                        },
                    },
                },
            },
            "rules": {"type": "object", "additionalProperties": false, "properties": rules},
        },
    })
}
