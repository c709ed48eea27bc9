//! A draft in Markdown as a claims document: the front matter's own keys, marked words as claims, comments as waivers.

use std::sync::Arc;

use super::rows::{is_list, parted};
use super::{Allowed, BlockWaiver, ClaimRecord, Content, Decoder, Document, Record, Stated, Word, tidy, without_reason};
use crate::corpus::nearness::did_you_mean;
use crate::corpus::{FieldId, Schema, Standing, fields};
use crate::diagnostic::codes::{LIMIT, SYNTAX, UNKNOWN_FIELD, UNKNOWN_MEASURE};
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::markdown::{Attribute, Attributes, Draft, Fault, Mark, Place, Remark, Says, Waiver};
use crate::input::node::{Entry, Node, NodeKind, Scalar};
use crate::source::{Sources, Span, Spanned};

/// The keys below `claimlint:`; the draft is the file itself.
const KEYS: [&str; 5] = ["story", "defaults", "sources", "entities", "claims"];

/// The front matter's own keys, and the fields of the story that they give. Other keys are the site's.
const OWN_KEYS: [(&str, FieldId); 4] =
    [("slug", fields::story::ID), ("title", fields::story::HEADLINE), ("dek", fields::story::DEK), ("date", fields::story::DATE)];

/// How many comments may be about one block: each is a waiver of every claim there.
const MAX_WAIVERS: usize = 100;

/// The class that marks a quotation.
const QUOTE: &str = "quote";

/// The claims document that a draft is.
#[must_use]
pub fn decode_draft(sources: &Sources, draft: &Draft, schema: &Schema, standing: Standing) -> (Document, Vec<Diagnostic>) {
    let mut decoder = Decoder::new(schema);
    let mut document = Document::new(sources, draft.span, standing);
    let front = draft.front.as_ref().map_or(&[][..], |node| match &node.kind {
        NodeKind::Map(entries) => entries.as_slice(),
        NodeKind::Scalar(_) | NodeKind::List(_) => &[],
    });
    let of = |key: &str| front.iter().filter(|entry| entry.key.value.trim() == key).cloned().collect::<Vec<_>>();
    let node = |entries| Node { span: draft.span, kind: NodeKind::Map(entries) };
    for entry in decoder.entries(&node(of("claimlint")), "the front matter") {
        decoder.document(&entry.value, &KEYS, &mut document);
    }
    let is_ours = !draft.marks.is_empty() || !of("claimlint").is_empty();
    front.iter().for_each(|entry| decoder.outside(entry, is_ours));
    let defaults = document.defaults.take();
    let marked: Vec<ClaimRecord> = draft.marks.iter().filter_map(|mark| decoder.mark(sources, mark, defaults.as_ref())).collect();
    document.waivers = decoder.remarks(&draft.remarks);
    document.claims.extend(marked);
    let ours = !document.claims.is_empty() || !of("claimlint").is_empty();
    let own = node(OWN_KEYS.iter().flat_map(|(key, _)| of(key)).collect());
    let told = document.story.take().unwrap_or_else(|| Record { id: None, span: draft.span, stated: Vec::new() });
    let mut story = decoder.front_matter(&own, told);
    if !ours && story.id.is_none() {
        // Pages of a site that have nothing to do with us often have one name in many folders.
        story.stated.clear();
    }
    document.story = Some(story);
    document.defaults = defaults;
    document.words.clone_from(&draft.words);
    (document, decoder.finish(standing))
}

