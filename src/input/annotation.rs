//! What is written behind marked words (`{.measure of=x}`) and in comments that are meant for us: texts in, pieces with their
//! places out. The one file here that names pest; knows no field and no file.

mod quick;

use std::ops::Range;

use pest::Parser;
use pest::error::InputLocation;
use pest::iterators::Pair;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/annotation.pest"]
struct Grammar;

/// No list of attributes is longer: what is longer is no list.
const LONGEST: usize = 4_000;

/// A piece of an annotation: a text, and its bytes in what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text, without quotes, and with escapes resolved.
    pub text: String,
    /// Its bytes, without quotes.
    pub place: Range<usize>,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `.name`
    Class(Piece),
    /// `#name`
    Id(Piece),
    /// `key=value`
    Pair(Piece, Piece),
}

/// What stands behind a closing bracket, where it begins as a list of attributes does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// A list of attributes.
    Whole {
        /// The attributes, in their order.
        list: Vec<Attribute>,
        /// The byte behind the closing brace.
        end: usize,
    },
    /// Something that begins like one and names classes or keys.
    Broken {
        /// What it seems to be about.
        telling: Telling,
        /// The piece at which reading stopped; nothing where the text ends too early.
        at: Range<usize>,
    },
}

/// The names in a list of attributes, by which somebody who knows them can tell whether it is meant as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// `.name`, without the full stop.
    pub classes: Vec<String>,
    /// What stands before `=`, or before `:` as in YAML.
    pub keys: Vec<String>,
}

/// A waiver in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: Piece,
    /// Its last day.
    pub until: Option<Piece>,
    /// The other claim.
    pub with: Option<Piece>,
    /// Why; empty where nothing is said.
    pub reason: String,
}

/// The attributes at the beginning of a text; nothing where there are none.
#[must_use]
pub fn attributes(text: &str) -> Option<Attributes> {
    let text = extent(text);
    match quick::list(text).map_or_else(|| parsed(text), Ok) {
        Ok((list, end)) => Some(Attributes::Whole { list, end }),
        Err(at) => {
            let telling = Telling::guessed(text);
            let tells = !telling.classes.is_empty() || !telling.keys.is_empty();
            tells.then(|| Attributes::Broken { telling, at: piece_at(text, at) })
        }
    }
}

/// The list at the beginning of a text and the byte behind it, or the byte at which reading stopped.
fn parsed(text: &str) -> Result<(Vec<Attribute>, usize), usize> {
    match Grammar::parse(Rule::list, text) {
        Ok(mut pairs) => {
            let list = pairs.next().ok_or(0usize)?;
            let end = list.as_span().end();
            Ok((list.into_inner().filter_map(attribute).collect(), end))
        }
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            Err(at)
        }
    }
}

impl Telling {
    /// The names in a list that is whole.
    #[must_use]
    pub fn of(list: &[Attribute]) -> Telling {
        let mut telling = Telling::default();
        for attribute in list {
            match attribute {
                Attribute::Class(name) => telling.classes.push(name.text.clone()),
                Attribute::Pair(key, _) => telling.keys.push(key.text.clone()),
                Attribute::Id(_) => {}
            }
        }
        telling
    }

    /// The names in what begins like a list. A colon makes a key only where the braces close, or half of the prose behind an open
    /// one would be keys.
    fn guessed(text: &str) -> Telling {
        let mut telling = Telling::default();
        let Some(inner) = text.strip_prefix('{') else { return telling };
        let (inner, closed) = inner.strip_suffix('}').map_or((inner, false), |inner| (inner, true));
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let mut words = inner.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            if let Some(classes) = word.strip_prefix('.') {
                telling.classes.extend(classes.split('.').filter(|name| is_name(name)).map(str::to_owned));
            }
            let apart = words.peek().is_some_and(|next| next.starts_with('='));
            let key = word.split_once('=').or_else(|| word.split_once(':').filter(|_| closed)).map(|(key, _)| key);
            let key = key.or(apart.then_some(word)).filter(|key| is_name(key));
            telling.keys.extend(key.map(str::to_owned));
        }
        telling
    }
}

