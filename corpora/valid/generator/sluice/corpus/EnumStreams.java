package sluice.corpus;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Enum constants; all that an enum class defines for serialization is ignored. */
final class EnumStreams {
    private EnumStreams() {
    }

    enum Color { RED, GREEN, BLUE }

    /** Constants with bodies have classes of their own, which do not show. */
    enum Operation {
        PLUS {
            @Override
            int apply(int a, int b) {
                return a + b;
            }
        },
        MINUS {
            @Override
            int apply(int a, int b) {
                return a - b;
            }
        },
        NONE;

        int apply(int a, int b) {
            return 0;
        }
    }

    enum WithFields implements Runnable {
        ONE("one", 1), TWO("two", 2);

        private static final long serialVersionUID = 42;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("ignored", int.class),
        };
        final String text;
        final int number;

        WithFields(String text, int number) {
            this.text = text;
            this.number = number;
        }

        @Override
        public void run() {
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("never called");
        }

        private Object writeReplace() {
            throw new IllegalStateException("never called");
        }
    }

    enum Letters { \u00C4, \u00DF, \u4E2D }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        Color color = Color.GREEN;
        Operation operation = Operation.MINUS;
        Runnable runnable = WithFields.ONE;
        Enum<?> any = Color.GREEN;
        Color nothing = null;
    }

    static void declare(Catalog catalog) {
        catalog.object("enum-constant", "a constant", Color.RED);
        catalog.object("enum-body", "a constant with a body", Operation.PLUS);
        catalog.object("enum-bodies", "constants with and without bodies share a descriptor",
                Operation.values());
        catalog.object("enum-all", "all constants of an enum, some twice", new Color[] {
            Color.RED, Color.GREEN, Color.BLUE, Color.RED, null, Color.BLUE});
        catalog.object("enum-everything-ignored", "an enum with fields, suid and methods",
                new WithFields[] {WithFields.ONE, WithFields.TWO});
        catalog.object("enum-name", "constants with names beyond ASCII", Letters.values());
        catalog.object("enum-in-fields", "in fields of several types", new Holder());
        catalog.object("enum-of-jdk", "constants of enums of the JDK", new Object[] {
            TimeUnit.NANOSECONDS, StandardOpenOption.READ, Thread.State.BLOCKED});
        catalog.object("enum-set", "EnumSet, through its serial proxy",
                EnumSet.of(Color.BLUE, Color.RED));
        catalog.object("enum-set-empty", "an empty EnumSet", EnumSet.noneOf(Color.class));
        catalog.object("enum-set-bodies", "EnumSet of constants with bodies",
                EnumSet.allOf(Operation.class));
        EnumMap<Color, String> names = new EnumMap<>(Color.class);
        names.put(Color.BLUE, "blue");
        names.put(Color.RED, null);
        catalog.object("enum-map", "EnumMap with a null value", names);
        catalog.object("enum-map-empty", "an empty EnumMap", new EnumMap<>(Operation.class));
        catalog.object("enum-list", "a list of constants",
                Arrays.asList(Color.RED, Color.RED, Color.BLUE));
        catalog.object("enum-map-value", "a constant and its name in a map",
                Map.of("RED", Color.RED));
        catalog.object("enum-singleton", "a singleton set of a constant",
                Collections.singleton(Operation.NONE));
        catalog.add("enum-between-data", "constants between top-level blocks", out -> {
            out.writeInt(1);
            out.writeObject(Color.RED);
            out.writeInt(2);
            out.writeObject(Color.RED);
            out.writeObject(Color.GREEN);
        });
    }
}
