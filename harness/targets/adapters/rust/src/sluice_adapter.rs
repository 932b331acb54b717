//! Makes a Rust parser of object streams a target for Sluice (harness/targets/CONTRACT.md):
//!
//! ```no_run
//! sluice_adapter::run("my-parser", "1.2", |stream| {
//!     my_parser::parse(stream).map_err(|error| sluice_adapter::refused(error.to_string()))
//! });
//! ```
//!
//! What panics ends the program; with `panic = "abort"` the runner takes that for what it is: a parser
//! that broke. A parser may print to standard error, not to standard output: frames go there.

#![allow(dead_code)] // a parser that takes this file for a module of its own may need only some of it

use std::io::{self, Read, Write};

const FRAME_MAX: usize = 256 << 20;

/// What a parser says of a stream that it does not accept.
pub struct Refusal {
    verdict: u8,
    error: &'static str,
    message: String,
}

/// The stream is refused.
pub fn refused(message: impl Into<String>) -> Refusal {
    refused_as("", message)
}

/// The stream is refused, with the simple name of the Java exception that a user would know.
pub fn refused_as(error: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { verdict: b'R', error, message: message.into() }
}

/// The parser does not claim to read such a stream.
pub fn unsupported(message: impl Into<String>) -> Refusal {
    Refusal { verdict: b'U', error: "", message: message.into() }
}

/// A limit of the parser's own was reached.
pub fn limit(message: impl Into<String>) -> Refusal {
    Refusal { verdict: b'L', error: "", message: message.into() }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

fn write_frame(out: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    out.write_all(&(body.len() as u32 + 1).to_be_bytes())?;
    out.write_all(&[kind])?;
    out.write_all(body)
}

/// The next frame, its kind first; nothing at the end of the input.
fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    if input.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut head[1..])?;
    let length = number(&head);
    if !(1..=FRAME_MAX).contains(&length) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("no frame: {length} bytes")));
    }
    let mut frame = vec![0; length];
    input.read_exact(&mut frame)?;
    Ok(Some(frame))
}

fn add_field(body: &mut Vec<u8>, tag: u8, text: &str) {
    if !text.is_empty() {
        body.push(tag);
        body.extend((text.len() as u32).to_be_bytes());
        body.extend(text.as_bytes());
    }
}

fn reply<P>(case: &[u8], parse: &P) -> Vec<u8>
where
    P: Fn(&[u8]) -> Result<(), Refusal>,
{
    let stream = 9 + usize::from(case[8]);
    let known = number(&case[4..8]) == 0 && &case[9..stream] == b"inspect";
    let answer = if known { parse(&case[stream..]) } else { Err(unsupported("")) };
    let mut body = case[..4].to_vec();
    match answer {
        Ok(()) => body.push(b'A'),
        Err(refusal) => {
            body.push(refusal.verdict);
            add_field(&mut body, b'e', refusal.error);
            add_field(&mut body, b'm', &refusal.message);
        }
    }
    body
}

/// Answers cases from standard input until it ends.
pub fn run<P>(name: &str, version: &str, parse: P)
where
    P: Fn(&[u8]) -> Result<(), Refusal>,
{
    answer_all(name, version, parse).expect("the pipes of the runner work");
}

fn answer_all<P>(name: &str, version: &str, parse: P) -> io::Result<()>
where
    P: Fn(&[u8]) -> Result<(), Refusal>,
{
    let mut input = io::BufReader::new(io::stdin().lock());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let hello = format!(
        r#"{{"contract":1,"name":"{name}","version":"{version}","language":"rust","can":["inspect"]}}"#
    );
    write_frame(&mut out, b'H', hello.as_bytes())?;
    out.flush()?;
    while let Some(frame) = read_frame(&mut input)? {
        match frame[0] {
            b'C' => {
                let body = reply(&frame[1..], &parse);
                write_frame(&mut out, b'R', &body)?;
            }
            b'E' => out.flush()?,
            _ => {}
        }
    }
    out.flush()
}
