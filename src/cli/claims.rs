//! `claimlint claims`: the corpus as read, as rules see it: defaults filled in, values as intervals, origins.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Map, Value as Json, json};

use super::files::Wanted;
use super::options::{Color, Loaded, RuleOptions};
use super::{Status, files, output, rules};
use crate::check::{self, UNREAD};
use crate::corpus::{Claim, ClaimId, Corpus, Origin, Provenance, RecordKind, Value, fields};
use crate::diagnostic::Diagnostic;
use crate::eval::show;
use crate::source::Sources;
use crate::value::{Dimension, End, Exact, Quantity};

/// Show the claims as rules see them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint claims story.yaml                   one JSON object a claim
  claimlint claims story.yaml --format table    for people

Exit status:
  0  all was read
  1  errors in the files
  2  a file that cannot be read, or rules with an error")]
pub struct Arguments {
    /// Claims files, or folders of them [default: those below the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    rules: RuleOptions,
    /// How to show them
    #[arg(long, value_name = "NAME", default_value = "jsonl")]
    format: Format,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// Columns, for people
    Table,
}

/// Shows the claims.
///
/// # Errors
/// What is wrong with the call.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, mut diagnostics, .. } = arguments.rules.load(&mut sources)?;
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    let here = [PathBuf::from(".")];
    let checked = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let inputs = files::claims(&mut sources, &Wanted { checked, ..Wanted::default() }, &mut diagnostics)?;
    if inputs.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
        return Err("there is nothing to show: no claims file was found".into());
    }
    let (corpus, said) = check::corpus(&mut sources, program.schema.clone(), &inputs, &mut files::draft);
    diagnostics.extend(said);
    let provenance = Provenance::new(&corpus);
    let ids = || (0..corpus.claims.len()).filter_map(|i| u32::try_from(i).ok()).map(ClaimId);
    output::write(|out| match arguments.format {
        Format::Jsonl => ids().try_for_each(|id| writeln!(out, "{}", object(id, &corpus, &provenance, &sources))),
        Format::Table => out.write_all(table(ids(), &corpus, &provenance).as_bytes()),
    })?;
    let unread = diagnostics.iter().any(|d| UNREAD.contains(&d.code.name));
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    rules::say(diagnostics, &sources, arguments.color);
    Ok(match (unsound || unread, errors) {
        (true, _) => Status::Unsound,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    })
}

/// A claim as JSON.
fn object(id: ClaimId, corpus: &Corpus, provenance: &Provenance, sources: &Sources) -> Json {
    let claim = corpus.claim(id);
    let mut object = Map::new();
    object.insert("story".into(), json!(&*corpus.story(claim.story).id));
    object.insert("id".into(), json!(&*claim.id));
    let skipped = [fields::ID, fields::STORY, fields::TOPIC, fields::ALLOW];
    for (place, field) in corpus.schema.fields(RecordKind::Claim).iter().enumerate() {
        let field_id = crate::corpus::FieldId(u16::try_from(place).unwrap_or(u16::MAX));
        let value = corpus.claim_value(id, field_id);
        if !skipped.contains(&field_id) && !value.is_missing() {
            object.insert(field.name.to_string(), wire(&value, corpus));
        }
    }
    let origins: Vec<String> = provenance.origins(id).iter().map(|o| origin(*o, corpus)).collect();
    object.insert("origins".into(), json!(origins));
    object.insert("defaulted".into(), json!(defaulted(claim, corpus)));
    let at = sources.position(claim.span);
    object.insert("place".into(), json!({"path": sources.path(claim.span.file), "line": at.line, "column": at.column}));
    if let Some(words) = claim.words {
        let at = sources.position(words);
        object.insert(
            "words".into(),
            json!({"path": sources.path(words.file), "line": at.line, "column": at.column, "text": sources.slice(words)}),
        );
    }
    Json::Object(object)
}

/// The fields that have a value only by default.
fn defaulted(claim: &Claim, corpus: &Corpus) -> Vec<String> {
    let fields = corpus.schema.fields(RecordKind::Claim).iter().enumerate();
    let by_default = fields.filter(|(place, field)| {
        let id = crate::corpus::FieldId(u16::try_from(*place).unwrap_or(u16::MAX));
        field.default != crate::corpus::FieldDefault::None && claim.fields.value(id).is_missing()
    });
    by_default.map(|(_, field)| field.name.to_string()).collect()
}

