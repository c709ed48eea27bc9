//! Says in the user's words why an item cannot be read: from where reading stopped, and what could have stood there.

use crate::diagnostic::codes::{LIMIT, SYNTAX};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Span;

use super::expressions::too_deep;
use super::grammar::{Failure, Rule};
use super::node::Place;
use super::split::word_at;

mod openings;
mod wording;

use openings::{Opening, literal_fault, openings};
use wording::{RESERVED, listed, phrase, words};

/// What stands where reading stopped.
struct Found<'i> {
    at: usize,
    /// The word or sign; empty at the item's end.
    written: &'i str,
    expected: Vec<Rule>,
    /// What is open there, the outermost first.
    open: Vec<Opening>,
}

impl Place<'_> {
    fn span(&self, at: usize, length: usize) -> Span {
        Span::new(self.file, self.base + at, self.base + at + length)
    }

    fn rest(&self, at: usize) -> &str {
        self.item.get(at..).unwrap_or("")
    }

    fn mistake(&self, at: usize, length: usize, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&SYNTAX, message).label(self.span(at, length), label)
    }
}

impl Found<'_> {
    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }
}

/// The diagnostic for an item that cannot be read.
pub(super) fn explain(place: &Place, failure: Failure) -> Diagnostic {
    let (at, expected) = match failure {
        Failure::Unexpected { at, expected } => (at, expected),
        Failure::TooDeep(at) => return too_deep(place.span(at, word_or_sign(place.item, at).len())),
        Failure::TooLong => {
            return Diagnostic::new(&LIMIT, format!("this `{}` takes too long to read", place.keyword))
                .label(place.span(0, place.keyword.len()), "")
                .help("make it shorter");
        }
    };
    let found = Found { at, written: word_or_sign(place.item, at), expected, open: openings(place.item, at) };
    literal(place, &found)
        .or_else(|| unclosed(place, &found))
        .or_else(|| text_or_number(place, &found))
        .or_else(|| sign(place, &found))
        .or_else(|| no_unit(place, &found))
        .or_else(|| clause(place, &found))
        .or_else(|| name(place, &found))
        .or_else(|| slip(place, &found, found.at, found.written))
        .unwrap_or_else(|| unexpected(place, &found))
}

/// The word, number or sign at a byte; empty at the end.
fn word_or_sign(text: &str, at: usize) -> &str {
    let word = word_at(text, at);
    let rest = text.get(at..).unwrap_or("");
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return number_at(rest);
    }
    let long = ["\"\"\"", "==", "!=", "<=", ">=", "=>", "=<", "<>", "&&", "||"].into_iter().find(|s| rest.starts_with(s));
    match (word, long, rest.chars().next()) {
        ("", Some(sign), _) => rest.get(..sign.len()).unwrap_or(""),
        ("", None, Some(c)) => rest.get(..c.len_utf8()).unwrap_or(""),
        _ => word,
    }
}

/// Words as a message may show them: not long, on one line, without control characters.
pub(super) fn shown(written: &str) -> String {
    let mut clean: String = written.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if written.chars().nth(40).is_some() {
        clean.push('…');
    }
    clean
}

/// Inside a message: an escape that is none, or no end.
fn literal(place: &Place, found: &Found) -> Option<Diagnostic> {
    if !(found.expects(Rule::close_line) || found.expects(Rule::close_block)) {
        return None;
    }
    if found.written == "\\" {
        return Some(escape(place, found.at));
    }
    found.open.last().map(|open| no_end(place, open.at, if found.expects(Rule::close_block) { "\"\"\"" } else { "\"" }))
}

fn escape(place: &Place, at: usize) -> Diagnostic {
    let escaped: String = place.rest(at).chars().take(2).filter(|c| !c.is_control()).collect();
    place
        .mistake(at, escaped.len(), format!("`{escaped}` stands for nothing"), "no escape")
        .help("after `\\` in a text stand `\"`, `\\`, `n`, `{` or `}`; a backslash itself is written `\\\\`, as in `\"\\\\d\"`")
}

fn no_end(place: &Place, at: usize, quotes: &str) -> Diagnostic {
    if quotes.len() == 3 {
        return place.mistake(at, 3, "this block is never closed", "begins here").help("close it with `\"\"\"`");
    }
    place
        .mistake(at, 1, "this text does not end on its line", "begins here")
        .help("close it with `\"`; text over several lines stands between `\"\"\"` and `\"\"\"`")
}

