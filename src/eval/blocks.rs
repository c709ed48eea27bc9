//! What rules do claim by claim, done for all rules over one block of claims after another: a block stays in the cache while every rule
//! looks at it, and blocks are judged side by side.

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::Options;
use super::expr::Evaluator;
use super::index::Indexes;
use super::select::{self, Outcome};
use super::waivers::Waivers;
use crate::builtins::World;
use crate::lang::Program;
use crate::lang::typed::SelectorKind;
use crate::plan::Plan;

/// How many claims a block has at most and at least.
const BLOCK: (usize, usize) = (256, 4096);

/// What was found out about one rule: what its `where` takes in, and for a rule about single claims all that it finds. None where the
/// rule noticed something or used more steps than it may, and has to be asked claim by claim in order.
pub type Ahead = Option<Outcome>;

/// A run.
pub struct Run<'a> {
    /// The rules.
    pub program: &'a Program,
    /// How they are evaluated.
    pub plan: &'a Plan,
    /// What they look at.
    pub world: &'a World<'a>,
    /// The claims by their keys.
    pub indexes: &'a Indexes<'a>,
    /// The waivers.
    pub waivers: &'a Waivers<'a>,
    /// How the run is made.
    pub options: &'a Options,
}

/// Looks ahead for every rule, in their order. A few claims are not worth it.
pub fn look_ahead(run: &Run<'_>) -> Vec<Ahead> {
    let claims = run.world.corpus.claim_count();
    let block = run.options.block.unwrap_or_else(|| (claims / (8 * rayon::current_num_threads())).clamp(BLOCK.0, BLOCK.1)).max(1);
    if claims <= block {
        return run.program.rules.iter().map(|_| None).collect();
    }
    let starts: Vec<usize> = (0..claims).step_by(block).collect();
    let blocks: Vec<Vec<Part>> = starts.into_par_iter().map(|start| of_block(run, start..(start + block).min(claims))).collect();
    let mut blocks: Vec<_> = blocks.into_iter().map(Vec::into_iter).collect();
    let of_next_rule = |blocks: &mut Vec<std::vec::IntoIter<Part>>| blocks.iter_mut().filter_map(Iterator::next).collect();
    run.program.rules.iter().map(|_| joined(run, of_next_rule(&mut blocks))).collect()
}

/// What one rule did with one block.
struct Part {
    outcome: Outcome,
    steps: u64,
    quiet: bool,
}

fn of_block(run: &Run<'_>, claims: std::ops::Range<usize>) -> Vec<Part> {
    let of_rule = |(place, (rule, plan)): (usize, (_, _))| {
        let evaluator = Evaluator::new(run.program, run.world, run.indexes, run.waivers, (rule, place), run.options);
        let outcome = match evaluator.rule.selector.kind {
            SelectorKind::Entity(_) | SelectorKind::Source(_) | SelectorKind::Story(_) => Outcome::default(),
            SelectorKind::Claim(binding) => select::claims(&evaluator, plan, binding, claims.clone()),
            SelectorKind::Pair(..) | SelectorKind::Step(..) | SelectorKind::Group(_) => {
                select::taken_in(&evaluator, plan, claims.clone())
            }
        };
        let notes = evaluator.notes.into_inner();
        Part { outcome, steps: notes.steps(), quiet: notes.is_quiet() }
    };
    run.program.rules.iter().zip(&run.plan.rules).enumerate().map(of_rule).collect()
}

/// The parts of one rule as one, in the order of the blocks.
fn joined(run: &Run<'_>, parts: Vec<Part>) -> Ahead {
    let mut all = Outcome::default();
    let mut steps: u64 = 0;
    for part in parts {
        steps = steps.saturating_add(part.steps);
        if !part.quiet {
            return None;
        }
        all.append(part.outcome);
    }
    (steps <= run.options.steps).then_some(all)
}
