//! How far rules look: typed rules in; for each, which claims of an archive it could look at from some claims that are checked.
//!
//! The argument. Say that a rule is *anchored* in a key when all claims that it binds, or takes from a comprehension over claims and
//! may point at, have one and the same value in that key. Then a finding that has a checked claim among its claims binds only claims
//! with that claim's key, and where a claim is reached by a reference instead, the one that refers to it has such a key. What the rule
//! looks at beside them is found from these by references, or by the keys of comprehensions that no claim comes out of. So whoever has
//! all of that has all that such a finding depends on. Where this cannot be shown of a rule, it is not anchored, and all claims are
//! needed. Everything here errs on that side.

mod awake;
mod joined;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::sync::Arc;

pub use awake::{Labelled, Owner, Wake};
use joined::fixed_measures;

use crate::corpus::{FieldDefault, FieldId, RecordKind, Schema, Type, Value, fields};
use crate::lang::Program;
use crate::lang::ast::LabelKind;
use crate::lang::typed::{Access, Between, Expr, ExprKind, Local, Path, Piece, RECORD, Rule, SelectorKind, Template};

/// The key in which all claims of a finding agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// There is one claim only.
    Alone,
    /// The story.
    Story,
    /// Subject and measure.
    Matter,
    /// The subject.
    Subject,
    /// The source.
    Source,
}

/// The anchors in the order in which they are tried: the one that takes in the least first.
const ANCHORS: [Anchor; 5] = [Anchor::Alone, Anchor::Story, Anchor::Matter, Anchor::Subject, Anchor::Source];

/// Which claims something is read of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Those that the rule binds.
    Bound,
    /// All that agree in the anchor.
    Mates,
}

/// A text by which claims are looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// What a claim gives for a field.
    Given(Who, FieldId),
    /// A text that stands in the rule.
    Text(Arc<str>),
}

/// Claims that a rule looks at beside those that agree in the anchor; it points at none of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// Those of a story.
    Story(Part),
    /// Those with a subject and a measure.
    Matter(Part, Part),
    /// Those with a subject.
    Subject(Part),
    /// Those with a source.
    Source(Part),
    /// Those that name a claim in a field.
    Naming(FieldId),
}

/// How far an anchored rule looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchored {
    /// The key.
    pub anchor: Anchor,
    /// The measures that its `where` lets in; none where it does not say.
    pub measures: Option<Vec<Arc<str>>>,
    /// What else it looks up.
    pub joins: Vec<Join>,
    /// The fields by which it goes from claim to claim.
    pub follows: Vec<FieldId>,
    /// The entities that it points at.
    pub labelled: Vec<Labelled>,
    /// Whether it points at a story.
    pub shows_story: bool,
}

/// How far a rule looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReach {
    /// The rule.
    pub rule: Arc<str>,
    /// What has to be said somewhere of an entity or a story, or else the rule finds nothing.
    pub wakes: Vec<Wake>,
    /// How far it looks; where no anchor holds, why not.
    pub anchored: Result<Anchored, &'static str>,
}

/// How far each rule of a program looks, in their order.
#[must_use]
pub fn reach(program: &Program) -> Vec<RuleReach> {
    let of_rule = |rule: &Rule| {
        // What `where` takes in and cannot be judged is counted, even of a rule that finds nothing.
        let flag = takes_in_alone(program, rule).then_some(&rule.flag);
        RuleReach {
            rule: Arc::clone(&rule.name),
            wakes: awake::wakes(rule, &program.schema, flag),
            anchored: anchored(program, rule),
        }
    };
    program.rules.iter().map(of_rule).collect()
}

/// Whether what a rule takes in hangs on each claim alone.
fn takes_in_alone(program: &Program, rule: &Rule) -> bool {
    let look = Look::new(program, rule, Anchor::Alone);
    let mut locals = vec![Gives::Others; rule.locals.max(1)];
    locals[RECORD.0] = BOUND;
    let exprs = rule.selector.filter.iter().chain(&rule.selector.by);
    let mut quiet = exprs.map(|expr| look.look(expr, &mut locals.clone()).is_ok());
    quiet.all(|quiet| quiet) && look.joins.borrow().is_empty() && look.follows.borrow().is_empty()
}

