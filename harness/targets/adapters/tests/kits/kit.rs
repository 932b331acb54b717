//! A parser whose streams say what it shall do: test_kits.py.

use sluice_adapter::{limit, refused, refused_as, unsupported, Refusal};

fn parse(stream: &[u8]) -> Result<(), Refusal> {
    match stream.first() {
        Some(b'r') => Err(refused_as("EOFException", "cut")),
        Some(b'u') => Err(unsupported("not yet")),
        Some(b'l') => Err(limit("too much")),
        Some(b'e') => Err(refused("documented")),
        Some(b'c') => panic!("a parser that broke"),
        _ => Ok(()),
    }
}

fn main() {
    sluice_adapter::run("kit", "1", parse);
}
