// A parser whose streams say what it shall do: test_kits.py.
"use strict";

const { run, Refused, Limit, Unsupported } = require(process.argv[2]);

const deeper = (count) => deeper(count + 1) + 1;

const acts = {
    r: () => {
        throw new Refused("cut", "EOFException");
    },
    u: () => {
        throw new Unsupported("not yet");
    },
    l: () => {
        throw new Limit("too much");
    },
    s: () => deeper(0),
    p: () => {
        console.log("noise");
        process.stdout.write("on standard output\n");
    },
    c: () => {
        throw "no error at all";
    },
    e: () => {
        throw new TypeError("documented");
    },
};

run({ name: "kit", version: "1", parse: (stream) => acts[stream.toString("latin1", 0, 1)]?.() });