fn anchored(program: &Program, rule: &Rule) -> Result<Anchored, &'static str> {
    if matches!(rule.selector.kind, SelectorKind::Entity(_) | SelectorKind::Source(_)) {
        return Err("it looks at every entity");
    }
    let mut first = None;
    for anchor in ANCHORS {
        match Look::new(program, rule, anchor).rule() {
            Ok(anchored) => return Ok(anchored),
            Err(why) => first = first.or(Some(why)),
        }
    }
    Err(first.unwrap_or("it looks at all claims"))
}

/// What an expression may give.
#[derive(Clone, Debug, PartialEq)]
enum Gives {
    /// Claims that agree in the anchor.
    Claims(Who),
    /// Claims that are reached otherwise.
    Others,
    /// What such a claim gives for a field.
    Field(Who, FieldId),
    /// A text of the rule.
    Text(Arc<str>),
    /// No claim, and nothing by which one could be looked up.
    Nothing,
}

/// A rule looked at as if it were anchored.
struct Look<'p> {
    program: &'p Program,
    schema: &'p Schema,
    rule: &'p Rule,
    anchor: Anchor,
    measures: Option<Vec<Arc<str>>>,
    joins: RefCell<Vec<Join>>,
    follows: RefCell<Vec<FieldId>>,
}

/// What the locals give.
type Locals = Vec<Gives>;

const BOUND: Gives = Gives::Claims(Who::Bound);

