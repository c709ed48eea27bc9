//! Expressions: from the grammar's flat lists of operands and operators to a tree, by precedence climbing.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::lang::ast::{Argument, BinaryOp, Comprehension, Expr, ExprKind};
use crate::source::{Span, Spanned};

use super::grammar::Rule;
use super::literals::{name, number, text};
use super::node::Node;

/// How deep brackets, calls, lists, `if`, `not` and `-` may be nested.
pub(super) const DEEPEST: usize = 64;
/// How many steps high the tree of an expression may be, long chains of one operator counted in.
const HIGHEST: usize = 128;

/// How deep an expression stands in others.
#[derive(Clone, Copy)]
pub(super) struct Depth(usize);

impl Depth {
    /// In none.
    pub(super) const OUTERMOST: Depth = Depth(1);

    fn deeper(self) -> Depth {
        Depth(self.0 + 1)
    }
}

/// A tree and its height.
struct Tree {
    expr: Expr,
    height: usize,
}

impl Tree {
    /// A node above trees of at most `height`.
    fn above(height: usize, span: Span, kind: ExprKind) -> Result<Tree, Diagnostic> {
        if height >= HIGHEST {
            return Err(Diagnostic::new(&LIMIT, format!("this expression is built of more than {HIGHEST} steps"))
                .label(span, "too long")
                .help("take it apart: give the parts names with `let`, or compare with a list by `in`"));
        }
        Ok(Tree { expr: Expr { span, kind }, height: height + 1 })
    }

    fn leaf(span: Span, kind: ExprKind) -> Result<Tree, Diagnostic> {
        Tree::above(0, span, kind)
    }
}

/// What stands in the flat list of an `expr` node.
enum Term {
    Not(Span),
    Minus(Span),
    Operand(Tree),
    Operator(Spanned<BinaryOp>),
}

/// The expression that an `expr` node holds.
pub(super) fn expression(node: &Node, depth: Depth) -> Result<Expr, Diagnostic> {
    tree(node, depth).map(|t| t.expr)
}

/// A key of `sharing`: a name, or a path from one.
pub(super) fn path(node: &Node) -> Result<Expr, Diagnostic> {
    let first = node.get(Rule::name)?;
    let mut path = Tree::leaf(first.span(), ExprKind::Name(first.text().into()))?;
    for access in node.all(Rule::access) {
        path = field_of(path, &access)?;
    }
    Ok(path.expr)
}

fn field_of(of: Tree, access: &Node) -> Result<Tree, Diagnostic> {
    let field = name(&access.get(Rule::name)?);
    Tree::above(of.height, of.expr.span.to(field.span), ExprKind::Field(Box::new(of.expr), field))
}

fn tree(node: &Node, depth: Depth) -> Result<Tree, Diagnostic> {
    // Most expressions are one operand, or a field of one: there is nothing to climb.
    let mut parts = node.parts();
    if let Some(first) = parts.next().filter(|p| p.rule() == Rule::operand)
        && node.parts().skip(1).all(|p| p.rule() == Rule::access)
    {
        return parts.try_fold(operand(&first, depth)?, |of, access| field_of(of, &access));
    }
    let mut terms = Vec::new();
    let mut prefixes = 0;
    for part in node.parts() {
        match part.rule() {
            Rule::prefix => {
                prefixes += 1;
                let sign = part.first()?;
                terms.push(if sign.rule() == Rule::minus { Term::Minus(sign.span()) } else { Term::Not(sign.span()) });
                if depth.0 + prefixes > DEEPEST {
                    return Err(too_deep(sign.span()));
                }
            }
            Rule::infix => {
                prefixes = 0;
                let sign = part.first()?;
                terms.push(Term::Operator(Spanned::new(operator(&sign)?, sign.span())));
            }
            Rule::access => {
                let Some(Term::Operand(of)) = terms.pop() else { return Err(node.incomplete()) };
                terms.push(Term::Operand(field_of(of, &part)?));
            }
            _ => terms.push(Term::Operand(operand(&part, depth)?)),
        }
    }
    check_mixture(&terms)?;
    climb(&mut terms.into_iter().peekable(), 0, node)
}

/// More nesting than is allowed, seen at `span`.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(&LIMIT, format!("this is nested more than {DEEPEST} deep"))
        .label(span, "one too many")
        .help("take the expression apart: give its parts names with `let`, or move them into a `define`")
}

