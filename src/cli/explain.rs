//! `claimlint explain`: a rule, a function, a measure, a unit, a hedge, an amount, a field or a diagnostic code, in plain words.

use std::fmt::Write as _;

use super::options::{self, Color, Loaded, RuleOptions};
use super::{Status, output, rules};
use crate::builtins;
use crate::corpus::{Measure, RecordKind, Schema, Type, Value, ValueType};
use crate::diagnostic::{Diagnostic, codes};
use crate::eval::show;
use crate::lang::Program;
use crate::lang::ast::Outcome;
use crate::lang::typed::{Access, Path, Rule, SelectorKind};
use crate::source::Sources;
use crate::value::{Amount, End, Exact, Hedge, Interval, Unit};

/// Explain a rule, a function, a measure, a unit, a hedge, a field or a diagnostic code
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claimlint explain sources-disagree       a rule: what it looks for, and why
  claimlint explain clash                  a function of the rule language
  claimlint explain troop-count            a measure
  claimlint explain about                  a hedge: how it reads
  claimlint explain split-number           a diagnostic code
  claimlint explain                        all there is to explain

Exit status:
  0  explained
  2  there is nothing of that name")]
pub struct Arguments {
    /// What to explain [default: list everything]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    rules: RuleOptions,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// A kind of thing that can be explained: what it is called, the names of it, and the page of one.
struct Kind {
    title: &'static str,
    names: fn(&Program) -> Vec<String>,
    page: fn(&Program, &Sources, &str) -> Option<String>,
}

static KINDS: &[Kind] = &[
    Kind { title: "Rules", names: |p| p.rules.iter().map(|r| r.name.to_string()).collect(), page: rule_page },
    Kind { title: "Functions", names: |_| builtins::all().map(|b| b.name.to_owned()).collect(), page: builtin_page },
    Kind { title: "Measures", names: |p| p.schema.measures.iter().map(|m| m.name.to_string()).collect(), page: measure_page },
    Kind { title: "Units", names: |p| p.schema.vocabulary.units().iter().map(|u| u.name.to_string()).collect(), page: unit_page },
    Kind {
        title: "Hedges",
        names: |p| p.schema.vocabulary.hedges().iter().map(|h| h.phrase.to_string()).collect(),
        page: hedge_page,
    },
    Kind {
        title: "Vague amounts",
        names: |p| p.schema.vocabulary.amounts().iter().map(|a| a.phrase.to_string()).collect(),
        page: amount_page,
    },
    Kind { title: "Fields", names: field_names, page: field_page },
    Kind { title: "Diagnostic codes", names: |_| codes::CODES.iter().map(|c| c.name.to_owned()).collect(), page: code_page },
];

/// Explains a name.
///
/// # Errors
/// There is nothing of that name.
pub fn run(arguments: &Arguments) -> Result<Status, String> {
    let mut sources = Sources::new();
    // Rules that do not run by default can be explained all the same.
    let Loaded { program, diagnostics, .. } = arguments.rules.load_all(&mut sources);
    let text = match &arguments.name {
        None => overview(&program),
        Some(name) => {
            let pages: Vec<String> = KINDS.iter().filter_map(|k| (k.page)(&program, &sources, name)).collect();
            if pages.is_empty() {
                let names: Vec<String> = KINDS.iter().flat_map(|k| (k.names)(&program)).collect();
                return Err(options::unknown(
                    "rule, function, measure, unit, hedge, field or code",
                    name,
                    names.iter().map(String::as_str),
                ));
            }
            pages.join("\n")
        }
    };
    output::write(|out| out.write_all(text.as_bytes()))?;
    let unsound = diagnostics.iter().any(Diagnostic::is_error);
    rules::say(diagnostics.into_iter().filter(Diagnostic::is_error).collect(), &sources, arguments.color);
    Ok(if unsound { Status::Unsound } else { Status::Clean })
}

fn overview(program: &Program) -> String {
    let mut text = String::new();
    for kind in KINDS {
        let names = (kind.names)(program);
        let _ = writeln!(text, "{} ({})", kind.title, names.len());
        let mut line = String::from("  ");
        for name in names {
            if line.len() + name.len() > 96 {
                let _ = writeln!(text, "{}", line.trim_end());
                line = String::from("  ");
            }
            line.push_str(&name);
            line.push_str(", ");
        }
        let _ = writeln!(text, "{}\n", line.trim_end().trim_end_matches(','));
    }
    text
}

fn rule_page(program: &Program, sources: &Sources, name: &str) -> Option<String> {
    let rule = program.rules.iter().find(|r| *r.name == *name)?;
    let mut text = format!("{name}: a rule\n\n");
    if let Some(title) = &rule.title {
        let _ = writeln!(text, "{title}\n");
    }
    let pack = rule.pack.as_deref().map_or(String::new(), |p| format!(", pack {p}"));
    let at = sources.position(rule.span).line;
    let _ = writeln!(text, "Severity    {}{pack}", rule.severity.name());
    let _ = writeln!(text, "Written in  {}:{at}", sources.path(rule.span.file));
    let _ = writeln!(text, "Looks at    {}", looks_at(rule, &program.schema));
    for (param, value) in &rule.params {
        let _ = writeln!(text, "Param       {param} = {value}");
    }
    if !rule.tags.is_empty() {
        let _ = writeln!(text, "Tags        {}", rule.tags.iter().map(|t| &**t).collect::<Vec<_>>().join(", "));
    }
    if let Some(why) = &rule.why {
        let _ = writeln!(text, "\n{why}");
    }
    for example in &rule.examples {
        let outcome = if example.outcome == Outcome::Fires { "Reports" } else { "Says nothing on" };
        let _ = writeln!(text, "\n{outcome}: {}\n{}", example.name.value, indented(&example.documents.value));
    }
    Some(text)
}

fn indented(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("    {line}\n")).collect()
}