impl<'p> Look<'p> {
    fn new(program: &'p Program, rule: &'p Rule, anchor: Anchor) -> Look<'p> {
        let measures = rule.selector.filter.as_ref().and_then(|filter| fixed_measures(filter, RECORD));
        let (joins, follows) = (RefCell::default(), RefCell::default());
        Look { program, schema: &program.schema, rule, anchor, measures, joins, follows }
    }

    /// Whether a comprehension that stays in the story does so.
    fn has_story(&self) -> bool {
        !self.rule.selector.across_stories
    }

    fn rule(self) -> Result<Anchored, &'static str> {
        let rule = self.rule;
        let mut locals = vec![Gives::Others; rule.locals.max(1)];
        self.bind(&mut locals)?;
        for key in &rule.selector.keys {
            self.follow_path(key)?;
        }
        for expr in rule.selector.filter.iter().chain(&rule.selector.by) {
            let mut of_record = locals.clone();
            of_record[RECORD.0] = if matches!(rule.selector.kind, SelectorKind::Story(_)) { Gives::Nothing } else { BOUND };
            self.look(expr, &mut of_record)?;
        }
        for (local, body) in &rule.lets {
            let gives = self.look(body, &mut locals)?;
            set(&mut locals, *local, gives);
        }
        for expr in rule.escalations.iter().map(|(_, when)| when).chain([&rule.flag]) {
            self.look(expr, &mut locals)?;
        }
        for template in [Some(&rule.report), rule.help.as_ref()].into_iter().flatten() {
            self.template(template, &mut locals)?;
        }
        let mut shows_story = false;
        for label in &rule.labels {
            let owner = self.look(&label.owner, &mut locals)?;
            if element_type(&label.owner.ty, label.kind) == &Type::Story {
                // Any other story might be told by no claim that is looked at.
                if owner != Gives::Field(Who::Bound, fields::STORY) || !matches!(self.anchor, Anchor::Alone | Anchor::Story) {
                    return Err("it points at stories");
                }
                shows_story = true;
            }
            let mut of_label = locals.clone();
            of_label[RECORD.0] = if carries(&label.owner.ty) { owner } else { Gives::Nothing };
            self.template(&label.text, &mut of_label)?;
        }
        Ok(Anchored {
            anchor: self.anchor,
            measures: self.measures,
            joins: self.joins.into_inner(),
            follows: self.follows.into_inner(),
            labelled: awake::labelled(rule, self.schema),
            shows_story,
        })
    }

    /// What the selector binds, where that agrees in the anchor.
    fn bind(&self, locals: &mut Locals) -> Result<(), &'static str> {
        let selector = &self.rule.selector;
        let given = |field| selector.keys.iter().any(|key| key.0 == [Access::Claim(field)]);
        let (subject, measure) = (given(fields::SUBJECT), given(fields::MEASURE));
        let topic = given(fields::TOPIC);
        let agree = match self.anchor {
            Anchor::Alone => false,
            Anchor::Story => !selector.across_stories || given(fields::STORY),
            Anchor::Matter => topic || (subject && (measure || self.measures.as_ref().is_some_and(|m| m.len() == 1))),
            Anchor::Subject => topic || subject,
            Anchor::Source => given(fields::SOURCE),
        };
        match selector.kind {
            SelectorKind::Claim(binding) => set(locals, binding, BOUND),
            SelectorKind::Story(binding) if self.anchor == Anchor::Story => {
                set(locals, binding, Gives::Field(Who::Bound, fields::STORY));
            }
            SelectorKind::Group(binding) if agree => set(locals, binding, BOUND),
            SelectorKind::Pair(a, b) | SelectorKind::Step(a, b) if agree => {
                set(locals, a, BOUND);
                set(locals, b, BOUND);
            }
            _ => return Err("what it binds shares no story, subject or source"),
        }
        Ok(())
    }

    fn template(&self, template: &Template, locals: &mut Locals) -> Result<(), &'static str> {
        for piece in &template.0 {
            if let Piece::Value(expr) = piece {
                self.look(expr, locals)?;
            }
        }
        Ok(())
    }

    /// What an expression gives, with all that it looks at taken note of.
    fn look(&self, expr: &Expr, locals: &mut Locals) -> Result<Gives, &'static str> {
        Ok(match &expr.kind {
            ExprKind::Constant(Value::Text(text)) => Gives::Text(Arc::clone(text)),
            ExprKind::Constant(Value::Measure(measure)) => Gives::Text(Arc::clone(&self.schema.measure(*measure).name)),
            ExprKind::Constant(_) => Gives::Nothing,
            ExprKind::Local(local) => locals.get(local.0).cloned().unwrap_or(Gives::Others),
            ExprKind::Field(of, access) | ExprKind::Shared(of, access) | ExprKind::Project(of, access) => {
                let of = self.look(of, locals)?;
                self.field(of, *access)?
            }
            ExprKind::Not(of) | ExprKind::Negative(of) | ExprKind::Maybe(of) | ExprKind::Has(of) => {
                self.look(of, locals)?;
                Gives::Nothing
            }
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                self.all(parts, locals)?;
                Gives::Nothing
            }
            ExprKind::Compare(_, l, r) | ExprKind::In(l, r) | ExprKind::Arithmetic(_, l, r) | ExprKind::Conflict(l, r, _) => {
                self.look(l, locals)?;
                self.look(r, locals)?;
                Gives::Nothing
            }
            ExprKind::If(condition, x, y) => {
                self.look(condition, locals)?;
                either(self.look(x, locals)?, self.look(y, locals)?)
            }
            ExprKind::Either(x, y) => either(self.look(x, locals)?, self.look(y, locals)?),
            ExprKind::List(parts) => self.all(parts, locals)?,
            ExprKind::Call(builtin, arguments) => {
                match builtin.name {
                    "origins" | "parties" | "in-circle" | "depth" => self.follow(fields::REPEATS)?,
                    "entity" => return Err("whether there is an entity hangs on all claims"),
                    _ => {}
                }
                let given = self.all(arguments, locals)?;
                if carries(&expr.ty) { given } else { Gives::Nothing }
            }
            ExprKind::Clash(clash) => {
                if matches!(clash.between, Some(Between::Origin | Between::Party)) {
                    self.follow(fields::REPEATS)?;
                }
                self.look(&clash.claims, locals)?
            }
            ExprKind::Define(place, arguments) => {
                let define = self.program.defines.get(*place).ok_or("it uses a define that is not there")?;
                let mut inner = vec![Gives::Nothing; define.locals.max(arguments.len() + 1)];
                for (argument, local) in arguments.iter().zip(1..) {
                    inner[local] = self.look(argument, locals)?;
                }
                self.look(&define.body, &mut inner)?
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, &expr.ty, locals)?,
        })
    }

    /// What one of several expressions gives.
    fn all(&self, parts: &[Expr], locals: &mut Locals) -> Result<Gives, &'static str> {
        let mut given = None;
        for part in parts {
            let gives = self.look(part, locals)?;
            given = Some(given.map_or(gives.clone(), |given| either(given, gives)));
        }
        Ok(given.unwrap_or(Gives::Nothing))
    }

    fn field(&self, of: Gives, access: Access) -> Result<Gives, &'static str> {
        Ok(match (of, access) {
            (Gives::Claims(_) | Gives::Others, Access::Claim(field)) if self.names_claims(field) => {
                self.follow(field)?;
                Gives::Others
            }
            (Gives::Claims(who), Access::Claim(field)) => Gives::Field(who, field),
            // The two claims of a clash are members of its list.
            (of @ (Gives::Claims(_) | Gives::Others), Access::Clash(_)) => of,
            _ => Gives::Nothing,
        })
    }

    fn names_claims(&self, field: FieldId) -> bool {
        match &self.schema.field(RecordKind::Claim, field).ty {
            Type::Claim => true,
            Type::List(of) => **of == Type::Claim,
            _ => false,
        }
    }

    /// Whether what a claim has in a field is known from its words alone: it has no default, and is not made of others.
    fn is_as_written(&self, field: FieldId) -> bool {
        let of = self.schema.field(RecordKind::Claim, field);
        let made = [fields::ID, fields::PARAGRAPH].contains(&field);
        of.default == FieldDefault::None && !made && !matches!(of.ty, Type::Quantity(_) | Type::Date | Type::Bool)
    }

    /// Takes note that a field leads from claim to claim.
    fn follow(&self, field: FieldId) -> Result<(), &'static str> {
        if self.schema.field(RecordKind::Claim, field).declared.is_some() {
            return Err("it follows a field of the desk's own from claim to claim");
        }
        let sides: &[FieldId] =
            if matches!(field, fields::TOTAL | fields::PARTS) { &[fields::TOTAL, fields::PARTS] } else { &[field] };
        let mut follows = self.follows.borrow_mut();
        for side in sides {
            if !follows.contains(side) {
                follows.push(*side);
            }
        }
        Ok(())
    }

    fn follow_path(&self, path: &Path) -> Result<(), &'static str> {
        for step in &path.0 {
            if let Access::Claim(field) = step
                && self.names_claims(*field)
            {
                self.follow(*field)?;
            }
        }
        Ok(())
    }
}

fn set(locals: &mut Locals, local: Local, gives: Gives) {
    if locals.len() <= local.0 {
        locals.resize(local.0 + 1, Gives::Others);
    }
    locals[local.0] = gives;
}

/// What one of two gives.
fn either(x: Gives, y: Gives) -> Gives {
    let claims = |gives: &Gives| matches!(gives, Gives::Claims(_) | Gives::Others);
    match (&x, &y) {
        _ if x == y => x,
        (Gives::Claims(_), Gives::Claims(_)) => Gives::Claims(Who::Mates),
        _ if claims(&x) || claims(&y) => Gives::Others,
        _ => Gives::Nothing,
    }
}

/// Whether values of a type hold claims or stories.
fn carries(ty: &Type) -> bool {
    match ty {
        Type::Claim | Type::Story | Type::Clash => true,
        Type::List(of) => carries(of),
        _ => false,
    }
}

fn element_type(ty: &Type, kind: LabelKind) -> &Type {
    match (ty, kind) {
        (Type::List(of), LabelKind::AtEach) => of,
        _ => ty,
    }
}