fn origin(origin: Origin, corpus: &Corpus) -> String {
    match origin {
        Origin::Entity(id) => corpus.entity(id).id.to_string(),
        Origin::Story(id) => format!("story {}", corpus.story(id).id),
    }
}

/// A value as JSON: exact numbers as text, since JSON readers round.
fn wire(value: &Value, corpus: &Corpus) -> Json {
    match value {
        Value::Missing => Json::Null,
        Value::Bool(known) => json!(known),
        Value::Quantity(q) => quantity(q),
        Value::Date(d) => json!({
            "text": d.written.as_deref(),
            "first": d.first.map(|day| day.to_string()),
            "last": d.last.map(|day| day.to_string()),
        }),
        Value::Claim(id) => json!(corpus.claim_name(*id)),
        Value::Entity(id) => json!(&*corpus.entity(*id).id),
        Value::Story(id) => json!(&*corpus.story(*id).id),
        Value::Measure(id) => json!(&*corpus.measure(*id).name),
        Value::List(items) => Json::Array(items.iter().map(|i| wire(i, corpus)).collect()),
        Value::Text(_) | Value::Choice(..) | Value::Topic(_) | Value::Clash(_) => json!(show(value, corpus)),
    }
}

fn quantity(q: &Quantity) -> Json {
    let dimension = match &q.dimension {
        Dimension::One => "one".to_owned(),
        Dimension::Declared(name) => name.to_string(),
        Dimension::Noun(noun) => format!("noun {noun}"),
    };
    let written = q.written.as_deref();
    json!({
        "text": written.map(|w| &*w.text),
        "low": exact(q.interval.low),
        "low-open": q.interval.low.is_open(),
        "high": exact(q.interval.high),
        "high-open": q.interval.high.is_open(),
        "dimension": dimension,
        "unit": q.shown_unit().map(|u| &**u),
        "hedge": written.and_then(|w| w.hedge.as_deref()),
    })
}

/// An exact number as text: `12`, `5/2`; none for no bound.
fn exact(end: End) -> Option<String> {
    let text = |n: Exact| if n.is_whole() { n.numerator().to_string() } else { format!("{}/{}", n.numerator(), n.denominator()) };
    end.number().map(text)
}

/// Columns for people: what is claimed, how it was read, who says so.
fn table(ids: impl Iterator<Item = ClaimId>, corpus: &Corpus, provenance: &Provenance) -> String {
    let mut rows = vec![["claim", "subject", "measure", "value", "read as", "says", "origins"].map(str::to_owned)];
    for id in ids {
        let field = |f| match corpus.claim_value(id, f) {
            Value::Missing => "-".to_owned(),
            Value::Entity(id) => corpus.entity(id).id.to_string(),
            Value::Measure(id) => corpus.measure(id).name.to_string(),
            value => show(&value, corpus),
        };
        let read = match corpus.claim_value(id, fields::VALUE) {
            Value::Quantity(q) => show(&Value::quantity(q.derived(q.interval)), corpus),
            Value::Date(d) => {
                show(&Value::Date(std::sync::Arc::new(crate::value::Date { written: None, ..(*d).clone() })), corpus)
            }
            Value::Missing => "-".to_owned(),
            _ => "text".to_owned(),
        };
        let origins: Vec<String> = provenance.origins(id).iter().map(|o| origin(*o, corpus)).collect();
        rows.push([
            corpus.claim_name(id),
            field(fields::SUBJECT),
            field(fields::MEASURE),
            field(fields::VALUE),
            read,
            field(fields::SOURCE),
            origins.join(", "),
        ]);
    }
    aligned(&rows)
}

/// Rows with their columns aligned; long cells are cut.
fn aligned(rows: &[[String; 7]]) -> String {
    const WIDEST: usize = 32;
    let cut = |cell: &str| {
        let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if clean.chars().count() > WIDEST { clean.chars().take(WIDEST - 1).chain(['…']).collect() } else { clean }
    };
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|c| cut(c)).collect()).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut text = String::new();
    for row in &cells {
        let line: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}
