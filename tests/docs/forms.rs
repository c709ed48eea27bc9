//! The tables of figures and dates as written in `docs/claims.md`: their last column is what the reader makes of the first.

use claimlint::corpus::{ClaimId, Value, fields};
use claimlint::eval;
use claimlint::source::Sources;
use claimlint::value::{Date, Quantity};

use crate::{made, run};

/// What a value is, without its words: quantities in their unit, dates as days.
fn is(measure: &str, written: &str) -> String {
    let mut sources = Sources::new();
    let (program, _) = run::program(&mut sources, "measure event { value date }\n");
    let measure = if measure == "none declared" { "undeclared" } else { measure };
    let text = format!("story: {{id: s, date: 2024-10-20}}\nclaims:\n  - {{measure: {measure}, value: {written:?}}}\n");
    let (corpus, said) = run::corpus(&mut sources, &program, &text);
    if let Some(said) = said.first() {
        return format!("`{}`", said.code.name);
    }
    match &*corpus.claim(ClaimId(0)).given(fields::VALUE) {
        Value::Quantity(q) => {
            let bare = Quantity { written: None, ..q.derived(q.interval) };
            eval::show(&Value::quantity(bare), &corpus)
        }
        Value::Date(d) => {
            let weekday = d.weekday.map_or(String::new(), |day| format!(", written as a {}", day.name()));
            eval::show(&Value::Date(Date { written: None, ..(**d).clone() }.into()), &corpus) + &weekday
        }
        _ => "text".to_owned(),
    }
}

fn table(begin: &str, end: &str) {
    let text = made::text("docs/claims.md");
    let stands = text.split(begin).nth(1).and_then(|rest| rest.split(end).next()).unwrap();
    let mut lines = stands.lines().filter(|line| !line.is_empty());
    let mut table: String = lines.by_ref().take(2).map(|line| format!("{line}\n")).collect();
    for row in lines {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let measure = if cells[1] == "a date" { "event" } else { cells[1].trim_matches('`') };
        table += &format!("| {} | {} | {} |\n", cells[0], cells[1], is(measure, cells[0].trim_matches('`')));
    }
    made::part("docs/claims.md", begin, end, &format!("\n{table}\n"));
}

#[test]
fn written_figures() {
    table("<!-- figures -->", "<!-- end of figures -->");
}

#[test]
fn written_dates() {
    table("<!-- dates -->", "<!-- end of dates -->");
}
