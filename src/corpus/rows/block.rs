//! Plain lines of a bulk file in columns: a block of lines in, its texts numbered as they are met, and the lines that are not plain.

use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::corpus::decode::tidy;
use crate::corpus::{FieldId, RecordKind, Schema, Type, fields};
use crate::input::csv::{self, Cells};
use crate::input::node::MAX_BYTES;
use crate::input::plain::{self, Cursor, Kind, Piece};
use crate::source::Spanned;

/// No cell: nothing is given.
pub const NONE: u32 = u32::MAX;

/// What stands for a number that is none: nothing is given, or other words than digits.
pub const ABSENT: u8 = u8::MAX;
/// The value is given in words, by their number.
pub const WORDS: u8 = u8::MAX - 1;

/// What becomes of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The claim's id.
    Id,
    /// The story that makes it.
    Story,
    /// What is stated.
    Value,
    /// The claim that it is a part of.
    Total,
    /// A text, by its number among those of the field.
    Words(FieldId),
    /// The same, and only `true` and `false`.
    Truth(FieldId),
}

impl Class {
    /// The field that it gives.
    #[must_use]
    pub fn field(self) -> FieldId {
        match self {
            Class::Id => fields::ID,
            Class::Story => fields::STORY,
            Class::Value => fields::VALUE,
            Class::Total => fields::TOTAL,
            Class::Words(field) | Class::Truth(field) => field,
        }
    }

    /// What tells it from the others of a line; none for fields beyond the first 64.
    fn bit(self) -> Option<u64> {
        1_u64.checked_shl(self.field().0.into())
    }
}

/// The keys that plain lines may have.
pub struct Keys {
    by_name: FxHashMap<Box<[u8]>, Class>,
    fields: usize,
}

impl Keys {
    /// The keys of a schema. A field that is not among them needs a look at more than its words.
    #[must_use]
    pub fn of(schema: &Schema) -> Keys {
        let class = |field: FieldId, ty: &Type| match field {
            fields::ID => Some(Class::Id),
            fields::STORY => Some(Class::Story),
            fields::VALUE => Some(Class::Value),
            fields::TOTAL => Some(Class::Total),
            fields::TEXT | fields::NTH | fields::PARAGRAPH | fields::TOPIC | fields::ALLOW => None,
            _ => match ty {
                Type::Bool => Some(Class::Truth(field)),
                Type::Text | Type::Quantity(_) | Type::Date | Type::Choice(_) | Type::Entity | Type::Measure => {
                    Some(Class::Words(field))
                }
                _ => None,
            },
        };
        let all = schema.fields(RecordKind::Claim);
        let named = all.iter().filter_map(|field| Some((field, schema.field_named(RecordKind::Claim, &field.name)?)));
        let by_name = named.filter_map(|(field, id)| Some((field.name.as_bytes().into(), class(id, &field.ty)?))).collect();
        Keys { by_name, fields: all.len() }
    }
}

/// The columns of a table: of each what becomes of its cells, if they are plain.
pub struct Columns {
    classes: Vec<Option<Class>>,
    fields: usize,
}

impl Columns {
    /// Those below a header. The second of two columns with one key needs a look at more than its words.
    #[must_use]
    pub fn of(keys: &Keys, header: &[Spanned<String>]) -> Columns {
        let mut classes: Vec<Option<Class>> = Vec::with_capacity(header.len());
        for key in header {
            let class = keys.by_name.get(tidy(&key.value).as_bytes()).copied();
            classes.push(class.filter(|_| !classes.contains(&class)));
        }
        Columns { classes, fields: keys.fields }
    }
}

/// What the lines of a file are.
#[derive(Clone, Copy)]
pub enum Shape<'k> {
    /// JSON objects with these keys.
    Objects(&'k Keys),
    /// Rows of a table with these columns.
    Rows(&'k Columns),
}

/// A text of a block, where it is met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// Where it stands in the file, without quotes.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
}

/// One field of a block's lines: of each the number of its text, up to the last line that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// By line.
    pub cells: Vec<u32>,
    /// The texts, by their numbers.
    pub texts: Texts,
}

/// Texts of a block, as they are meant, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    met: Vec<Met>,
    words: String,
    ends: Vec<u32>,
}

impl Texts {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.met.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.met.is_empty()
    }

    /// All of them, each with the place where it is met first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Met)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let words = starts.zip(&self.ends).map(|(start, end)| self.words.get(start as usize..*end as usize).unwrap_or(""));
        words.zip(self.met.iter().copied())
    }

    fn push(&mut self, written: &str, kind: Kind, met: Met) {
        self.words.push_str(&meant(written, kind));
        self.ends.push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        self.met.push(met);
    }
}

/// The text that one between quotes means.
#[must_use]
pub fn meant(written: &str, kind: Kind) -> Cow<'_, str> {
    match kind {
        Kind::Escaped => unescaped(written).map_or(Cow::Borrowed(""), |text| Cow::Owned(tidy(&text).into_owned())),
        Kind::Doubled => Cow::Owned(tidy(&csv::undoubled(written)).into_owned()),
        _ => tidy(written),
    }
}

