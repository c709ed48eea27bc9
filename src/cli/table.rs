//! Columns for people: rows of cells in, lines that fit a page out; what is too long is cut.

/// The cells of a row.
pub type Row<const N: usize> = [String; N];

/// What stands between two columns.
const GAP: &str = "  ";

/// A cell is not cut shorter than this.
const NARROWEST: usize = 6;

/// A head and rows, their columns aligned, in at most `width` columns where that can be.
pub fn fitted<const N: usize>(head: &[&str; N], rows: &[Row<N>], width: usize) -> String {
    let head = head.map(str::to_owned);
    let rows: Vec<Vec<String>> =
        std::iter::once(&head).chain(rows).map(|row| row.iter().map(|c| one_line(c)).collect()).collect();
    let widest = |column: usize| {
        rows.iter().filter_map(|row: &Vec<String>| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths = shared((0..N).map(widest).collect(), width.saturating_sub(GAP.len() * (N - 1)));
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{:width$}", cut(cell, *width))).collect();
        text.push_str(cells.join(GAP).trim_end());
        text.push('\n');
    }
    text
}

/// The widths of columns that share a page: the widest give way first.
fn shared(widths: Vec<usize>, page: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = widths.into_iter().map(|w| w.min(page.max(NARROWEST))).collect();
    while widths.iter().sum::<usize>() > page {
        match widths.iter_mut().filter(|w| **w > NARROWEST).max() {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    widths
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(cell: &str, width: usize) -> String {
    if cell.chars().count() <= width {
        return cell.to_owned();
    }
    cell.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_column_gives_way() {
        let rows = [["a".to_owned(), "a text that\nis long".to_owned()], ["bbb".to_owned(), "short".to_owned()]];
        assert_eq!(fitted(&["x", "y"], &rows, 80), "x    y\na    a text that is long\nbbb  short\n");
        assert_eq!(fitted(&["x", "y"], &rows, 15), "x    y\na    a text th…\nbbb  short\n");
    }
}