/// A bracket that is still open where nothing more can belong into it.
fn unclosed(place: &Place, found: &Found) -> Option<Diagnostic> {
    let innermost = *found.open.last()?;
    let closer = innermost.closer()?;
    let in_expression = found.open.len() > 1 || !is_braced(place);
    let ends_here = match found.written {
        "" => true,
        "=" => place.keyword == "define" && !found.expects(Rule::infix),
        ")" | "]" | "}" => {
            in_expression && found.written != closer && found.open.iter().any(|o| o.closer() == Some(found.written))
        }
        "\"" => {
            let in_value = found.open.iter().any(|o| o.closer().is_none());
            in_value && !found.expects(Rule::operand) && literal_fault(place.item, found.at).is_some()
        }
        word => in_expression && starts_line(place, found.at) && index_of(word).is_some() && RESERVED.contains(&word),
    };
    ends_here.then(|| {
        let opened = place.item.get(innermost.at..=innermost.at).unwrap_or("");
        let open = place.mistake(innermost.at, 1, format!("this `{opened}` is never closed"), "opened here");
        let open = match found.written {
            "" => open,
            _ => open.label(place.span(found.at, found.written.len()), format!("`{closer}` is missing before this")),
        };
        open.help(match opened {
            "{" if innermost.in_message => "close it with `}`; a brace that shall be printed is written `\\{`".to_owned(),
            "{" => "close it with `}` in column 1".to_owned(),
            _ => format!("close it with `{closer}`"),
        })
    })
}

fn is_braced(place: &Place) -> bool {
    matches!(place.keyword, "rule" | "measure")
}

/// A text or a number that is badly written, or text of the wrong form.
fn text_or_number(place: &Place, found: &Found) -> Option<Diagnostic> {
    if found.written.starts_with('"') {
        let blocks = [Rule::block, Rule::message_block, Rule::open_block, Rule::message];
        if found.written.len() == 3 && !blocks.iter().any(|b| found.expects(*b)) && found.expects(Rule::text) {
            let help = "write the text between `\"` and `\"`, on one line";
            return Some(place.mistake(found.at, 3, "a block cannot stand here", "a block").help(help));
        }
        return literal_fault(place.item, found.at).map(|fault| match fault {
            openings::Fault::Escape(at) => escape(place, at),
            openings::Fault::NoEnd => no_end(place, found.at, found.written),
        });
    }
    if found.written.starts_with(|c: char| c.is_ascii_digit()) {
        return number(place, found);
    }
    let before = place.item.get(..found.at).unwrap_or("");
    let close = before.trim_end_matches([' ', '\t']);
    let last = close.rsplit([' ', '(', '[', ',']).next().unwrap_or("");
    let is_digit = |c: char| c.is_ascii_digit();
    let follows_number = last.starts_with(is_digit) && last.ends_with(is_digit);
    let is_word = found.written.starts_with(|c: char| c.is_ascii_alphabetic()) && !RESERVED.contains(&found.written);
    (follows_number && before.len() > close.len() + 1 && is_word && found.expects(Rule::infix)).then(|| {
        let message = format!("`{}` stands too far behind its number", shown(found.written));
        place.mistake(found.at, found.written.len(), message, "").help("a unit stands one space behind its number: `10 km`")
    })
}

