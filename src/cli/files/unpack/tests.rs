//! What is packed comes out as it went in, whole or not at all; and what is made to fill the memory does not.

use flate2::Compression;
use flate2::read::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;

const TEXT: &[u8] = b"{\"id\":\"a\",\"measure\":\"tolls\",\"value\":9}\n{\"id\":\"b\",\"measure\":\"tolls\",\"value\":12}\n";

/// A frame that is to be skipped.
const SKIPPED: &[u8] = b"\x53\x2a\x4d\x18\x03\0\0\0\xffab";

fn packed(packing: Packing, mut text: &[u8]) -> Vec<u8> {
    match packing {
        Packing::Gzip => {
            let mut bytes = Vec::new();
            GzEncoder::new(&mut text, Compression::best()).read_to_end(&mut bytes).expect("it is packed");
            bytes
        }
        Packing::Zstandard => compress_to_vec(text, CompressionLevel::Fastest),
    }
}

fn unpacked(packing: Packing, bytes: &[u8], most: u64) -> Result<Vec<u8>, Refused> {
    unpack(packing, bytes, bytes.len() as u64, most)
}

const BOTH: [Packing; 2] = [Packing::Gzip, Packing::Zstandard];

#[test]
fn what_is_packed_comes_out_as_it_went_in() {
    for packing in BOTH {
        for text in [TEXT, b"", &TEXT.repeat(9000)] {
            assert_eq!(unpacked(packing, &packed(packing, text), 1 << 20).as_deref(), Ok(text));
        }
    }
}

#[test]
fn all_members_are_read_and_frames_to_be_skipped_are() {
    for packing in BOTH {
        let member = packed(packing, TEXT);
        let empty = packed(packing, b"");
        let all = [member.as_slice(), &empty, &member, &member].concat();
        assert_eq!(unpacked(packing, &all, 1 << 20), Ok(TEXT.repeat(3)));
    }
    let frame = packed(Packing::Zstandard, TEXT);
    for frames in [&[SKIPPED, &frame, SKIPPED, &frame][..], &[&frame, &frame, SKIPPED]] {
        assert_eq!(unpacked(Packing::Zstandard, &frames.concat(), 1 << 20), Ok(TEXT.repeat(2)));
    }
    assert_eq!(unpacked(Packing::Zstandard, SKIPPED, 1 << 20), Ok(Vec::new()));
}

#[test]
fn what_is_cut_off_is_never_half_a_text() {
    for packing in BOTH {
        let bytes = packed(packing, TEXT);
        for end in 4..bytes.len() {
            let refused = unpacked(packing, &bytes[..end], 1 << 20).expect_err("it is not whole");
            let said = format!("cannot be read: its {} data end too early, after byte {end}", packing.name());
            assert_eq!(refused.why, said);
        }
        let more = [bytes.as_slice(), &bytes[..bytes.len() - 1]].concat();
        assert!(unpacked(packing, &more, 1 << 20).is_err(), "the second member is cut off");
    }
    let skipped = unpacked(Packing::Zstandard, &SKIPPED[..SKIPPED.len() - 1], 1 << 20);
    assert!(skipped.is_err_and(|refused| refused.why.contains("end too early")));
}

#[test]
fn what_is_damaged_is_said_and_never_another_text() {
    for packing in BOTH {
        let bytes = packed(packing, TEXT);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                // Bits that only tell of the time, or of the memory that is wanted, change nothing.
                let found = unpacked(packing, &bytes, 1 << 20);
                assert!(found.is_err() || found.as_deref() == Ok(TEXT), "{packing:?}, byte {at}, bit {bit}");
            }
        }
    }
    let mut bytes = packed(Packing::Gzip, TEXT);
    let checksum = bytes.len() - 8;
    bytes[checksum] ^= 1;
    let refused = unpacked(Packing::Gzip, &bytes, 1 << 20).expect_err("its checksum is another");
    assert_eq!(refused.why, format!("cannot be read: its gzip data are damaged near byte {} of {0}", bytes.len()));
    let behind = [packed(Packing::Gzip, TEXT), b"and more".repeat(9)].concat();
    assert!(unpacked(Packing::Gzip, &behind, 1 << 20).is_err_and(|refused| refused.why.contains("damaged near byte")));
}

#[test]
fn no_more_comes_out_than_the_limit() {
    for packing in BOTH {
        let bytes = packed(packing, TEXT);
        let size = TEXT.len() as u64;
        assert_eq!(unpacked(packing, &bytes, size).as_deref(), Ok(TEXT));
        for bytes in [&bytes, &bytes.repeat(3)] {
            let refused = unpacked(packing, bytes, size - 1).expect_err("it is too large");
            assert_eq!((refused.code.name, refused.why.as_str()), ("limit", "is larger than 0 MiB when it is unpacked"));
        }
    }
}

#[test]
fn what_is_made_to_fill_the_memory_is_refused() {
    let text = vec![b' '; 3 << 20];
    for packing in BOTH {
        let bytes = packed(packing, &text).repeat(6);
        let refused = unpacked(packing, &bytes, 512 << 20).expect_err("it is out of proportion");
        assert_eq!(refused.code.name, "limit");
        assert!(refused.why.contains("more than 16 MiB and 200 times its own size"), "{}", refused.why);
        assert!(refused.help.contains("512 MiB"), "{}", refused.help);
    }
}

#[test]
fn what_another_packing_needs_is_said() {
    let zip = unpacked(Packing::Gzip, b"PK\x03\x04", 9).expect_err("a zip file");
    assert_eq!(
        (zip.why.as_str(), zip.help.as_str()),
        ("cannot be read: it is not packed with gzip", "take `.gz` off its name if it is a plain text",)
    );
    let other = unpacked(Packing::Gzip, &packed(Packing::Zstandard, TEXT), 9).expect_err("a zst file");
    assert_eq!(other.why, "cannot be read: it is packed with Zstandard, not with gzip");
    let empty = unpacked(Packing::Zstandard, b"", 9).expect_err("an empty file");
    assert_eq!(empty.why, "cannot be read: it is empty, and not packed at all");
    // A window of 256 MiB, and a dictionary by its number.
    let window = unpacked(Packing::Zstandard, b"\x28\xb5\x2f\xfd\x00\x90\x01\0\0", 9).expect_err("a wide window");
    assert_eq!(
        (window.code.name, window.why.as_str()),
        ("limit", "is packed with a window of 256 MiB, and 128 MiB are the limit")
    );
    let dictionary = unpacked(Packing::Zstandard, b"\x28\xb5\x2f\xfd\x01\x00\x07\x01\0\0", 9).expect_err("a dictionary");
    assert_eq!(dictionary.why, "cannot be read: it is packed with a dictionary");
}

#[test]
fn a_disk_that_fails_is_no_damage() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk fails"))
        }
    }
    for packing in BOTH {
        let bytes = packed(packing, TEXT);
        let half = io::BufReader::new(bytes[..bytes.len() / 2].chain(Failing));
        let refused = unpack(packing, half, bytes.len() as u64, 1 << 20).expect_err("it fails");
        assert_eq!((refused.why.as_str(), refused.help.as_str()), ("cannot be read: the disk fails", "try again"));
    }
}
