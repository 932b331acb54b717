// Packages of npm as targets: node parsers.js NAME FOLDER, where FOLDER has the node_modules.
"use strict";

const path = require("path");
const { createRequire } = require("module");
const { run, Unsupported } = require("./sluice_adapter.js");

const [name, folder] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(folder), "package.json"));

/** What a parser says itself that it cannot do is no refusal. */
function says(pattern, parse) {
    try {
        parse();
    } catch (error) {
        if (error instanceof Error && pattern.test(error.message)) {
            throw new Unsupported(error.message);
        }
        throw error;
    }
}

const parsers = {
    "java-deserialization": () => {
        const { parse } = load("java-deserialization");
        return (stream) =>
            says(/^Don't know how to handle |^Can't parse version 1 external/, () => parse(stream));
    },
    // Reads one object at a time, and is asked for the next as long as there is more.
    "java.io": () => {
        const { InputObjectStream } = load("java.io");
        return (stream) =>
            says(/^Not implement |dose not be added in or not implement/, () => {
                const reader = new InputObjectStream(stream);
                while (reader.in.position() < stream.length) {
                    reader.readObject();
                }
            });
    },
    "java-object-serialization": () => {
        const { ObjectInputStream } = load("java-object-serialization");
        return (stream) =>
            says(/^unimplemented$/, () => {
                const contents = new ObjectInputStream(stream).stream.read();
                while (!contents.next().done);
            });
    },
};

const { version } = load(`./node_modules/${name}/package.json`);
run({ name, version, parse: parsers[name]() });
