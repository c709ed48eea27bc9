//! Functions on countries, by name: from a table of the world's countries, their continents and their neighbours by land.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::text::name_key;
use super::{Builtin, Example, Form, Param};
use crate::corpus::{Type, Value};

/// The table; its head says where it is from.
const TABLE: &str = include_str!("countries.tsv");

fn words_type(_: &[Type]) -> Type {
    Type::List(Box::new(Type::Text))
}

fn text_type(_: &[Type]) -> Type {
    Type::Text
}

pub(super) static ROWS: &[Builtin] = &[
    Builtin {
        name: "country",
        signature: "country(t) -> text",
        prose: "The usual English name of the country that is called so; missing where no country is. \
                Case, accents and a \"the\" before the name do not count.",
        examples: &[
            Example { claim: "stage: the Czech Republic", expression: "country(c.stage)", gives: "Czechia" },
            Example { claim: "stage: Atlantis", expression: "country(c.stage)", gives: "unknown" },
        ],
        takes: &[Param::Text],
        gives: text_type,
        form: Form::Plain(|_, arguments| of_country(arguments, |country| Value::Text(Arc::from(country.name)))),
    },
    Builtin {
        name: "continents",
        signature: "continents(t) -> list of text",
        prose: "The continents on which a country lies, by its name: all to which reference works count it; empty where it is none.",
        examples: &[Example { claim: "stage: Russia", expression: "continents(c.stage)", gives: "Europe and Asia" }],
        takes: &[Param::Text],
        gives: words_type,
        form: Form::Plain(|_, arguments| listed(arguments, |country| country.continents.clone())),
    },
    Builtin {
        name: "neighbours",
        signature: "neighbours(t) -> list of text",
        prose: "The usual names of the countries that share a border on land with a country, by its name; empty where it is none.",
        examples: &[Example { claim: "stage: Portugal", expression: "neighbours(c.stage)", gives: "Spain" }],
        takes: &[Param::Text],
        gives: words_type,
        form: Form::Plain(|_, arguments| listed(arguments, |country| country.neighbours.clone())),
    },
];

/// A country of the table.
struct Country {
    name: &'static str,
    continents: Vec<&'static str>,
    /// By their usual names.
    neighbours: Vec<&'static str>,
}

/// The countries by the keys of all their names; read at the first question.
fn countries() -> &'static FxHashMap<String, Arc<Country>> {
    static COUNTRIES: OnceLock<FxHashMap<String, Arc<Country>>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        let rows = || TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(row);
        let usual: FxHashMap<&str, &str> =
            rows().filter_map(|[code, names, ..]| Some((code, names.split('|').next()?))).collect();
        let mut countries = FxHashMap::default();
        for [code, names, continents, neighbours] in rows() {
            let country = Arc::new(Country {
                name: usual.get(code).copied().unwrap_or(names),
                continents: continents.split(", ").collect(),
                neighbours: neighbours.split(' ').filter_map(|code| usual.get(code).copied()).collect(),
            });
            for name in names.split('|') {
                countries.insert(key(name), Arc::clone(&country));
            }
        }
        countries
    })
}

fn row(line: &'static str) -> Option<[&'static str; 4]> {
    let mut columns = line.split('\t');
    Some([columns.next()?, columns.next()?, columns.next()?, columns.next().unwrap_or("")])
}

/// What spellings of a country's name have in common.
fn key(name: &str) -> String {
    let key = name_key(&name.replace('’', "'"));
    key.strip_prefix("the ").map_or_else(|| key.clone(), str::to_owned)
}

/// What is known of the country that an argument names; missing where it names none.
fn of_country(arguments: &[&Value], answer: impl Fn(&Country) -> Value) -> Value {
    match arguments {
        [Value::Text(name)] => countries().get(&key(name)).map_or(Value::Missing, |country| answer(country)),
        _ => Value::Missing,
    }
}

fn listed(arguments: &[&Value], answer: impl Fn(&Country) -> Vec<&'static str>) -> Value {
    let list = |country: &Country| Value::list(answer(country).into_iter().map(Value::text).collect());
    match of_country(arguments, list) {
        Value::Missing if matches!(arguments, [Value::Text(_)]) => Value::list(Vec::new()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_those_of_both_sides() {
        for country in countries().values() {
            assert!(!country.continents.is_empty() && country.continents.iter().all(|c| !c.is_empty()), "{}", country.name);
            for neighbour in &country.neighbours {
                let other = &countries()[&key(neighbour)];
                assert!(other.neighbours.contains(&country.name), "{} and {neighbour}", country.name);
            }
        }
        assert!(countries().len() > 250);
    }

    #[test]
    fn a_country_is_known_by_each_of_its_names() {
        for (name, usual) in [("UK", "United Kingdom"), ("Netherlands", "The Netherlands"), ("Côte d’Ivoire", "Ivory Coast")] {
            assert_eq!(countries()[&key(name)].name, usual, "{name}");
        }
    }
}
