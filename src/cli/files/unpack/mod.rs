//! Packed bytes in, what is packed out, within limits; or what is wrong with them, and about where. The only file that names the
//! crates that unpack.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use super::text::{Refused, reason};
use crate::input::Packing;

/// How many bytes may come out of however few.
const FREE: u64 = 16 << 20;

/// Beyond these, how many may come out for each one that is packed.
const RATIO: u64 = 200;

/// How far back a frame may reach that is packed as Zstandard: as far as its own program takes.
const WINDOW: u64 = 128 << 20;

/// How far back such a frame can reach at all; what says more is no such frame.
const WIDEST: u64 = 2 << 30;

/// What is packed in some bytes, of which there are `size`: at most `most` bytes. Never more is held than has come out so far.
///
/// # Errors
/// It is packed otherwise, cut off, damaged, or more than that.
pub fn unpack(packing: Packing, packed: impl BufRead, size: u64, most: u64) -> Result<Vec<u8>, Refused> {
    let mut packed = Counted { inner: packed, at: 0, ended: false, failed: None };
    let head = packed.fill_buf().map_err(|error| Refused::unreadable(&reason(&error), "try again"))?;
    if Packing::seen(head) != Some(packing) {
        return Err(packed_otherwise(packing, head));
    }
    let allowed = most.min(FREE.max(size.saturating_mul(RATIO)));
    let mut bytes = Vec::new();
    let done = match packing {
        Packing::Gzip => gzip(&mut packed, allowed, &mut bytes),
        Packing::Zstandard => zstandard(&mut packed, allowed, &mut bytes),
    };
    if bytes.len() as u64 > allowed {
        return Err(if allowed < most { out_of_proportion(most) } else { too_much(most) });
    }
    done.map_err(|fault| fault.refused(packing, &packed, size))?;
    Ok(bytes)
}

/// All members of a file; one byte more than is allowed tells that there are more.
fn gzip(packed: &mut Counted<impl BufRead>, allowed: u64, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    MultiGzDecoder::new(packed).take(allowed + 1).read_to_end(bytes)?;
    Ok(())
}

/// All frames of a file; one byte more than is allowed tells that there are more.
fn zstandard(packed: &mut Counted<impl BufRead>, allowed: u64, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    while !packed.fill_buf()?.is_empty() && bytes.len() as u64 <= allowed {
        // Each frame has a decoder of its own: one that is used again takes the memory of a whole window at once.
        let mut frame = match StreamingDecoder::new_with_max_window_size(&mut *packed, WINDOW) {
            Ok(frame) => frame,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                skip(packed, length.into())?;
                continue;
            }
            Err(error) => return Err(Fault::of_frame(&error)),
        };
        let before = bytes.len() as u64;
        frame.by_ref().take(allowed + 1 - before).read_to_end(bytes)?;
        let (len, frame) = (bytes.len() as u64, frame.decoder);
        let is_whole = frame.get_checksum_from_data().is_none_or(|sum| frame.get_calculated_checksum() == Some(sum));
        let is_as_said = [0, len - before].contains(&frame.content_size());
        if len <= allowed && !(is_whole && is_as_said) {
            return Err(Fault::Data);
        }
    }
    Ok(())
}

/// Passes over bytes that mean nothing to us.
fn skip(packed: &mut Counted<impl BufRead>, length: u64) -> Result<(), Fault> {
    let passed = io::copy(&mut packed.take(length), &mut io::sink())?;
    if passed == length { Ok(()) } else { Err(Fault::Data) }
}

/// Why unpacking stopped.
enum Fault {
    /// The packed bytes make no sense, or there are too few.
    Data,
    /// More of the text has to be looked back on than is kept.
    Window(u64),
    /// A dictionary has to be known.
    Dictionary,
}

impl From<io::Error> for Fault {
    fn from(_: io::Error) -> Fault {
        Fault::Data
    }
}

impl Fault {
    fn of_frame(error: &FrameDecoderError) -> Fault {
        match error {
            FrameDecoderError::WindowSizeTooBig { requested, .. } if *requested <= WIDEST => Fault::Window(*requested),
            FrameDecoderError::DictNotProvided { .. } => Fault::Dictionary,
            _ => Fault::Data,
        }
    }

    /// What is said of it.
    fn refused<R>(&self, packing: Packing, packed: &Counted<R>, size: u64) -> Refused {
        if let Some(why) = &packed.failed {
            return Refused::unreadable(why, "try again");
        }
        let (name, at) = (packing.name(), packed.at);
        match self {
            Fault::Window(bytes) => Refused::limit(
                format!("is packed with a window of {} MiB, and {} MiB are the limit", bytes >> 20, WINDOW >> 20),
                "pack it again without `--long` or `--ultra`",
            ),
            Fault::Dictionary => Refused::unreadable("it is packed with a dictionary", "pack it again without one"),
            Fault::Data if packed.ended => {
                let why = format!("its {name} data end too early, after byte {at}");
                Refused::unreadable(&why, "it was cut off on its way: fetch it or pack it again")
            }
            Fault::Data => {
                Refused::unreadable(&format!("its {name} data are damaged near byte {at} of {size}"), "fetch it or pack it again")
            }
        }
    }
}

fn packed_otherwise(packing: Packing, head: &[u8]) -> Refused {
    let (name, ending) = (packing.name(), packing.ending());
    match Packing::seen(head) {
        Some(other) => Refused::unreadable(
            &format!("it is packed with {}, not with {name}", other.name()),
            format!("end its name in `.{}`", other.ending()),
        ),
        None if head.is_empty() => Refused::unreadable("it is empty, and not packed at all", "pack it again"),
        None => Refused::unreadable(
            &format!("it is not packed with {name}"),
            format!("take `.{ending}` off its name if it is a plain text"),
        ),
    }
}

fn too_much(most: u64) -> Refused {
    Refused::limit(format!("is larger than {} MiB when it is unpacked", most >> 20), "split it")
}

fn out_of_proportion(most: u64) -> Refused {
    Refused::limit(
        format!(
            "unpacks to more than {} MiB and {RATIO} times its own size, as files do that are made to fill the memory",
            FREE >> 20
        ),
        format!("if it is meant, unpack it and name the plain file, which may have {} MiB", most >> 20),
    )
}

/// Bytes that are counted as they are taken.
struct Counted<R> {
    inner: R,
    /// How many were taken.
    at: u64,
    /// Whether more were asked for than there are.
    ended: bool,
    /// Why they cannot be read, if so.
    failed: Option<String>,
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.inner.fill_buf().inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(reason(error));
            }
        })?;
        self.ended = bytes.is_empty();
        Ok(bytes)
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(into)?;
        self.consume(amount);
        Ok(amount)
    }
}

#[cfg(test)]
mod tests;
