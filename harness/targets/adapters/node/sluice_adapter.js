// Makes a JavaScript parser of object streams a target for Sluice (harness/targets/CONTRACT.md):
//
//     const { run, Refused } = require("./sluice_adapter.js");
//     run({ name: "my-parser", version: "1.2", parse: (stream) => { ... } });   // throws to refuse
//
// An Error that leaves `parse` is a refusal; throw Refused, Limit or Unsupported to say more. What is no
// Error, and what the engine dies of, ends the program, which the runner takes for what it is: a parser
// that broke. What the parser prints goes to standard error.
"use strict";

const fs = require("fs");

const FRAME_MAX = 256 * 1024 * 1024;
const PIECE = 64 * 1024;

/** The stream is refused: with the simple name of the Java exception that a user would know. */
class Refused extends Error {
    constructor(message, error = "") {
        super(message);
        this.error = error;
    }
    get verdict() {
        return "R";
    }
}

/** Refused since a limit of the parser's own was reached. */
class Limit extends Refused {
    get verdict() {
        return "L";
    }
}

/** The parser does not claim to read such a stream. */
class Unsupported extends Refused {
    get verdict() {
        return "U";
    }
}

function uint32(number) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    return bytes;
}

/** Waits a moment where a pipe is not ready, though it was opened to wait by itself. */
function again(call) {
    for (;;) {
        try {
            return call();
        } catch (error) {
            if (error.code === "EOF") {
                return 0;
            }
            if (error.code !== "EAGAIN") {
                throw error;
            }
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        }
    }
}

/** So many bytes of standard input; null at its end. */
function read(length) {
    const bytes = Buffer.allocUnsafeSlow(length);
    let at = 0;
    while (at < length) {
        const got = again(() => fs.readSync(0, bytes, at, length - at, null));
        if (got === 0) {
            if (at > 0) {
                throw new Error("the input ends in the middle of a frame");
            }
            return null;
        }
        at += got;
    }
    return bytes;
}

/** Replies wait here until they are asked for, or are many. */
let waiting = [];
let length = 0;

function flush() {
    const bytes = Buffer.concat(waiting);
    for (let at = 0; at < bytes.length; ) {
        at += again(() => fs.writeSync(1, bytes, at));
    }
    waiting = [];
    length = 0;
}

function send(kind, ...parts) {
    const body = Buffer.concat(parts);
    const frame = Buffer.concat([uint32(1 + body.length), Buffer.from(kind), body]);
    waiting.push(frame);
    length += frame.length;
    if (length > PIECE) {
        flush();
    }
}

function field(tag, text) {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from(tag), uint32(bytes.length), bytes]);
}

/** What an error of the engine is called in Java. */
function javaName(error) {
    if (error instanceof Refused) {
        return error.error;
    }
    if (error instanceof RangeError && /call stack/.test(error.message)) {
        return "StackOverflowError";
    }
    return error instanceof RangeError && /allocation failed|array length/i.test(error.message)
        ? "OutOfMemoryError"
        : "";
}

function answer(parse, stream) {
    try {
        parse(stream);
    } catch (error) {
        if (!(error instanceof Error)) {
            throw error;
        }
        const name = javaName(error);
        const verdict = Buffer.from(error instanceof Refused ? error.verdict : "R");
        const message = field("m", `${error.name}: ${error.message}`.slice(0, 1000));
        return Buffer.concat([verdict, message, ...(name === "" ? [] : [field("e", name)])]);
    }
    return Buffer.from("A");
}

function reply(parse, body) {
    const modeLength = body.readUInt8(8);
    const mode = body.toString("latin1", 9, 9 + modeLength);
    const known = mode === "inspect" && body.readUInt32BE(4) === 0;
    // A copy, so that nobody finds bytes of the frame around the stream.
    const stream = Buffer.from(new Uint8Array(body.subarray(9 + modeLength)).buffer);
    send("R", body.subarray(0, 4), known ? answer(parse, stream) : Buffer.from("U"));
}

/** Answers cases from standard input until it ends. */
function run({ name, version, parse, language = "javascript" }) {
    console.log = console.info = console.debug = console.error;
    process.stdout.write = process.stderr.write.bind(process.stderr);
    send("H", Buffer.from(JSON.stringify({ contract: 1, name, version, language, can: ["inspect"] })));
    flush();
    for (;;) {
        const head = read(4);
        if (head === null) {
            break;
        }
        const size = head.readUInt32BE(0);
        if (size < 1 || size > FRAME_MAX) {
            throw new Error(`a frame of ${size} bytes is none`);
        }
        const frame = read(size);
        if (frame === null) {
            throw new Error("the input ends in the middle of a frame");
        }
        const kind = String.fromCharCode(frame[0]);
        if (kind === "C") {
            try {
                reply(parse, frame.subarray(1));
            } catch (error) {
                console.error(error);
                flush();
                process.abort();
            }
        } else if (kind === "E") {
            flush();
        }
    }
    flush();
}

module.exports = { run, Refused, Limit, Unsupported };
