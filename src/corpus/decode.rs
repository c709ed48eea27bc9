//! A tree of nodes as a claims document: records, their fields by place, shapes checked. Reads no value and links nothing.

mod markdown;
mod rows;
mod wrong;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::nearness::{Nearness, did_you_mean};
use super::rows::Block;
use super::{FieldId, RecordKind, Schema, Standing, Type, fields};
use crate::diagnostic::codes::{BAD_VALUE, UNKNOWN_FIELD, WRONG_SHAPE};
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::csv::Header;
use crate::input::markdown::Shown;
use crate::input::node::{Entry, Node, NodeKind};
use crate::source::{FileId, Sources, Span, Spanned};

pub use markdown::decode_draft;
pub use rows::decode_rows;
pub use wrong::wrong_id;
use wrong::{computed, of_kind, twice, without_reason};

/// The keys of a claims document.
pub const KEYS: [&str; 6] = ["story", "draft", "defaults", "sources", "entities", "claims"];

/// One text as written, in NFC and trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text.
    pub text: Arc<str>,
    /// Its place, without quotes.
    pub span: Span,
    /// Whether it stands without quotes, so that it may be a bool.
    pub plain: bool,
    /// Whether the bytes at its place are the text, but for white space at its ends.
    pub verbatim: bool,
}

/// What is given for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing, in so many words: `~`, `null` or empty. A default does not fill it.
    Nothing,
    /// One text.
    One(Word),
    /// A list of texts.
    Several(Vec<Word>),
}

impl Content {
    /// All texts of it.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        match self {
            Content::Nothing => &[],
            Content::One(word) => std::slice::from_ref(word),
            Content::Several(words) => words,
        }
    }
}

/// A field of a record as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The field.
    pub field: FieldId,
    /// The words that give it.
    pub span: Span,
    /// What they are.
    pub content: Content,
}

/// A story, an entity or a claim as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id, where it has a usable one.
    pub id: Option<Word>,
    /// All of it.
    pub span: Span,
    /// Its other fields, no field twice, in the order of the file.
    pub stated: Vec<Stated>,
}

/// A waiver as written; it has a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// All of it.
    pub span: Span,
    /// The rule.
    pub rule: Word,
    /// Why the finding is accepted.
    pub reason: Arc<str>,
    /// Its last day.
    pub until: Option<Word>,
    /// The other claim.
    pub with: Option<Word>,
}

/// A waiver in a comment of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockWaiver {
    /// What it says.
    pub allowed: Allowed,
    /// The block behind it, whose claims it is of.
    pub block: Option<Span>,
}

/// A claim as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRecord {
    /// Id, place and fields; `story` among them, where the claim itself names one.
    pub record: Record,
    /// Its waivers; `None` where it says nothing of any.
    pub allow: Option<Vec<Allowed>>,
    /// Its words in the draft, where the reader of the file knows them (claims marked in the prose).
    pub words: Option<Span>,
}

/// A claims document as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file.
    pub file: FileId,
    /// Whether the run was asked about it.
    pub standing: Standing,
    /// All of it.
    pub span: Span,
    /// What its story is called if it does not say: the file's stem.
    pub stem: Arc<str>,
    /// The story, where it says something of it.
    pub story: Option<Record>,
    /// The file of the draft.
    pub draft: Option<Spanned<String>>,
    /// Fields of every claim that does not give them.
    pub defaults: Option<ClaimRecord>,
    /// Sources and entities.
    pub entities: Vec<Record>,
    /// The claims, in the order of the file.
    pub claims: Vec<ClaimRecord>,
    /// What readers see of the draft, where that is in Markdown; nothing where its text is all there is to it.
    pub words: Vec<Shown>,
    /// The waivers in comments of the draft.
    pub waivers: Vec<BlockWaiver>,
    /// Claims that are plain rows of a bulk file.
    pub rows: Vec<Block>,
    /// The header of that file, where it is a table.
    pub header: Option<Arc<Header>>,
}

impl Document {
    /// A document that says nothing.
    #[must_use]
    pub fn new(sources: &Sources, span: Span, standing: Standing) -> Document {
        let stem = stem(sources.path(span.file)).into();
        Document {
            file: span.file,
            standing,
            span,
            stem,
            story: None,
            draft: None,
            defaults: None,
            entities: Vec::new(),
            claims: Vec::new(),
            words: Vec::new(),
            waivers: Vec::new(),
            rows: Vec::new(),
            header: None,
        }
    }
}

