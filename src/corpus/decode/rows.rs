//! The rows of a table as claims, and texts that hold several: what stands between separators is a list.

use super::{Decoder, Document};
use crate::corpus::{RecordKind, Schema, Standing, Type, fields};
use crate::diagnostic::Diagnostic;
use crate::input::node::{Entry, Node, NodeKind, Scalar};
use crate::source::{FileId, Sources, Span};

/// The claims of a table, one tree a row, as one document. In a field that is a list, `;` stands between the items.
#[must_use]
pub fn decode_rows(
    sources: &Sources,
    file: FileId,
    rows: &[Node],
    schema: &Schema,
    standing: Standing,
) -> (Document, Vec<Diagnostic>) {
    let mut decoder = Decoder::new(schema);
    let mut document = Document::new(sources, Span::new(file, 0, sources.file(file).length()), standing);
    let claims = rows.iter().filter_map(|row| {
        let NodeKind::Map(entries) = &row.kind else { return decoder.claim(row) };
        let entries = entries.iter().map(|cell| {
            let value = if is_list(schema, &cell.key.value) { parted(&cell.value, |c| c == ';') } else { cell.value.clone() };
            Entry { key: cell.key.clone(), value }
        });
        decoder.claim(&Node { span: row.span, kind: NodeKind::Map(entries.collect()) })
    });
    document.claims = claims.collect();
    (document, decoder.finish(standing))
}

/// Whether a field of claims is a list of texts.
pub(super) fn is_list(schema: &Schema, name: &str) -> bool {
    let field = schema.field_named(RecordKind::Claim, name.trim()).filter(|field| *field != fields::ALLOW);
    field.is_some_and(|field| matches!(schema.field(RecordKind::Claim, field).ty, Type::List(_)))
}

/// A text as a list of what stands between separators.
pub(super) fn parted(value: &Node, separates: impl Fn(char) -> bool) -> Node {
    let Some(written) = value.as_scalar() else { return value.clone() };
    let (mut items, mut start) = (Vec::new(), 0);
    for item in written.text.split(separates) {
        let at = start + (item.len() - item.trim_start().len());
        // Every separator is of one byte.
        start += item.len() + 1;
        let text = item.trim();
        if !text.is_empty() {
            let span = if written.verbatim { written.inner.part(at, text.len()) } else { written.inner };
            let scalar = Scalar { text: text.to_owned(), plain: false, inner: span, verbatim: written.verbatim };
            items.push(Node { span, kind: NodeKind::Scalar(scalar) });
        }
    }
    Node { span: value.span, kind: NodeKind::List(items) }
}
