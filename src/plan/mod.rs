//! Plans: how each rule finds its candidates without comparing everything with everything. Typed rules in; indexes and sweeps out.

mod ahead;
mod needs;
mod reach;

pub use ahead::{GroupTest, MOST, element_tests};
pub use needs::Given;
pub use reach::{Anchor, Anchored, Join, Labelled, Owner, Part, RuleReach, Wake, Who, reach};

use crate::corpus::{FieldId, Type};
use crate::lang::ast::Over;
use crate::lang::typed::{
    Access, Beyond, Comparison, Expr, ExprKind, JoinKey, Local, Matching, Path, Program, Reach, Rule, SelectorKind,
};

/// The plan of a program.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The indexes of claims, each shared by all rules with the same keys.
    pub indexes: Vec<Index>,
    /// One for each rule, in their order.
    pub rules: Vec<RulePlan>,
}

/// Claims in partitions of equal keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Index {
    /// Which claims.
    pub over: Over,
    /// Whether a partition lies inside one story.
    pub reach: Reach,
    /// The keys.
    pub keys: Vec<Path>,
}

/// How one rule is evaluated.
#[derive(Clone, Debug, Default)]
pub struct RulePlan {
    /// The index of its selector; none for selectors of single records.
    pub index: Option<usize>,
    /// What a claim must give to be taken in.
    pub needs: Given,
    /// Whether that is all that its `where` asks.
    pub needs_no_more: bool,
    /// The conjunct of a pair's condition that is answered in sorted order.
    pub sweep: Option<Sweep>,
    /// When a group is surely not flagged.
    pub group: GroupTest,
    /// The fields that alone tell whether a claim is flagged.
    pub telling: Option<Vec<FieldId>>,
}

/// A condition between the two claims of a pair that a sorted order answers: the nearest earlier partner in logarithmic time.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// What is compared of the earlier claim.
    pub earlier: FieldId,
    /// What is compared of the later claim.
    pub later: FieldId,
    /// How the earlier one must lie to the later one.
    pub lies: Lies,
}

/// How one interval must lie to another.
#[derive(Clone, Debug)]
pub enum Lies {
    /// Apart, by more than the tolerance; none for the measure's.
    Apart(Option<Beyond>),
    /// Wholly below.
    Below,
    /// Nowhere above.
    NotAbove,
    /// Wholly above.
    Above,
    /// Nowhere below.
    NotBelow,
}

/// The plan of a program.
#[must_use]
pub fn plan(program: &Program) -> Plan {
    let mut plan = Plan::default();
    for rule in &program.rules {
        let index = partners(rule).then(|| {
            let reach = if rule.selector.across_stories { Reach::Everywhere } else { Reach::Story };
            let wanted = Index { over: rule.selector.over, reach, keys: rule.selector.keys.clone() };
            plan.indexes.iter().position(|i| *i == wanted).unwrap_or_else(|| {
                plan.indexes.push(wanted);
                plan.indexes.len() - 1
            })
        });
        let sweep = match rule.selector.kind {
            SelectorKind::Pair(a, b) => conjuncts(&rule.flag).iter().find_map(|c| sweep(c, a, b)),
            _ => None,
        };
        let (needs, needs_no_more) = (needs::of(rule, &program.schema), needs::are_all(rule, &program.schema));
        let (group, telling) = (ahead::group_test(rule), ahead::telling_fields(rule, &program.schema));
        plan.rules.push(RulePlan { index, needs, needs_no_more, sweep, group, telling });
    }
    plan
}

fn partners(rule: &Rule) -> bool {
    matches!(rule.selector.kind, SelectorKind::Pair(..) | SelectorKind::Step(..) | SelectorKind::Group(_))
}

/// The parts of a condition that must all hold.
fn conjuncts(flag: &Expr) -> &[Expr] {
    match &flag.kind {
        ExprKind::And(parts) => parts,
        _ => std::slice::from_ref(flag),
    }
}

/// A conjunct as a sweep, where it compares a field of one of the two with a field of the other.
fn sweep(conjunct: &Expr, a: Local, b: Local) -> Option<Sweep> {
    let field = |e: &Expr| match &e.kind {
        ExprKind::Field(of, Access::Claim(field)) => match of.kind {
            ExprKind::Local(local) => Some((local, *field)),
            _ => None,
        },
        _ => None,
    };
    let (x, y) = match &conjunct.kind {
        ExprKind::Conflict(x, y, _) | ExprKind::Compare(_, x, y) => (field(x)?, field(y)?),
        _ => return None,
    };
    // Choices have an order too, but no ends by which it could be looked through.
    let has_ends = |e: &Expr| matches!(e.ty, Type::Quantity(_) | Type::Date | Type::Value);
    if let ExprKind::Conflict(x, y, _) | ExprKind::Compare(_, x, y) = &conjunct.kind
        && !(has_ends(x) && has_ends(y))
    {
        return None;
    }
    let (earlier, later, in_order) = match (x, y) {
        ((l, f), (m, g)) if l == a && m == b => (f, g, true),
        ((l, f), (m, g)) if l == b && m == a => (g, f, false),
        _ => return None,
    };
    let lies =
        match (&conjunct.kind, in_order) {
            (ExprKind::Conflict(_, _, beyond), _) => Lies::Apart(beyond.as_deref().cloned()),
            (ExprKind::Compare(Comparison::Less, ..), true) | (ExprKind::Compare(Comparison::Greater, ..), false) => Lies::Below,
            (ExprKind::Compare(Comparison::Greater, ..), true) | (ExprKind::Compare(Comparison::Less, ..), false) => Lies::Above,
            (ExprKind::Compare(Comparison::LessOrEqual, ..), true)
            | (ExprKind::Compare(Comparison::GreaterOrEqual, ..), false) => Lies::NotAbove,
            (ExprKind::Compare(Comparison::GreaterOrEqual, ..), true)
            | (ExprKind::Compare(Comparison::LessOrEqual, ..), false) => Lies::NotBelow,
            _ => return None,
        };
    Some(Sweep { earlier, later, lies })
}

/// The index that a comprehension over claims looks its elements up in: its keys, and the story where it stays in one. A key that
/// is matched by a list that holds the value is indexed by each of the list's elements.
#[must_use]
pub fn join_index(over: Over, reach: Reach, keys: &[JoinKey]) -> (Index, Vec<Matching>) {
    let index = Index { over, reach, keys: keys.iter().map(|k| k.path.clone()).collect() };
    (index, keys.iter().map(|k| k.matching).collect())
}
