//! As much of HTTP/1.1 as scrapers need: one request and one answer a connection.
//!
//! A fixed number of threads accept and answer. More scrapers than that wait in the kernel's queue, and none keeps a
//! thread for longer than its request and its answer may take.

mod request;
mod stream;

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use request::Request;
use stream::Timed;

/// Threads that answer.
const THREADS: usize = 8;
/// For a request to arrive.
const REQUEST: Duration = Duration::from_secs(5);
/// For an answer to be taken.
const ANSWER: Duration = Duration::from_secs(10);
/// After an error of `accept`, which may be that descriptors are used up.
const PAUSE: Duration = Duration::from_millis(50);

/// The type of what is served.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Answers on `listener` from now on with what `metrics` gives, in threads of its own.
pub(crate) fn serve(
    listener: &TcpListener,
    metrics: impl Fn() -> Result<String, String> + Send + Sync + 'static,
) -> io::Result<()> {
    let metrics = Arc::new(metrics);
    for _ in 0..THREADS {
        let (listener, metrics) = (listener.try_clone()?, Arc::clone(&metrics));
        thread::Builder::new().spawn(move || {
            loop {
                match listener.accept() {
                    // A scraper that goes away is no trouble of ours.
                    Ok((connection, _)) => drop(answer(&connection, &*metrics)),
                    Err(_) => thread::sleep(PAUSE),
                }
            }
        })?;
    }
    Ok(())
}

/// What is sent back.
struct Answer {
    status: &'static str,
    kind: &'static str,
    more: &'static str,
    body: String,
}

impl Answer {
    fn text(status: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            kind: TEXT,
            more: "",
            body: body.into(),
        }
    }
}

fn answer(connection: &TcpStream, metrics: &dyn Fn() -> Result<String, String>) -> io::Result<()> {
    let request = Request::read(&mut Timed::new(connection, REQUEST))?;
    let is_head = matches!(&request, Request::Asks { method, .. } if method == "HEAD");
    let answer = match request {
        Request::Asks { method, path } => match (method.as_str(), path.as_str()) {
            ("GET" | "HEAD", "/metrics") => match metrics() {
                Ok(body) => Answer {
                    kind: OPENMETRICS,
                    ..Answer::text("200 OK", body)
                },
                Err(why) => Answer::text("500 Internal Server Error", why),
            },
            ("GET" | "HEAD", "/") => Answer::text("200 OK", "Metrics are at /metrics.\n"),
            ("GET" | "HEAD", _) => Answer::text("404 Not Found", "Metrics are at /metrics.\n"),
            _ => Answer {
                more: "Allow: GET, HEAD\r\n",
                ..Answer::text("405 Method Not Allowed", "There is only GET.\n")
            },
        },
        Request::Malformed => Answer::text("400 Bad Request", "That is no HTTP/1 request.\n"),
        Request::TooLong => Answer::text(
            "431 Request Header Fields Too Large",
            "8 KiB have to be enough for a request.\n",
        ),
        Request::TooSlow => Answer::text("408 Request Timeout", "5 s have to be enough.\n"),
    };
    let Answer {
        status,
        kind,
        more,
        body,
    } = answer;
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{more}\
         Connection: close\r\n\r\n",
        body.len()
    );
    let mut to = Timed::new(connection, ANSWER);
    to.write_all(head.as_bytes())?;
    if !is_head {
        to.write_all(body.as_bytes())?;
    }
    to.end();
    Ok(())
}
