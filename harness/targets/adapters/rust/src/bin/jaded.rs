//! The crate jaded. It reads one object at a time, and is asked for the next as long as there is more.

use std::cell::Cell;
use std::io::Read;

use jaded::StreamError;
use sluice_adapter::{refused_as, unsupported, Refusal};

/// Tells how much is left behind the reader's back.
struct Counted<'a> {
    bytes: &'a [u8],
    left: &'a Cell<usize>,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let got = self.bytes.read(into);
        self.left.set(self.bytes.len());
        got
    }
}

fn refusal(error: StreamError) -> Refusal {
    let message = error.to_string();
    match error {
        StreamError::NotImplemented(_) => unsupported(message),
        StreamError::EndOfStream(_) => refused_as("EOFException", message),
        _ => refused_as("StreamCorruptedException", message),
    }
}

fn parse(stream: &[u8]) -> Result<(), Refusal> {
    let left = Cell::new(stream.len());
    let source = Counted { bytes: stream, left: &left };
    let mut parser = jaded::Parser::new(source).map_err(|error| match error {
        jaded::JavaError::ReadError(error) => refusal(error),
        error => refused_as("", error.to_string()),
    })?;
    while left.get() > 0 {
        parser.read().map_err(refusal)?;
    }
    Ok(())
}

fn main() {
    sluice_adapter::run("jaded", "0.5.0", parse);
}