fn operator(sign: &Node) -> Result<BinaryOp, Diagnostic> {
    Ok(match sign.rule() {
        Rule::kw_or => BinaryOp::Or,
        Rule::kw_and => BinaryOp::And,
        Rule::equal => BinaryOp::Equal,
        Rule::not_equal => BinaryOp::NotEqual,
        Rule::less => BinaryOp::Less,
        Rule::less_or_equal => BinaryOp::LessOrEqual,
        Rule::greater => BinaryOp::Greater,
        Rule::greater_or_equal => BinaryOp::GreaterOrEqual,
        Rule::kw_in => BinaryOp::In,
        Rule::not_in => BinaryOp::NotIn,
        Rule::plus => BinaryOp::Add,
        Rule::minus => BinaryOp::Subtract,
        Rule::times_sign => BinaryOp::Multiply,
        Rule::slash => BinaryOp::Divide,
        _ => return Err(sign.incomplete()),
    })
}

/// How tightly an operator binds; `not` stands between `and` and the comparisons, the unary minus above all.
fn binding(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::Less | BinaryOp::LessOrEqual => COMPARISON,
        BinaryOp::Greater | BinaryOp::GreaterOrEqual | BinaryOp::In | BinaryOp::NotIn => COMPARISON,
        BinaryOp::Add | BinaryOp::Subtract => 5,
        BinaryOp::Multiply | BinaryOp::Divide => 6,
    }
}
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const MINUS: u8 = 7;

/// What the grammar lets through and the language does not: `and` beside `or`, chained comparisons, `not` inside a comparison.
fn check_mixture(terms: &[Term]) -> Result<(), Diagnostic> {
    let (mut junction, mut comparison): (Option<&Spanned<BinaryOp>>, Option<Span>) = (None, None);
    let mut before: Option<&Term> = None;
    for term in terms {
        match term {
            Term::Operator(op) if binding(op.value) < NOT => {
                if let Some(first) = junction.filter(|j| j.value != op.value) {
                    return Err(mixed(first.span, op));
                }
                junction = Some(op);
                comparison = None;
            }
            Term::Operator(op) if binding(op.value) == COMPARISON => {
                if let Some(first) = comparison {
                    return Err(chained(first, op.span));
                }
                comparison = Some(op.span);
            }
            Term::Not(span) if matches!(before, Some(Term::Minus(_))) || follows_tight_operator(before) => {
                return Err(Diagnostic::new(&SYNTAX, "`not` stands inside a comparison or a sum")
                    .label(*span, "not here")
                    .help("put it in parentheses, as in `(not a) == b`, or before the whole comparison"));
            }
            _ => {}
        }
        before = Some(term);
    }
    Ok(())
}

fn follows_tight_operator(before: Option<&Term>) -> bool {
    matches!(before, Some(Term::Operator(op)) if binding(op.value) > NOT)
}

fn mixed(first: Span, second: &Spanned<BinaryOp>) -> Diagnostic {
    let (one, other) = if second.value == BinaryOp::Or { ("and", "or") } else { ("or", "and") };
    Diagnostic::new(&SYNTAX, "`and` and `or` are mixed without parentheses")
        .label(second.span, format!("`{other}` here"))
        .label(first, format!("`{one}` here"))
        .help(format!("add parentheses: `(a {one} b) {other} c` or `a {one} (b {other} c)`"))
}

fn chained(first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, "comparisons cannot be chained")
        .label(second, "a second comparison")
        .label(first, "the first one")
        .help("write two and join them: `1 < 2 and 2 < 3`")
}

type Terms = std::iter::Peekable<std::vec::IntoIter<Term>>;

