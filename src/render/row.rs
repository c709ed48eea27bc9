//! One line of a text as an excerpt shows it: cleaned, cut round what is marked where it is long, and where its bytes went.

use std::ops::Range;

use super::clean;

/// A line as shown.
#[derive(Debug)]
pub struct Row {
    /// What is shown, without a line break.
    pub text: String,
    /// Pairs of a byte in the raw line and where it stands in `text`, ascending.
    map: Vec<(usize, usize)>,
}

impl Row {
    /// Lays out a raw line, without its line break, in about `columns` columns. Every end of a marked range stays in sight.
    ///
    /// The cost grows with what is shown, not with the line: a JSON document may be one line of many megabytes.
    pub fn new(raw: &str, marked: &[Range<usize>], columns: usize) -> Row {
        let mut row = Row { text: String::new(), map: Vec::new() };
        let mut at = 0;
        for piece in pieces(raw, marked, columns) {
            if piece.start > at && !row.text.ends_with('…') {
                row.text.push('…');
            }
            for (i, c) in raw.get(piece.clone()).unwrap_or("").char_indices() {
                row.map.push((piece.start + i, row.text.len()));
                clean::push(&mut row.text, c);
            }
            row.map.push((piece.end, row.text.len()));
            at = piece.end;
        }
        if at < raw.len() {
            row.text.push('…');
        }
        row
    }

    /// The same for a line of a draft in Markdown: where it is long, what stands in the braces of marks that are not meant goes first,
    /// so that prose is left.
    fn of_draft(raw: &str, marked: &[Range<usize>], columns: usize) -> Row {
        let mut hollows =
            if raw.len() <= LONGEST_DRAFT && ahead(raw, 0, columns).0 < raw.len() { braces(raw) } else { Vec::new() };
        hollows.retain(|hollow| marked.iter().all(|mark| mark.end <= hollow.start || hollow.end <= mark.start));
        let mut short = String::with_capacity(raw.len());
        // Where each byte of the short line stands in the raw one.
        let mut origin: Vec<usize> = Vec::with_capacity(raw.len());
        let mut at = 0;
        for hollow in hollows.iter().chain([&(raw.len()..raw.len())]) {
            short.push_str(raw.get(at..hollow.start).unwrap_or(""));
            origin.extend(at..hollow.start);
            if !hollow.is_empty() {
                short.push('…');
                origin.extend([hollow.start; '…'.len_utf8()]);
            }
            at = hollow.end;
        }
        origin.push(raw.len());
        let there = |byte: usize| origin.partition_point(|from| *from < byte);
        let marked: Vec<Range<usize>> = marked.iter().map(|mark| there(mark.start)..there(mark.end)).collect();
        let mut row = Row::new(&short, &marked, columns);
        for (from, _) in &mut row.map {
            *from = origin.get(*from).copied().unwrap_or(raw.len());
        }
        row
    }

    /// A line of the file at a path, as suits what the file is.
    pub fn of(path: &str, raw: &str, marked: &[Range<usize>], columns: usize) -> Row {
        let is_draft = [".md", ".markdown"].iter().any(|ending| path.ends_with(ending));
        if is_draft { Row::of_draft(raw, marked, columns) } else { Row::new(raw, marked, columns) }
    }

    /// Where a byte of the raw line stands in the text.
    pub fn shown(&self, raw: usize) -> usize {
        let after = self.map.partition_point(|(from, _)| *from <= raw);
        after.checked_sub(1).and_then(|i| self.map.get(i)).map_or(0, |(_, to)| *to)
    }
}

/// Of drafts with longer lines than this, nothing is looked for in braces.
const LONGEST_DRAFT: usize = 20_000;

/// What stands in the braces behind marked words: `.deaths of=landslide` of `[27]{.deaths of=landslide}`.
fn braces(raw: &str) -> Vec<Range<usize>> {
    let opened = raw.match_indices("]{").map(|(at, _)| at + 2);
    let closed = opened.filter_map(|start| Some(start..start + raw.get(start..)?.find('}')?));
    let mut found: Vec<Range<usize>> = closed.filter(|inside| inside.len() > 3).collect();
    found.dedup_by(|next, last| next.start < last.end);
    found
}

