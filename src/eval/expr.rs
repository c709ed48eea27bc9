//! Expressions to values: one evaluator for one rule, with its locals in a frame.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Options;
use super::index::{Indexes, Lookup};
use super::near::Known;
use super::notes::Notes;
use super::waivers::Waivers;
use super::{arithmetic, clash, compare};
use crate::builtins::{Evaluate, Form, World};
use crate::corpus::{ClaimId, Corpus, FieldId, MeasureId, Monotone, RecordKind, StoryId, Type, Value, ValueType, fields};
use crate::lang::Program;
use crate::lang::typed::{Access, ClashField, Define, Expr, ExprKind, JoinKey, Local, MeasureField, Path, Reach, Rule};
use crate::value::{Dimension, Interval, Quantity, Truth};

/// Evaluates the expressions of one rule.
pub struct Evaluator<'a> {
    /// The program that the rule belongs to.
    pub program: &'a Program,
    /// What functions may look at.
    pub world: &'a World<'a>,
    /// Claims by keys.
    pub indexes: &'a Indexes<'a>,
    /// The waivers of the run.
    pub waivers: &'a Waivers<'a>,
    /// The rule.
    pub rule: &'a Rule,
    /// Its place in the program.
    pub place: usize,
    /// Whether someone reads what findings say.
    pub words: bool,
    /// Whether nothing is asked of findings but how many there are.
    pub only_counts: bool,
    /// What was noticed about the data.
    pub notes: RefCell<Notes>,
    /// The lookups that this rule has used, by the keys of their comprehensions.
    pub lookups: RefCell<FxHashMap<(*const JoinKey, Reach), Arc<Lookup>>>,
    /// The tolerances between plain numbers of a kind.
    pub near: RefCell<Known>,
    /// The frames of defines that have been left, to be used again.
    frames: RefCell<Vec<Frame<'a>>>,
}

/// The values of a rule's locals, those of the corpus in their place. A `let` is computed when it is first asked for.
pub struct Frame<'a> {
    values: Vec<Option<Cow<'a, Value>>>,
    story: Option<StoryId>,
}

impl<'a> Frame<'a> {
    /// Nothing is bound.
    #[must_use]
    pub fn new(locals: usize) -> Frame<'a> {
        Frame { values: vec![None; locals], story: None }
    }

    /// Binds a local.
    pub fn set(&mut self, local: Local, value: Value) {
        self.put(local, Cow::Owned(value));
    }

    fn put(&mut self, local: Local, value: Cow<'a, Value>) {
        if let Some(place) = self.values.get_mut(local.0) {
            *place = Some(value);
        }
    }

    /// The story that the rule is about, where it is about one.
    #[must_use]
    pub fn story(&self) -> Option<StoryId> {
        self.story
    }

    /// Forgets everything; what is bound next is of this story.
    pub fn restart(&mut self, story: Option<StoryId>) {
        self.story = story;
        self.values.iter_mut().for_each(|v| *v = None);
    }

    fn get(&self, local: Local) -> Option<&Cow<'a, Value>> {
        self.values.get(local.0)?.as_ref()
    }
}

/// Whether findings of a rule count whatever else is found, and whatever it could not judge.
fn stands_alone(program: &Program, rule: &Rule, corpus: &Corpus) -> bool {
    let is_ranked = |other: &Rule| other.outranks.contains(&rule.name);
    rule.outranks.is_empty()
        && rule.selector.by.is_none()
        && rule.reads.iter().all(|field| corpus.all_give(*field))
        && !program.rules.iter().any(is_ranked)
}

/// What an evaluator is made of, to make another one on another thread.
pub struct Again<'a> {
    program: &'a Program,
    world: &'a World<'a>,
    indexes: &'a Indexes<'a>,
    waivers: &'a Waivers<'a>,
    rule: (&'a Rule, usize),
    options: Options,
}

impl<'a> Again<'a> {
    /// Another evaluator for the same rule, which has noticed nothing yet.
    pub fn evaluator(&self) -> Evaluator<'a> {
        Evaluator::new(self.program, self.world, self.indexes, self.waivers, self.rule, &self.options)
    }
}

