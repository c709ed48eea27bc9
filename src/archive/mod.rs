//! Archives by their indexes: of millions of claims in a file of lines, those that can matter to what is checked. An index is made of
//! an archive's text and says of each row what it is about; what it cannot say is read from the archive itself.

mod build;
mod facts;
mod index;
mod keys;
mod pages;
mod select;

pub use build::{Unbuilt, build};
pub use facts::{About, Facts};
pub use index::{Index, Place};
pub use keys::{Column, Written};
pub use pages::{Sought, Unreadable, verify};
pub use select::{Archive, Chosen, Extracts, Whole, select};
