//! Rules with every name resolved and every type known: what a plan is made of, and what an evaluator may rely on.

use std::sync::Arc;

use super::ast::{Example, LabelKind, Over, Quoted};
use crate::builtins::Builtin;
use crate::corpus::{FieldId, Schema, Type, Value};
use crate::diagnostic::Severity;
use crate::source::Span;
use crate::value::{Dimension, Tolerance};

/// Everything that the rule files of a run declare, checked.
#[derive(Clone, Debug)]
pub struct Program {
    /// Fields, measures and vocabulary.
    pub schema: Schema,
    /// The packs, in the order in which they were met.
    pub packs: Vec<Pack>,
    /// The rules that can be run, in the order in which they were declared.
    pub rules: Vec<Rule>,
    /// The helpers, by place.
    pub defines: Vec<Define>,
    /// Names of rules that are declared but cannot be run: a mistake in them was reported.
    pub broken_rules: Vec<Arc<str>>,
    /// Names of rules that can be run, but are not to be.
    pub idle_rules: Vec<Arc<str>>,
}

/// A pack of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Whether its rules run only when asked for.
    pub opt_in: bool,
}

/// A helper.
#[derive(Clone, Debug)]
pub struct Define {
    /// Its name.
    pub name: Arc<str>,
    /// How many parameters it has; they are its first locals.
    pub params: usize,
    /// How many locals its body needs.
    pub locals: usize,
    /// What it stands for.
    pub body: Expr,
}

/// A local of a rule or a define: a binding, a `let`, an element of a comprehension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Local(pub usize);

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: Arc<str>,
    /// Where its name stands.
    pub span: Span,
    /// One line in plain words.
    pub title: Option<Arc<str>>,
    /// How grave its findings are, escalations aside.
    pub severity: Severity,
    /// Its tags.
    pub tags: Vec<Arc<str>>,
    /// A page that says more.
    pub link: Option<Arc<str>>,
    /// The rules whose findings are left out where one of this rule is about the same claims.
    pub outranks: Vec<Arc<str>>,
    /// The pack of its file.
    pub pack: Option<Arc<str>>,
    /// Its parameters and their settings, as written.
    pub params: Vec<(Arc<str>, String)>,
    /// What it is about.
    pub selector: Selector,
    /// Its `let`s, in order, with the local that each fills.
    pub lets: Vec<(Local, Expr)>,
    /// When it reports.
    pub flag: Expr,
    /// When it is graver.
    pub escalations: Vec<(Severity, Expr)>,
    /// What it says.
    pub report: Template,
    /// The places, the first primary.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Template>,
    /// What a reader would be misled about.
    pub why: Option<Quoted>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// How many locals it needs.
    pub locals: usize,
    /// The claim fields that `flag when`, and the lets it uses, read directly on a binding, in the order of reading: a claim
    /// that lacks one is undecided.
    pub reads: Vec<FieldId>,
}

/// The record that bare names belong to, in `where`, `sharing`, `by` and labels: always the first local.
pub const RECORD: Local = Local(0);

/// What a rule is about.
#[derive(Clone, Debug)]
pub struct Selector {
    /// Where it stands.
    pub span: Span,
    /// What is bound, and to which locals.
    pub kind: SelectorKind,
    /// Which claims.
    pub over: Over,
    /// Whether partners may stand in other stories.
    pub across_stories: bool,
    /// What must surely hold of each record, which is the first local.
    pub filter: Option<Expr>,
    /// The keys: partners are the same in each of them.
    pub keys: Vec<Path>,
    /// Where each key stands.
    pub key_spans: Vec<Span>,
    /// The order of steps: an expression on the first local.
    pub by: Option<Expr>,
}

/// What a selector binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorKind {
    /// Each claim.
    Claim(Local),
    /// Each entity.
    Entity(Local),
    /// Each entity that some claim names as source.
    Source(Local),
    /// Each story.
    Story(Local),
    /// Two claims with equal keys, the first earlier.
    Pair(Local, Local),
    /// Neighbours in an order.
    Step(Local, Local),
    /// All claims with equal keys.
    Group(Local),
}

