package sluice.corpus;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Streams in which writing an object failed: TC_EXCEPTION, often in the middle of objects. */
final class AbortStreams {
    private AbortStreams() {
    }

    /** Gives the writer's own exceptions a trace that does not depend on the JDK. */
    private static final class FixedTraces extends ObjectOutputStream {
        FixedTraces(OutputStream sink) throws IOException {
            super(sink);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            return object instanceof Throwable throwable
                    ? ThrowableStreams.bare(throwable) : object;
        }
    }

    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        String text = "written before";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(2);
            out.writeObject("custom, written before");
            out.writeInt(3);
            throw new IOException("thrown by writeObject");
        }
    }

    /** What stands in the place of its field is TC_EXCEPTION. */
    @SkipsFields
    static final class FailingAtOnce implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("thrown at once", new IllegalStateException("its cause"));
        }
    }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        int first = 1;
        Object second = "written";
        Object third;

        Holder(Object third) {
            this.third = third;
        }
    }

    static void declare(Catalog catalog) {
        abort(catalog, "abort-top-level", "an object that is not serializable", new Object());
        abort(catalog, "abort-in-field", "one in a field, behind a string",
                new Holder(new Object()));
        abort(catalog, "abort-in-array", "one in an array, behind others",
                new Object[] {1, "two", new Object(), "never"});
        abort(catalog, "abort-in-list", "one in a list: in custom data",
                new ArrayList<>(Arrays.asList("one", new Object())));
        abort(catalog, "abort-deep", "one below four objects of different kinds",
                new Holder(new Object[] {new Holder(new ArrayList<>(List.of(new Holder(
                        new Object()))))}));
        abort(catalog, "abort-in-external", "one in an externalizable object",
                new ExternalStreams.Pair("left", new Object()));
        abort(catalog, "abort-custom", "an IOException from writeObject, after data",
                new Failing());
        abort(catalog, "abort-custom-at-once", "an IOException from writeObject, with a cause",
                new FailingAtOnce());
        abort(catalog, "abort-custom-nested", "the same in an array in an object",
                new Holder(new Object[] {"one", new Failing()}));
        catalog.add("abort-between-objects", "objects before and after; handles start again",
                out -> {
                    Holder kept = new Holder("kept");
                    out.writeObject(kept);
                    attempt(out, new Holder(new Object()));
                    out.writeObject(kept);
                    out.writeObject(kept);
                }).opener(FixedTraces::new);
        catalog.add("abort-between-data", "primitive data before and after", out -> {
            out.writeInt(1);
            attempt(out, new Object[] {new Object()});
            out.writeInt(2);
        }).opener(FixedTraces::new);
        catalog.add("abort-thrice", "three in a row, then a string twice", out -> {
            attempt(out, new Object());
            attempt(out, new Holder(new Object()));
            attempt(out, new Failing());
            out.writeObject("after");
            out.writeObject("after");
        }).opener(FixedTraces::new);
        catalog.add("abort-and-reset", "a reset before and after", out -> {
            out.writeObject("before");
            out.reset();
            attempt(out, new Holder(new Object()));
            out.reset();
            out.writeObject("before");
        }).opener(FixedTraces::new);
        catalog.add("abort-enum-and-class", "shared things on both sides", out -> {
            out.writeObject(TimeUnit.DAYS);
            out.writeObject(Holder.class);
            attempt(out, new Holder(new Object()));
            out.writeObject(Holder.class);
            out.writeObject(TimeUnit.DAYS);
            out.writeObject(TimeUnit.DAYS);
        }).opener(FixedTraces::new);
        catalog.add("abort-unshared", "by writeUnshared", out -> {
            try {
                out.writeUnshared(new Holder(new Object()));
            } catch (NotSerializableException e) {
                out.writeUnshared("after");
            }
        }).opener(FixedTraces::new);
    }

    private static void abort(Catalog catalog, String id, String what, Object value) {
        catalog.add(id, "TC_EXCEPTION: " + what, out -> attempt(out, value))
                .opener(FixedTraces::new);
    }

    private static void attempt(ObjectOutputStream out, Object value) throws IOException {
        try {
            out.writeObject(value);
        } catch (IOException expected) {
            return; // the writer has put it into the stream
        }
        throw new IllegalStateException("nothing was thrown");
    }
}
