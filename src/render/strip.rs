//! The values at an entry's places on one line: intervals in, ends in hundredths of the line's length out.

use crate::report::{Measured, ReportLabel, Scale};
use crate::value::End;

/// How much of the line is left free at either side, where what has no end runs out.
const MARGIN: f64 = 6.0;

/// How many values are drawn.
const MOST: usize = 20;

/// The values of one finding, drawn to one scale.
#[derive(Debug)]
pub struct Strip {
    /// One bar a label that has a value of the scale, up to the twentieth.
    pub bars: Vec<Bar>,
    /// How many are not drawn.
    pub left_out: usize,
}

/// One value.
#[derive(Debug)]
pub struct Bar {
    /// Which label it is of.
    pub label: usize,
    /// The words as written.
    pub written: String,
    /// Where it begins and ends, from 0 to 100.
    pub from: f64,
    pub to: f64,
    /// What its ends are.
    pub ends: [Tip; 2],
}

/// The end of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {
    /// The number is in.
    Closed,
    /// The number is out.
    Open,
    /// There is none.
    Unbounded,
}

impl Strip {
    /// The strip of a finding; none where its places hold no two different values of one scale.
    pub fn new(labels: &[ReportLabel]) -> Option<Strip> {
        let values: Vec<(usize, &Measured)> =
            labels.iter().enumerate().filter_map(|(i, label)| Some((i, label.value.as_ref()?))).collect();
        let scale: &Scale =
            values.iter().map(|(_, v)| &v.scale).find(|s| values.iter().filter(|(_, v)| v.scale == **s).count() > 1)?;
        let values: Vec<(usize, &Measured)> = values.iter().copied().filter(|(_, v)| v.scale == *scale).collect();
        let left_out = values.len().saturating_sub(MOST);
        let values: Vec<(usize, &Measured)> = values.into_iter().take(MOST).collect();
        let first = values.first()?.1;
        if values.iter().all(|(_, v)| v.interval == first.interval) {
            return None;
        }
        let numbers: Vec<f64> = values
            .iter()
            .flat_map(|(_, v)| [v.interval.low, v.interval.high])
            .filter_map(|end| end.number().map(|n| n.approximate()))
            .filter(|n| n.is_finite())
            .collect();
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !(low.is_finite() && high.is_finite()) {
            return None;
        }
        // One number alone stands in the middle, and what runs out from it to either side.
        let place = |n: f64| if high > low { MARGIN + (n - low) / (high - low) * (100.0 - 2.0 * MARGIN) } else { 50.0 };
        let bars = values.into_iter().map(|(label, value)| bar(label, value, place)).collect();
        Some(Strip { bars, left_out })
    }
}

fn bar(label: usize, value: &Measured, place: impl Fn(f64) -> f64) -> Bar {
    let tip = |end: End| match end {
        End::Closed(_) => Tip::Closed,
        End::Open(_) => Tip::Open,
        End::Unbounded => Tip::Unbounded,
    };
    let at = |end: End, none: f64| end.number().map_or(none, |n| place(n.approximate()).clamp(0.0, 100.0));
    let interval = value.interval;
    Bar {
        label,
        written: value.written.to_string(),
        from: at(interval.low, 0.0),
        to: at(interval.high, 100.0),
        ends: [tip(interval.low), tip(interval.high)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Record;
    use crate::source::{Sources, Span};
    use crate::value::{Dimension, Exact, Interval};

    fn label(interval: Interval, scale: Scale) -> ReportLabel {
        let span = Span::new(Sources::new().add("a", ""), 0, 0);
        let value = Some(Measured { interval, scale, written: "x".into() });
        ReportLabel { span, message: String::new(), about: Record::Claim("s/a".to_owned()), value }
    }

    #[test]
    fn values_of_one_scale_lie_on_one_line() {
        let men = || Scale::Of(Dimension::Noun("soldier".into()));
        let number = |n| Exact::whole(n);
        let least = Interval { low: End::Open(number(10)), high: End::Unbounded };
        let labels =
            [label(Interval::point(number(0)), men()), label(least, men()), label(Interval::point(number(5)), Scale::Days)];
        let strip = Strip::new(&labels).expect("two values of one scale");
        let drawn: Vec<_> = strip.bars.iter().map(|b| (b.label, b.from, b.to, b.ends)).collect();
        assert_eq!(drawn, [(0, 6.0, 6.0, [Tip::Closed; 2]), (1, 94.0, 100.0, [Tip::Open, Tip::Unbounded])]);
        let crowd: Vec<ReportLabel> = (0..1000).map(|n| label(Interval::point(number(n)), men())).collect();
        assert_eq!(Strip::new(&crowd).map(|s| (s.bars.len(), s.left_out)), Some((20, 980)));
        let same = [label(Interval::point(number(5)), men()), label(Interval::point(number(5)), men())];
        assert!(Strip::new(&same).is_none() && Strip::new(&labels[1..]).is_none());
    }
}
