//! The one form of rule files, over drawn rules whose words are shaken apart: what is printed is printed alike, and means the same.

use claimlint::lang::print;
use claimlint::source::Sources;

use crate::generate::{self, Case};
use crate::naive::Answer;
use crate::{asked, real};

/// A stream of numbers that its seed fixes (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// A rule file with other spaces, line breaks and comments between its words.
fn shaken(text: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped, mut commented) = (false, false, false);
    for c in text.chars() {
        let inside = quoted || commented;
        commented = !quoted && (commented || c == '#') && c != '\n';
        match c {
            '"' if !escaped && !commented => quoted = !quoted,
            // A number and its unit are one word.
            ' ' if !inside && !out.is_empty() && !out.ends_with(|c: char| c == '\n' || c.is_ascii_digit()) => {
                match random.below(12) {
                    0 => out.push_str("\n      "),
                    1 => out.push_str("   "),
                    2 => out.push_str(" # a word\n   "),
                    3 => out.push_str("\n\n  # a line\n        "),
                    _ => out.push(' '),
                }
                continue;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}

fn printed(text: &str) -> Result<String, String> {
    let mut sources = Sources::new();
    let file = sources.add("drawn.rules", text);
    // The printer itself refuses where what it made does not read as the same tree, with the same words and comments.
    print::print(&sources, file).map_err(|refusal| format!("{refusal:?}\n{text}"))
}

/// A case with other rules.
fn answered(rules: &str, case: &Case) -> Option<Answer> {
    real::load(rules, &case.texts()).ok().map(|loaded| real::answer(&loaded))
}

#[test]
fn drawn_rules_have_one_form_that_means_the_same() {
    let one = asked("CLAIMLINT_SEED");
    let seeds = one.map_or(0..asked("CLAIMLINT_CASES").unwrap_or(100), |seed| seed..seed + 1);
    let (mut loaded, mut changed) = (0, 0);
    for seed in seeds {
        let case = generate::case(seed);
        let rules = case.rules();
        let apart = shaken(&rules, &mut Random(seed));
        let form = printed(&apart).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        assert_eq!(printed(&form).as_ref(), Ok(&form), "seed {seed}: the form of a form is another one");
        changed += usize::from(form != apart);
        let (before, after) = (answered(&rules, &case), answered(&form, &case));
        assert_eq!(before, after, "seed {seed}: the rules mean something else\n{form}");
        loaded += usize::from(before.is_some());
    }
    assert!(one.is_some() || loaded * 2 > changed && changed > 0, "too few rules load: {loaded} of {changed}");
}
