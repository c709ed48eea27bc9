//! The shipped packs, run: each rule on its examples, all rules on the sample stories.

mod clean;
mod desk;
mod drift;
mod examples;
mod mutation;
mod run;
mod stories;
