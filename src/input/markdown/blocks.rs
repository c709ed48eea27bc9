//! A Markdown text as runs of words, comments and blocks, with the places of the file. The only file that names the Markdown parser.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, TagEnd};

use super::Place;
use super::stitched::Stitched;

/// What a draft is made of.
#[derive(Default)]
pub(super) struct Outline {
    /// The words of each block, in order.
    pub(super) runs: Vec<Run>,
    /// All comments.
    pub(super) comments: Vec<Comment>,
    /// The blocks that a comment can be about, in the order of their beginnings.
    pub(super) blocks: Vec<Range<usize>>,
}

/// The words of one block, or of a part of it that no other block interrupts.
pub(super) struct Run {
    /// Where in the story it stands.
    pub(super) place: Place,
    /// Its words and what stands for words, in order.
    pub(super) tokens: Vec<Token>,
    /// The lines as written, without what the blocks around them begin each line with.
    pub(super) source: Stitched,
}

/// Some words of a run.
pub(super) struct Token {
    /// Where they stand.
    pub(super) range: Range<usize>,
    /// What readers see, where it is not what is written.
    pub(super) text: Option<Box<str>>,
    /// What brackets in them are.
    pub(super) brackets: Brackets,
    /// Whether a backslash takes the meaning from their first character.
    pub(super) escaped: bool,
    /// Whether they are the words of an image.
    pub(super) caption: bool,
}

/// What brackets among words can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    /// The ends of marked words.
    Marks,
    /// Only brackets.
    Literal,
}

/// A comment.
pub(super) struct Comment {
    /// From `<!--` to `-->`.
    pub(super) source: Stitched,
    /// Whether nothing else stands on its lines.
    pub(super) alone: bool,
}

/// Reads the text from `body` on.
pub(super) fn outline(text: &str, body: usize) -> Outline {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        text,
        outline: Outline::default(),
        depth: 0,
        kind: Kind::Other,
        tables: 0,
        images: 0,
        lede_is_past: false,
        html: Stitched::default(),
        run: Building::default(),
    };
    for (event, range) in Parser::new_ext(text.get(body..).unwrap_or(""), options).into_offset_iter() {
        reader.take(event, range.start + body..range.end + body);
    }
    reader.end_run();
    reader.outline
}

/// What kind of block holds the words that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Headline,
    Paragraph,
    Code,
    Other,
}

struct Reader<'a> {
    text: &'a str,
    outline: Outline,
    /// In how many quotes, lists and notes.
    depth: usize,
    kind: Kind,
    tables: usize,
    images: usize,
    lede_is_past: bool,
    html: Stitched,
    run: Building,
}

/// A run that has begun.
#[derive(Default)]
struct Building {
    tokens: Vec<Token>,
    /// Each line as written, from its first word to its last.
    lines: Vec<Range<usize>>,
    after_break: bool,
    begins_with_image: bool,
}

