package sluice.corpus;

import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** References to everything that has a handle; resets; unshared writes. */
final class ReferenceStreams {
    private ReferenceStreams() {
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1;
        String name;
        Node next;
        Object other;

        Node(String name) {
            this.name = name;
        }
    }

    static final class OneObject implements Serializable {
        private static final long serialVersionUID = 1;
        Object value;

        OneObject(Object value) {
            this.value = value;
        }
    }

    /** Its field is unshared: written in full although it was written before. */
    static final class UnsharedField implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("value", int[].class, true),
        };
        final int[] value;

        UnsharedField(int[] value) {
            this.value = value;
        }
    }

    static void declare(Catalog catalog) {
        sharing(catalog);
        hidden(catalog);
        cycles(catalog);
        unshared(catalog);
        resets(catalog);
    }

    private static void sharing(Catalog catalog) {
        catalog.add("ref-top-level", "one object three times at the top level", out -> {
            Node node = new Node("n");
            out.writeObject(node);
            out.writeObject(node);
            out.writeObject(node);
        });
        catalog.add("ref-string-across-objects", "the string in an object, again at the top level",
                out -> {
                    Node node = new Node("shared name");
                    out.writeObject(node);
                    out.writeObject("shared name");
                    out.writeObject(node.name);
                });
        catalog.add("ref-inner-object-later", "an object first seen in a field, then alone",
                out -> {
                    Node inner = new Node("inner");
                    Node outer = new Node("outer");
                    outer.next = inner;
                    out.writeObject(outer);
                    out.writeInt(5);
                    out.writeObject(inner);
                });
        Node both = new Node("both");
        both.other = new Node("once");
        both.next = (Node) both.other;
        catalog.object("ref-two-fields", "two fields that hold one object", both);
        Object shared = new OneObject("x");
        catalog.object("ref-in-array", "an array with an object three times",
                new Object[] {shared, shared, new OneObject("x"), shared});
        catalog.add("ref-descriptor-after-object", "the descriptor of an object, as an object",
                out -> {
                    out.writeObject(new Node("n"));
                    out.writeObject(ObjectStreamClass.lookup(Node.class));
                });
        catalog.add("ref-descriptor-before-object", "the descriptor first, then an object of it",
                out -> {
                    out.writeObject(ObjectStreamClass.lookup(Node.class));
                    out.writeObject(new Node("n"));
                });
        catalog.add("ref-class-object", "a Class object twice, then an object of the class",
                out -> {
                    out.writeObject(Node.class);
                    out.writeObject(Node.class);
                    out.writeObject(new Node("n"));
                });
        catalog.add("ref-enum-constant", "one enum constant three times", out -> {
            out.writeObject(TimeUnit.SECONDS);
            out.writeObject(TimeUnit.SECONDS);
            out.writeObject(new OneObject(TimeUnit.SECONDS));
        });
    }

    /** References to the strings that belong to a descriptor or an enum constant. */
    private static void hidden(Catalog catalog) {
        catalog.add("ref-type-string", "a string that is also the type of an earlier field",
                out -> {
                    out.writeObject(new OneObject(null));
                    out.writeObject("Ljava/lang/Object;");
                });
        catalog.add("ref-type-string-in-field", "a field whose value is its own type string",
                out -> out.writeObject(new OneObject("Ljava/lang/Object;")));
        catalog.add("ref-string-as-type", "a string that a later descriptor uses as a type",
                out -> {
                    out.writeObject("Ljava/lang/Object;");
                    out.writeObject(new OneObject(null));
                });
        catalog.add("ref-enum-name", "a string that is the name of an earlier enum constant",
                out -> {
                    out.writeObject(TimeUnit.DAYS);
                    out.writeObject("DAYS");
                });
        catalog.add("ref-string-then-enum", "a string, the constant of that name, the string again",
                out -> {
                    // the name of a constant is always written in full, under a new handle
                    out.writeObject("DAYS");
                    out.writeObject(TimeUnit.DAYS);
                    out.writeObject("DAYS");
                });
    }

    private static void cycles(Catalog catalog) {
        Node self = new Node("self");
        self.next = self;
        catalog.object("cycle-self", "an object that refers to itself", self);
        Node a = new Node("a");
        a.next = new Node("b");
        a.next.next = a;
        catalog.object("cycle-two", "two objects that refer to each other", a);
        Node head = new Node("0");
        Node last = head;
        for (int i = 1; i < 100; i++) {
            last.next = new Node(Integer.toString(i));
            last.other = head;
            last = last.next;
        }
        last.next = head;
        catalog.object("cycle-hundred", "a ring of a hundred, each with a reference to the first",
                head);
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(new Object[] {list});
        catalog.object("cycle-list", "a list that holds itself, directly and in an array", list);
        Node array = new Node("array");
        array.other = new Object[] {array, "array", null};
        catalog.object("cycle-through-array", "an object in an array in a field of it", array);
    }

    private static void unshared(Catalog catalog) {
        catalog.add("unshared-object", "an object twice by writeUnshared", out -> {
            OneObject value = new OneObject("kept");
            out.writeUnshared(value);
            out.writeUnshared(value);
        });
        catalog.add("unshared-then-shared", "writeUnshared, then writeObject of the same", out -> {
            OneObject value = new OneObject("kept");
            out.writeUnshared(value);
            out.writeObject(value);
            out.writeObject(value);
        });
        catalog.add("unshared-string", "a string by writeUnshared, then shared", out -> {
            out.writeUnshared("text");
            out.writeUnshared("text");
            out.writeObject("text");
            out.writeObject("text");
        });
        catalog.add("unshared-array", "an array twice by writeUnshared", out -> {
            int[] value = {1, 2, 3};
            out.writeUnshared(value);
            out.writeUnshared(value);
        });
        catalog.add("unshared-enum", "an enum constant twice by writeUnshared", out -> {
            out.writeUnshared(TimeUnit.DAYS);
            out.writeUnshared(TimeUnit.DAYS);
        });
        catalog.add("unshared-class", "a Class object twice by writeUnshared", out -> {
            out.writeUnshared(Node.class);
            out.writeUnshared(Node.class);
        });
        catalog.add("unshared-null", "null by writeUnshared, between strings", out -> {
            out.writeUnshared("before");
            out.writeUnshared(null);
            out.writeUnshared("after");
        });
        catalog.add("unshared-descriptor", "a descriptor by writeUnshared, then an object of it",
                out -> {
                    out.writeUnshared(ObjectStreamClass.lookup(OneObject.class));
                    out.writeObject(new OneObject(null));
                });
        catalog.add("unshared-field", "a field declared unshared, one array in two objects",
                out -> {
                    int[] shared = {4, 5};
                    out.writeObject(shared);
                    out.writeObject(new UnsharedField(shared));
                    out.writeObject(new UnsharedField(shared));
                });
    }

    private static void resets(Catalog catalog) {
        catalog.add("reset-first", "a reset before anything else", out -> {
            out.reset();
            out.writeObject("after");
        });
        catalog.add("reset-only", "nothing but a reset", ObjectOutputStream::reset);
        catalog.add("reset-last", "a reset at the end", out -> {
            out.writeObject("before");
            out.reset();
        });
        catalog.add("reset-between-objects", "an object in full before and after a reset", out -> {
            Node node = new Node("n");
            out.writeObject(node);
            out.reset();
            out.writeObject(node);
            out.writeObject(node);
        });
        catalog.add("reset-between-blocks", "resets that part primitive data", out -> {
            out.writeInt(1);
            out.reset();
            out.writeInt(2);
            out.reset();
            out.reset();
            out.writeInt(3);
        });
        catalog.add("reset-each-object", "a reset behind each of 20 objects", out -> {
            for (int i = 0; i < 20; i++) {
                out.writeObject(new OneObject("value " + i));
                out.reset();
            }
        });
        catalog.add("reset-hundred", "a hundred resets in a row", out -> {
            out.writeObject("before");
            for (int i = 0; i < 100; i++) {
                out.reset();
            }
            out.writeObject("after");
        });
        catalog.add("reset-enum-and-class", "an enum constant and a Class object on both sides",
                out -> {
                    out.writeObject(TimeUnit.DAYS);
                    out.writeObject(Node.class);
                    out.reset();
                    out.writeObject(Node.class);
                    out.writeObject(TimeUnit.DAYS);
                });
        catalog.add("reset-array-descriptors", "arrays whose descriptors change places", out -> {
            out.writeObject(new Object[] {new String[] {"s"}, new Integer[] {1}});
            out.reset();
            out.writeObject(new Integer[] {2});
            out.writeObject(new String[] {"t"});
        });
        catalog.add("reset-data-object-data", "data, object, reset, data, object", out -> {
            out.writeInt(1);
            out.writeObject("one");
            out.reset();
            out.writeInt(2);
            out.writeObject("one");
            out.writeInt(3);
        });
    }
}
