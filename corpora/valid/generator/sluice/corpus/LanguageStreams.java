package sluice.corpus;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** What the language adds: records, lambdas, inner classes, generics, interfaces. */
final class LanguageStreams {
    private LanguageStreams() {
    }

    record Empty() implements Serializable {
    }

    record Point(int x, int y) implements Serializable {
    }

    /** The writer sorts the components like fields. */
    record Mixed(String zulu, long yankee, Object alpha, byte bravo, int[] ints)
            implements Serializable {
        private static final long serialVersionUID = 77;
    }

    record Generic<T>(T value, List<T> values) implements Serializable {
    }

    record Tree(Tree left, Tree right, String name) implements Serializable {
    }

    /** A record's writeObject is not called, and its flag is not set. */
    record Ignoring(int value) implements Serializable {
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("never called");
        }
    }

    record Replacing(int value) implements Serializable {
        private Object writeReplace() {
            return "replaced " + value;
        }
    }

    record Array(Point[] points) implements Serializable {
    }

    interface SerializableFunction<A, B> extends Function<A, B>, Serializable {
    }

    interface SerializableSupplier<T> extends Supplier<T>, Serializable {
    }

    interface SerializableOperator extends IntUnaryOperator, Serializable {
    }

    interface SerializableBiFunction<A, B, C> extends BiFunction<A, B, C>, Serializable {
    }

    interface Marker {
    }

    /** The outer instance of the inner classes. */
    static final class Outer implements Serializable {
        private static final long serialVersionUID = 1;
        final String name;
        Inner inner;

        Outer(String name) {
            this.name = name;
        }

        final class Inner implements Serializable {
            private static final long serialVersionUID = 2;
            int value = 3;

            String describe() {
                return name + value;
            }

            final class Innermost implements Serializable {
                private static final long serialVersionUID = 3;
                String text = describe();

                String all() {
                    return name + value + text;
                }
            }
        }

        Object local(int captured, String text) {
            final class Local implements Serializable {
                private static final long serialVersionUID = 4;
                int own = 5;

                String all() {
                    return name + captured + text + own;
                }
            }

            return new Local();
        }

        Object anonymous(Object captured) {
            return new Comparable<String>() {
                @Override
                public int compareTo(String other) {
                    return (name + captured).compareTo(other);
                }
            };
        }

        Object serializableAnonymous(Object captured) {
            return new SerializableSupplier<Object>() {
                private static final long serialVersionUID = 6;

                @Override
                public Object get() {
                    return name + captured;
                }
            };
        }

        Object capturingLambda() {
            return (SerializableSupplier<String>) () -> name;
        }
    }

    static class Box<T> implements Serializable {
        private static final long serialVersionUID = 1;
        T content;

        Box(T content) {
            this.content = content;
        }
    }

    static final class StringBox extends Box<String> {
        private static final long serialVersionUID = 2;

        StringBox(String content) {
            super(content);
        }
    }

    static final class Interfaces implements Serializable, Comparable<Interfaces>, Marker {
        private static final long serialVersionUID = 1;
        Comparable<?> comparable = "a string";
        Marker marker = this;
        CharSequence sequence = new StringBuilder("builder");

        @Override
        public int compareTo(Interfaces other) {
            return 0;
        }
    }

    static void declare(Catalog catalog) {
        records(catalog);
        lambdas(catalog);
        inner(catalog);
        generics(catalog);
    }

    private static void records(Catalog catalog) {
        catalog.object("record-empty", "a record without components", new Empty());
        catalog.object("record-point", "a record of two ints", new Point(1, -2));
        catalog.object("record-mixed", "a record whose components are sorted",
                new Mixed("z", 26, "a", (byte) 2, new int[] {3}));
        catalog.object("record-nulls", "a record of nulls", new Mixed(null, 0, null, (byte) 0,
                null));
        catalog.object("record-generic", "a generic record",
                new Generic<>("v", List.of("v", "w")));
        Tree shared = new Tree(null, null, "leaf");
        catalog.object("record-tree", "a tree of records with a shared leaf",
                new Tree(new Tree(shared, shared, "left"), shared, "root"));
        catalog.object("record-ignored-write", "a record whose writeObject is ignored",
                new Ignoring(5));
        catalog.object("record-replaced", "a record with writeReplace", new Replacing(6));
        catalog.object("record-array", "an array of records in a record",
                new Array(new Point[] {new Point(1, 2), null, new Point(1, 2)}));
    }

    private static void lambdas(Catalog catalog) {
        catalog.object("lambda-plain", "a lambda that captures nothing",
                (SerializableFunction<String, Integer>) text -> text.length());
        catalog.object("lambda-twice", "two lambdas of one class",
                new Object[] {(SerializableOperator) i -> i + 1, (SerializableOperator) i -> -i});
        int number = "four".length();
        String text = "captured";
        catalog.object("lambda-captures", "a lambda that captures an int and a string",
                (SerializableSupplier<String>) () -> text + number);
        catalog.object("lambda-captures-this", "a lambda that captures its instance",
                new Outer("captured").capturingLambda());
        catalog.object("lambda-static-reference", "a reference to a static method",
                (SerializableFunction<String, Integer>) Integer::parseInt);
        catalog.object("lambda-method-reference", "a reference to an instance method",
                (SerializableFunction<String, String>) String::trim);
        catalog.object("lambda-bound-reference", "a reference bound to an instance",
                (SerializableFunction<String, Boolean>) "bound"::equals);
        catalog.object("lambda-constructor", "a reference to a constructor",
                (SerializableBiFunction<Integer, Integer, Point>) Point::new);
        catalog.object("lambda-intersection", "a lambda of an intersection type",
                (Runnable & Serializable & Marker) () -> { });
        catalog.object("lambda-comparator", "Comparator.comparing with thenComparing",
                Comparator.comparing((Function<String, Integer> & Serializable) String::length)
                        .thenComparing(Comparator.naturalOrder()));
        catalog.add("lambda-shared", "one lambda twice: two streams of SerializedLambda", out -> {
            SerializableOperator operator = i -> i * i;
            out.writeObject(new Object[] {operator, operator});
        });
    }

    private static void inner(Catalog catalog) {
        Outer outer = new Outer("outer");
        outer.inner = outer.new Inner();
        catalog.object("inner-member", "a member class and its outer instance", outer.inner);
        catalog.object("inner-from-outer", "the outer instance and its member", outer);
        catalog.object("inner-innermost", "a member class of a member class",
                new Outer("two levels").new Inner().new Innermost());
        catalog.object("inner-local", "a local class with captured variables",
                new Outer("local").local(9, "captured"));
        catalog.object("inner-anonymous", "an anonymous class with a captured variable",
                new Outer("anonymous").serializableAnonymous(new Point(3, 4)));
        catalog.object("inner-anonymous-array", "two instances of an anonymous class",
                new Object[] {outer.serializableAnonymous("a"), outer.serializableAnonymous("b")});
        catalog.object("inner-class-object", "the Class object of an anonymous class",
                outer.anonymous("unused").getClass());
    }

    private static void generics(Catalog catalog) {
        catalog.object("generic-box", "a generic class of an Integer", new Box<>(7));
        catalog.object("generic-nested", "a generic class of a list of itself",
                new Box<>(List.of(new Box<>("inner"))));
        catalog.object("generic-subclass", "a class that binds the variable",
                new StringBox("bound"));
        catalog.object("interface-fields", "fields whose types are interfaces", new Interfaces());
    }
}