impl Decoder<'_> {
    /// The story as told below `claimlint:`, and what the front matter's own keys add to it.
    fn front_matter(&mut self, own: &Node, mut story: Record) -> Record {
        for entry in self.entries(own, "the front matter") {
            let key = entry.key.value.trim();
            let Some((_, field)) = OWN_KEYS.iter().find(|(name, _)| *name == key) else { continue };
            let known = story.stated.iter().any(|stated| stated.field == *field);
            if known || (story.id.is_some() && *field == fields::story::ID) || entry.value.as_scalar().is_none() {
                continue;
            }
            let Some(word) = self.text(&entry.value, key) else { continue };
            match *field {
                fields::story::ID => story.id = Some(word).filter(|id| self.is_id(id)),
                field => {
                    let word = if field == fields::story::DATE { day(word) } else { word };
                    story.stated.push(Stated { field, span: word.span, content: Content::One(word) });
                }
            }
        }
        story
    }

    /// Says where a key of ours stands in the front matter itself, where it is the site's and read by nobody.
    fn outside(&mut self, entry: &Entry, is_ours: bool) {
        let key = entry.key.value.trim();
        let is = |node: &Node, wanted: &[&str]| match &node.kind {
            NodeKind::Map(entries) => entries.iter().any(|entry| wanted.contains(&entry.key.value.trim())),
            NodeKind::Scalar(_) | NodeKind::List(_) => false,
        };
        let meant = match (key, &entry.value.kind) {
            ("claims", NodeKind::List(items)) => items.iter().any(|item| is(item, &["measure", "subject"])),
            ("sources" | "entities", NodeKind::Map(entries)) => {
                is_ours && entries.iter().any(|entry| is(&entry.value, &["name", "kind", "aliases"]))
            }
            ("defaults", _) => is_ours && is(&entry.value, &["measure", "subject", "source", "as-of", "stage", "scope"]),
            _ => false,
        };
        if meant {
            self.diagnostics.push(outside(&entry.key));
        }
    }

    /// The claim that marked words are; nothing where they are none.
    fn mark(&mut self, sources: &Sources, mark: &Mark, defaults: Option<&ClaimRecord>) -> Option<ClaimRecord> {
        let attributes = match &mark.attributes {
            Attributes::Whole(attributes) => attributes,
            Attributes::Broken(telling, fault) => {
                let measures = telling.classes.iter().any(|class| self.is_declared(class) || class == QUOTE);
                let about = |key: &String| matches!(long_name(key), "measure" | "subject" | "source");
                if measures || telling.keys.iter().any(about) {
                    self.diagnostics.push(broken(sources, *fault));
                }
                return None;
            }
        };
        let mut classes = attributes.iter().filter_map(|attribute| match attribute {
            Attribute::Class(name) => Some(name),
            Attribute::Id(_) | Attribute::Pair(..) => None,
        });
        let quote = classes.clone().any(|class| class.value == QUOTE);
        let first = classes.find(|class| class.value != QUOTE);
        let measure = first.filter(|class| self.is_declared(&class.value));
        let names_measure =
            measure.is_some() || attributes.iter().any(|a| matches!(a, Attribute::Pair(key, _) if key.value == "measure"));
        if !names_measure {
            self.near_measure(mark, attributes, first);
        }
        if !names_measure && !quote {
            return None;
        }
        let mut entries = Vec::new();
        entries.extend(measure.map(|class| entry("measure", class.span, scalar(&class.value, class.span, true))));
        entries.extend(attributes.iter().filter_map(|attribute| self.attribute(attribute)));
        if let Some(words) = mark.words {
            let verbatim = sources.slice(words) == mark.text;
            if names_measure && !states(&entries, "value") {
                entries.push(entry("value", words, scalar(&mark.text, words, verbatim)));
            }
            if quote && !states(&entries, "quote") {
                entries.push(entry("quote", words, quoted(&mark.text, words, verbatim)));
            }
        }
        let part = part(mark.place).filter(|_| {
            let default = defaults.is_some_and(|d| d.record.stated.iter().any(|stated| stated.field == fields::PART));
            !default && !states(&entries, "part")
        });
        entries.extend(part.map(|part| entry("part", mark.span, scalar(part, mark.span, false))));
        let node = Node { span: mark.span, kind: NodeKind::Map(entries) };
        self.short_names = &["of", "by"];
        let claim = self.claim_called(&node, "a claim");
        self.short_names = &[];
        let claim = claim?;
        Some(ClaimRecord { words: mark.words, ..claim })
    }

    fn is_declared(&self, name: &str) -> bool {
        self.schema.measure_named(name).is_some_and(|id| self.schema.measure(id).declared.is_some())
    }

    /// An attribute as an entry of a claim; classes give none of their own.
    fn attribute(&self, attribute: &Attribute) -> Option<Entry> {
        match attribute {
            Attribute::Class(_) => None,
            Attribute::Id(name) => Some(entry("id", name.span, name.clone())),
            Attribute::Pair(key, value) => {
                let name = long_name(&key.value);
                let list = is_list(self.schema, name);
                Some(entry(name, key.span, if list { parted(value, |c| c.is_ascii_whitespace()) } else { value.clone() }))
            }
        }
    }

    /// Says where marked words seem to be meant as a claim and name no measure.
    fn near_measure(&mut self, mark: &Mark, attributes: &[Attribute], first: Option<&Spanned<String>>) {
        let about = attributes.iter().any(|a| matches!(a, Attribute::Pair(key, _) if long_name(&key.value) == "subject"));
        let ours = attributes.iter().any(|a| match a {
            Attribute::Class(_) => false,
            Attribute::Id(_) => true,
            Attribute::Pair(key, _) => matches!(long_name(&key.value), "subject" | "source"),
        });
        let Some(class) = first.filter(|_| ours) else {
            if about && first.is_none() {
                self.diagnostics.push(no_measure(mark));
            }
            return;
        };
        let schema = self.schema;
        let declared = schema.measures.iter().take_while(|m| m.declared.is_some()).map(|m| &*m.name);
        let near = self.nearness.among(&class.value, declared);
        if near.is_some() || about {
            let message = format!("nothing declares the measure `{}`, so these words are no claim", class.value);
            let help = did_you_mean(near, || format!("declare it in a rule file, or write `measure={}`", class.value));
            self.diagnostics.push(Diagnostic::new(&UNKNOWN_MEASURE, message).label(class.span, "").help(help));
        }
    }

    /// The waivers in comments.
    fn remarks(&mut self, remarks: &[Remark]) -> Vec<BlockWaiver> {
        let mut same_block: (Option<Span>, usize) = (None, 0);
        let mut waivers = Vec::new();
        for remark in remarks {
            let Some(allowed) = self.allowed(remark) else { continue };
            same_block = (remark.block, if same_block.0 == remark.block { same_block.1 + 1 } else { 1 });
            if same_block.1 > MAX_WAIVERS {
                self.diagnostics.push(too_many(remark.span));
                continue;
            }
            waivers.push(BlockWaiver { allowed, block: remark.block });
        }
        waivers
    }

    fn allowed(&mut self, remark: &Remark) -> Option<Allowed> {
        let wrong = match &remark.says {
            Says::Allow(waiver) if !waiver.reason.is_empty() => return Some(allowed(waiver, remark.span)),
            Says::Allow(waiver) => {
                without_reason(&waiver.rule.value, remark.span, "write `:` and why the finding is accepted before the `-->`")
            }
            Says::Unknown => Diagnostic::new(&SYNTAX, "this comment cannot be read")
                .label(remark.span, "")
                .help("write `<!-- claimlint allow RULE until 2026-12-31: reason -->`; `until`, and `with` and a claim, may be left out"),
            Says::Inside => Diagnostic::new(&SYNTAX, "a waiver among other words covers nothing")
                .label(remark.span, "")
                .help("put it on a line of its own, before the paragraph that it is about"),
        };
        self.diagnostics.push(wrong);
        None
    }
}