/// What the story of a file is called that does not say.
#[must_use]
pub fn stem(path: &str) -> String {
    let name = crate::input::Packing::of(path.rsplit('/').next().unwrap_or(path)).1;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    tidy(stem).replace(char::is_control, " ")
}

/// The claims document in a tree.
#[must_use]
pub fn decode(sources: &Sources, node: &Node, schema: &Schema, standing: Standing) -> (Document, Vec<Diagnostic>) {
    let mut decoder = Decoder::new(schema);
    let mut document = Document::new(sources, node.span, standing);
    decoder.document(node, &KEYS, &mut document);
    (document, decoder.finish(standing))
}

/// The claims of a bulk file, one tree a claim, as one document.
#[must_use]
pub fn decode_lines(
    sources: &Sources,
    file: FileId,
    nodes: &[Node],
    schema: &Schema,
    standing: Standing,
) -> (Document, Vec<Diagnostic>) {
    let mut decoder = Decoder::new(schema);
    let mut document = Document::new(sources, Span::new(file, 0, sources.file(file).length()), standing);
    document.claims = nodes.iter().filter_map(|node| decoder.claim(node)).collect();
    (document, decoder.finish(standing))
}

/// Diagnostics as they are reported of a file of that standing: errors in background files are warnings.
#[must_use]
pub fn as_standing(mut diagnostics: Vec<Diagnostic>, standing: impl Fn(&Diagnostic) -> Standing) -> Vec<Diagnostic> {
    for diagnostic in &mut diagnostics {
        if diagnostic.is_error() && standing(diagnostic) == Standing::Background {
            diagnostic.severity = Severity::Warning;
        }
    }
    diagnostics
}

/// Text in NFC, without white space at its ends.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// What shape a value should have had.
#[derive(Clone, Copy)]
enum Wanted {
    Text,
    Texts,
    Mapping,
    Claims,
    Waivers,
}

