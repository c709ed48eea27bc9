//! Exact rational numbers: every operation either gives the true result or says that it does not fit.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Neg;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

/// A rational number with 128-bit numerator and denominator, always reduced. Never rounded: an operation whose result does not
/// fit gives `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact(Ratio<i128>);

impl Exact {
    /// Zero.
    pub const ZERO: Exact = Exact(Ratio::new_raw(0, 1));
    /// One.
    pub const ONE: Exact = Exact(Ratio::new_raw(1, 1));

    /// A whole number.
    #[must_use]
    pub fn whole(n: i128) -> Exact {
        Exact(Ratio::from_integer(n))
    }

    /// `numerator / denominator`; `None` where the denominator is zero or the reduced fraction does not fit.
    #[must_use]
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Exact> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        Some(Exact(Ratio::new(numerator, denominator)))
    }

    /// `digits × 10^exponent`; `None` where it does not fit.
    #[must_use]
    pub fn scaled(digits: i128, exponent: i32) -> Option<Exact> {
        let power = 10i128.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 { Exact::fraction(digits, power) } else { digits.checked_mul(power).map(Exact::whole) }
    }

    /// `digits / 10^places`, reduced; none where it does not fit. Quicker than [`Exact::scaled`]: only twos and fives can be left out.
    #[must_use]
    pub fn decimal(mut digits: i64, places: u8) -> Option<Exact> {
        let (mut twos, mut fives) = (u32::from(places), u32::from(places));
        if digits == 0 {
            return Some(Exact::ZERO);
        }
        while twos > 0 && digits % 2 == 0 {
            (digits, twos) = (digits / 2, twos - 1);
        }
        while fives > 0 && digits % 5 == 0 {
            (digits, fives) = (digits / 5, fives - 1);
        }
        let denominator = 2_i128.checked_pow(twos)?.checked_mul(5_i128.checked_pow(fives)?)?;
        Some(Exact(Ratio::new_raw(digits.into(), denominator)))
    }

    /// Reads a plain decimal, with commas between thousands or none: `12`, `10,000`, `1.25`, `-3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Exact> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let mut all = 0i128;
        let mut seen = false;
        for c in whole.chars().filter(|c| *c != ',').chain(decimals.chars()) {
            all = all.checked_mul(10)?.checked_add(i128::from(c.to_digit(10)?))?;
            seen = true;
        }
        if !seen {
            return None;
        }
        Exact::scaled(if negative { -all } else { all }, -i32::try_from(decimals.len()).ok()?)
    }

    /// The sum, if it fits.
    #[must_use]
    pub fn add(self, other: Exact) -> Option<Exact> {
        if let Some((a, b)) = self.whole_numbers(other) {
            return whole(a.checked_add(b));
        }
        let short = self.small().zip(other.small()).and_then(|(a, b)| sum(a, b));
        short.or_else(|| kept(self.0.checked_add(&other.0)))
    }

    /// The difference, if it fits.
    #[must_use]
    pub fn sub(self, other: Exact) -> Option<Exact> {
        if let Some((a, b)) = self.whole_numbers(other) {
            return whole(a.checked_sub(b));
        }
        let short = self.small().zip(other.small()).and_then(|(a, (c, d))| sum(a, (-c, d)));
        short.or_else(|| kept(self.0.checked_sub(&other.0)))
    }

    /// The product, if it fits.
    #[must_use]
    pub fn mul(self, other: Exact) -> Option<Exact> {
        if let Some((a, b)) = self.whole_numbers(other) {
            return whole(a.checked_mul(b));
        }
        match (self.small(), other.small()) {
            (Some(a), Some(b)) => Some(product(a, b)),
            _ => kept(self.0.checked_mul(&other.0)),
        }
    }

    /// The quotient, if it fits and `other` is not zero.
    #[must_use]
    pub fn div(self, other: Exact) -> Option<Exact> {
        if other.is_zero() {
            return None;
        }
        kept(self.0.checked_div(&other.0))
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(self) -> Exact {
        Exact(self.0.abs())
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// The greatest whole number not above it.
    #[must_use]
    pub fn floor(self) -> i128 {
        self.0.numer().div_euclid(*self.0.denom())
    }

    /// The least whole number not below it.
    #[must_use]
    pub fn ceil(self) -> i128 {
        let floor = self.floor();
        if self.is_whole() { floor } else { floor + 1 }
    }

    /// Numerator of the reduced fraction.
    #[must_use]
    pub fn numerator(self) -> i128 {
        *self.0.numer()
    }

    /// Denominator of the reduced fraction, above zero.
    #[must_use]
    pub fn denominator(self) -> i128 {
        *self.0.denom()
    }

    /// The nearest binary floating-point number, for drawing only.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "this is the one place where precision is given up, and says so")]
    pub fn approximate(self) -> f64 {
        *self.0.numer() as f64 / *self.0.denom() as f64
    }
}

impl Exact {
    /// Two whole numbers, as most are: there is nothing to reduce.
    fn whole_numbers(self, other: Exact) -> Option<(i128, i128)> {
        (*self.0.denom() == 1 && *other.0.denom() == 1).then(|| (*self.0.numer(), *other.0.numer()))
    }

    /// Numerator and denominator where both are small enough to be reduced in one machine word.
    fn small(self) -> Option<(i64, i64)> {
        Some((i64::try_from(*self.0.numer()).ok().filter(|n| *n != i64::MIN)?, i64::try_from(*self.0.denom()).ok()?))
    }
}

fn whole(result: Option<i128>) -> Option<Exact> {
    result.filter(|n| *n != i128::MIN).map(Exact::whole)
}

/// The sum of two fractions, where it can be reduced in one machine word.
fn sum((a, b): (i64, i64), (c, d): (i64, i64)) -> Option<Exact> {
    let (numerator, denominator) = if b == d {
        (i128::from(a) + i128::from(c), b)
    } else {
        (i128::from(a) * i128::from(d) + i128::from(c) * i128::from(b), b.checked_mul(d)?)
    };
    let numerator = i64::try_from(numerator).ok().filter(|n| *n != i64::MIN)?;
    let common = gcd(numerator, denominator);
    Some(Exact(Ratio::new_raw(i128::from(numerator / common), i128::from(denominator / common))))
}

/// The product of two reduced fractions: what one numerator and the other denominator have in common goes out, and nothing else can.
fn product((a, b): (i64, i64), (c, d): (i64, i64)) -> Exact {
    if a == 0 || c == 0 {
        return Exact::ZERO;
    }
    let (x, y) = (gcd(a, d), gcd(c, b));
    let numerator = i128::from(a / x) * i128::from(c / y);
    let denominator = i128::from(b / y) * i128::from(d / x);
    Exact(Ratio::new_raw(numerator, denominator))
}

/// The greatest number that divides both, of which the second is above zero.
fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b.abs()
}