/// Takes terms as long as their operators bind tighter than `loosest`.
fn climb(terms: &mut Terms, loosest: u8, node: &Node) -> Result<Tree, Diagnostic> {
    let mut left = match terms.next() {
        Some(Term::Operand(tree)) => tree,
        Some(Term::Not(at)) => {
            let of = climb(terms, NOT, node)?;
            Tree::above(of.height, at.to(of.expr.span), ExprKind::Not(Box::new(of.expr)))?
        }
        Some(Term::Minus(at)) => {
            let of = climb(terms, MINUS, node)?;
            Tree::above(of.height, at.to(of.expr.span), ExprKind::Negative(Box::new(of.expr)))?
        }
        Some(Term::Operator(_)) | None => return Err(node.incomplete()),
    };
    while let Some(Term::Operator(op)) = terms.next_if(|t| matches!(t, Term::Operator(op) if binding(op.value) > loosest)) {
        let right = climb(terms, binding(op.value), node)?;
        let (span, height) = (left.expr.span.to(right.expr.span), left.height.max(right.height));
        left = Tree::above(height, span, ExprKind::Binary(Box::new(left.expr), op, Box::new(right.expr)))?;
    }
    Ok(left)
}

fn operand(node: &Node, depth: Depth) -> Result<Tree, Diagnostic> {
    let inner = node.first()?;
    let span = inner.span();
    match inner.rule() {
        Rule::truth => Tree::leaf(span, ExprKind::Bool(inner.text() == "true")),
        Rule::text => Tree::leaf(span, ExprKind::Text(text(&inner).value.into())),
        Rule::date => Tree::leaf(span, ExprKind::Date(inner.text().into())),
        Rule::quantity => Tree::leaf(span, ExprKind::Number(Box::new(number(&inner)?))),
        Rule::paren => {
            // The parentheses belong to the expression's place, so that what stands round it spans them too.
            let within = tree(&inner.get(Rule::expr)?, depth.deeper())?;
            Ok(Tree { expr: Expr { span, ..within.expr }, ..within })
        }
        Rule::list => {
            let (items, height) = trees(inner.all(Rule::expr), depth)?;
            Tree::above(height, span, ExprKind::List(items))
        }
        Rule::choose => {
            let (parts, height) = trees(inner.all(Rule::expr), depth)?;
            let [condition, one, other]: [Expr; 3] = parts.try_into().map_err(|_| inner.incomplete())?;
            Tree::above(height, span, ExprKind::If(Box::new(condition), Box::new(one), Box::new(other)))
        }
        Rule::named => named(&inner, depth),
        _ => Err(inner.incomplete()),
    }
}

fn trees<'i>(nodes: impl Iterator<Item = Node<'i>>, depth: Depth) -> Result<(Vec<Expr>, usize), Diagnostic> {
    let (mut all, mut height) = (Vec::new(), 0);
    for node in nodes {
        let tree = tree(&node, depth.deeper())?;
        height = height.max(tree.height);
        all.push(tree.expr);
    }
    Ok((all, height))
}

/// A name alone, a call, or a comprehension.
fn named(node: &Node, depth: Depth) -> Result<Tree, Diagnostic> {
    let function = name(&node.get(Rule::name)?);
    let Some(list) = node.find(Rule::arguments) else {
        return Tree::leaf(function.span, ExprKind::Name(function.value));
    };
    let (mut arguments, mut height) = (Vec::new(), 0);
    for argument in list.all(Rule::argument) {
        let value = tree(&argument.get(Rule::expr)?, depth.deeper())?;
        height = height.max(value.height);
        arguments.push(Argument { name: argument.find(Rule::name).map(|n| name(&n)), value: value.expr });
    }
    let Some(each) = list.find(Rule::each_of) else {
        return Tree::above(height, node.span(), ExprKind::Call(function, arguments));
    };
    let taken = arguments.pop().ok_or_else(|| list.incomplete())?;
    if let Some(given) = taken.name {
        return Err(Diagnostic::new(&SYNTAX, format!("`{}:` names an argument before `for`", given.value))
            .label(given.span, "not here")
            .help("what is taken of each element has no name"));
    }
    let over = tree(&each.get(Rule::expr)?, depth.deeper())?;
    let filter = each.find(Rule::filter).map(|f| tree(&f.get(Rule::expr)?, depth.deeper())).transpose()?;
    height = height.max(over.height).max(filter.as_ref().map_or(0, |f| f.height));
    let comprehension = Comprehension {
        function,
        element: taken.value,
        binding: name(&each.get(Rule::name)?),
        list: over.expr,
        all_stories: each.find(Rule::all_stories).map(|a| a.span()),
        filter: filter.map(|f| f.expr),
    };
    Tree::above(height, node.span(), ExprKind::Comprehension(Box::new(comprehension)))
}
