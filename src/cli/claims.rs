//! `claimlint claims`: the corpus as read, as rules see it: defaults filled in, values as intervals, origins.

use std::borrow::Cow;

use clap::ValueEnum;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::options::{self, ClaimOptions, Color, Loaded, RuleOptions};
use super::table::{self, Row};
use super::{Status, files, output};
use crate::check::{self, UNREAD};
use crate::corpus::{ClaimId, ClaimRef, Corpus, FieldDefault, FieldId, Origin, Provenance, RecordKind, Value, fields};
use crate::diagnostic::Diagnostic;
use crate::eval::show;
use crate::source::{Sources, Span};
use crate::value::{Date, Dimension, End, Exact, Quantity};

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
    #[command(flatten)]
    claims: ClaimOptions,
    /// How to show them
    #[arg(long, value_name = "NAME", default_value = "jsonl")]
    format: Format,
    // Last, since its heading holds for what follows.
    #[command(flatten)]
    rules: RuleOptions,
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
pub fn run(arguments: &Arguments, color: Color) -> Result<Status, String> {
    let mut sources = Sources::new();
    let Loaded { program, config, mut diagnostics, .. } = arguments.rules.load(&mut sources)?;
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    let inputs = arguments.claims.inputs(&config, &mut sources, &mut diagnostics, files::Archives::Whole)?.inputs;
    let (corpus, said) = check::corpus(&mut sources, program.schema, &inputs, &mut files::draft);
    diagnostics.extend(said);
    let read = Read { provenance: Provenance::new(&corpus), corpus, sources };
    let ids = (0..read.corpus.claim_count()).filter_map(|i| u32::try_from(i).ok()).map(ClaimId);
    match arguments.format {
        Format::Jsonl => output::json(ids.map(|id| serde_json::to_string(&read.line(id))))?,
        Format::Table => {
            let width = options::page(color, &std::io::stdout()).width;
            output::lines(&table::fitted(&HEAD, &ids.map(|id| read.row(id)).collect::<Vec<_>>(), width))?;
        }
    }
    let unread = diagnostics.iter().any(|d| UNREAD.contains(&d.code.name));
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    output::say(diagnostics, &read.sources, color);
    Ok(match (unsound || unread, errors) {
        (true, _) => Status::Unsound,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    })
}

/// What was read.
struct Read {
    corpus: Corpus,
    provenance: Provenance,
    sources: Sources,
}

/// A claim on the wire.
#[derive(serde::Serialize)]
struct Line<'a> {
    story: &'a str,
    id: Cow<'a, str>,
    /// What it is about: claims with equal topics are about the same thing. None without a subject or a measure.
    topic: Option<Keyed<'a>>,
    /// Every field that has a value.
    fields: Keyed<'a>,
    /// The fields whose value is a default.
    defaulted: Vec<&'a str>,
    origins: Vec<String>,
    parties: Vec<String>,
    place: Place<'a>,
    words: Option<Words<'a>>,
}

/// Values by name, in the order of the fields.
struct Keyed<'a>(Vec<(&'a str, Wire)>);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
}

#[derive(serde::Serialize)]
struct Words<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// A value on the wire. Exact numbers are text, since readers of JSON round.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Wire {
    Missing,
    Bool(bool),
    Text(String),
    List(Vec<Wire>),
    Quantity(WireQuantity),
    Date(WireDate),
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct WireQuantity {
    text: Option<String>,
    low: Option<String>,
    high: Option<String>,
    low_open: bool,
    high_open: bool,
    dimension: String,
    unit: Option<String>,
    hedge: Option<String>,
}

#[derive(serde::Serialize)]
struct WireDate {
    text: Option<String>,
    first: Option<String>,
    last: Option<String>,
}

/// What the line has elsewhere, and what is no value.
const NOT_LISTED: [FieldId; 4] = [fields::ID, fields::STORY, fields::TOPIC, fields::ALLOW];