/// A number as far as it may have been meant to go, right or wrong.
fn number_at(rest: &str) -> &str {
    let joins = |(i, c): (usize, char)| {
        let followed = rest.get(i + c.len_utf8()..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
        c.is_alphanumeric() || c == '_' || (matches!(c, ',' | '.' | '-') && followed)
    };
    let length = rest.char_indices().find(|pair| !joins(*pair)).map_or(rest.len(), |(i, _)| i);
    rest.get(..length).unwrap_or("")
}

fn number(place: &Place, found: &Found) -> Option<Diagnostic> {
    let written = found.written;
    let is_digit = |c: char| c.is_ascii_digit();
    let (label, help) = if written.contains('-') {
        ("no number and no date", "a date is `2024-10-19` or `2024-10`; a subtraction has spaces round its `-`")
    } else if written.contains(|c: char| c.is_alphabetic() || c == '_') {
        ("digits and letters run together", "a unit stands one space behind its number: `10 km`; a name begins with a letter")
    } else if written.split_once(',').is_some_and(|(head, tail)| {
        head.len() > 3 || tail.split(['.']).next().is_some_and(|whole| whole.split(',').any(|group| group.len() != 3))
    }) {
        (
            "a comma out of place",
            "in a number a comma stands before exactly three digits: `10,000`; between two numbers it has a space behind it: `1, 2`",
        )
    } else if written.matches('.').count() > 1 || !written.chars().all(|c| is_digit(c) || matches!(c, ',' | '.')) {
        ("no number", "a number is `12`, `10,000` or `1.5`; a date is `2024-10-19` or `2024-10`")
    } else {
        return None;
    };
    Some(place.mistake(found.at, written.len(), format!("`{}` is no number", shown(written)), label).help(help))
}

/// Signs of other languages, and what stands for them here.
const SIGNS: [(&str, &str); 17] = [
    ("&&", "write `and`"),
    ("&", "write `and`"),
    ("||", "write `or`"),
    ("|", "write `or`"),
    ("=>", "write `>=`"),
    ("=<", "write `<=`"),
    ("<>", "write `!=`"),
    ("≥", "write `>=`"),
    ("≤", "write `<=`"),
    ("≠", "write `!=`"),
    ("!", "write `not`"),
    ("×", "write `*`"),
    ("−", "write `-`"),
    ("–", "write `-`"),
    (";", "a clause ends without a sign"),
    ("“", "write `\"`"),
    ("”", "write `\"`"),
];

fn sign(place: &Place, found: &Found) -> Option<Diagnostic> {
    let length = found.written.len();
    let mistake = |message: String, help: &str| Some(place.mistake(found.at, length, message, "").help(help));
    match found.written {
        "'" | "‘" | "’" => mistake(format!("`{}` opens no text", found.written), "texts stand in double quotes: `\"…\"`"),
        "=" if found.expects(Rule::infix) => mistake("`=` does not compare".to_owned(), "write `==`"),
        "=" if found.expects(Rule::operand) => mistake("`=` stands here twice".to_owned(), "compare with `==`"),
        "==" if found.expects(Rule::assign) => mistake("`==` compares".to_owned(), "write `=`"),
        "%" => mistake("`%` cannot stand here".to_owned(), "it stands right behind its number, as in `5%`"),
        "," if found.open.last().is_some_and(|o| o.closer() == Some(")")) && found.expects(Rule::close_paren) => {
            mistake("`,` cannot stand here".to_owned(), "a list is written in square brackets: `[\"lede\", \"body\"]`")
        }
        "!=" | "==" | "<" | ">" | "<=" | ">=" => None,
        ":" if found.expects(Rule::infix) => None,
        _ => {
            let (sign, help) = SIGNS.into_iter().find(|(sign, _)| place.rest(found.at).starts_with(sign))?;
            Some(place.mistake(found.at, sign.len(), format!("`{sign}` is no sign of this language"), "").help(help))
        }
    }
}

/// The clauses of a rule in their order, each with its place in it.
const CLAUSES: [(&str, usize); 16] = [
    ("title", 0),
    ("severity", 0),
    ("tags", 0),
    ("link", 0),
    ("outranks", 0),
    ("param", 0),
    ("for", 1),
    ("let", 2),
    ("flag", 3),
    ("escalate", 4),
    ("report", 5),
    ("at", 6),
    ("help", 7),
    ("why", 8),
    ("example", 9),
    ("}", 10),
];
const ORDER: &str = "the order is `title`, `severity`, `tags`, `link`, `outranks`, `param`; `for each`; `let`; `flag when`; `escalate to`; `report`, \
                     `at`, `help`; `why`; `example`";
const MEASURE_CLAUSES: [&str; 8] = ["title", "value", "separators", "tolerance", "range", "whole-numbers", "monotone", "kind-of"];

fn index_of(clause: &str) -> Option<usize> {
    CLAUSES.iter().find(|(word, _)| *word == clause).map(|(_, index)| *index)
}

/// Whether only white space stands before this byte on its line.
fn starts_line(place: &Place, at: usize) -> bool {
    let before = place.item.get(..at).unwrap_or("");
    before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty())
}

