//! The crate java-serialization. It reads the whole stream, and says how much it has left.

use sluice_adapter::{refused, Refusal};

fn parse(stream: &[u8]) -> Result<(), Refusal> {
    // Its errors hold all that is left of the stream, and no words: nothing to show to people.
    match java_serialization::parse_serialization_stream(stream) {
        Ok((left, _)) if left.is_empty() => Ok(()),
        Ok((left, _)) => Err(refused(format!("{} bytes are left", left.len()))),
        Err(_) => Err(refused("")),
    }
}

fn main() {
    sluice_adapter::run("java-serialization", "0.1.0", parse);
}