/// A block of plain lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Where each line begins in the file.
    pub starts: Vec<u32>,
    /// A hash of each line's id.
    pub ids: Vec<u32>,
    /// The stories.
    pub stories: Words,
    /// The other fields that are texts, by their places; those that no line gives are empty.
    pub fields: Vec<Words>,
    /// Digits, or the number of the words.
    pub numbers: Vec<i64>,
    /// How many of the digits stand behind the point; else [`ABSENT`] or [`WORDS`].
    pub places: Vec<u8>,
    /// The words of values that are no plain numbers.
    pub worded: Texts,
    /// The lines that are part of a total.
    pub totals: Vec<u32>,
    /// What they say of which, in the same order.
    pub total_words: Texts,
    /// The lines that are not plain, by their places in the text of the block.
    pub odd: Vec<Range<usize>>,
}

/// The texts of one field that were met, by what stands in the file.
#[derive(Default)]
struct Known<'t> {
    numbers: FxHashMap<&'t [u8], u32>,
    last: Option<(&'t [u8], u32)>,
}

/// Cuts lines into their pieces.
pub struct Cutter<'t, 'k> {
    text: &'t str,
    shape: Shape<'k>,
    /// The keys of the line before, in its order: the next one mostly has the same.
    expected: Vec<(&'t [u8], Class)>,
    /// What the line gives.
    pub pieces: Vec<(Class, Piece)>,
}

impl<'t, 'k> Cutter<'t, 'k> {
    /// For lines of a text.
    #[must_use]
    pub fn new(text: &'t str, shape: Shape<'k>) -> Cutter<'t, 'k> {
        Cutter { text, shape, expected: Vec::new(), pieces: Vec::new() }
    }

    /// Cuts a line into its pieces; none where it is not plain, or more than its words has to be looked at.
    pub fn cut(&mut self, line: &Range<usize>) -> Option<()> {
        self.pieces.clear();
        // What is said of a line that is too long, the JSON reader says.
        (line.len() <= MAX_BYTES).then_some(())?;
        match self.shape {
            Shape::Objects(keys) => self.cut_object(line, keys),
            Shape::Rows(columns) => self.cut_row(line, columns),
        }
    }

    fn cut_object(&mut self, line: &Range<usize>, keys: &Keys) -> Option<()> {
        let mut met = 0_u64;
        let mut cursor = Cursor::new(self.text.get(..line.end)?, line.start);
        cursor.sign(b'{').then_some(())?;
        loop {
            let class = match self.expected.get(self.pieces.len()) {
                Some((written, class)) if cursor.key_is(written) => *class,
                _ => self.another_key(cursor.key()?, keys)?,
            };
            let piece = cursor.value()?;
            let bit = class.bit()?;
            if met & bit != 0 {
                return None;
            }
            met |= bit;
            self.pieces.push((class, piece));
            if !cursor.sign(b',') {
                break;
            }
        }
        (cursor.sign(b'}') && cursor.is_done()).then_some(())
    }

    fn cut_row(&mut self, line: &Range<usize>, columns: &Columns) -> Option<()> {
        let end = line.start + csv::row_of(self.text.get(line.clone())?).len();
        let mut cells = Cells::new(self.text.get(..end)?, line.start);
        for (number, class) in columns.classes.iter().enumerate() {
            (number == 0 || cells.comma()).then_some(())?;
            let piece = cells.cell()?;
            if piece.kind != Kind::Null {
                self.pieces.push(((*class)?, piece));
            }
        }
        cells.is_done().then_some(())
    }

    /// The class of a key that was not expected.
    fn another_key(&mut self, (key, written): (&'t [u8], &'t [u8]), keys: &Keys) -> Option<Class> {
        let class = *keys.by_name.get(key)?;
        self.expected.truncate(self.pieces.len());
        self.expected.push((written, class));
        Some(class)
    }
}

/// Reads lines into a block.
pub struct Reader<'t, 'k> {
    text: &'t str,
    /// Where the text begins in the file.
    base: usize,
    cutter: Cutter<'t, 'k>,
    block: Block,
    stories: Known<'t>,
    fields: Vec<Known<'t>>,
    worded: Known<'t>,
}

impl<'t, 'k> Reader<'t, 'k> {
    /// A reader of a text that begins at a byte of a file.
    #[must_use]
    pub fn new(text: &'t str, base: usize, shape: Shape<'k>) -> Reader<'t, 'k> {
        let (Shape::Objects(Keys { fields: count, .. }) | Shape::Rows(Columns { fields: count, .. })) = shape;
        let block = Block { fields: (0..*count).map(|_| Words::default()).collect(), ..Block::default() };
        let fields = (0..*count).map(|_| Known::default()).collect();
        let (stories, worded) = (Known::default(), Known::default());
        Reader { text, base, cutter: Cutter::new(text, shape), block, stories, fields, worded }
    }

    /// Reads a line that is not blank.
    pub fn line(&mut self, line: Range<usize>) {
        if !self.is_kept(&line) {
            self.block.odd.push(line);
        }
    }