/// As much of a text as a list of attributes at its beginning can take up: to the first bracket or brace that stands in no quotes.
/// The grammar sees no more, so that many lists in one paragraph do not each cost the length of it.
fn extent(text: &str) -> &str {
    let (mut closing, mut before) = (None, None);
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        match (closing, c) {
            (Some(quote), c) if c == quote && before != Some('\\') => closing = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if before == Some('=') => closing = Some(c),
            (None, '“') if before == Some('=') => closing = Some('”'),
            (None, '{' | '}' | '[' | ']') if at > 0 => return text.get(..at + 1).unwrap_or(text),
            _ => {}
        }
        // A backslash that is itself escaped takes the meaning from nothing.
        before = if before == Some('\\') && c == '\\' { None } else { Some(c) };
    }
    let longest = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    longest.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The waiver in a comment, which is given with its `<!--` and `-->`; nothing where it is none.
#[must_use]
pub fn waiver(comment: &str) -> Option<Waiver> {
    let mut found: Option<Waiver> = None;
    for pair in Grammar::parse(Rule::comment, comment).ok()? {
        match (pair.as_rule(), found.as_mut()) {
            (Rule::rule, _) => found = Some(Waiver { rule: piece(pair), until: None, with: None, reason: String::new() }),
            // Of two with one name the first would stand and the second go by unseen.
            (Rule::until, Some(waiver)) if waiver.until.is_none() => waiver.until = pair.into_inner().next().map(piece),
            (Rule::with, Some(waiver)) if waiver.with.is_none() => waiver.with = pair.into_inner().next().map(piece),
            (Rule::reason, Some(waiver)) => pair.as_str().trim().clone_into(&mut waiver.reason),
            (Rule::EOI, _) => {}
            _ => return None,
        }
    }
    found
}

fn attribute(pair: Pair<'_, Rule>) -> Option<Attribute> {
    let kind = pair.as_rule();
    let mut pieces = pair.into_inner().map(piece);
    Some(match kind {
        Rule::class => Attribute::Class(pieces.next()?),
        Rule::id => Attribute::Id(pieces.next()?),
        _ => Attribute::Pair(pieces.next()?, pieces.next()?),
    })
}

fn piece(pair: Pair<'_, Rule>) -> Piece {
    let quoted = pair.as_rule() == Rule::quoted;
    let words = if quoted { pair.clone().into_inner().next().unwrap_or(pair) } else { pair };
    let span = words.as_span();
    let text = if quoted { unescaped(words.as_str()) } else { words.as_str().to_owned() };
    Piece { text, place: span.start()..span.end(), quoted }
}

/// A quoted text with its escapes resolved.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let escaped = rest.next_if(|next| c == '\\' && matches!(next, '\\' | '"' | '\'' | '“' | '”'));
        out.push(escaped.unwrap_or(c));
    }
    out
}