/// A rule's selector in words, with the keys by which partners are found.
fn looks_at(rule: &Rule, schema: &Schema) -> String {
    let selector = &rule.selector;
    let reach = if selector.across_stories { "across stories" } else { "in one story" };
    let keys: Vec<String> = selector.keys.iter().map(|k| path_name(k, schema)).collect();
    let keys = keys.join(", ");
    match selector.kind {
        SelectorKind::Claim(_) => "each claim".to_owned(),
        SelectorKind::Entity(_) => "each entity".to_owned(),
        SelectorKind::Source(_) => "each source".to_owned(),
        SelectorKind::Story(_) => "each story".to_owned(),
        SelectorKind::Pair(..) => format!("each claim with the nearest earlier one {reach} that shares {keys}"),
        SelectorKind::Step(..) => format!("each claim with the one just before it in order, {reach}, that shares {keys}"),
        SelectorKind::Group(_) => format!("all claims {reach} that share {keys}"),
    }
}

fn path_name(path: &Path, schema: &Schema) -> String {
    let names: Vec<String> = path
        .0
        .iter()
        .map(|access| match access {
            Access::Claim(f) => schema.field(RecordKind::Claim, *f).name.to_string(),
            Access::Entity(f) => schema.field(RecordKind::Entity, *f).name.to_string(),
            Access::Story(f) => schema.field(RecordKind::Story, *f).name.to_string(),
            Access::Measure(_) | Access::Clash(_) => "…".to_owned(),
        })
        .collect();
    names.join(".")
}

fn builtin_page(_: &Program, _: &Sources, name: &str) -> Option<String> {
    let builtin = builtins::by_name(name)?;
    let mut text = format!("{name}: a function of the rule language\n\n{}\n\n{}\n", builtin.signature, builtin.prose);
    for example in builtin.examples {
        let _ = write!(text, "\n  of a claim with {{{}}}\n  {} is {}\n", example.claim, example.expression, example.gives);
    }
    Some(text)
}

fn measure_page(program: &Program, sources: &Sources, name: &str) -> Option<String> {
    let measure = program.schema.measure(program.schema.measure_named(name)?);
    let mut text = format!("{name}: a measure\n\n{}\n\n", measure.title);
    let _ = writeln!(text, "Values      {}", values_of(measure));
    let separators: Vec<&str> = measure.separators.iter().map(|f| &*program.schema.field(RecordKind::Claim, *f).name).collect();
    let apart = if separators.is_empty() { "nothing but subject and measure".to_owned() } else { separators.join(", ") };
    let _ = writeln!(text, "Topics      told apart by {apart}");
    if let Some((low, high)) = measure.range {
        let _ = writeln!(text, "Range       {} to {}", in_unit(low, measure, program), in_unit(high, measure, program));
    }
    if measure.whole_numbers {
        text.push_str("Numbers     whole\n");
    }
    if let Some(span) = measure.declared {
        let _ = writeln!(text, "Written in  {}:{}", sources.path(span.file), sources.position(span).line);
    }
    Some(text)
}

/// A bound of a measure's range, in the measure's unit.
fn in_unit(base: Exact, measure: &Measure, program: &Program) -> String {
    let unit = match &measure.value {
        ValueType::Quantity(unit) => program.schema.vocabulary.unit(unit),
        _ => None,
    };
    let number = unit.and_then(|u| u.from_base(Interval::point(base))?.exactly()).unwrap_or(base);
    unit.map_or(number.to_string(), |u| format!("{number} {}", u.word()))
}

fn values_of(measure: &Measure) -> String {
    match &measure.value {
        ValueType::Undeclared => "read as what they look like: a date, a quantity, else text".to_owned(),
        ValueType::Count => "counts: any noun that is no unit counts".to_owned(),
        ValueType::Quantity(unit) => format!("quantities in {unit}, or another unit of its kind"),
        ValueType::Date => "dates".to_owned(),
        ValueType::Text => "text".to_owned(),
        ValueType::Entity => "entities".to_owned(),
        ValueType::Choice(set) => format!("one of {}", set.options.iter().map(|o| &**o).collect::<Vec<_>>().join(", ")),
    }
}