/// Where a clause should begin: one that is out of order, missing, twice, misspelt or unknown.
fn clause(place: &Place, found: &Found) -> Option<Diagnostic> {
    let begins = starts_line(place, found.at) && found.open.len() == 1;
    if !is_braced(place) || !(begins || found.written == "}") {
        return None;
    }
    let candidates: Vec<&str> = found.expected.iter().flat_map(|r| words(*r)).collect();
    let clauses: Vec<&str> = match place.keyword {
        "measure" => MEASURE_CLAUSES.to_vec(),
        _ => candidates.iter().copied().filter(|c| index_of(c).is_some()).collect(),
    };
    let written = found.written;
    if place.keyword == "rule"
        && let Some(index) = index_of(written)
    {
        return out_of_order(place, found, index, &clauses);
    }
    if !written.starts_with(char::is_alphabetic) || RESERVED.contains(&written) || clauses.is_empty() {
        return None;
    }
    let noun = if place.keyword == "rule" { "rule" } else { "measure" };
    let known: Vec<&str> = if noun == "rule" { CLAUSES.iter().map(|(word, _)| *word).collect() } else { clauses.clone() };
    let meant = nearest(written, candidates.iter().copied()).or_else(|| nearest(written, known));
    let (message, label) = match meant {
        Some(meant) if index_of(meant).is_some() || noun == "measure" => {
            (format!("`{written}` is no clause of a {noun}; did you mean `{}`?", phrase_of(meant)), "no clause")
        }
        Some(meant) => (format!("`{written}` cannot stand here; did you mean `{meant}`?"), "not here"),
        None => (format!("`{}` is no clause of a {noun}", shown(written)), "no clause"),
    };
    let help = match noun {
        "rule" => ORDER.to_owned(),
        _ => format!("a measure has {}", listed(MEASURE_CLAUSES.iter().map(|c| format!("`{c}`")).collect(), "and")),
    };
    Some(place.mistake(found.at, written.len(), message, label).help(help))
}

fn out_of_order(place: &Place, found: &Found, index: usize, clauses: &[&str]) -> Option<Diagnostic> {
    let (at, written) = (found.at, found.written);
    let mistake = |message: String, label: &str| Some(place.mistake(at, written.len(), message, label).help(ORDER));
    if found.expects(Rule::kw_by) && !found.expects(Rule::kw_let) {
        return mistake(
            format!("a `step` wants `by` before {}", closing_or_clause(written)),
            "`by` and a date or a number are missing",
        );
    }
    // Only what must stand there is missing.
    let wanted = clauses.iter().find(|c| matches!(**c, "for" | "flag" | "report" | "at") && !seen(place, at, c));
    if let Some(wanted) = wanted.filter(|w| index_of(w).is_some_and(|i| index > i)) {
        let message = format!("a rule wants `{}` before {}", full_phrase(wanted), closing_or_clause(written));
        return mistake(message, "missing before this");
    }
    if matches!(written, "for" | "flag" | "report" | "help" | "why") && seen(place, at, written) {
        return mistake(format!("`{}` stands here twice", phrase_of(written)), "a second time");
    }
    let (later, _) = CLAUSES.iter().find(|(c, i)| *i > index && seen(place, at, c))?;
    mistake(format!("`{}` must stand before `{}`", phrase_of(written), phrase_of(later)), "too late")
}

fn closing_or_clause(written: &str) -> String {
    if written == "}" { "it ends".to_owned() } else { format!("`{}`", phrase_of(written)) }
}

/// Whether a clause begins, at the start of a line, before this byte.
fn seen(place: &Place, at: usize, clause: &str) -> bool {
    place.item.get(..at).unwrap_or("").lines().any(|line| word_at(line.trim_start(), 0) == clause)
}

/// The clause that a word begins, as far as its fixed words go.
fn phrase_of(word: &str) -> &str {
    match word {
        "for" => "for each",
        "flag" => "flag when",
        "escalate" => "escalate to",
        other => other,
    }
}

fn full_phrase(word: &str) -> &str {
    match word {
        "for" => "for each …",
        "flag" => "flag when …",
        "report" => "report \"…\"",
        "at" => "at PLACE \"…\"",
        other => other,
    }
}

/// Where a name should stand: a reserved word, or letters that names do not have.
fn name(place: &Place, found: &Found) -> Option<Diagnostic> {
    let wants_name = [Rule::name, Rule::operand, Rule::named, Rule::type_name, Rule::path, Rule::parameter];
    if !wants_name.iter().any(|r| found.expects(*r)) || found.written.is_empty() {
        return None;
    }
    let mistake = |message: String, label: &str| place.mistake(found.at, found.written.len(), message, label);
    let written = shown(found.written);
    if !found.written.is_ascii() && found.written.starts_with(char::is_alphabetic) {
        let help = "names are written with the letters a to z, digits, `_` and `-`";
        return Some(mistake(format!("`{written}` is no name"), "a letter that names do not have").help(help));
    }
    let begins_clause = starts_line(place, found.at) && index_of(found.written).is_some();
    if RESERVED.contains(&found.written)
        && !begins_clause
        && !found.expects(Rule::operand)
        && found.expected.iter().all(|r| words(*r).is_empty())
    {
        let help = format!("reserved are {}", listed(RESERVED.iter().map(|w| format!("`{w}`")).collect(), "and"));
        return Some(mistake(format!("`{written}` is a reserved word and cannot be a name"), "reserved").help(help));
    }
    None
}