impl<'a> Evaluator<'a> {
    /// What it takes to make another evaluator for the same rule.
    pub fn again(&self) -> Again<'a> {
        let options = Options { steps: self.notes.borrow().asked(), words: self.words, ..Options::default() };
        let rule = (self.rule, self.place);
        Again { program: self.program, world: self.world, indexes: self.indexes, waivers: self.waivers, rule, options }
    }

    /// An evaluator for a rule.
    pub fn new(
        program: &'a Program,
        world: &'a World<'a>,
        indexes: &'a Indexes<'a>,
        waivers: &'a Waivers<'a>,
        (rule, place): (&'a Rule, usize),
        options: &Options,
    ) -> Evaluator<'a> {
        Evaluator {
            program,
            world,
            indexes,
            waivers,
            rule,
            place,
            words: options.words,
            only_counts: !options.words && waivers.all_count && stands_alone(program, rule, world.corpus),
            notes: RefCell::new(Notes::new(options.steps)),
            lookups: RefCell::default(),
            near: RefCell::default(),
            frames: RefCell::default(),
        }
    }

    /// Whether an expression is so.
    pub fn truth(&self, expr: &'a Expr, frame: &mut Frame<'a>) -> Truth {
        match &expr.kind {
            ExprKind::Not(of) => !self.truth(of, frame),
            // What comes after one that is surely not so is not looked at: it may make sense only where that one holds.
            ExprKind::And(parts) => {
                let mut all = Truth::Surely;
                for part in parts {
                    all = all.and(self.truth(part, frame));
                    if all == Truth::SurelyNot {
                        break;
                    }
                }
                all
            }
            ExprKind::Or(parts) => {
                let mut any = Truth::SurelyNot;
                for part in parts {
                    any = any.or(self.truth(part, frame));
                    if any == Truth::Surely {
                        break;
                    }
                }
                any
            }
            ExprKind::Compare(op, l, r) => {
                let (x, y) = (self.bare(l, frame), self.bare(r, frame));
                compare::compare(*op, &x, &y, self.world.corpus).unwrap_or_else(|mismatch| {
                    self.note(mismatch, [(l, &x), (r, &y)], frame);
                    Truth::CannotTell
                })
            }
            ExprKind::In(item, list) => self.within(item, list, frame),
            ExprKind::Conflict(l, r, beyond) => {
                let (x, y) = (self.bare(l, frame), self.bare(r, frame));
                compare::conflict(&x, &y, beyond.as_deref()).unwrap_or_else(|mismatch| {
                    self.note(mismatch, [(l, &x), (r, &y)], frame);
                    Truth::CannotTell
                })
            }
            ExprKind::Maybe(of) => Truth::of(self.truth(of, frame) != Truth::SurelyNot),
            ExprKind::Has(of) => Truth::of(self.has(of, frame)),
            _ => self.value(expr, frame).as_truth(),
        }
    }

    /// The value of an expression; one of the corpus or of the rule is left where it is.
    pub fn value(&self, expr: &'a Expr, frame: &mut Frame<'a>) -> Cow<'a, Value> {
        Cow::Owned(match &expr.kind {
            ExprKind::Constant(value) => return Cow::Borrowed(value),
            ExprKind::Local(local) => return self.local(*local, frame),
            ExprKind::Field(of, access) => return self.access(&self.value(of, frame), *access),
            ExprKind::Shared(of, access) => {
                return match self.value(of, frame).elements().first() {
                    Some(first) => self.access(first, *access),
                    None => Cow::Owned(Value::Missing),
                };
            }
            ExprKind::If(condition, then, otherwise) => {
                return match self.truth(condition, frame) {
                    Truth::Surely => self.value(then, frame),
                    Truth::SurelyNot => self.value(otherwise, frame),
                    Truth::CannotTell => Cow::Owned(Value::Missing),
                };
            }
            ExprKind::Either(x, y) => {
                return match self.value(x, frame) {
                    missing if missing.is_missing() => self.value(y, frame),
                    given => given,
                };
            }
            ExprKind::Define(place, arguments) => return self.define(*place, arguments, frame),
            ExprKind::Project(of, access) => self.project(&self.value(of, frame), *access),
            ExprKind::Arithmetic(op, l, r) => {
                let (x, y) = (self.value(l, frame), self.value(r, frame));
                arithmetic::operate(*op, &x, &y).unwrap_or_else(|mismatch| {
                    self.note(mismatch, [(l, &x), (r, &y)], frame);
                    Value::Missing
                })
            }
            ExprKind::Negative(of) => arithmetic::negative(&self.value(of, frame)),
            ExprKind::List(items) => Value::list(items.iter().map(|i| self.value(i, frame).into_owned()).collect()),
            ExprKind::Call(builtin, arguments) => match builtin.form {
                Form::Plain(evaluate) => self.call(evaluate, arguments, frame),
                Form::Special => Value::Missing,
            },
            ExprKind::Clash(clash) => clash::find(self, clash, frame),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, &expr.ty, frame),
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::In(..)
            | ExprKind::Conflict(..)
            | ExprKind::Maybe(_)
            | ExprKind::Has(_) => Value::truth(self.truth(expr, frame)),
        })
    }

    /// The value of an expression, but for the words of quantities: enough to compare it.
    fn bare(&self, expr: &'a Expr, frame: &mut Frame<'a>) -> Cow<'a, Value> {
        if let ExprKind::Field(owner, Access::Claim(fields::VALUE)) = &expr.kind
            && let Value::Claim(claim) = &*self.value(owner, frame)
        {
            return self.world.corpus.claim(*claim).bare_value(fields::VALUE);
        }
        self.value(expr, frame)
    }

    /// A function of one or two arguments, as most are, needs no list of them on the heap.
    fn call(&self, evaluate: Evaluate, arguments: &'a [Expr], frame: &mut Frame<'a>) -> Value {
        match arguments {
            [one] => evaluate(self.world, &[&self.value(one, frame)]),
            [one, other] => {
                let (one, other) = (self.value(one, frame), self.value(other, frame));
                evaluate(self.world, &[&one, &other])
            }
            all => {
                let all: Vec<Cow<'_, Value>> = all.iter().map(|a| self.value(a, frame)).collect();
                evaluate(self.world, &all.iter().map(|a| &**a).collect::<Vec<_>>())
            }
        }
    }

    /// `item in list`. A list that is written out of constants need not be made.
    fn within(&self, item: &'a Expr, list: &'a Expr, frame: &mut Frame<'a>) -> Truth {
        let constant = |e: &'a Expr| match &e.kind {
            ExprKind::Constant(value) => Some(value),
            _ => None,
        };
        let item = self.value(item, frame);
        match &list.kind {
            ExprKind::List(items) if items.iter().all(|i| constant(i).is_some()) => {
                compare::among(&item, items.iter().filter_map(constant), self.world.corpus)
            }
            _ => compare::among(&item, self.value(list, frame).elements().iter(), self.world.corpus),
        }
    }

    fn local(&self, local: Local, frame: &mut Frame<'a>) -> Cow<'a, Value> {
        if let Some(value) = frame.get(local) {
            return value.clone();
        }
        match self.rule.lets.iter().find(|(l, _)| *l == local) {
            Some((_, body)) => {
                let value = self.value(body, frame);
                frame.put(local, value.clone());
                value
            }
            None => Cow::Owned(Value::Missing),
        }
    }

    /// A define has locals of its own, its parameters first; the first local is kept for a record whose fields stand bare.
    fn define(&self, place: usize, arguments: &'a [Expr], frame: &mut Frame<'a>) -> Cow<'a, Value> {
        let Some((define, mut inner)) = self.inside(place, arguments, frame) else { return Cow::Owned(Value::Missing) };
        let value = self.value(&define.body, &mut inner);
        self.frames.borrow_mut().push(inner);
        value
    }

    /// A define with its arguments in a frame of its own; none where the steps are used up.
    pub fn inside(&self, place: usize, arguments: &'a [Expr], frame: &mut Frame<'a>) -> Option<(&'a Define, Frame<'a>)> {
        let define = self.program.defines.get(place).filter(|_| self.notes.borrow_mut().step())?;
        let left = self.frames.borrow_mut().pop();
        let mut inner = left.unwrap_or_else(|| Frame::new(define.locals));
        inner.story = frame.story;
        // Lets belong to the rule: within a define every local is set, or missing.
        inner.values.clear();
        inner.values.resize(define.locals, Some(Cow::Owned(Value::Missing)));
        for (i, argument) in arguments.iter().enumerate() {
            inner.put(Local(i + 1), self.value(argument, frame));
        }
        Some((define, inner))
    }

    /// A field of a record.
    pub fn access(&self, of: &Value, access: Access) -> Cow<'a, Value> {
        access_in(self.world.corpus, of, access)
    }

    fn project(&self, of: &Value, access: Access) -> Value {
        let mut all = Vec::with_capacity(of.elements().len());
        for element in of.elements() {
            match &*self.access(element, access) {
                Value::List(inner) => all.extend(inner.iter().cloned()),
                one => all.push(one.clone()),
            }
        }
        Value::list(all)
    }

    /// Whether a value was given.
    fn has(&self, of: &'a Expr, frame: &mut Frame<'a>) -> bool {
        let corpus = self.world.corpus;
        let (owner, access) = match &of.kind {
            ExprKind::Field(owner, access) => (self.value(owner, frame), *access),
            ExprKind::Shared(group, access) => {
                let first = self.value(group, frame).elements().first().cloned();
                (Cow::Owned(first.unwrap_or(Value::Missing)), *access)
            }
            // Every quantity has one, and nothing else has.
            ExprKind::Call(builtin, arguments) if builtin.name == "figure" => {
                return arguments.first().is_some_and(|q| matches!(*self.value(q, frame), Value::Quantity(_)));
            }
            _ => return is_there(&self.value(of, frame)),
        };
        match (&*owner, access) {
            (Value::Claim(id), Access::Claim(field)) if !matches!(field, fields::STORY | fields::TOPIC) => {
                // Of those that a list or a reference names, some may stand no longer.
                let is_one = !matches!(corpus.schema.field(RecordKind::Claim, field).ty, Type::List(_) | Type::Claim);
                corpus.claim(*id).gives(field) && (is_one || is_there(&self.access(&owner, access)))
            }
            (Value::Entity(id), Access::Entity(field)) if field != fields::entity::ID => {
                !corpus.entity(*id).fields.value(field).is_missing()
            }
            (Value::Measure(id), Access::Measure(MeasureField::RangeLow | MeasureField::RangeHigh)) => {
                corpus.measure(*id).range.is_some()
            }
            _ => is_there(&self.access(&owner, access)),
        }
    }

    /// Takes note that two values cannot be compared.
    fn note(&self, mismatch: compare::Mismatch, sides: [(&'a Expr, &Value); 2], frame: &mut Frame<'a>) {
        let claims: Vec<ClaimId> = sides.iter().filter_map(|(side, _)| self.claim_of(side, frame)).collect();
        let claims = if claims.is_empty() { self.bound(frame) } else { claims };
        self.notes.borrow_mut().mismatch(mismatch, &claims, self.world.corpus);
    }

    /// The claim that a side of a comparison is read from.
    fn claim_of(&self, side: &'a Expr, frame: &mut Frame<'a>) -> Option<ClaimId> {
        match &side.kind {
            ExprKind::Field(of, Access::Claim(_)) => match *self.value(of, frame) {
                Value::Claim(id) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }

    /// The claims that the rule's selector has bound.
    pub fn bound(&self, frame: &Frame<'_>) -> Vec<ClaimId> {
        let mut claims = Vec::new();
        for value in frame.values.iter().flatten() {
            if let Value::Claim(id) = &**value {
                claims.push(*id);
            }
        }
        claims
    }

    /// The value of a path on a claim.
    pub fn path(&self, claim: ClaimId, path: &Path) -> Value {
        path_in(self.world.corpus, claim, path)
    }
}

/// Whether a value is something: not missing, not an empty list, not a clash that was not found.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Missing => false,
        Value::List(items) => !items.is_empty(),
        Value::Clash(clash) => clash.witness.is_some(),
        _ => true,
    }
}

/// The value of a path on a claim.
pub fn path_in(corpus: &Corpus, claim: ClaimId, path: &Path) -> Value {
    let start = Cow::Owned(Value::Claim(claim));
    path.0.iter().fold(start, |value, access| access_in(corpus, &value, *access)).into_owned()
}

/// A field of a record, as rules see it: lists of claims leave out those that are not current.
pub fn access_in<'a>(corpus: &'a Corpus, of: &Value, access: Access) -> Cow<'a, Value> {
    match (of, access) {
        (Value::Claim(id), Access::Claim(field)) => claim_field(corpus, *id, field),
        (Value::Entity(id), Access::Entity(field)) => corpus.entity_value_in_place(*id, field),
        (Value::Story(id), Access::Story(field)) => corpus.story_value_in_place(*id, field),
        (Value::Measure(id), Access::Measure(field)) => Cow::Owned(measure_field(corpus, *id, field)),
        (Value::Clash(clash), Access::Clash(field)) => Cow::Owned(match (&clash.witness, field) {
            (None, _) => Value::Missing,
            (Some(w), ClashField::Low) => Value::Claim(w.low),
            (Some(w), ClashField::High) => Value::Claim(w.high),
            (Some(w), ClashField::Gap) => w.gap.clone(),
        }),
        _ => Cow::Owned(Value::Missing),
    }
}

