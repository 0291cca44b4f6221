//! Conditions on a field: `speed > 100`, `gear = Reverse`, `label != "left"`, `pressure = none`.

mod literal;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use shm_typed::inspect::{Node, Reading};
use shm_typed::schema::{Schema, Shape};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::nowhere::nowhere;
use crate::render;
use literal::Literal;

/// A comparison as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    path: String,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// As they are written; those of which another is the beginning first.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("!=", Operator::Unequal),
    ("==", Operator::Equal),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let at = text
            .find(['<', '>', '=', '!'])
            .ok_or("write a field, one of = != < <= > >=, and a value: `speed > 100`")?;
        let (path, rest) = text.split_at(at);
        let (operator, value) = OPERATORS
            .iter()
            .find_map(|(sign, operator)| Some((*operator, rest.strip_prefix(sign)?)))
            .ok_or("`!` alone compares nothing; write `!=`")?;
        let condition = Self {
            path: path.trim().to_owned(),
            operator,
            value: value.trim().to_owned(),
        };
        if condition.value.is_empty() {
            return Err("write a value behind the comparison; `\"\"` for an empty text".to_owned());
        }
        Ok(condition)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = OPERATORS
            .iter()
            .find_map(|(sign, operator)| (*operator == self.operator).then_some(sign));
        write!(f, "{} {} {}", self.path, sign.unwrap_or(&"?"), self.value)
    }
}

impl Condition {
    /// The same, if it can be asked of values of `schema`.
    pub(crate) fn check(&self, schema: &Schema) -> Result<Checked<'_>, Failure> {
        let located = schema.field(&self.path);
        let located = located.ok_or_else(|| nowhere(schema, &self.path))?;
        let literal = Literal::read(&self.value, located.ty()).map_err(|why| self.wrong(&why))?;
        let is_order = !matches!(self.operator, Operator::Equal | Operator::Unequal);
        let has_no_order = matches!(located.ty().shape(), Shape::Bool | Shape::Enum(_))
            || matches!(literal, Literal::None);
        if is_order && has_no_order {
            return Err(self.wrong("only = and != can be asked of it"));
        }
        Ok(Checked {
            condition: self,
            literal,
        })
    }

    fn wrong(&self, why: &str) -> Failure {
        Failure::new(Exit::Usage, format!("the condition `{self}`: {why}"))
    }

    /// What the field is now, for people.
    pub(crate) fn told(&self, reading: &Reading) -> String {
        match reading.node(&self.path) {
            Some(node) => format!("`{}` is {}", self.path, render::value(node, 8)),
            None => format!("`{}` is not used", self.path),
        }
    }
}

/// A condition that a value can be asked.
#[derive(Clone, Debug)]
pub(crate) struct Checked<'a> {
    condition: &'a Condition,
    literal: Literal,
}

impl Checked<'_> {
    /// Whether it holds. Of places of a list that are not used, and of bits that are no value, nothing
    /// does.
    pub(crate) fn holds(&self, reading: &Reading) -> Result<bool, Failure> {
        match reading.node(&self.condition.path) {
            Some(node) if node.is_sensitive() => {
                Err(self.condition.wrong("the field is declared sensitive"))
            }
            Some(node) => Ok(self.holds_of(node)),
            None => Ok(false),
        }
    }

    fn holds_of(&self, node: Node<'_>) -> bool {
        let operator = self.condition.operator;
        if node.is_none() || self.literal == Literal::None {
            let is_equal = node.is_none() == (self.literal == Literal::None);
            return match operator {
                Operator::Equal => is_equal,
                Operator::Unequal => !is_equal,
                _ => false,
            };
        }
        match self.literal.compare(&node.content()) {
            literal::Answer::Is(order) => match operator {
                Operator::Equal => order == Ordering::Equal,
                Operator::Unequal => order != Ordering::Equal,
                Operator::Less => order == Ordering::Less,
                Operator::AtMost => order != Ordering::Greater,
                Operator::Greater => order == Ordering::Greater,
                Operator::AtLeast => order != Ordering::Less,
            },
            // NaN and a number.
            literal::Answer::Unordered => operator == Operator::Unequal,
            literal::Answer::NoValue => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_path_a_comparison_and_a_value() {
        for (text, spelled) in [
            ("speed>100", "speed > 100"),
            (
                " cylinders[2].gear == Reverse ",
                "cylinders[2].gear == Reverse",
            ),
            ("a<=-1", "a <= -1"),
            ("a>=1", "a >= 1"),
            ("label != \"a = b\"", "label != \"a = b\""),
            ("= 5", " == 5"),
        ] {
            let condition: Condition = text.parse().unwrap();
            assert_eq!(condition.to_string(), spelled);
        }
        for text in ["", "speed", "speed >", "a ! b"] {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
