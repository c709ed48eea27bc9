//! Rule files as written: items, clauses and expressions, each with its span. Knows no meaning: names are not resolved.

mod expr;
pub mod quoted;
mod same;

use std::sync::Arc;

pub use expr::{Argument, BinaryOp, Comprehension, Expr, ExprKind};
pub use quoted::Quoted;
pub use same::Same;

use crate::diagnostic::Severity;
use crate::source::{FileId, Span, Spanned};
use crate::value::Exact;

/// A name, and where it stands.
pub type Name = Spanned<Arc<str>>;

/// One rule file: its items in order, broken ones included.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFile {
    /// The file.
    pub file: FileId,
    /// What it declares.
    pub items: Vec<Item>,
}

/// One item of a rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The word `override` before it, where there is one.
    pub overrides: Option<Span>,
    /// The whole item.
    pub span: Span,
    /// What it declares.
    pub kind: ItemKind,
}

/// What an item declares.
#[expect(clippy::large_enum_variant, reason = "a file has few items, and each is looked at once")]
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `pack NAME "title" [opt-in]`
    Pack(Pack),
    /// `unit …`
    Unit(Unit),
    /// `hedge …`
    Hedge(Hedge),
    /// `amount …`
    Amount(Amount),
    /// `measure NAME {…}`
    Measure(Measure),
    /// `field NAME: TYPE`
    Field(Field),
    /// `define NAME(…) = …`
    Define(Define),
    /// `rule NAME {…}`
    Rule(Box<Rule>),
    /// An item that could not be read; its name still counts as declared.
    Broken {
        /// The keyword that opened it.
        keyword: &'static str,
        /// Its name, where that could be read.
        name: Option<Name>,
    },
}

/// The pack that the file's rules belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Spanned<String>,
    /// The word `opt-in`: its rules run only when asked for.
    pub opt_in: Option<Span>,
}

/// A unit of measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its name.
    pub name: Name,
    /// Its size.
    pub size: UnitSize,
    /// The words it is written with; may be empty.
    pub words: Vec<Spanned<String>>,
}

/// How large a unit is.
#[derive(Clone, Debug, PartialEq)]
pub enum UnitSize {
    /// `unit metre of length`: the base of a dimension.
    BaseOf(Name),
    /// `unit km = 1,000 metre`, `unit fahrenheit = 5/9 celsius from 32`.
    Times {
        /// How many of the other unit.
        factor: Spanned<Exact>,
        /// The other unit; `one` is built in.
        of: Name,
        /// The number, in the new unit, at which the other's scale begins.
        from: Option<Spanned<Exact>>,
    },
}

/// A hedge: its phrases and the shares of the number that they stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Hedge {
    /// The word `after`: the phrases stand behind the number.
    pub after: Option<Span>,
    /// The phrases.
    pub phrases: Vec<Spanned<String>>,
    /// How they read.
    pub range: Range,
}

/// A vague amount: its phrases and the numbers that they stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The phrases.
    pub phrases: Vec<Spanned<String>>,
    /// How they read.
    pub range: Range,
}

/// An interval as items write it: `12`, `24 to 99`, `90% to below 100%`, `above 100%`, `from 100%`, `below 100%`, `up to 100%`.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The whole interval.
    pub span: Span,
    /// Where it begins; `None` for no bound.
    pub low: Option<Bound>,
    /// Where it stops; `None` for no bound.
    pub high: Option<Bound>,
}

/// One end of a [`Range`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub number: Number,
    /// Whether the number itself is out (`above`, `below`).
    pub open: bool,
}

/// A number or a quantity in a rule: `12`, `10,000`, `1.2 million`, `5%`, `10 km`.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The whole literal, its unit included.
    pub span: Span,
    /// The number, magnitude words counted in; `5%` is 5 here.
    pub value: Exact,
    /// Its unit.
    pub unit: NumberUnit,
}

/// What stands behind a number.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberUnit {
    /// Nothing.
    None,
    /// `%`.
    Percent,
    /// The name of a unit.
    Named(Name),
}

/// What may be measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// `title "…"`
    pub title: Option<Spanned<String>>,
    /// `value …`; where it is missing, values are read as what they look like.
    pub value: Option<Spanned<MeasureValue>>,
    /// `separators F, …`; `Some` of nothing for `separators none`, `None` where the clause is missing.
    pub separators: Option<Vec<Name>>,
    /// `tolerance …`
    pub tolerance: Option<Number>,
    /// `range A to B`; a bare number is in the measure's unit.
    pub range: Option<(Number, Number)>,
    /// `whole-numbers`
    pub whole_numbers: Option<Span>,
    /// `monotone up|down`
    pub monotone: Option<Spanned<Direction>>,
    /// `kind-of MEASURE`
    pub kind_of: Option<Name>,
}