/// The piece in which a byte lies: from the white space before it to that after it, or to a brace.
fn piece_at(text: &str, at: usize) -> Range<usize> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}');
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.char_indices().rev().find(|(_, c)| ends(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let end = after.find(ends).unwrap_or(after.len());
    start..before.len() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Vec<String> {
        match attributes(text) {
            Some(Attributes::Whole { list, end }) => {
                assert_eq!(&text[end - 1..end], "}");
                let check = |p: &Piece| {
                    assert!(text.get(p.place.clone()).is_some());
                    p.text.clone()
                };
                let shown = list.iter().map(|attribute| match attribute {
                    Attribute::Class(name) => format!(".{}", check(name)),
                    Attribute::Id(name) => format!("#{}", check(name)),
                    Attribute::Pair(key, value) => format!("{}={}", check(key), check(value)),
                });
                shown.collect()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    fn broken(text: &str) -> Option<(String, &str)> {
        match attributes(text) {
            Some(Attributes::Broken { telling, at }) => {
                let keys = telling.keys.iter().map(|key| format!("{key}="));
                let names: Vec<String> = telling.classes.iter().map(|class| format!(".{class}")).chain(keys).collect();
                Some((names.join(" "), &text[at]))
            }
            Some(Attributes::Whole { .. }) => panic!("{text} is whole"),
            None => None,
        }
    }

    #[test]
    fn attributes_are_classes_ids_and_pairs() {
        assert_eq!(
            whole("{.troop-count of=dprk-force as-of=\"Oct. 19\" #preparing} he said"),
            [".troop-count", "of=dprk-force", "as-of=Oct. 19", "#preparing"]
        );
        assert_eq!(
            whole("{ .a.b#c\tvalue=$8 x='it\\'s' y=“a b” p=2010/.. q=45%\r\n}"),
            [".a", ".b", "#c", "value=$8", "x=it's", "y=a b", "p=2010/..", "q=45%"]
        );
        assert_eq!(whole("{}"), [""; 0]);
        assert_eq!(
            whole("{by=o'brien repeats=\"a b\" url=https://x.example/?a=b#c}"),
            ["by=o'brien", "repeats=a b", "url=https://x.example/?a=b#c"]
        );
    }

    #[test]
    fn a_broken_list_shows_its_names_and_the_piece() {
        assert_eq!(broken("{.troop-count preparing of=x}"), Some((".troop-count of=".into(), "preparing")));
        assert_eq!(broken("{.troop-count of=x and more"), Some((".troop-count of=".into(), "and")));
        assert_eq!(broken("{.troop-count of=x"), Some((".troop-count of=".into(), "of=x")));
        assert_eq!(broken("{of=x #y .troop-count by=\"z}"), Some((".troop-count of= by=".into(), "by=\"z")));
        assert_eq!(broken("{.troop-count of=}"), Some((".troop-count of=".into(), "of=")));
        assert_eq!(broken("{subject=a measure=b quote}"), Some(("subject= measure=".into(), "quote")));
        assert_eq!(broken("{measure=\"b of=x}"), Some(("measure= of=".into(), "measure=\"b")));
        assert_eq!(broken("{of = x}"), Some(("of=".into(), "of")));
        assert_eq!(broken("{of: x, measure: b}"), Some(("of= measure=".into(), "of:")));
        assert_eq!(broken("{of=x, by=y}"), Some(("of= by=".into(), "of=x,")));
        assert_eq!(broken("{: .a}"), Some((".a".into(), ":")));
        for text in ["{foo}", "{{ x }}", "{", "x", "", "{=html}", "{see: the"] {
            assert_eq!(attributes(text), None, "{text}");
        }
    }

    #[test]
    fn a_waiver_names_rule_day_claim_and_reason() {
        let read = waiver("<!-- claimlint allow figures-disagree until 2026-12-31 with a:b: both: on purpose -->").unwrap();
        assert_eq!((read.rule.text.as_str(), read.reason.as_str()), ("figures-disagree", "both: on purpose"));
        assert_eq!(read.until.map(|p| p.text).as_deref(), Some("2026-12-31"));
        assert_eq!(read.with.map(|p| p.text).as_deref(), Some("a:b"));
        let read = waiver("<!--\nclaimlint allow r with \"x:y:10 men\":z-->").unwrap();
        assert_eq!((read.with.map(|p| p.text).as_deref(), read.reason.as_str()), (Some("x:y:10 men"), "z"));
        assert_eq!(waiver("<!-- claimlint allow r -->").map(|w| w.reason).as_deref(), Some(""));
        assert_eq!(waiver("<!-- claimlint allow r: -->").map(|w| w.reason).as_deref(), Some(""));
        for text in [
            "<!-- claimlint ignore r: x -->",
            "<!-- claimlint allow: x -->",
            "<!-- claimlint allow r since x: y -->",
            "<!-- claimlint allow r until 2020 until 2021: y -->",
        ] {
            assert_eq!(waiver(text), None, "{text}");
        }
    }
}
