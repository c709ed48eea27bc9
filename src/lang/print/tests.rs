//! What the one form looks like, construct by construct.

use super::*;

fn printed(text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("x.rules", text);
    print(&sources, file).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

#[test]
fn the_form_of_a_form_is_itself() {
    for (path, text) in crate::lang::shipped::FILES.iter().chain(&[("valid", include_str!("../parse/valid.rules"))]) {
        let once = printed(text);
        assert_eq!(once, printed(&once), "{path}");
    }
}