fn claim_field(corpus: &Corpus, claim: ClaimId, field: FieldId) -> Cow<'_, Value> {
    let value = corpus.claim_value_in_place(claim, field);
    let stands = |v: &Value| !matches!(v, Value::Claim(id) if !corpus.claim(*id).is_current());
    match &*value {
        Value::List(items) if !items.iter().all(stands) => {
            Cow::Owned(Value::list(items.iter().filter(|v| stands(v)).cloned().collect()))
        }
        _ => value,
    }
}

fn measure_field(corpus: &Corpus, id: MeasureId, field: MeasureField) -> Value {
    let measure = corpus.measure(id);
    let vocabulary = &corpus.schema.vocabulary;
    let bound = |n| {
        let unit = match &measure.value {
            ValueType::Quantity(unit) => vocabulary.unit(unit),
            _ => None,
        };
        let point = Quantity::computed(Interval::point(n), unit.map_or(Dimension::One, |u| u.dimension.clone()));
        Value::quantity(unit.map_or(point.clone(), |u| point.shown_in(&u.name)))
    };
    match field {
        MeasureField::Id => Value::Text(measure.name.clone()),
        MeasureField::Title => Value::Text(measure.title.clone()),
        MeasureField::RangeLow => measure.range.map_or(Value::Missing, |(low, _)| bound(low)),
        MeasureField::RangeHigh => measure.range.map_or(Value::Missing, |(_, high)| bound(high)),
        MeasureField::Monotone => {
            measure.monotone.map_or(Value::Missing, |m| Value::text(if m == Monotone::Up { "up" } else { "down" }))
        }
        MeasureField::KindOf => {
            measure.kind_of.as_ref().and_then(|k| corpus.schema.measure_named(k)).map_or(Value::Missing, Value::Measure)
        }
        MeasureField::WholeNumbers => Value::Bool(measure.whole_numbers),
    }
}

/// The dimension that a type says, for sums of nothing.
pub fn dimension_of(ty: &Type) -> Dimension {
    match ty {
        Type::Quantity(Some(dimension)) => dimension.clone(),
        _ => Dimension::One,
    }
}