    /// Reads all rows of the text, and answers how far they go: a row whose cells do not end is left.
    pub fn rows(&mut self) -> usize {
        let mut start = 0;
        while let Some(rest) = self.text.get(start..).filter(|rest| !rest.is_empty()) {
            let line = start..rest.find('\n').map_or(self.text.len(), |at| start + at + 1);
            if !self.is_kept(&line) && !csv::row_of(&self.text[line.clone()]).is_empty() {
                let Some(end) = csv::end_of_row(self.text, start) else { break };
                self.odd_rows(start..end);
                start = end;
            } else {
                start = line.end;
            }
        }
        start
    }

    /// Takes note of rows that are not plain, together with those right before them.
    fn odd_rows(&mut self, rows: Range<usize>) {
        match self.block.odd.last_mut() {
            Some(last) if last.end == rows.start => last.end = rows.end,
            _ => self.block.odd.push(rows),
        }
    }

    /// Whether a line is plain, and was kept as a row.
    fn is_kept(&mut self, line: &Range<usize>) -> bool {
        self.cutter.cut(line).is_some() && self.keep(line.start).is_some()
    }

    /// What was read.
    #[must_use]
    pub fn finish(self) -> Block {
        self.block
    }

    /// Keeps the pieces of a line as a row; none where one of them has to be looked at, and nothing is kept.
    fn keep(&mut self, start: usize) -> Option<()> {
        let pieces = std::mem::take(&mut self.cutter.pieces);
        let kept = self.keep_all(&pieces, start);
        self.cutter.pieces = pieces;
        kept
    }

    fn keep_all(&mut self, pieces: &[(Class, Piece)], start: usize) -> Option<()> {
        let given = || pieces.iter().filter(|(_, piece)| piece.kind != Kind::Null);
        let id = given().find(|(class, _)| *class == Class::Id)?;
        let id = self.id(&id.1)?;
        let is_good = |(class, piece): &(Class, Piece)| match class {
            Class::Truth(_) => piece.kind == Kind::Bool,
            _ => !piece.at.is_empty() && (piece.kind != Kind::Escaped || unescaped(&self.text[piece.at.clone()]).is_some()),
        };
        given().all(is_good).then_some(())?;
        let (row, text, base) = (self.block.starts.len(), self.text, self.base);
        let (mut number, mut places) = (0, ABSENT);
        for (class, piece) in given() {
            match class {
                Class::Id => {}
                Class::Story => put(&mut self.block.stories, &mut self.stories, row, (text, base), piece),
                Class::Words(field) | Class::Truth(field) => {
                    let at = usize::from(field.0);
                    put(&mut self.block.fields[at], &mut self.fields[at], row, (text, base), piece);
                }
                Class::Value => match plain::decimal(&self.text.as_bytes()[piece.at.clone()]) {
                    Some((digits, behind)) => (number, places) = (digits, behind),
                    None => {
                        let words = number_of(&mut self.block.worded, &mut self.worded, (text, base), piece);
                        (number, places) = (i64::from(words), WORDS);
                    }
                },
                Class::Total => {
                    self.block.totals.push(u32::try_from(row).ok()?);
                    self.block.total_words.push(&text[piece.at.clone()], piece.kind, met(piece, base));
                }
            }
        }
        self.block.starts.push(u32::try_from(base + start).ok()?);
        self.block.ids.push(id);
        self.block.numbers.push(number);
        self.block.places.push(places);
        Some(())
    }

    /// The hash of an id that can be one.
    fn id(&self, piece: &Piece) -> Option<u32> {
        let written = self.text.get(piece.at.clone())?;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
        if !written.is_empty() && written.bytes().all(is_word) {
            return Some(hash_of(written));
        }
        let text = meant(written, piece.kind);
        let is_id = !text.is_empty() && !text.contains('/') && !text.chars().any(char::is_control);
        is_id.then(|| hash_of(&text))
    }
}

/// A hash by which ids are told apart; those that share one are looked at.
#[must_use]
pub fn hash_of(id: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    (hasher.finish() >> 32) as u32
}

/// The text between quotes that is meant by one with escapes; none for half a character.
#[must_use]
pub fn unescaped(written: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{written}\"")).ok()
}

fn met(piece: &Piece, base: usize) -> Met {
    let place = |at: usize| u32::try_from(base + at).unwrap_or(u32::MAX);
    Met { start: place(piece.at.start), end: place(piece.at.end) }
}

fn number_of<'t>(texts: &mut Texts, known: &mut Known<'t>, (text, base): (&'t str, usize), piece: &Piece) -> u32 {
    let words = &text.as_bytes()[piece.at.clone()];
    match known.last {
        Some((last, number)) if last == words => return number,
        _ => {}
    }
    let next = u32::try_from(texts.len()).unwrap_or(NONE);
    let number = *known.numbers.entry(words).or_insert(next);
    if number == next {
        texts.push(&text[piece.at.clone()], piece.kind, met(piece, base));
    }
    known.last = Some((words, number));
    number
}

fn put<'t>(into: &mut Words, known: &mut Known<'t>, row: usize, text: (&'t str, usize), piece: &Piece) {
    let number = number_of(&mut into.texts, known, text, piece);
    into.cells.resize(row, NONE);
    into.cells.push(number);
}
