package sluice.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the JDK has for signed archives. */
enum Tool {
    JARSIGNER("jarsigner") {
        @Override
        Answer judge(Request request, List<Path> archives) throws IOException {
            return Jarsigner.plain().judge(request, archives);
        }
    },
    JARSIGNER_STRICT("jarsigner-strict") {
        @Override
        Answer judge(Request request, List<Path> archives) throws IOException {
            return Jarsigner.strict().judge(request, archives);
        }
    },
    JARFILE("jarfile") {
        @Override
        Answer judge(Request request, List<Path> archives) {
            return WholeReader.judge(request, archives, WholeReader::readFile);
        }
    },
    JARINPUTSTREAM("jarinputstream") {
        @Override
        Answer judge(Request request, List<Path> archives) {
            return WholeReader.judge(request, archives, WholeReader::readStream);
        }
    },
    CLASSLOADER("classloader") {
        @Override
        Answer judge(Request request, List<Path> archives) throws IOException {
            return LoadedClasses.judge(request, archives);
        }
    };

    final String word;

    Tool(String word) {
        this.word = word;
    }

    /** Accepts or refuses: the archives lie at these paths, in one folder, in the order of the class path. */
    abstract Answer judge(Request request, List<Path> archives) throws IOException;

    static Tool of(String word) {
        for (Tool tool : values()) {
            if (tool.word.equals(word)) {
                return tool;
            }
        }
        return null;
    }
}