/// The parts of a line that are shown, in order: all of it where it fits, otherwise each marked range with what room is left
/// about it. Of a marked range longer than half the columns, the two ends.
fn pieces(raw: &str, marked: &[Range<usize>], columns: usize) -> Vec<Range<usize>> {
    if ahead(raw, 0, columns).0 == raw.len() {
        return std::iter::once(0..raw.len()).collect();
    }
    let columns = columns.saturating_sub(2);
    let mut cores: Vec<Range<usize>> = Vec::new();
    for range in marked {
        if ahead(raw, range.start, columns / 2).0 >= range.end {
            cores.push(range.clone());
        } else {
            cores.extend([range.start..range.start, range.end..range.end]);
        }
    }
    if cores.is_empty() {
        cores.push(0..0);
    }
    let taken: usize = cores.iter().map(|c| raw.get(c.clone()).unwrap_or("").chars().map(width).sum::<usize>()).sum();
    let room = (columns.saturating_sub(taken) / cores.len()).max(16);
    let mut grown: Vec<Range<usize>> = cores.into_iter().map(|core| grow(raw, core, room)).collect();
    grown.sort_by_key(|r| r.start);
    grown.into_iter().fold(Vec::new(), |mut merged: Vec<Range<usize>>, next| {
        match merged.last_mut() {
            // A gap as narrow as the sign that would stand for it is closed.
            Some(last) if next.start <= last.end + 3 => last.end = last.end.max(next.end),
            _ => merged.push(next),
        }
        merged
    })
}

/// The range with `room` columns more about it: half before, the rest after, and what the line's end leaves over before again.
fn grow(raw: &str, core: Range<usize>, room: usize) -> Range<usize> {
    let (start, before) = back(raw, core.start, room / 2);
    let (end, after) = ahead(raw, core.end, room - before.min(room));
    let (start, _) = back(raw, start, room.saturating_sub(before + after));
    // A cut falls between words where one ends near by.
    let words = raw.get(start..core.start).unwrap_or("");
    let start = words.find(' ').filter(|i| start > 0 && *i < 12).map_or(start, |i| start + i + 1);
    let words = raw.get(core.end..end).unwrap_or("");
    let end = words.rfind(' ').filter(|i| end < raw.len() && words.len() - *i < 12).map_or(end, |i| core.end + i);
    start..end
}

/// The byte some columns after `from`, at most, and how many columns lie between.
fn ahead(raw: &str, from: usize, columns: usize) -> (usize, usize) {
    walk(raw.get(from..).unwrap_or("").chars(), columns, |bytes| from + bytes)
}

/// The byte some columns before `from`, at most, and how many columns lie between.
fn back(raw: &str, from: usize, columns: usize) -> (usize, usize) {
    walk(raw.get(..from).unwrap_or("").chars().rev(), columns, |bytes| from.saturating_sub(bytes))
}

fn walk(chars: impl Iterator<Item = char>, columns: usize, place: impl Fn(usize) -> usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for c in chars {
        if used + width(c) > columns || bytes > 8 * columns {
            break;
        }
        used += width(c);
        bytes += c.len_utf8();
    }
    (place(bytes), used)
}

/// About how many columns a character takes: near enough to cut by.
fn width(c: char) -> usize {
    match c {
        '\t' => 4,
        '\0'..='\u{7f}' => 1,
        _ if clean::is_hidden(c) => 8,
        '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{ffdf}' | '\u{1f000}'.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_is_shown_whole_and_its_bytes_are_found_again() {
        let row = Row::new("é\u{1b}x##[y", &[], 80);
        assert_eq!(row.text, "é␛x## [y");
        assert_eq!(row.shown(3), 5);
        assert_eq!(row.shown(99), row.text.len());
    }

    #[test]
    fn of_a_long_line_of_a_draft_the_prose_is_left() {
        let raw = "In all [27 people]{.deaths of=slide by=rescue as-of=2025-06-08 #dead} died, and [six]{.missing of=slide by=rescue #gone} are missing.";
        let row = Row::of_draft(raw, std::slice::from_ref(&(8..17)), 70);
        assert_eq!(row.text, "In all [27 people]{…} died, and [six]{…} are missing.");
        assert_eq!(&row.text[row.shown(8)..row.shown(17)], "27 people");
        let at = raw.find("six").unwrap();
        assert_eq!(&row.text[row.shown(at)..row.shown(at + 3)], "six");
        let meant = Row::of_draft(raw, std::slice::from_ref(&(19..26)), 60);
        assert!(meant.text[meant.shown(19)..].starts_with(".deaths"), "{}", meant.text);
        assert_eq!(Row::of_draft("a [b]{.c of=d}", &[], 40).text, "a [b]{.c of=d}");
    }

    #[test]
    fn a_long_line_is_cut_round_its_marks() {
        let raw = format!("{}ten thousand{}", "so many words ".repeat(100), " and no end".repeat(100));
        let row = Row::new(&raw, &[1400..1412, 2300..2302], 60);
        assert!(row.text.starts_with('…') && row.text.ends_with('…') && row.text.chars().count() <= 64, "{}", row.text);
        assert!(row.text[row.shown(1400)..].starts_with("ten thousand"), "{}", row.text);
        assert!(row.text[row.shown(2300)..].starts_with(&raw[2300..2302]));
        let context = Row::new(&raw, &[], 60);
        assert!(context.text.starts_with("so many") && context.text.chars().count() > 45, "{}", context.text);
    }
}
