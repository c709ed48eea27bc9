//! Expressions as written.

use std::sync::Arc;

use super::{Name, Number};
use crate::source::{Span, Spanned};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// `"…"`, escapes resolved.
    Text(Arc<str>),
    /// A number or a quantity.
    Number(Box<Number>),
    /// `2024-10-19`, `2024-10`, as written.
    Date(Arc<str>),
    /// `[…]`
    List(Vec<Expr>),
    /// A name.
    Name(Arc<str>),
    /// `of.field`
    Field(Box<Expr>, Name),
    /// `function(argument, name: argument, …)`
    Call(Name, Vec<Argument>),
    /// `function(E for x in LIST where C)`
    Comprehension(Box<Comprehension>),
    /// `not e`
    Not(Box<Expr>),
    /// `-e`
    Negative(Box<Expr>),
    /// `left op right`
    Binary(Box<Expr>, Spanned<BinaryOp>, Box<Expr>),
    /// `if c then x else y`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name, where it is given one (`beyond: 5%`).
    pub name: Option<Name>,
    /// Its value.
    pub value: Expr,
}

/// `function(E for x in LIST [all stories] [where C])`
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    /// `count`, `any`, …
    pub function: Name,
    /// What is taken of each.
    pub element: Expr,
    /// The name that each element has.
    pub binding: Name,
    /// The list; the names `claims` and `all-claims` stand for the claims of the story.
    pub list: Expr,
    /// `all stories`, where it stands.
    pub all_stories: Option<Span>,
    /// `where C`
    pub filter: Option<Expr>,
}

/// The operators between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
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
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::NotIn => "not in",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
        }
    }
}