impl Reader<'_> {
    fn take(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag.to_end(), range),
            Event::End(tag) => self.end(tag),
            // Words without a place are the indentation that a tab leaves over.
            Event::Text(_) if self.kind == Kind::Code || range.is_empty() => {}
            Event::Text(words) => {
                let written = self.text.get(range.clone()) == Some(&*words);
                self.token(range, (!written).then(|| words.into_string().into()), Brackets::Marks);
            }
            Event::Code(words) => {
                let within = self.text.get(range.clone()).and_then(|code| code.find(&*words));
                self.line(&range);
                match within.map(|at| range.start + at) {
                    Some(start) => self.token(start..start + words.len(), None, Brackets::Literal),
                    None => self.token(range, Some(words.into_string().into()), Brackets::Literal),
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                self.token(range, Some(" ".into()), Brackets::Literal);
                self.run.after_break = true;
            }
            Event::InlineHtml(html) => {
                self.line(&range);
                if html.starts_with("<!--") {
                    let mut source = Stitched::default();
                    source.push(self.text.get(range.clone()).unwrap_or(""), range.start);
                    self.outline.comments.push(Comment { source, alone: false });
                } else if html.starts_with("<br") {
                    self.token(range, Some(" ".into()), Brackets::Literal);
                }
            }
            Event::Html(_) => self.html.push(self.text.get(range.clone()).unwrap_or(""), range.start),
            Event::FootnoteReference(_) => self.line(&range),
            _ => {}
        }
    }

    fn start(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Image => {
                self.run.begins_with_image |= self.run.tokens.is_empty();
                self.images += 1;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            _ => {
                self.end_run();
                // An item follows where its list begins, and a table covers its rows.
                let part = matches!(tag, TagEnd::List(_) | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell);
                let comment = tag == TagEnd::HtmlBlock && self.text.get(range.clone()).is_some_and(|t| t.starts_with("<!--"));
                if !part && !comment {
                    self.outline.blocks.push(range);
                }
                self.kind = match tag {
                    TagEnd::Heading(HeadingLevel::H1) => Kind::Headline,
                    TagEnd::Paragraph => Kind::Paragraph,
                    TagEnd::CodeBlock => Kind::Code,
                    _ => Kind::Other,
                };
                self.depth += usize::from(holds_blocks(tag));
                self.tables += usize::from(tag == TagEnd::Table);
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::HtmlBlock => self.end_html(),
            _ => {
                self.end_run();
                self.kind = Kind::Other;
                self.depth = self.depth.saturating_sub(usize::from(holds_blocks(tag)));
                self.tables = self.tables.saturating_sub(usize::from(tag == TagEnd::Table));
            }
        }
    }

    /// Takes a part of a line into the line that is being read.
    fn line(&mut self, range: &Range<usize>) {
        let run = &mut self.run;
        match run.lines.last_mut().filter(|_| !run.after_break) {
            Some(line) => line.end = line.end.max(range.end),
            None => run.lines.push(range.clone()),
        }
        run.after_break = false;
    }

    fn token(&mut self, range: Range<usize>, text: Option<Box<str>>, brackets: Brackets) {
        let before = self.run.lines.last().map_or(0, |line| line.end);
        let escaped = range.start > before && self.text.get(..range.start).is_some_and(|t| t.ends_with('\\'));
        self.line(&range);
        let brackets = if text.is_some() { Brackets::Literal } else { brackets };
        self.run.tokens.push(Token { range, text, brackets, escaped, caption: self.images > 0 });
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.tokens.is_empty() {
            return;
        }
        let place = match self.kind {
            _ if self.tables > 0 => Place::Table,
            _ if run.begins_with_image => Place::Caption,
            Kind::Headline => Place::Headline,
            Kind::Paragraph if self.depth == 0 && !self.lede_is_past => {
                self.lede_is_past = true;
                Place::Lede
            }
            _ => Place::Body,
        };
        let mut source = Stitched::default();
        for line in run.lines {
            source.push(self.text.get(line.clone()).unwrap_or(""), line.start);
        }
        self.outline.runs.push(Run { place, tokens: run.tokens, source });
    }

    /// The comments of a piece of HTML, and the words between its tags.
    fn end_html(&mut self) {
        let source = std::mem::take(&mut self.html);
        let text = &source.text;
        let head = text.get(..10).unwrap_or(text).to_ascii_lowercase();
        if ["<script", "<style", "<pre", "<textarea", "<?", "<!["].iter().any(|tag| head.starts_with(tag)) {
            return;
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let tag = rest.starts_with('<');
            let end = match rest {
                _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + "-->".len()),
                _ if tag => rest.find('>').map(|end| end + 1),
                _ if rest.starts_with('\n') => Some(1),
                _ => rest.find(['<', '\n']),
            };
            let end = at + end.unwrap_or(rest.len());
            let range = source.range(at..end);
            if rest.starts_with("<!--") {
                let before = text.get(..at).unwrap_or("").rsplit('\n').next().unwrap_or("");
                let after = text.get(end..).unwrap_or("").split('\n').next().unwrap_or("");
                let alone = before.trim().is_empty() && after.trim().is_empty();
                self.outline.comments.push(Comment { source: source.part(at..end), alone });
            } else if !tag {
                let text = rest.starts_with('\n').then(|| " ".into());
                let brackets = if text.is_some() { Brackets::Literal } else { Brackets::Marks };
                tokens.push(Token { range, text, brackets, escaped: false, caption: false });
            }
            at = end;
        }
        if tokens.iter().any(|token| token.text.is_none()) {
            self.outline.runs.push(Run { place: Place::Body, tokens, source });
        }
    }
}

/// Whether other blocks stand within a block of that kind.
fn holds_blocks(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition)
}
