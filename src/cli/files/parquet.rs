//! Tables in Parquet as lines of JSON, one a row, each key the name of its column: so their rows are read, shown and counted as lines in
//! bulk are. The only file that names the crate.

use std::fs::File;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, ListAccessor, Row};
use serde_json::{Map, Number, Value};

use super::text::Refused;

/// How many times its size the columns of a file may have, unpacked, beyond the first 16 MiB.
const RATIO: u64 = 200;

/// The rows of a table as lines, of at most so many bytes.
///
/// # Errors
/// It is no table, damaged, or larger.
pub fn lines(file: File, size: u64, most: u64) -> Result<Vec<u8>, Refused> {
    // What a damaged table makes of the crate's arithmetic must not end the run.
    let read = catch_unwind(AssertUnwindSafe(|| read(file, size, most)));
    read.unwrap_or_else(|_| Err(unreadable("it is damaged")))
}

fn read(file: File, size: u64, most: u64) -> Result<Vec<u8>, Refused> {
    let broken = |error: ParquetError| unreadable(&error.to_string());
    let table = SerializedFileReader::new(file).map_err(broken)?;
    let unpacked: i64 = table.metadata().row_groups().iter().map(|group| group.total_byte_size()).sum();
    if u64::try_from(unpacked).unwrap_or(u64::MAX) > (16 << 20).max(size.saturating_mul(RATIO)) {
        return Err(Refused::limit(format!("unpacks to more than {RATIO} times its size"), "write it anew, or as JSON Lines"));
    }
    let mut lines = Vec::new();
    for row in table.get_row_iter(None).map_err(broken)? {
        let row = object(&row.map_err(broken)?);
        serde_json::to_writer(&mut lines, &row).map_err(|error| unreadable(&error.to_string()))?;
        lines.write_all(b"\n").map_err(|error| unreadable(&error.to_string()))?;
        if lines.len() as u64 > most {
            return Err(Refused::limit(format!("has rows of more than {} MiB", most >> 20), "split it"));
        }
    }
    Ok(lines)
}

fn unreadable(why: &str) -> Refused {
    Refused::unreadable(&format!("as a table in Parquet: {why}"), "write it anew, or as JSON Lines")
}

fn object(row: &Row) -> Value {
    let cells = row.get_column_iter().filter(|(_, cell)| !matches!(cell, Field::Null));
    Value::Object(cells.map(|(name, cell)| (name.clone(), value(cell))).collect::<Map<_, _>>())
}

/// A cell as JSON. Moments are days, since that is what claims hold; whole numbers have no decimals, however they are stored.
fn value(cell: &Field) -> Value {
    match cell {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::Bool(*truth),
        Field::Byte(n) => Value::from(*n),
        Field::Short(n) => Value::from(*n),
        Field::Int(n) => Value::from(*n),
        Field::Long(n) => Value::from(*n),
        Field::UByte(n) => Value::from(*n),
        Field::UShort(n) => Value::from(*n),
        Field::UInt(n) => Value::from(*n),
        Field::ULong(n) => Value::from(*n),
        // The shortest decimal that is this number, as whoever stored it wrote it.
        Field::Float(n) => number(&n.to_string()),
        Field::Double(n) => number(&n.to_string()),
        Field::Str(text) => Value::from(text.as_str()),
        Field::Bytes(bytes) => Value::from(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Decimal(_) => number(&cell.to_string()),
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => {
            Value::from(cell.to_string().chars().take(10).collect::<String>())
        }
        Field::Group(row) => object(row),
        Field::ListInternal(list) => Value::Array((0..list.len()).map(|at| element(list, at)).collect()),
        other => Value::from(other.to_string()),
    }
}

/// An element of a list: claims hold lists of texts only.
fn element(list: &parquet::record::List, at: usize) -> Value {
    list.get_string(at).map_or(Value::Null, |text| Value::from(text.as_str()))
}

/// A number as JSON, where it is one; else the text.
fn number(digits: &str) -> Value {
    serde_json::from_str::<Number>(digits).map_or_else(|_| Value::from(digits), Value::Number)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// A table of two claims, the second without a day.
    fn table() -> Vec<u8> {
        let schema = "message claims { required binary id (UTF8); required double value; optional int32 as-of (DATE); }";
        let schema = Arc::new(parse_message_type(&schema.replace("as-of", "as_of")).unwrap());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::builder().build())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("a"), ByteArray::from("é\"")], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[12000.0, 4545.16], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[19_740], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    fn read_back(bytes: &[u8], name: &str) -> Result<String, Refused> {
        let path = std::env::temp_dir().join(format!("claimlint-{name}-{}.parquet", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let read = lines(File::open(&path).unwrap(), bytes.len() as u64, 1 << 30);
        std::fs::remove_file(&path).unwrap();
        read.map(|lines| String::from_utf8(lines).unwrap())
    }

    #[test]
    fn rows_are_lines() {
        let lines = "{\"as_of\":\"2024-01-18\",\"id\":\"a\",\"value\":12000}\n{\"id\":\"é\\\"\",\"value\":4545.16}\n";
        assert_eq!(read_back(&table(), "whole").unwrap(), lines);
    }

    #[test]
    fn a_damaged_table_is_said_to_be_so() {
        let whole = table();
        for cut in 0..whole.len() {
            assert!(read_back(&whole[..cut], "cut").is_err());
        }
        for at in 0..whole.len() {
            let mut turned = whole.clone();
            turned[at] ^= 0x55;
            // It may still be a table, of other claims; it never ends the run.
            let _ = read_back(&turned, "turned");
        }
    }
}
