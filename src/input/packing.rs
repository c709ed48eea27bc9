//! How files are packed: the ending of a name or the first bytes in, the packing out. Knows nothing of what is packed, nor how to unpack it.

/// A way in which a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// `*.gz`: one member or several, one behind another.
    Gzip,
    /// `*.zst`: one frame or several, one behind another.
    Zstandard,
}

/// The packings, each with the ending of its files and what people call it.
static PACKINGS: &[(Packing, &str, &str)] = &[(Packing::Gzip, "gz", "gzip"), (Packing::Zstandard, "zst", "Zstandard")];

impl Packing {
    /// The packing of a file, by the ending of its name; and the name that it has without it.
    #[must_use]
    pub fn of(path: &str) -> (Option<Packing>, &str) {
        let found = path.rsplit_once('.').and_then(|(rest, ending)| {
            let row = PACKINGS.iter().find(|(_, known, _)| ending.eq_ignore_ascii_case(known))?;
            Some((Some(row.0), rest))
        });
        found.unwrap_or((None, path))
    }

    /// The packing that bytes seem to have, by the first of them.
    #[must_use]
    pub fn seen(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            // Frames, and those that are to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstandard),
            _ => None,
        }
    }

    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.row().1
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Packing, &'static str, &'static str) {
        PACKINGS.iter().find(|(packing, ..)| *packing == self).unwrap_or(&PACKINGS[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Format;

    #[test]
    fn a_packed_file_has_the_format_of_what_is_packed() {
        assert_eq!(Packing::of("a/claims.jsonl.gz"), (Some(Packing::Gzip), "a/claims.jsonl"));
        assert_eq!(Packing::of("CLAIMS.CSV.ZST"), (Some(Packing::Zstandard), "CLAIMS.CSV"));
        assert_eq!(Packing::of("claims.jsonl"), (None, "claims.jsonl"));
        let formats = ["a.jsonl.gz", "A.CSV.ZST", "a.md.gz", "a.gz", "a.jsonl.gz.gz", "a.gz.yaml"].map(Format::of);
        let expected = [Some(Format::JsonLines), Some(Format::Csv), Some(Format::Markdown), None, None, Some(Format::Yaml)];
        assert_eq!(formats, expected);
    }

    #[test]
    fn packed_bytes_are_known_by_the_first_of_them() {
        assert_eq!(Packing::seen(b"\x1f\x8b\x08"), Some(Packing::Gzip));
        assert_eq!(Packing::seen(b"\x28\xb5\x2f\xfd"), Some(Packing::Zstandard));
        assert_eq!(Packing::seen(b"\x53\x2a\x4d\x18\0\0\0\0"), Some(Packing::Zstandard));
        assert_eq!(["", "{}", "P*M", "\u{1f}"].map(|text| Packing::seen(text.as_bytes())), [None; 4]);
    }
}