/// The least whole number of all has no negative, so it counts as one that does not fit.
fn kept(result: Option<Ratio<i128>>) -> Option<Exact> {
    result.filter(|n| *n.numer() != i128::MIN).map(Exact)
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if self.0.denom() == other.0.denom() {
            return self.0.numer().cmp(other.0.numer());
        }
        match (self.small(), other.small()) {
            (Some((a, b)), Some((c, d))) => (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))),
            _ => self.0.cmp(&other.0),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Neg for Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        Exact(-self.0)
    }
}

impl Exact {
    /// The number as it is, without any rounding: `7`, `-1/3`.
    #[must_use]
    pub fn as_fraction(self) -> String {
        self.0.to_string()
    }
}

/// As an exact decimal with commas between thousands where there is one of at most 12 places, else to four significant decimals.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.abs();
        let (digits, places) = match exact_decimal(magnitude) {
            Some(exact) => exact,
            None => rounded_decimal(magnitude),
        };
        let mut text = digits.to_string();
        while text.len() <= places {
            text.insert(0, '0');
        }
        let (whole, decimals) = text.split_at(text.len() - places);
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}", with_commas(whole))?;
        if decimals.is_empty() { Ok(()) } else { write!(f, ".{decimals}") }
    }
}

fn with_commas(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// The digits and the number of decimal places, where at most 12 places say it exactly.
fn exact_decimal(number: Exact) -> Option<(i128, usize)> {
    let mut scale = 1i128;
    for places in 0..=12 {
        if scale % number.denominator() == 0 {
            return Some((number.numerator().checked_mul(scale / number.denominator())?, places));
        }
        scale *= 10;
    }
    None
}

/// Rounded half up to four significant decimals: 0.3333, 16.67, 0.001235; a large number to a whole one.
fn rounded_decimal(number: Exact) -> (i128, usize) {
    let mut places = 0usize;
    let mut scale = 1i128;
    let enough = Exact::whole(1000);
    while places < 12 && number.mul(Exact::whole(scale)).is_some_and(|n| n < enough) {
        scale *= 10;
        places += 1;
    }
    let half = Exact(Ratio::new_raw(1, 2));
    match number.mul(Exact::whole(scale)).and_then(|n| n.add(half)) {
        Some(n) => (n.floor(), places),
        None => (number.floor(), 0),
    }
}

#[cfg(test)]
mod tests {
    use num_traits::{CheckedAdd, CheckedMul, CheckedSub};

    use super::{Exact, kept};

    #[test]
    fn thirds_and_tenths_are_exact() {
        let third = Exact::fraction(1, 3).unwrap();
        assert_eq!(third.add(third).unwrap().add(third), Some(Exact::ONE));
        let tenth = |n| Exact::parse(n).unwrap();
        assert_eq!(tenth("0.1").add(tenth("0.2")), Some(tenth("0.3")));
    }

    #[test]
    fn the_short_ways_give_what_the_long_one_does() {
        let least = i128::MIN + 1;
        let ends = [0, 1, -1, 2, 6, -6, 10, 100, 997, i128::from(i64::MAX), -i128::from(i64::MAX), 1 << 70, i128::MAX, least];
        let numbers: Vec<Exact> = ends
            .iter()
            .flat_map(|n| [1, 2, 3, 20, 100, i128::from(i64::MAX), 1 << 64].map(|d| Exact::fraction(*n, d).unwrap()))
            .collect();
        for a in &numbers {
            for b in &numbers {
                assert_eq!(a.add(*b), kept(a.0.checked_add(&b.0)), "{a:?} + {b:?}");
                assert_eq!(a.sub(*b), kept(a.0.checked_sub(&b.0)), "{a:?} - {b:?}");
                assert_eq!(a.cmp(b), a.0.cmp(&b.0), "{a:?} and {b:?}");
                assert_eq!(a.mul(*b), kept(a.0.checked_mul(&b.0)), "{a:?} * {b:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let big = Exact::whole(i128::MAX);
        assert_eq!(big.add(Exact::ONE), None);
        assert_eq!(big.mul(big), None);
        assert_eq!(Exact::ONE.div(Exact::ZERO), None);
        assert_eq!(Exact::parse(&"9".repeat(60)), None);
    }

    #[test]
    fn it_prints_as_people_write() {
        let shown = |n: Exact| n.to_string();
        assert_eq!(shown(Exact::whole(1_234_567)), "1,234,567");
        assert_eq!(shown(Exact::parse("-1234.50").unwrap()), "-1,234.5");
        assert_eq!(shown(Exact::fraction(1, 3).unwrap()), "0.3333");
        assert_eq!(shown(Exact::fraction(50, 3).unwrap()), "16.67");
        assert_eq!(shown(Exact::fraction(200_000, 3).unwrap()), "66,667");
    }
}
