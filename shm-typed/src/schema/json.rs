//! JSON text to a tree of values, for bytes that anybody may have written.
//!
//! Accepts RFC 8259 and nothing else; keys are unique in their object. Time is linear in the length
//! up to a logarithm, and length, depth and number of values are bounded by `limits`. Knows nothing of
//! schemas.

use std::borrow::Cow;

use super::DecodeError;
use super::escape::quoted;
use super::limits::{MAX_JSON_DEPTH, MAX_JSON_LEN, MAX_JSON_VALUES};

/// A value and where in the text it starts.
#[derive(Debug)]
pub(super) struct Value<'a> {
    pub(super) at: usize,
    pub(super) data: Data<'a>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Data<'a> {
    Null,
    Bool(bool),
    /// As it is spelled, which the grammar allows.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    /// In the order of the text.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// Reads the one value that the text consists of.
pub(super) fn parse(bytes: &[u8]) -> Result<Value<'_>, DecodeError> {
    if bytes.len() > MAX_JSON_LEN {
        return Err(DecodeError::new(MAX_JSON_LEN, "longer than 1 MiB"));
    }
    let text = str::from_utf8(bytes)
        .map_err(|error| DecodeError::new(error.valid_up_to(), "not UTF-8"))?;
    let mut reader = Reader {
        text,
        at: 0,
        values: 0,
    };
    let value = reader.value(MAX_JSON_DEPTH)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.error("something follows the end of the schema")),
    }
}

/// The text, and how far it is read.
///
/// `at` is always a character boundary: it moves over whole characters, or over bytes that `peek`
/// showed to be ASCII.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value<'a>, DecodeError> {
        self.skip_space();
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.error("nested too deep"));
        };
        self.values += 1;
        if self.values > MAX_JSON_VALUES {
            return Err(self.error("more than 262144 values"));
        }

        let at = self.at;
        let data = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Data::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Data::Number(self.number()?),
            _ if self.eat("null") => Data::Null,
            _ if self.eat("true") => Data::Bool(true),
            _ if self.eat("false") => Data::Bool(false),
            Some(_) => return Err(self.error("not a JSON value")),
            None => return Err(self.error("the text ends too early")),
        };
        Ok(Value { at, data })
    }

    fn array(&mut self, depth: usize) -> Result<Data<'a>, DecodeError> {
        self.expect("[")?;
        let mut elements = Vec::new();
        self.skip_space();
        if self.eat("]") {
            return Ok(Data::Array(elements));
        }
        loop {
            elements.push(self.value(depth)?);
            self.skip_space();
            if self.eat("]") {
                return Ok(Data::Array(elements));
            }
            self.expect(",")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Data<'a>, DecodeError> {
        self.expect("{")?;
        let mut members = Vec::new();
        self.skip_space();
        if self.eat("}") {
            return Ok(Data::Object(members));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            self.expect(":")?;
            members.push((key, self.value(depth)?));
            self.skip_space();
            if self.eat("}") {
                break;
            }
            self.expect(",")?;
        }
        unique(&members)?;
        Ok(Data::Object(members))
    }

    fn number(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.at;
        self.eat("-");
        if !self.eat("0") {
            self.digits()?;
        }
        if self.eat(".") {
            self.digits()?;
        }
        if self.eat("e") || self.eat("E") {
            let _sign = self.eat("+") || self.eat("-");
            self.digits()?;
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start {
            Err(self.error("a digit is missing"))
        } else {
            Ok(())
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.expect("\"")?;
        let mut text = Cow::Borrowed("");
        loop {
            let start = self.at;
            let plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
            self.at += self.rest().bytes().take_while(plain).count();
            // Extending an empty `Cow` borrows, so a string without escapes is never copied.
            text += self.since(start);
            if self.eat("\"") {
                return Ok(text);
            }
            match self.peek() {
                Some(b'\\') => text.to_mut().push(self.escape()?),
                Some(_) => return Err(self.error("a control character in a string")),
                None => return Err(self.error("the text ends too early")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, DecodeError> {
        let start = self.at;
        self.expect("\\")?;
        for (letter, char) in ESCAPES {
            if self.eat(letter) {
                return Ok(char);
            }
        }
        if !self.eat("u") {
            return Err(DecodeError::new(start, "no such escape"));
        }

        let lone = || DecodeError::new(start, "half a surrogate pair");
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff => {
                let low = if self.eat("\\u") { self.hex4()? } else { 0 };
                if !matches!(low, 0xdc00..=0xdfff) {
                    return Err(lone());
                }
                0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => first,
        };
        // What is left that is no character is a low surrogate.
        char::from_u32(code).ok_or_else(lone)
    }

    fn hex4(&mut self) -> Result<u32, DecodeError> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.error("`\\u` needs four hexadecimal digits"))?;
        self.at += 4;
        Ok(code)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, token: &'static str) -> Result<(), DecodeError> {
        if self.eat(token) {
            Ok(())
        } else if self.peek().is_none() {
            Err(self.error("the text ends too early"))
        } else {
            Err(self.error(format!("`{token}` is missing")))
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    fn error(&self, message: impl Into<Cow<'static, str>>) -> DecodeError {
        DecodeError::new(self.at, message)
    }
}

const ESCAPES: [(&str, char); 8] = [
    ("\"", '"'),
    ("\\", '\\'),
    ("/", '/'),
    ("b", '\u{8}'),
    ("f", '\u{c}'),
    ("n", '\n'),
    ("r", '\r'),
    ("t", '\t'),
];

/// Refuses a key that occurs twice: readers would differ in which one they take.
fn unique(members: &[(Cow<'_, str>, Value<'_>)]) -> Result<(), DecodeError> {
    let mut keys: Vec<_> = members.iter().map(|(key, value)| (key, value.at)).collect();
    keys.sort_unstable();
    for pair in keys.windows(2) {
        if let [(first, _), (second, at)] = pair
            && first == second
        {
            return Err(DecodeError::new(
                *at,
                format!("the key {} occurs twice", quoted(first)),
            ));
        }
    }
    Ok(())
}
