//! The plain claims of bulk files, in columns: of each the place of its line, and of each field the number of its value. What few
//! ask for (an id, the place of a field) is read from the line again.

mod block;
mod gather;
mod like;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use block::{Block, Columns, Keys, Reader, Shape};
pub(super) use block::{Class, NONE, hash_of};
pub(super) use gather::{Gathered, Lines, Total, gather};
pub(super) use like::Like;

use super::decode::Word;
use super::{Corpus, FieldId, Given, MeasureId, Schema, Standing, StoryId, Value, fields};
use crate::diagnostic::Diagnostic;
use crate::input::plain::{self, Kind, Piece};
use crate::input::{Node, csv, json};
use crate::source::{FileId, Span, Text};
use block::{ABSENT, Cutter, Met, WORDS, meant};

/// The rows of all bulk files, one file behind the other.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) files: Vec<RowFile>,
    /// Where each row's line begins in its file.
    starts: Vec<u32>,
    /// A hash of each row's id; gone once all references are resolved.
    pub(super) ids: Vec<u32>,
    /// The story of each row.
    pub(super) stories: Vec<StoryId>,
    /// By field; those that no row gives have no cells.
    pub(super) columns: Vec<Column>,
    /// The value of each row.
    stated: Vec<Stated>,
    worded: Vec<Value>,
    /// By what values are read: a measure and a unit.
    likes: Vec<Like>,
    /// Of each field whether every row gives it.
    full: Vec<bool>,
    /// What is given of totals and parts, by either side.
    links: FxHashMap<u32, Links>,
    /// A bit for each row that has such.
    is_linked: Vec<u64>,
    keys: Option<Arc<Keys>>,
}

/// The value of a row.
#[derive(Clone, Copy)]
struct Stated {
    /// Its digits, or the number of its words among those of all.
    number: i64,
    /// By what it is read.
    like: u32,
    /// How many digits stand behind the point, or what else there is.
    places: u8,
}

/// The rows of one file.
pub(super) struct RowFile {
    pub(super) file: FileId,
    pub(super) standing: Standing,
    /// Its document, by its place among them.
    pub(super) document: usize,
    pub(super) rows: Range<u32>,
    text: Arc<Text>,
    /// Its header and columns, where it is a table.
    table: Option<(Arc<csv::Header>, Columns)>,
}

impl RowFile {
    /// Some lines of it as trees, with what there is to say of them.
    pub(super) fn trees(&self, lines: &[Line<'_>]) -> (Vec<Node>, Vec<Diagnostic>) {
        if let Some((header, _)) = &self.table {
            let mut parts = csv::Parts::default();
            lines.iter().for_each(|line| parts.add(&line.text, line.start));
            return parts.read(self.file, header);
        }
        let (mut nodes, mut diagnostics) = (Vec::new(), Vec::new());
        for (found, said) in lines.iter().map(|line| json::read_text(self.file, &line.text, line.start)) {
            nodes.extend(found);
            diagnostics.extend(said);
        }
        (nodes, diagnostics)
    }
}

/// One field of all rows.
#[derive(Default)]
pub(super) struct Column {
    /// By row the number of its value, or [`NONE`]; no cells where no row gives the field.
    pub(super) cells: Vec<u32>,
    /// The texts by their numbers; an empty one cannot be used as it stands.
    pub(super) texts: Vec<Arc<str>>,
    /// What they are.
    pub(super) values: Vec<Value>,
    /// Where each text is met first; gone once entities are met.
    pub(super) firsts: Vec<First>,
    /// Whether the texts are ids of entities.
    pub(super) names_entities: bool,
}

/// Where a text is met first.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    /// Its file, by its place among those of the rows.
    pub(super) file: u32,
    /// Where it stands there.
    pub(super) met: Met,
}

/// What a row says, or is said, of totals.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    pub(super) total: Option<Given>,
    pub(super) parts: Option<Given>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows", self.starts.len())
    }
}