fn unit_page(program: &Program, _: &Sources, name: &str) -> Option<String> {
    let vocabulary = &program.schema.vocabulary;
    let unit: &Unit = vocabulary.unit(name)?;
    let mut text = format!("{}: a unit\n\n", unit.name);
    let words: Vec<&str> = unit.words.iter().map(|w| &**w).collect();
    let _ = writeln!(text, "Written     {}", words.join(", "));
    let base = vocabulary.units().iter().find(|u| u.dimension == unit.dimension && u.factor == Exact::ONE && u.zero.is_zero());
    if let Some(base) = base.filter(|b| b.name != unit.name) {
        let from = if unit.zero.is_zero() { String::new() } else { format!(", counted from {}", unit.zero) };
        let _ = writeln!(text, "Size        {} {}{from}", unit.factor, base.name);
    }
    let same: Vec<&str> =
        vocabulary.units().iter().filter(|u| u.dimension == unit.dimension && u.name != unit.name).map(|u| &*u.name).collect();
    if !same.is_empty() {
        let _ = writeln!(text, "Compares with {}", same.join(", "));
    }
    Some(text)
}

fn hedge_page(program: &Program, _: &Sources, name: &str) -> Option<String> {
    let hedges: Vec<&Hedge> = program.schema.vocabulary.hedges().iter().filter(|h| *h.phrase == *name.to_lowercase()).collect();
    let first = hedges.first()?;
    let mut text = format!("{}: a hedge\n\n", first.phrase);
    for hedge in hedges {
        let side = if hedge.after { "behind" } else { "before" };
        let _ = writeln!(text, "Stands {side} a number, and reads as {} of it", share(hedge.share));
    }
    Some(text)
}

/// An interval of shares, in percent.
fn share(of: Interval) -> String {
    let percent = |n: Exact| n.mul(Exact::whole(100)).map_or_else(|| n.to_string(), |n| format!("{n}%"));
    match (of.low, of.high) {
        _ if of.exactly().is_some() => of.exactly().map(percent).unwrap_or_default(),
        (End::Unbounded, End::Unbounded) => "anything".to_owned(),
        (End::Open(low), End::Unbounded) => format!("more than {}", percent(low)),
        (End::Closed(low), End::Unbounded) => format!("at least {}", percent(low)),
        (End::Unbounded, End::Open(high)) => format!("less than {}", percent(high)),
        (End::Unbounded, End::Closed(high)) => format!("up to {}", percent(high)),
        (low, high) => {
            let open = |end: End| if end.is_open() { " (not itself)" } else { "" };
            let number = |end: End| end.number().map(percent).unwrap_or_default();
            format!("{}{} to {}{}", number(low), open(low), number(high), open(high))
        }
    }
}

fn amount_page(program: &Program, _: &Sources, name: &str) -> Option<String> {
    let amount: &Amount = program.schema.vocabulary.amount(name)?;
    let corpus = empty_corpus(program);
    Some(format!("{}: a vague amount\n\nReads as {}\n", amount.phrase, show(&Value::quantity(amount.quantity.clone()), &corpus)))
}

/// A corpus without claims, for printing values.
fn empty_corpus(program: &Program) -> crate::corpus::Corpus {
    crate::corpus::build(&Sources::new(), program.schema.clone(), Vec::new()).0
}

const KINDS_OF_RECORD: [(RecordKind, &str); 3] =
    [(RecordKind::Claim, "claims"), (RecordKind::Entity, "entities and sources"), (RecordKind::Story, "stories")];

fn field_names(program: &Program) -> Vec<String> {
    let mut names: Vec<String> =
        KINDS_OF_RECORD.iter().flat_map(|(kind, _)| program.schema.fields(*kind)).map(|f| f.name.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

fn field_page(program: &Program, _: &Sources, name: &str) -> Option<String> {
    let mut text = String::new();
    for (kind, of) in KINDS_OF_RECORD {
        if let Some(id) = program.schema.field_named(kind, name) {
            let field = program.schema.field(kind, id);
            let _ = writeln!(text, "{name}: a field of {of}\n\n{}\nHolds {}\n", field.summary, holds(&field.ty));
        }
    }
    (!text.is_empty()).then_some(text)
}

fn holds(ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Quantity(_) => "a number or a quantity".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Choice(set) => {
            let sign = if set.ordered { " < " } else { ", " };
            format!("one of {}", set.options.iter().map(|o| &**o).collect::<Vec<_>>().join(sign))
        }
        Type::Claim => "the id of a claim".to_owned(),
        Type::Entity => "the id of an entity".to_owned(),
        Type::Measure => "the name of a measure".to_owned(),
        Type::Story => "the id of a story".to_owned(),
        Type::Topic => "subject, measure and the measure's separators; it is not written".to_owned(),
        Type::Value => "what the measure takes".to_owned(),
        Type::Clash => "two claims".to_owned(),
        Type::List(of) => format!("a list: {}, each", holds(of)),
    }
}

fn code_page(_: &Program, _: &Sources, name: &str) -> Option<String> {
    let code = codes::by_name(name)?;
    Some(format!("{}\nUsually {}.\n", code.page.trim_end(), article(code.severity.name())))
}

fn article(severity: &str) -> String {
    match severity {
        "error" => "an error".to_owned(),
        "warning" => "a warning".to_owned(),
        other => other.to_owned(),
    }
}