impl Read {
    fn line(&self, id: ClaimId) -> Line<'_> {
        let claim = self.corpus.claim(id);
        let names = |origins: &[Origin]| origins.iter().map(|o| self.origin(*o)).collect();
        Line {
            story: &self.corpus.story(claim.story()).id,
            id: claim.id(),
            topic: self.topic(id, claim),
            fields: Keyed(self.fields(id).collect()),
            defaulted: self.defaulted(claim),
            origins: names(self.provenance.origins(id)),
            parties: names(&self.provenance.parties(id)),
            place: self.place(claim.span()),
            words: claim.words().map(|span| Words { text: self.sources.slice(span), place: self.place(span) }),
        }
    }

    fn fields(&self, id: ClaimId) -> impl Iterator<Item = (&str, Wire)> {
        let all = self.all_fields().filter(|(field, _)| !NOT_LISTED.contains(field));
        all.map(move |(field, name)| (name, self.field(id, field))).filter(|(_, value)| !matches!(value, Wire::Missing))
    }

    fn all_fields(&self) -> impl Iterator<Item = (FieldId, &str)> {
        let fields = self.corpus.schema.fields(RecordKind::Claim).iter();
        fields.filter_map(|field| Some((self.corpus.schema.field_named(RecordKind::Claim, &field.name)?, &*field.name)))
    }

    /// A field's value as rules see it. What was given is borrowed, what is filled in is a choice or a truth.
    fn field(&self, id: ClaimId, field: FieldId) -> Wire {
        let claim = self.corpus.claim(id);
        if claim.gives(field) { self.wire(&claim.given(field)) } else { self.filled_in(&claim.value(field)) }
    }

    fn filled_in(&self, value: &Value) -> Wire {
        match value {
            Value::Missing => Wire::Missing,
            Value::Bool(known) => Wire::Bool(*known),
            other => Wire::Text(show(other, &self.corpus)),
        }
    }

    /// Subject, measure and the measure's separators.
    fn topic(&self, id: ClaimId, claim: ClaimRef<'_>) -> Option<Keyed<'_>> {
        claim.topic()?;
        let Value::Measure(measure) = *claim.given(fields::MEASURE) else { return None };
        let separators = &self.corpus.measure(measure).separators;
        let of = [fields::SUBJECT, fields::MEASURE].iter().chain(separators);
        let name = |field: FieldId| &*self.corpus.schema.field(RecordKind::Claim, field).name;
        Some(Keyed(of.map(|field| (name(*field), self.field(id, *field))).collect()))
    }

    fn defaulted(&self, claim: ClaimRef<'_>) -> Vec<&str> {
        let default = |field| &self.corpus.schema.field(RecordKind::Claim, field).default;
        let filled = |field| *default(field) != FieldDefault::None && !claim.gives(field);
        self.all_fields().filter(|(field, _)| filled(*field)).map(|(_, name)| name).collect()
    }

    fn origin(&self, origin: Origin) -> String {
        match origin {
            Origin::Entity(id) => self.corpus.entity(id).id.to_string(),
            Origin::Story(id) => format!("story {}", self.corpus.story(id).id),
        }
    }

    fn place(&self, span: Span) -> Place<'_> {
        let at = self.sources.position(span);
        Place { path: self.sources.path(span.file), line: at.line, column: at.column }
    }

    fn wire(&self, value: &Value) -> Wire {
        match value {
            Value::Missing => Wire::Missing,
            Value::Bool(known) => Wire::Bool(*known),
            Value::Quantity(q) => Wire::Quantity(wire_quantity(q)),
            Value::Date(d) => Wire::Date(wire_date(d)),
            Value::List(items) => Wire::List(items.iter().map(|i| self.wire(i)).collect()),
            other => Wire::Text(self.named(other)),
        }
    }

    /// A value by its id: what it is called in the claims documents.
    fn named(&self, value: &Value) -> String {
        match value {
            Value::Missing => "-".to_owned(),
            Value::Claim(id) => self.corpus.claim_name(*id),
            Value::Entity(id) => self.corpus.entity(*id).id.to_string(),
            Value::Story(id) => self.corpus.story(*id).id.to_string(),
            Value::Measure(id) => self.corpus.measure(*id).name.to_string(),
            other => show(other, &self.corpus),
        }
    }

    /// A claim for people: what is claimed, how it was read, who says so.
    fn row(&self, id: ClaimId) -> Row<7> {
        let field = |f| self.named(&self.corpus.claim_value(id, f));
        let origins: Vec<String> = self.provenance.origins(id).iter().map(|o| self.origin(*o)).collect();
        [
            self.corpus.claim_name(id),
            field(fields::SUBJECT),
            field(fields::MEASURE),
            field(fields::VALUE),
            self.read_as(&self.corpus.claim_value(id, fields::VALUE)),
            field(fields::SOURCE),
            origins.join(", "),
        ]
    }

    /// A value without the words it was written in: what they were taken for.
    fn read_as(&self, value: &Value) -> String {
        match value {
            Value::Missing => "-".to_owned(),
            Value::Quantity(q) => show(&Value::quantity(q.derived(q.interval)), &self.corpus),
            Value::Date(d) => show(&Value::Date(std::sync::Arc::new(Date { written: None, ..(**d).clone() })), &self.corpus),
            Value::Entity(_) => "entity".to_owned(),
            Value::Choice(..) => "choice".to_owned(),
            _ => "text".to_owned(),
        }
    }
}

const HEAD: [&str; 7] = ["claim", "subject", "measure", "value", "read as", "source", "origins"];

fn wire_quantity(q: &Quantity) -> WireQuantity {
    let written = q.written.as_deref();
    WireQuantity {
        text: written.map(|w| w.text.to_string()),
        low: exact(q.interval.low),
        high: exact(q.interval.high),
        low_open: q.interval.low.is_open(),
        high_open: q.interval.high.is_open(),
        dimension: match &q.dimension {
            Dimension::One => "one".to_owned(),
            Dimension::Declared(name) => name.to_string(),
            Dimension::Noun(noun) => format!("noun {noun}"),
        },
        unit: q.shown_unit().map(ToString::to_string),
        hedge: written.and_then(|w| w.hedge.as_ref()).map(ToString::to_string),
    }
}

fn wire_date(d: &Date) -> WireDate {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    WireDate { text: d.written.as_ref().map(ToString::to_string), first: day(d.first), last: day(d.last) }
}

/// An exact number as text: `12`, `5/2`; none for no bound.
fn exact(end: End) -> Option<String> {
    let text = |n: Exact| match n.denominator() {
        1 => n.numerator().to_string(),
        denominator => format!("{}/{denominator}", n.numerator()),
    };
    end.number().map(text)
}