impl Column {
    /// The number of a row's value.
    pub(super) fn cell(&self, row: u32) -> Option<u32> {
        self.cells.get(row as usize).copied().filter(|cell| *cell != NONE)
    }

    fn value(&self, row: u32) -> &Value {
        self.cell(row).and_then(|cell| self.values.get(cell as usize)).unwrap_or(&Value::Missing)
    }
}

impl Rows {
    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// One field of all rows.
    pub(super) fn column(&self, field: FieldId) -> &Column {
        static NOTHING: Column =
            Column { cells: Vec::new(), texts: Vec::new(), values: Vec::new(), firsts: Vec::new(), names_entities: false };
        self.columns.get(usize::from(field.0)).unwrap_or(&NOTHING)
    }

    /// Reads the values, each by what it is like, and answers the rows whose value has to be looked at.
    pub(super) fn read_values(
        &mut self,
        schema: &Schema,
        likes_of: &[u32],
        likes: Vec<Like>,
        mut words: Vec<Arc<str>>,
    ) -> Vec<u32> {
        let mut numbers: FxHashMap<(u32, u32), Option<u32>> = FxHashMap::default();
        let mut wrong = Vec::new();
        for ((row, stated), like) in (0..).zip(&mut self.stated).zip(likes_of) {
            stated.like = *like;
            if stated.places == ABSENT || (stated.places != WORDS && likes[*like as usize].takes_numbers) {
                continue;
            }
            if stated.places != WORDS {
                // Digits that are no number here are words like others.
                words.push(plain::digits(stated.number, stated.places).into());
                stated.number = i64::try_from(words.len() - 1).unwrap_or(i64::MAX);
                stated.places = WORDS;
            }
            let text = u32::try_from(stated.number).unwrap_or(NONE);
            let number = *numbers.entry((text, *like)).or_insert_with(|| {
                let value = likes[*like as usize].value(schema, &words[text as usize])?;
                self.worded.push(value);
                u32::try_from(self.worded.len() - 1).ok()
            });
            match number {
                Some(number) => stated.number = i64::from(number),
                None => wrong.push(row),
            }
        }
        self.likes = likes;
        wrong
    }

    /// Gives the measures their ids.
    pub(super) fn settle(&mut self, of_likes: Vec<Option<MeasureId>>, values: Vec<Value>) {
        for (like, measure) in self.likes.iter_mut().zip(of_likes) {
            like.measure = measure;
        }
        if let Some(measures) = self.columns.get_mut(usize::from(fields::MEASURE.0)) {
            measures.values = values;
        }
    }

    /// The file that a row stands in.
    pub(super) fn file_of(&self, row: u32) -> &RowFile {
        let at = self.files.partition_point(|file| file.rows.end <= row);
        &self.files[at]
    }

    /// Where a row's line begins.
    pub(super) fn start(&self, row: u32) -> u32 {
        self.starts[row as usize]
    }

    pub(super) fn story(&self, row: u32) -> StoryId {
        self.stories[row as usize]
    }

    /// Whether a row's status is `current`.
    pub(super) fn is_current(&self, row: u32) -> bool {
        match self.column(fields::STATUS).value(row) {
            Value::Choice(_, status) => *status == 0,
            _ => true,
        }
    }