/// What the values of a measure are.
#[derive(Clone, Debug, PartialEq)]
pub enum MeasureValue {
    /// `count`: things one can count.
    Count,
    /// `quantity of UNIT`
    Quantity(Name),
    /// `date`
    Date,
    /// `text`
    Text,
    /// `entity`
    Entity,
    /// `choice a, b, …`
    Choice(Vec<Name>),
}

/// Which way a running total goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It only rises.
    Up,
    /// It only falls.
    Down,
}

/// A claim field of the desk's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeName,
}

/// A type as written: `text`, `list of claim`, `conditional < forecast`, `choice a, b`.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// A word.
    Named(Name),
    /// `list of …`
    ListOf(Box<TypeName>),
    /// `choice a, b, …`, or ordered: `a < b < …`.
    Choice {
        /// The options.
        options: Vec<Name>,
        /// Whether they are ordered.
        ordered: bool,
    },
}

/// A helper.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<(Name, TypeName)>,
    /// What it stands for.
    pub body: Expr,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// `title "…"`
    pub title: Option<Spanned<String>>,
    /// `severity …`; a warning where it is missing.
    pub severity: Option<Spanned<Severity>>,
    /// `tags …`
    pub tags: Vec<Name>,
    /// `link "…"`
    pub link: Option<Spanned<String>>,
    /// `outranks …`: rules that fall silent where this one tells the same slip.
    pub outranks: Vec<Name>,
    /// `param NAME = literal`…
    pub params: Vec<(Name, Expr)>,
    /// `for each …`
    pub selector: Selector,
    /// `let NAME = …`…
    pub lets: Vec<(Name, Expr)>,
    /// `flag when …`
    pub flag: Expr,
    /// `escalate to SEVERITY when …`…
    pub escalations: Vec<(Spanned<Severity>, Expr)>,
    /// `report "…"`
    pub report: Template,
    /// `at …`, the first one primary.
    pub labels: Vec<Label>,
    /// `help "…"`
    pub help: Option<Template>,
    /// `why """…"""`
    pub why: Option<Spanned<Quoted>>,
    /// `example …`…
    pub examples: Vec<Example>,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// The whole clause.
    pub span: Span,
    /// What is bound.
    pub kind: SelectorKind,
    /// Which claims.
    pub over: Over,
    /// `across stories`, where it stands.
    pub across_stories: Option<Span>,
    /// `where F`
    pub filter: Option<Expr>,
    /// `sharing K, …`
    pub sharing: Vec<Expr>,
    /// `by D`
    pub by: Option<Expr>,
}

/// What a selector binds.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectorKind {
    /// `claim c`
    Claim(Name),
    /// `entity e`
    Entity(Name),
    /// `source s`
    Source(Name),
    /// `story d`
    Story(Name),
    /// `pair a, b`
    Pair(Name, Name),
    /// `step a, b`
    Step(Name, Name),
    /// `group g`
    Group(Name),
}

impl SelectorKind {
    /// The names that it binds, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&Name> {
        match self {
            SelectorKind::Claim(n)
            | SelectorKind::Entity(n)
            | SelectorKind::Source(n)
            | SelectorKind::Story(n)
            | SelectorKind::Group(n) => vec![n],
            SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) => vec![a, b],
        }
    }
}

/// Which claims a selector takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// `claims`: current ones.
    Claims,
    /// `all-claims`: superseded, corrected and retracted ones too.
    AllClaims,
}

/// A place that a report points at.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// One place, or every element of a list.
    pub kind: LabelKind,
    /// The place.
    pub place: Expr,
    /// What is said there.
    pub text: Template,
}

/// `at PLACE` or `at each LIST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// One place.
    At,
    /// Every element of a list.
    AtEach,
}

/// A message: text with values in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The literal, its quotes included.
    pub span: Span,
    /// Text and values in turn.
    pub parts: Vec<TemplatePart>,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text, escapes resolved.
    Text(String),
    /// `{expression}`
    Value(Expr),
}

/// An example of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The whole clause.
    pub span: Span,
    /// What the rule must do.
    pub outcome: Outcome,
    /// What it shows.
    pub name: Spanned<String>,
    /// Claims documents in YAML, separated by `---`; the common indent removed.
    pub documents: Spanned<Quoted>,
}

/// What an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rule reports something.
    Fires,
    /// The rule reports nothing.
    Silent,
}
