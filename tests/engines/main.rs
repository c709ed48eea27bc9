//! Two engines, one answer: a naive evaluator, written from the language reference alone, against the real one, on cases
//! written by hand and on random rules and claims.

mod generate;
mod naive;

#[test]
fn compiles() {
    let _ = naive::answer;
    for s in 0..3 { println!("{}", generate::case(s)); }
}