fn allowed(waiver: &Waiver, span: Span) -> Allowed {
    let word = |written: &Spanned<String>| Word {
        text: tidy(&written.value).as_ref().into(),
        span: written.span,
        plain: true,
        verbatim: false,
    };
    Allowed {
        span,
        rule: word(&waiver.rule),
        reason: tidy(&waiver.reason).as_ref().into(),
        until: waiver.until.as_ref().map(word),
        with: waiver.with.as_ref().map(word),
    }
}

/// The day of a date that has a time of day as well, as sites write it.
fn day(word: Word) -> Word {
    let Some((day, time)) = word.text.split_at_checked(10) else { return word };
    let timed = time.strip_prefix(['T', 't', ' ']).is_some_and(|time| time.starts_with(|c: char| c.is_ascii_digit()));
    if !timed || !day.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return word;
    }
    let span = if word.verbatim { word.span.part(0, day.len()) } else { word.span };
    Word { text: Arc::from(day), span, ..word }
}

/// The field that a short name stands for.
fn long_name(key: &str) -> &str {
    match key {
        "of" => "subject",
        "by" => "source",
        other => other,
    }
}

fn part(place: Place) -> Option<&'static str> {
    match place {
        Place::Headline => Some("headline"),
        Place::Lede => Some("lede"),
        Place::Caption => Some("caption"),
        Place::Table => Some("table"),
        Place::Body => None,
    }
}