/// Reads records out of nodes, and keeps what there is to say about them.
pub struct Decoder<'a> {
    schema: &'a Schema,
    nearness: Nearness,
    /// Keys that have been said to be wrong: the header of a table is one for all its rows.
    wrong_keys: FxHashSet<Span>,
    /// Other names of fields that may stand where we are: the attributes of marked words have some.
    short_names: &'static [&'static str],
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Decoder<'a> {
    /// A decoder for records with these fields.
    #[must_use]
    pub fn new(schema: &'a Schema) -> Decoder<'a> {
        Decoder { schema, nearness: Nearness::new(), wrong_keys: FxHashSet::default(), short_names: &[], diagnostics: Vec::new() }
    }

    /// What there was to say, for a file of that standing.
    #[must_use]
    pub fn finish(self, standing: Standing) -> Vec<Diagnostic> {
        as_standing(self.diagnostics, |_| standing)
    }

    /// Takes those keys of a claims document up into `document`.
    pub fn document(&mut self, node: &Node, keys: &[&str], document: &mut Document) {
        for entry in self.entries(node, "a claims document") {
            let value = &entry.value;
            match entry.key.value.trim() {
                key if !keys.contains(&key) => self.unknown(&entry.key, "a key of a claims document", keys),
                "story" => document.story = self.story(value),
                "draft" => document.draft = self.text(value, "draft").map(|w| Spanned::new(w.text.to_string(), w.span)),
                "defaults" => document.defaults = self.defaults(value),
                key @ ("sources" | "entities") => self.registry(value, key, &mut document.entities),
                _ => document.claims = self.claims(value),
            }
        }
    }

    /// The story that a mapping describes or an id names.
    fn story(&mut self, node: &Node) -> Option<Record> {
        if node.is_missing() {
            return None;
        }
        if node.as_scalar().is_some() {
            let id = self.text(node, "story").filter(|id| self.is_id(id));
            return Some(Record { id, span: node.span, stated: Vec::new() });
        }
        Some(self.record(RecordKind::Story, node, "story"))
    }

    fn defaults(&mut self, node: &Node) -> Option<ClaimRecord> {
        let mut defaults = if node.is_missing() { None } else { self.claim_called(node, "defaults") }?;
        if let Some(id) = defaults.record.id.take() {
            let message = "`id` cannot be a default: no two claims of a story have one id";
            self.diagnostics.push(Diagnostic::new(&UNKNOWN_FIELD, message).label(id.span, "").help("give each claim its own"));
        }
        Some(defaults)
    }

    /// The entities under `sources` or `entities`: ids, each with its fields.
    fn registry(&mut self, node: &Node, key: &str, entities: &mut Vec<Record>) {
        for entry in self.entries(node, key) {
            let text = tidy(&entry.key.value).as_ref().into();
            let id = Word { text, span: entry.key.span, plain: true, verbatim: false };
            let mut record = self.record(RecordKind::Entity, &entry.value, &id.text);
            if let Some(other) = record.id.take().filter(|other| other.text != id.text) {
                let message = format!("`{}` stands under the key `{}`, which is its id", other.text, id.text);
                self.diagnostics.push(Diagnostic::new(&BAD_VALUE, message).label(other.span, "").help("leave out this `id`"));
            }
            if self.is_id(&id) {
                entities.push(Record { id: Some(id), span: entry.key.span.to(entry.value.span), ..record });
            }
        }
    }

    fn claims(&mut self, node: &Node) -> Vec<ClaimRecord> {
        match &node.kind {
            NodeKind::List(items) => items.iter().filter_map(|item| self.claim(item)).collect(),
            _ if node.is_missing() => Vec::new(),
            _ => {
                self.wrong_shape(node, "claims", Wanted::Claims);
                Vec::new()
            }
        }
    }

    /// The claim that a mapping describes.
    pub fn claim(&mut self, node: &Node) -> Option<ClaimRecord> {
        self.claim_called(node, "a claim")
    }

    fn claim_called(&mut self, node: &Node, name: &str) -> Option<ClaimRecord> {
        let NodeKind::Map(entries) = &node.kind else {
            self.wrong_shape(node, name, Wanted::Mapping);
            return None;
        };
        let record = self.record(RecordKind::Claim, node, name);
        let allow = entries.iter().find(|e| e.key.value.trim() == "allow").map(|e| self.allow(&e.value));
        Some(ClaimRecord { record, allow, words: None })
    }

    /// The fields of a record of that kind; those that cannot be used are left out.
    fn record(&mut self, kind: RecordKind, node: &Node, name: &str) -> Record {
        let schema = self.schema;
        let mut record = Record { id: None, span: node.span, stated: Vec::new() };
        for entry in self.entries(node, name) {
            let key = tidy(&entry.key.value);
            let Some(field) = schema.field_named(kind, &key) else {
                let names = self.short_names.iter().copied().chain(schema.fields(kind).iter().map(|f| &*f.name));
                let names: Vec<&str> = names.collect();
                self.unknown(&entry.key, of_kind(kind), &names);
                continue;
            };
            // The id is the first field of every kind.
            if field == fields::ID {
                record.id = self.text(&entry.value, &key).filter(|id| self.is_id(id));
            } else if (kind, field) == (RecordKind::Claim, fields::TOPIC) {
                self.diagnostics.push(computed(&entry.key));
            } else if (kind, field) != (RecordKind::Claim, fields::ALLOW)
                && let Some(content) = self.content(&schema.field(kind, field).ty, &entry.value, &key)
            {
                let span = if let Content::One(word) = &content { word.span } else { entry.value.span };
                record.stated.push(Stated { field, span, content });
            }
        }
        record
    }

    /// What is given for a field of that type.
    fn content(&mut self, ty: &Type, node: &Node, name: &str) -> Option<Content> {
        match (&node.kind, ty) {
            _ if node.is_missing() => Some(Content::Nothing),
            (NodeKind::List(items), Type::List(_)) => {
                Some(Content::Several(items.iter().filter_map(|item| self.text(item, name)).collect()))
            }
            (NodeKind::Map(_), Type::List(_)) => {
                self.wrong_shape(node, name, Wanted::Texts);
                None
            }
            (_, Type::List(_)) => Some(Content::Several(self.text(node, name).into_iter().collect())),
            _ => self.text(node, name).map(Content::One),
        }
    }

    /// The waivers of a claim; those without a rule or a reason are left out.
    fn allow(&mut self, node: &Node) -> Vec<Allowed> {
        let items = match &node.kind {
            NodeKind::List(items) => items.as_slice(),
            NodeKind::Map(_) => std::slice::from_ref(node),
            NodeKind::Scalar(_) if node.is_missing() => &[],
            NodeKind::Scalar(_) => {
                self.wrong_shape(node, "allow", Wanted::Waivers);
                &[]
            }
        };
        items.iter().filter_map(|item| self.waiver(item)).collect()
    }

    fn waiver(&mut self, node: &Node) -> Option<Allowed> {
        let NodeKind::Map(_) = &node.kind else {
            self.wrong_shape(node, "allow", Wanted::Waivers);
            return None;
        };
        let (mut rule, mut reason, mut until, mut with) = (None, None, None, None);
        for entry in self.entries(node, "allow") {
            let place = match entry.key.value.trim() {
                "rule" => &mut rule,
                "reason" => &mut reason,
                "until" => &mut until,
                "with" => &mut with,
                _ => {
                    self.unknown(&entry.key, "a key of a waiver", &["rule", "reason", "until", "with"]);
                    continue;
                }
            };
            *place = self.text(&entry.value, entry.key.value.trim());
        }
        let Some(rule) = rule.filter(|r| !r.text.is_empty()) else {
            let diagnostic = Diagnostic::new(&WRONG_SHAPE, "a waiver wants the `rule` that it is about");
            self.diagnostics.push(diagnostic.label(node.span, "").help("write `rule:` and the rule's name"));
            return None;
        };
        let Some(reason) = reason.map(|r| r.text).filter(|r| !r.is_empty()) else {
            self.diagnostics.push(without_reason(&rule.text, node.span, "write `reason:` and why the finding is accepted"));
            return None;
        };
        Some(Allowed { span: node.span, rule, reason, until, with })
    }

    /// The one text that a node is; nothing for a missing one.
    fn text(&mut self, node: &Node, name: &str) -> Option<Word> {
        let Some(scalar) = node.as_scalar() else {
            self.wrong_shape(node, name, Wanted::Text);
            return None;
        };
        let span = if scalar.inner.start < scalar.inner.end { scalar.inner } else { node.span };
        let text = tidy(&scalar.text).as_ref().into();
        (!node.is_missing()).then_some(Word { text, span, plain: scalar.plain, verbatim: scalar.verbatim })
    }

    /// The entries of a mapping, of two with one key the first; none of what is missing.
    fn entries<'n>(&mut self, node: &'n Node, name: &str) -> Vec<&'n Entry> {
        let NodeKind::Map(entries) = &node.kind else {
            if !node.is_missing() {
                self.wrong_shape(node, name, Wanted::Mapping);
            }
            return Vec::new();
        };
        let mut seen: FxHashMap<Cow<'n, str>, Span> = FxHashMap::default();
        seen.reserve(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            match seen.get(&tidy(&entry.key.value)) {
                Some(first) if self.wrong_keys.insert(entry.key.span) => self.diagnostics.push(twice(&entry.key, *first)),
                Some(_) => {}
                None => {
                    seen.insert(tidy(&entry.key.value), entry.key.span);
                    kept.push(entry);
                }
            }
        }
        kept
    }

    /// Whether a text can be an id; says so if not.
    fn is_id(&mut self, word: &Word) -> bool {
        let wrong = wrong_id(word);
        let good = wrong.is_none();
        self.diagnostics.extend(wrong);
        good
    }

    fn unknown(&mut self, key: &Spanned<String>, what: &str, names: &[&str]) {
        if !self.wrong_keys.insert(key.span) {
            return;
        }
        let near = self.nearness.among(key.value.trim(), names.iter().copied());
        let some: Vec<String> = names.iter().take(10).map(|n| format!("`{n}`")).collect();
        let more = if names.len() > some.len() { " …" } else { "" };
        let help = did_you_mean(near, || format!("there are {}{more}", some.join(", ")));
        let diagnostic = Diagnostic::new(&UNKNOWN_FIELD, format!("`{}` is not {what}", key.value));
        self.diagnostics.push(diagnostic.label(key.span, "").help(help));
    }

    fn wrong_shape(&mut self, node: &Node, name: &str, wanted: Wanted) {
        let name = if name.contains(' ') { name.to_owned() } else { format!("`{name}`") };
        let (wants, help) = match wanted {
            Wanted::Text => ("one text", "write one value behind the key"),
            Wanted::Texts => ("a list of texts", "write them between `[` and `]`, with commas"),
            Wanted::Mapping => ("a mapping", "write keys, each with `:` and its value"),
            Wanted::Claims => ("a list of claims", "begin each claim with `- `"),
            Wanted::Waivers => ("a list of waivers", "write `- {rule: …, reason: …}` for each"),
        };
        let diagnostic = Diagnostic::new(&WRONG_SHAPE, format!("{name} wants {wants}, not {}", node.describe()));
        self.diagnostics.push(diagnostic.label(node.span, "").help(help));
    }
}
