/* Writes the streams of this folder with a JDK: objects of the classes that corpora/models/examples.yaml
 * models, good-* to be built and bad-* to be refused.
 *
 *     javac -d /tmp/examples Examples.java && java -cp /tmp/examples org.example.Examples .
 */
package org.example;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public final class Examples {
    private static Path folder;

    private Examples() {
    }

    private static void write(String name, Object object, int protocol) throws IOException {
        try (ObjectOutputStream out =
                new ObjectOutputStream(Files.newOutputStream(folder.resolve(name + ".ser")))) {
            out.useProtocolVersion(protocol);
            out.writeObject(object);
        }
    }

    private static void write(String name, Object object) throws IOException {
        write(name, object, 2);
    }

    private static Object proxy(ServiceHandler handler, Class<?>... interfaces) {
        return Proxy.newProxyInstance(Examples.class.getClassLoader(), interfaces, handler);
    }

    public static void main(String[] arguments) throws IOException {
        folder = Path.of(arguments[0]);
        periods();
        accounts();
        shapes();
        customData();
        others();
    }

    private static void periods() throws IOException {
        Date first = new Date(1000);
        Date second = new Date(2000);
        write("good-Period", new Period(first, second));
        write("good-PeriodSame", new Period(first, first));
        write("bad-Period", new Period(second, first));
        write("bad-PeriodNull", new Period(second, null));
        write("good-PeriodSql", new Period(first, new Timestamp(3000)));
        write("good-Range", new Range(1, 2));
        write("bad-Range", new Range(3, 2));
        write("good-Mixed", new HashMap<>(
                Map.of("a", new ArrayList<>(List.of(new Period(first, second), 1)))));
    }

    private static void accounts() throws IOException {
        write("good-Account", new Account());
        Account account = new Account();
        account.balance = -1;
        write("bad-AccountBalance", account);
        account = new Account();
        account.currency = "GBP";
        write("bad-AccountCurrency", account);
        account = new Account();
        account.rate = Double.NaN;
        write("bad-AccountRate", account);
        account = new Account();
        account.owners = new String[] {"a", "a"};
        write("bad-AccountOwners", account);
        account = new Account();
        account.owners = new String[] {"a", null};
        write("bad-AccountNull", account);
        account = new Account();
        account.owners = new String[0];
        write("bad-AccountNone", account);
    }

    private static void shapes() throws IOException {
        write("good-Polygon", new Polygon(1, 2, 3));
        write("bad-Polygon2", new Polygon(1, 2));
        Polygon polygon = new Polygon(1, 2, 3);
        polygon.sides = 4;
        write("bad-Polygon4", polygon);
    }

    private static void customData() throws IOException {
        write("good-Bag", new Bag("x", 3, null));
        write("bad-Bag", new Bag("x", 3L));
        write("good-Table", new Table("k", 1, "l", null));
        write("bad-TableDup", new Table("k", 1, "k", null));
        write("bad-TableKey", new Table(1, 1));
        for (int protocol = 1; protocol <= 2; protocol++) {
            write("good-Point" + protocol, new Point(1, 2, "n", new Point(3, 4, "o", null)),
                    protocol);
            write("bad-Point" + protocol, new Point(1, 2, "n", new Point(3, 4000, "o", null)),
                    protocol);
        }
    }

    private static void others() throws IOException {
        write("bad-Registry", new Registry());
        write("good-Wrapper", new Wrapper("v"));
        write("bad-Wrapper", new Wrapper(null));
        write("good-Node", new Node(1, new Node(2, null)));
        Node cycle = new Node(1, null);
        cycle.next = cycle;
        write("bad-NodeCycle", cycle);
        write("good-Mode", Mode.WRITE);
        write("good-Handle", new Handle(Mode.APPEND));
        write("bad-Handle", new Handle(Mode.WRITE));
        write("good-Proxy", proxy(new ServiceHandler(), Service.class));
        write("bad-ProxyIf", proxy(new ServiceHandler(), Service.class, Runnable.class));
        ServiceHandler handler = new ServiceHandler();
        handler.port = 0;
        write("bad-Proxy", proxy(handler, Service.class));
        write("good-Legacy", new Legacy());
        write("good-Marker", new Marker());
        write("bad-Gadget", new Gadget());
        write("bad-Mixed", new ArrayList<>(List.of("a", new Gadget())));
        write("good-array", new Object[] {1, "a", null, new int[] {1}});
        write("bad-array", new Object[] {new Gadget()});
    }
}

final class Period implements Serializable {
    static final long serialVersionUID = 1;
    Date start;
    Date end;

    Period(Date start, Date end) {
        this.start = start;
        this.end = end;
    }
}

record Range(int lo, int hi) implements Serializable {
}

final class Registry implements Serializable {
    static final long serialVersionUID = 1;
}

final class Wrapper implements Serializable {
    static final long serialVersionUID = 1;
    Object value;

    Wrapper(Object value) {
        this.value = value;
    }
}

final class Node implements Serializable {
    static final long serialVersionUID = 1;
    int value;
    Node next;

    Node(int value, Node next) {
        this.value = value;
        this.next = next;
    }
}

final class Account implements Serializable {
    static final long serialVersionUID = 3;
    long balance = 5;
    boolean open = true;
    double rate = .25;
    String currency = "EUR";
    String[] owners = {"a", "b"};
}

abstract class Shape implements Serializable {
    static final long serialVersionUID = 1;
    int sides;
}

final class Polygon extends Shape {
    static final long serialVersionUID = 1;
    double[] lengths;

    Polygon(double... lengths) {
        this.lengths = lengths;
        sides = lengths.length;
    }
}

final class Bag implements Serializable {
    static final long serialVersionUID = 1;
    String label = "l";
    transient Object[] items;

    Bag(Object... items) {
        this.items = items;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeInt(items.length);
        for (Object item : items) {
            out.writeObject(item);
        }
    }
}

final class Table implements Serializable {
    static final long serialVersionUID = 1;
    transient Object[] cells;

    Table(Object... cells) {
        this.cells = cells;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeInt(cells.length / 2);
        for (Object cell : cells) {
            out.writeObject(cell);
        }
    }
}

final class Point implements Externalizable {
    static final long serialVersionUID = 1;
    int x;
    int y;
    String name;
    Point origin;

    Point(int x, int y, String name, Point origin) {
        this.x = x;
        this.y = y;
        this.name = name;
        this.origin = origin;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeInt(x);
        out.writeInt(y);
        out.writeUTF(name);
        out.writeObject(origin);
    }

    @Override
    public void readExternal(ObjectInput in) {
    }
}

enum Mode { READ, WRITE, APPEND }

final class Handle implements Serializable {
    static final long serialVersionUID = 1;
    Mode mode;

    Handle(Mode mode) {
        this.mode = mode;
    }
}

interface Service {
    void run();
}

final class ServiceHandler implements Serializable, InvocationHandler {
    static final long serialVersionUID = 1;
    String host = "h";
    int port = 80;

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        return null;
    }
}

final class Legacy implements Serializable {
    static final long serialVersionUID = 1;
    String text = "t";
}

final class Marker implements Serializable {
    static final long serialVersionUID = 1;
}

final class Gadget implements Serializable {
    static final long serialVersionUID = 1;
    String command = "rm";
}
