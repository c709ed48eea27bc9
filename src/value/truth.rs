//! Three-valued truth: what a comparison answers, and Kleene's `and`, `or`, `not` over it.

/// The answer of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Surely so.
    Surely,
    /// Surely not so.
    SurelyNot,
    /// Cannot be told from what is given.
    CannotTell,
}

impl Truth {
    /// `Surely` for true, `SurelyNot` for false.
    #[must_use]
    pub fn of(known: bool) -> Truth {
        if known { Truth::Surely } else { Truth::SurelyNot }
    }

    /// `Surely` where `yes` holds, `SurelyNot` where `no` holds, else `CannotTell`.
    #[must_use]
    pub fn between(yes: bool, no: bool) -> Truth {
        match (yes, no) {
            (true, _) => Truth::Surely,
            (false, true) => Truth::SurelyNot,
            (false, false) => Truth::CannotTell,
        }
    }

    /// True or false where it is known.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Truth::Surely => Some(true),
            Truth::SurelyNot => Some(false),
            Truth::CannotTell => None,
        }
    }

    /// Whether it is surely so.
    #[must_use]
    pub fn is_sure(self) -> bool {
        self == Truth::Surely
    }

    /// Kleene's `and`: surely not as soon as one is.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::SurelyNot, _) | (_, Truth::SurelyNot) => Truth::SurelyNot,
            (Truth::Surely, Truth::Surely) => Truth::Surely,
            _ => Truth::CannotTell,
        }
    }

    /// Kleene's `or`: surely as soon as one is.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        !((!self).and(!other))
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::Surely => Truth::SurelyNot,
            Truth::SurelyNot => Truth::Surely,
            Truth::CannotTell => Truth::CannotTell,
        }
    }
}

impl From<Option<bool>> for Truth {
    fn from(known: Option<bool>) -> Truth {
        known.map_or(Truth::CannotTell, Truth::of)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, CannotTell, Surely, SurelyNot};

    #[test]
    fn kleenes_tables() {
        assert_eq!(SurelyNot.and(CannotTell), SurelyNot);
        assert_eq!(Surely.and(CannotTell), CannotTell);
        assert_eq!(Surely.or(CannotTell), Surely);
        assert_eq!(SurelyNot.or(CannotTell), CannotTell);
        assert_eq!(!CannotTell, CannotTell);
        assert_eq!(Truth::from(None), CannotTell);
    }
}