/// A message.
#[derive(Clone, Debug)]
pub struct Template(pub Vec<Piece>);

/// A piece of a message.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Text.
    Text(Arc<str>),
    /// A value.
    Value(Expr),
}

/// A place that a report points at.
#[derive(Clone, Debug)]
pub struct Label {
    /// One place, or one for each element of a list.
    pub kind: LabelKind,
    /// The record, or the list of them: claims, entities or stories.
    pub owner: Expr,
    /// The field of the record; none for the record itself.
    pub field: Option<FieldId>,
    /// What is said there; bare names are fields of the record, which is the first local.
    pub text: Template,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it gives.
    pub ty: Type,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value known beforehand.
    Constant(Value),
    /// A local.
    Local(Local),
    /// A field of one record.
    Field(Box<Expr>, Access),
    /// The field of each record of a list.
    Project(Box<Expr>, Access),
    /// A field of the first record of a list: the value that all members of a group share.
    Shared(Box<Expr>, Access),
    /// `not`
    Not(Box<Expr>),
    /// `and`, of two or more.
    And(Vec<Expr>),
    /// `or`, of two or more.
    Or(Vec<Expr>),
    /// A comparison.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Whether a list holds a value, by sameness.
    In(Box<Expr>, Box<Expr>),
    /// `+ - * /`
    Arithmetic(Operation, Box<Expr>, Box<Expr>),
    /// `-x`
    Negative(Box<Expr>),
    /// `if c then x else y`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A list written out.
    List(Vec<Expr>),
    /// A function of the table.
    Call(&'static Builtin, Vec<Expr>),
    /// `maybe(e)`
    Maybe(Box<Expr>),
    /// `has(x)`
    Has(Box<Expr>),
    /// `either(x, y)`
    Either(Box<Expr>, Box<Expr>),
    /// `conflict(x, y, beyond: t)`
    Conflict(Box<Expr>, Box<Expr>, Option<Box<Beyond>>),
    /// `clash(g.value, beyond: t, between: K, while: D)`
    Clash(Box<ClashOf>),
    /// `count(E for x in LIST where C)`
    Aggregate(Box<Aggregate>),
    /// A define, by its place in the program.
    Define(usize, Vec<Expr>),
}

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Of a claim.
    Claim(FieldId),
    /// Of an entity.
    Entity(FieldId),
    /// Of a story.
    Story(FieldId),
    /// Of a measure.
    Measure(MeasureField),
    /// Of a clash.
    Clash(ClashField),
}

/// A path from a record to a value: `source.party`. Two equal paths share an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Access>);

/// What rules may read of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeasureField {
    /// Its name.
    Id,
    /// Its title.
    Title,
    /// The least value that can be true.
    RangeLow,
    /// The greatest value that can be true.
    RangeHigh,
    /// `up` or `down`.
    Monotone,
    /// The measure that it is a kind of.
    KindOf,
    /// Whether its values are whole numbers.
    WholeNumbers,
}

impl MeasureField {
    /// All of them, by name.
    pub const ALL: [(&'static str, MeasureField); 7] = [
        ("id", MeasureField::Id),
        ("title", MeasureField::Title),
        ("range-low", MeasureField::RangeLow),
        ("range-high", MeasureField::RangeHigh),
        ("monotone", MeasureField::Monotone),
        ("kind-of", MeasureField::KindOf),
        ("whole-numbers", MeasureField::WholeNumbers),
    ];
}

/// What rules may read of a clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClashField {
    /// The claim with the lesser value.
    Low,
    /// The claim with the greater value.
    High,
    /// Their gap over the greater figure.
    Gap,
}