    /// What a row gives for a field.
    pub(super) fn given<'c>(&'c self, schema: &Schema, row: u32, field: FieldId) -> Cow<'c, Value> {
        match field {
            fields::VALUE => self.value(schema, row),
            fields::TOTAL | fields::PARTS => Cow::Borrowed(self.link(row, field).map_or(&Value::Missing, |given| &given.value)),
            _ => Cow::Borrowed(self.column(field).value(row)),
        }
    }

    /// Whether a row gives a field.
    pub(super) fn gives(&self, row: u32, field: FieldId) -> bool {
        match field {
            fields::VALUE => self.stated[row as usize].places != ABSENT,
            fields::TOTAL | fields::PARTS => self.link(row, field).is_some_and(|given| !given.value.is_missing()),
            _ => self.column(field).cell(row).is_some(),
        }
    }

    /// Whether every row gives a field.
    pub(super) fn all_give(&self, field: FieldId) -> bool {
        self.full.get(usize::from(field.0)) == Some(&true)
    }

    /// Takes note of the fields that every row gives.
    pub(super) fn note_full(&mut self) {
        let is_full = |column: &Column| !column.cells.is_empty() && !column.cells.contains(&NONE);
        self.full = self.columns.iter().map(is_full).collect();
        if let Some(value) = self.full.get_mut(usize::from(fields::VALUE.0)) {
            *value = self.stated.iter().all(|stated| stated.places != ABSENT);
        }
    }

    /// The fields that some row gives.
    pub(super) fn fields(&self) -> impl Iterator<Item = FieldId> {
        let given = |(at, column): (usize, &Column)| (!column.cells.is_empty()).then_some(at);
        let columns = self.columns.iter().enumerate().filter_map(given);
        let columns = columns.filter_map(|at| u16::try_from(at).ok()).map(FieldId);
        [fields::VALUE, fields::TOTAL, fields::PARTS].into_iter().chain(columns)
    }

    /// Whether something is given of a total or of parts.
    pub(super) fn is_linked(&self, row: u32) -> bool {
        self.is_linked.get(row as usize / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// What is given of a total or of parts.
    pub(super) fn link(&self, row: u32, field: FieldId) -> Option<&Given> {
        if !self.is_linked(row) {
            return None;
        }
        let links = self.links.get(&row)?;
        if field == fields::TOTAL { links.total.as_ref() } else { links.parts.as_ref() }
    }

    /// What is given of totals and parts, to be changed.
    pub(super) fn links_mut(&mut self, row: u32) -> &mut Links {
        let at = row as usize / 64;
        if self.is_linked.len() <= at {
            self.is_linked.resize(at + 1, 0);
        }
        self.is_linked[at] |= 1 << (row % 64);
        self.links.entry(row).or_default()
    }

    fn value(&self, schema: &Schema, row: u32) -> Cow<'_, Value> {
        let Stated { number, like, places } = self.stated[row as usize];
        match places {
            ABSENT => Cow::Borrowed(&Value::Missing),
            WORDS => Cow::Borrowed(self.in_words(number)),
            places => {
                let quantity = self.likes[like as usize].quantity(schema, &plain::digits(number, places));
                Cow::Owned(quantity.map_or(Value::Missing, Value::quantity))
            }
        }
    }

    /// The value of a row but for its words.
    pub(super) fn bare_value(&self, schema: &Schema, row: u32) -> Cow<'_, Value> {
        let Stated { number, like, places } = self.stated[row as usize];
        let bare = (places < WORDS).then(|| self.likes[like as usize].bare(number, places)).flatten();
        bare.map_or_else(|| self.value(schema, row), |quantity| Cow::Owned(Value::quantity(quantity)))
    }

    /// The value of a row as a number, for tests that need not be exact: by what it is read, and about what it is in the base unit.
    pub(super) fn about(&self, row: u32) -> Option<(u32, f64)> {
        let Stated { number, like, places } = self.stated[row as usize];
        if places >= WORDS {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "what is wanted is about the number")]
        let number = number as f64 / POWERS[usize::from(places)];
        self.likes[like as usize].about.map(|factor| (like, number * factor))
    }

    /// Whether a row's value is a quantity.
    pub(super) fn is_quantity(&self, row: u32) -> bool {
        let Stated { number, places, .. } = self.stated[row as usize];
        places != ABSENT && (places != WORDS || matches!(self.in_words(number), Value::Quantity(_)))
    }

    /// The value of that number among those in words.
    fn in_words(&self, number: i64) -> &Value {
        usize::try_from(number).ok().and_then(|at| self.worded.get(at)).unwrap_or(&Value::Missing)
    }

    /// A row's line, read again.
    pub(super) fn line(&self, row: u32) -> Line<'_> {
        let file = self.file_of(row);
        let start = self.starts[row as usize] as usize;
        let text = file.text.line_from(start);
        let pieces = self.keys.as_ref().and_then(|keys| {
            let shape = file.table.as_ref().map_or(Shape::Objects(keys), |(_, columns)| Shape::Rows(columns));
            let mut cutter = Cutter::new(&text, shape);
            cutter.cut(&(0..text.len())).map(|()| cutter.pieces)
        });
        Line { file: file.file, start, pieces: pieces.unwrap_or_default(), is_of_table: file.table.is_some(), text }
    }

    /// A row's id.
    pub(super) fn id(&self, row: u32) -> Cow<'_, str> {
        let line = self.line(row);
        let id = line.pieces.iter().find(|(class, _)| *class == Class::Id);
        let Some((_, Piece { at, kind })) = id else { return Cow::Borrowed("") };
        match line.text {
            Cow::Borrowed(text) => meant(text.get(at.clone()).unwrap_or(""), *kind),
            Cow::Owned(text) => Cow::Owned(meant(text.get(at.clone()).unwrap_or(""), *kind).into_owned()),
        }
    }

    /// The words in the claims document that give a field.
    pub(super) fn place_of(&self, row: u32, field: FieldId) -> Option<Span> {
        match field {
            fields::TOTAL | fields::PARTS => self.link(row, field).map(|given| given.span),
            _ if !self.gives(row, field) => None,
            _ => self.line(row).words_of(|class| class.field() == field).map(|word| word.span),
        }
    }
}

