//! `serve`: objects as metrics, to whoever asks over HTTP.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use serde::Serialize;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::http;
use crate::json;
use crate::metrics;
use crate::place::Place;
use crate::which;

/// Serve the metrics that `export` prints, at /metrics over HTTP
///
/// Only to this host, unless `--listen` names another address: whoever can connect reads all values. Ends on
/// SIGTERM and SIGINT, with 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Only these objects
    #[arg(value_name = "NAME", value_parser = which::name)]
    names: Vec<String>,
    /// Where to listen: PORT on this host only, or ADDRESS:PORT; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "9819", value_parser = address)]
    listen: SocketAddr,
    /// Say where it listens as one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: metrics::Options,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_| {
        "write a port, or an address and a port: 9819, 0.0.0.0:9819, [::1]:9819".to_owned()
    })
}

impl Serve {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let inspector = place.inspector();
        // A directory that is not there is told now, and not to each scraper.
        inspector.list()?;
        // From here on the signals do not kill.
        let mut signals = Signals::new([SIGTERM, SIGINT])?;
        let listener = TcpListener::bind(self.listen).map_err(|error| {
            let failure = Failure::from(error);
            let why = format!("cannot listen on {}: {}", self.listen, failure.message());
            Failure::new(failure.exit(), why)
        })?;
        let listening = listener.local_addr()?;
        let (names, options) = (self.names.clone(), self.options.clone());
        http::serve(&listener, move || {
            metrics::gather(&inspector, &names, &options)
                .map(|gathered| metrics::write(&gathered.families))
                .map_err(|failure| failure.to_string())
        })?;
        if self.json {
            let shape = json::SHAPE;
            json::write(out, &Document { shape, listening })?;
        } else {
            writeln!(out, "listening on http://{listening}/metrics")?;
        }
        out.flush()?;
        signals.forever().next();
        Ok(Exit::Ok)
    }
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "shm-typed")]
    shape: u32,
    listening: SocketAddr,
}