fn states(entries: &[Entry], name: &str) -> bool {
    entries.iter().any(|entry| entry.key.value == name)
}

fn entry(name: &str, span: Span, value: Node) -> Entry {
    Entry { key: Spanned::new(name.to_owned(), span), value }
}

fn scalar(text: &str, span: Span, verbatim: bool) -> Node {
    Node { span, kind: NodeKind::Scalar(Scalar { text: text.to_owned(), plain: false, inner: span, verbatim }) }
}

/// The words of a quotation without the quotation marks around them.
fn quoted(text: &str, span: Span, verbatim: bool) -> Node {
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('\'', '\'')] {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            let part = if verbatim { span.part(open.len_utf8(), inner.len()) } else { span };
            return scalar(inner, part, verbatim);
        }
    }
    scalar(text, span, verbatim)
}

fn broken(sources: &Sources, fault: Fault) -> Diagnostic {
    let at = match fault {
        Fault::Apart(gap) => {
            return Diagnostic::new(
                &SYNTAX,
                "these attributes stand apart from the brackets, so the words in those are no claim",
            )
            .label(gap, "this space")
            .help("take out what stands between `]` and `{`");
        }
        Fault::Piece(at) => at,
    };
    let piece = sources.slice(at);
    let shown: String = piece.chars().take(40).collect();
    let help = match piece.strip_suffix(',') {
        Some(_) => "part attributes by spaces, without commas; quote a value that ends with one",
        None if piece.ends_with(':') => "write `key=value`, without a colon, as in `{.age of=captain}`",
        None => "write `.measure`, `#id` and `key=value`, with quotes round several words, and `}` at the end",
    };
    Diagnostic::new(&SYNTAX, format!("these attributes cannot be read from `{shown}` on, so the words before them are no claim"))
        .label(at, "here")
        .help(help)
}

fn outside(key: &Spanned<String>) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(&UNKNOWN_FIELD, format!("`{}` stands outside of `claimlint:`, so it is not read", key.value.trim()));
    diagnostic.severity = Severity::Advice;
    diagnostic.label(key.span, "").help("move it below a key `claimlint:`, indented; other keys belong to the site")
}

fn no_measure(mark: &Mark) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_MEASURE, "nothing says what these words measure, so they are no claim")
        .label(mark.words.unwrap_or(mark.span), "")
        .help("begin the attributes with a measure, as in `{.troop-count of=…}`")
}

fn too_many(span: Span) -> Diagnostic {
    Diagnostic::new(&LIMIT, format!("more than {MAX_WAIVERS} waivers stand before one block"))
        .label(span, "past the limit here")
        .help("settle what they waive, or take those out that are no longer needed")
}