impl ClashField {
    /// All of them, by name.
    pub const ALL: [(&'static str, ClashField); 3] =
        [("low", ClashField::Low), ("high", ClashField::High), ("gap", ClashField::Gap)];
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The four operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A tolerance, and what it is a tolerance of.
#[derive(Clone, Debug, PartialEq)]
pub struct Beyond {
    /// How much is let pass.
    pub tolerance: Tolerance,
    /// The dimension of an absolute one; none for a relative one, or for nothing at all.
    pub dimension: Option<Dimension>,
}

/// `clash(…)`
#[derive(Clone, Debug)]
pub struct ClashOf {
    /// The claims.
    pub claims: Expr,
    /// The field that is compared: `value`, or a date.
    pub field: FieldId,
    /// The tolerance; none for the measure's.
    pub beyond: Option<Beyond>,
    /// In what the two must differ.
    pub between: Option<Between>,
    /// The date that the two may share.
    pub during: Option<FieldId>,
}

/// In what the two claims of a clash must differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Between {
    /// The source; a claim without one has the story as source.
    Source,
    /// They have no origin in common.
    Origin,
    /// They have no party in common.
    Party,
    /// The story.
    Story,
    /// The part of the story.
    Part,
}

impl Between {
    /// All of them, by name.
    pub const ALL: [(&'static str, Between); 5] = [
        ("source", Between::Source),
        ("origin", Between::Origin),
        ("party", Between::Party),
        ("story", Between::Story),
        ("part", Between::Part),
    ];
}

/// What is made of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// How many there are.
    Count,
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// Their mean.
    Mean,
    /// The first.
    First,
    /// The last.
    Last,
    /// Whether one is so.
    Any,
    /// Whether all are so.
    Every,
    /// Whether none is so.
    None,
}

impl Fold {
    /// All of them, by name.
    pub const ALL: [(&'static str, Fold); 10] = [
        ("count", Fold::Count),
        ("sum", Fold::Sum),
        ("min", Fold::Min),
        ("max", Fold::Max),
        ("mean", Fold::Mean),
        ("first", Fold::First),
        ("last", Fold::Last),
        ("any", Fold::Any),
        ("every", Fold::Every),
        ("none", Fold::None),
    ];
}

/// `count(E for x in LIST where C)`, or `count(l)`.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is made of the elements.
    pub fold: Fold,
    /// The list.
    pub list: Elements,
    /// What each element is called.
    pub binding: Local,
    /// What must surely hold of an element.
    pub filter: Option<Expr>,
    /// What is taken of each; the element itself where it is not said.
    pub element: Expr,
}

/// What an aggregate runs over.
#[derive(Clone, Debug)]
pub enum Elements {
    /// A list.
    Of(Expr),
    /// The claims of the rule's story, or of all stories.
    Claims {
        /// Which claims.
        over: Over,
        /// Whether they are those of the story that the rule is about, where it is about one.
        reach: Reach,
        /// Equalities between the element and what is bound outside: found by an index.
        keys: Vec<JoinKey>,
        /// Where the equalities stand.
        stand: KeysStand,
    },
}

/// How far partners, or the elements of a comprehension over claims, may lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Inside one story.
    Story,
    /// Anywhere.
    Everywhere,
}

/// Where the keys of a comprehension stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysStand {
    /// In `where`: an element that does not surely meet them is left out.
    InFilter,
    /// In the condition of `any` or `none`: it cannot be told of an element that lacks a key.
    InCondition,
}

/// An equality that every wanted element of a comprehension meets.
#[derive(Clone, Debug)]
pub struct JoinKey {
    /// What is read of the element.
    pub path: Path,
    /// The value, or the list of values, that it must be the same as.
    pub value: Expr,
    /// How they are matched.
    pub matching: Matching,
}

/// How a key of a comprehension is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matching {
    /// The element's key is the value.
    Is,
    /// The element's key is one of the values.
    IsOneOf,
    /// The element's key is a list that holds the value.
    Holds,
}