/// Powers of ten; plain numbers have fewer places than there are of them.
const POWERS: [f64; 18] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17];

/// A row's line.
pub(super) struct Line<'c> {
    file: FileId,
    /// Where it begins in the file.
    pub(super) start: usize,
    /// Without its line break.
    pub(super) text: Cow<'c, str>,
    /// What stands in it.
    pub(super) pieces: Vec<(Class, Piece)>,
    is_of_table: bool,
}

impl Line<'_> {
    /// All of the object, or of the row.
    pub(super) fn span(&self) -> Span {
        if self.is_of_table {
            return Span::new(self.file, self.start, self.start + csv::row_of(&self.text).len());
        }
        let start = self.start + (self.text.len() - self.text.trim_start().len());
        Span::new(self.file, start, start + self.text.trim().len())
    }

    /// The words that give a field.
    pub(super) fn words_of(&self, of: impl Fn(Class) -> bool) -> Option<Word> {
        let (_, piece) = self.pieces.iter().find(|(class, piece)| of(*class) && piece.kind != Kind::Null)?;
        Some(self.word(piece))
    }

    /// The same of a piece.
    pub(super) fn word(&self, piece: &Piece) -> Word {
        let Piece { at, kind } = piece;
        let text = meant(self.text.get(at.clone()).unwrap_or(""), *kind).as_ref().into();
        let plain = !matches!(kind, Kind::Text | Kind::Escaped | Kind::Doubled);
        Word {
            text,
            span: Span::new(self.file, self.start + at.start, self.start + at.end),
            plain,
            verbatim: !matches!(kind, Kind::Escaped | Kind::Doubled),
        }
    }
}

/// What plain numbers of one kind lie between, about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hull {
    /// Their kind: a measure and a unit.
    pub like: u32,
    /// About the least.
    pub low: f64,
    /// About the greatest.
    pub high: f64,
}

impl Corpus {
    /// What the values of claims lie between, where all are plain numbers of bulk rows with one measure and one unit; else none.
    #[must_use]
    pub fn hull(&self, claims: impl IntoIterator<Item = super::ClaimId>) -> Option<Hull> {
        let mut all = claims.into_iter().map(|claim| self.claim(claim).about());
        let (like, first) = all.next()??;
        all.try_fold(Hull { like, low: first, high: first }, |hull, about| {
            let (like, number) = about?;
            (like == hull.like).then(|| Hull { like, low: hull.low.min(number), high: hull.high.max(number) })
        })
    }
}
