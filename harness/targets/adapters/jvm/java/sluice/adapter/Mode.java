package sluice.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.Collections;
import java.util.List;

/** The deserializers that this adapter has. */
enum Mode {
    PLAIN("plain", List.of("decode", "trace", "value")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) throws IOException {
            return new PlainStream(in, now.classes);
        }
    },
    FILTER("filter", List.of("decode", "trace", "policy", "limits", "value")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) throws IOException {
            LimitFilter filter = new LimitFilter(now.classes.setting());
            PlainStream stream = new PlainStream(in, now.classes);
            stream.setObjectInputFilter(filter);
            now.filter = filter;
            return stream;
        }
    },
    COMMONS_IO("commons-io", List.of("decode", "trace", "policy", "value")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) throws IOException {
            return new CommonsStream(in, now.classes);
        }
    },
    INSPECT("inspect", List.of("inspect")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) {
            throw new UnsupportedOperationException();
        }
    },
    JGDMS("jgdms", List.of("decode")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) throws IOException {
            return Jgdms.open(in, now.classes);
        }
    },
    JGDMS_MANAGED("jgdms-manager", List.of("decode", "policy")) {
        @Override
        ObjectInputStream open(InputStream in, Case now) throws IOException {
            return Jgdms.open(in, now.classes);
        }
    };

    final String word;
    final List<String> can;

    Mode(String word, List<String> can) {
        this.word = word;
        this.can = can;
    }

    abstract ObjectInputStream open(InputStream in, Case now) throws IOException;

    boolean isAtomic() {
        return this == JGDMS || this == JGDMS_MANAGED;
    }

    static Mode of(String word) {
        for (Mode mode : values()) {
            if (mode.word.equals(word)) {
                return mode;
            }
        }
        return null;
    }

    /** In a class of its own, so that its library is loaded in its modes only. */
    private static final class Jgdms {
        static ObjectInputStream open(InputStream in, ModelClasses classes) throws IOException {
            return org.apache.river.api.io.AtomicMarshalInputStream.create(in, classes, false, null,
                    Collections.emptyList(), false);
        }
    }
}