/// Words that people write for others.
const SYNONYMS: [(&str, &str); 8] = [
    ("is", "=="),
    ("equals", "=="),
    ("isnt", "!="),
    ("elif", "else if"),
    ("elseif", "else if"),
    ("mod", "/"),
    ("xor", "!="),
    ("when", "where"),
];

/// A word that is nearly one that could stand here.
fn slip(place: &Place, found: &Found, at: usize, written: &str) -> Option<Diagnostic> {
    if !written.starts_with(char::is_alphabetic) {
        return None;
    }
    let candidates: Vec<&str> = found.expected.iter().flat_map(|r| words(*r)).collect();
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == written && found.expects(Rule::infix)).map(|(_, meant)| *meant);
    let meant = synonym.or_else(|| nearest(written, candidates.into_iter().filter(|c| *c != written)))?;
    let message = format!("`{}` cannot stand here; did you mean `{}`?", shown(written), phrase_of(meant));
    Some(place.mistake(at, written.len(), message, "not here"))
}

/// A misspelt word behind a number, which was read as a unit, or a misspelt `not`: the mistake shows only behind it.
fn no_unit(place: &Place, found: &Found) -> Option<Diagnostic> {
    let before = place.item.get(..found.at).unwrap_or("").trim_end();
    let (number, word) = before.rsplit_once(' ')?;
    let is_unit = number.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_alphabetic());
    let at = before.len() - word.len();
    if is_unit {
        return slip(place, found, at, word);
    }
    let is_operand = found.expects(Rule::infix) && found.written.starts_with(char::is_alphabetic) && !RESERVED.contains(&word);
    (is_operand && nearest(word, ["not"]).is_some())
        .then(|| place.mistake(at, word.len(), format!("`{word}` cannot stand here; did you mean `not`?"), "not here"))
}

fn unexpected(place: &Place, found: &Found) -> Diagnostic {
    let mut phrases: Vec<String> = Vec::new();
    for rule in &found.expected {
        let wording = phrase(*rule);
        if !wording.is_empty() && !phrases.contains(&wording) {
            phrases.push(wording);
        }
    }
    let what = match (found.written, phrases.as_slice()) {
        ("", _) => format!("this `{}` is incomplete", place.keyword),
        (")" | "]" | "}", _) if !found.open.iter().any(|o| o.closer() == Some(found.written)) => {
            format!("this `{}` closes nothing", found.written)
        }
        (written, _) if found.expects(Rule::severity) => format!("`{}` is no severity", shown(written)),
        (written, [missing]) => format!("{missing} is missing before `{}`", shown(written)),
        (written, _) => format!("`{}` cannot stand here", shown(written)),
    };
    let mistake = match found.written {
        "" => {
            let (at, length) = last_word(place.item);
            place.mistake(at, length, what, "ends here")
        }
        written => place.mistake(found.at, written.len(), what, "not here"),
    };
    match phrases.len() {
        0 => mistake,
        _ if found.expects(Rule::text) && found.written.starts_with(char::is_alphabetic) => {
            mistake.help("put a text in quotes: `\"…\"`")
        }
        n if n > 6 => mistake.help(format!("expected here: {} …", phrases.get(..6).unwrap_or_default().join(", "))),
        _ => mistake.help(format!("expected here: {}", listed(phrases, "or"))),
    }
}

/// Where an item's last word or sign stands, to point at what is not there: its first byte, and its length.
fn last_word(item: &str) -> (usize, usize) {
    let line = item.rfind('\n').map_or(0, |i| i + 1);
    let comment = item.get(line..).and_then(|l| l.rfind('#')).filter(|i| item.get(line + i..).is_some_and(|c| !c.contains('"')));
    let code = item.get(..comment.map_or(item.len(), |i| line + i)).unwrap_or("").trim_end();
    let start =
        code.rfind(char::is_whitespace).map_or(0, |i| i + code.get(i..).and_then(|c| c.chars().next()).map_or(0, char::len_utf8));
    (start, code.len() - start)
}
