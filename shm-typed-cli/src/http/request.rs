//! The beginning of a request, which is all that is looked at.

use std::io::{self, Read};

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Asks {
        method: String,
        /// Without the query.
        path: String,
    },
    Malformed,
    TooLong,
    TooSlow,
}

/// The longest head of a request.
const MOST: usize = 8 << 10;

impl Request {
    /// Reads until the empty line.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut head = Vec::with_capacity(1024);
        let mut piece = [0; 1024];
        loop {
            let read = match from.read(&mut piece) {
                Ok(read) => read,
                Err(error) => match error.kind() {
                    io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                        return Ok(Self::TooSlow);
                    }
                    io::ErrorKind::Interrupted => continue,
                    _ => return Err(error),
                },
            };
            head.extend_from_slice(piece.get(..read).unwrap_or_default());
            if head.windows(4).any(|end| end == b"\r\n\r\n") {
                return Ok(Self::parse(&head));
            }
            if read == 0 {
                return Ok(Self::Malformed);
            }
            if head.len() > MOST {
                return Ok(Self::TooLong);
            }
        }
    }

    fn parse(head: &[u8]) -> Self {
        let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let Ok(line) = str::from_utf8(line) else {
            return Self::Malformed;
        };
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some(method), Some(path), Some("HTTP/1.1" | "HTTP/1.0"), None)
                if path.starts_with('/') =>
            {
                let path = path.split('?').next().unwrap_or(path);
                Self::Asks {
                    method: method.to_owned(),
                    path: path.to_owned(),
                }
            }
            _ => Self::Malformed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut text: &[u8]) -> Request {
        Request::read(&mut text).unwrap()
    }

    #[test]
    fn a_request_is_its_first_line() {
        let asks = Request::Asks {
            method: "GET".to_owned(),
            path: "/metrics".to_owned(),
        };
        assert_eq!(read(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"), asks);
        assert_eq!(read(b"GET /metrics?x=1 HTTP/1.0\r\n\r\nbody"), asks);
        for wrong in [
            &b""[..],
            b"GET /metrics HTTP/1.1\r\n",
            b"GET metrics HTTP/1.1\r\n\r\n",
            b"GET /metrics HTTP/2\r\n\r\n",
            b"GET  /metrics HTTP/1.1\r\n\r\n",
            b"\xff\xfe\r\n\r\n",
            b"\r\n\r\n",
        ] {
            assert_eq!(read(wrong), Request::Malformed);
        }
        assert_eq!(read(&vec![b'a'; 9 << 10]), Request::TooLong);
    }
}
