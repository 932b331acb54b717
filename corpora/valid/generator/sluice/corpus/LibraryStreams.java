package sluice.corpus;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.beans.PropertyChangeSupport;
import java.io.File;
import java.io.FilePermission;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketPermission;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.security.KeyFactory;
import java.security.Permissions;
import java.security.UnresolvedPermission;
import java.security.spec.RSAPublicKeySpec;
import java.sql.Timestamp;
import java.text.MessageFormat;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.EventObject;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.PropertyPermission;
import java.util.Random;
import java.util.SimpleTimeZone;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import javax.naming.CompositeName;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/** Other classes of the JDK that streams are full of. */
final class LibraryStreams {
    private LibraryStreams() {
    }

    static void declare(Catalog catalog) {
        math(catalog);
        text(catalog);
        util(catalog);
        concurrent(catalog);
        net(catalog);
        permissions(catalog);
        desktop(catalog);
        naming(catalog);
    }

    private static void math(Catalog catalog) {
        catalog.object("math-big-integer", "BigInteger: minus, zero, plus, and large",
                new BigInteger[] {BigInteger.ONE.negate(), BigInteger.ZERO, BigInteger.TEN,
                    BigInteger.ONE.shiftLeft(200)});
        catalog.object("math-big-integer-2000-bits", "BigInteger of 2000 bits",
                BigInteger.TWO.pow(1999).subtract(BigInteger.ONE));
        catalog.object("math-big-decimal", "BigDecimal", new BigDecimal("-12345.6789"));
        catalog.object("math-big-decimal-scales", "BigDecimal of odd scales",
                new BigDecimal[] {new BigDecimal("1E+100"), new BigDecimal("0E-20"),
                    new BigDecimal("0.30")});
        catalog.object("math-context", "MathContext", new MathContext(34, RoundingMode.HALF_EVEN));
        catalog.object("math-rounding-mode", "RoundingMode", RoundingMode.CEILING);
    }

    private static void text(Catalog catalog) {
        catalog.object("text-builder", "StringBuilder", new StringBuilder("builder \u20AC"));
        catalog.object("text-buffer", "StringBuffer, by putFields", new StringBuffer("buffer"));
        catalog.object("text-pattern", "Pattern with flags",
                Pattern.compile("a+(b|c)*", Pattern.CASE_INSENSITIVE));
        catalog.object("text-comparator", "String.CASE_INSENSITIVE_ORDER",
                String.CASE_INSENSITIVE_ORDER);
        catalog.object("text-locale", "Locale with all parts", new Locale.Builder()
                .setLanguage("zh").setScript("Hant").setRegion("TW").setVariant("POSIX")
                .setExtension('u', "ca-roc").build());
        catalog.object("text-locales", "plain Locales",
                new Locale[] {Locale.ROOT, Locale.GERMANY, Locale.FRENCH});
        catalog.object("text-message-format", "MessageFormat without arguments' formats",
                new MessageFormat("{0} is {1}", Locale.ROOT));
    }

    private static void util(Catalog catalog) {
        catalog.object("util-date", "Date", new Date(1795305600123L));
        catalog.object("util-date-before", "Date before 1970", new Date(-1));
        catalog.object("util-timestamp", "java.sql.Timestamp and Date", sqlDates());
        catalog.object("util-uuid", "UUID", new UUID(0x0123456789ABCDEFL, -2));
        catalog.object("util-currency", "Currency", Currency.getInstance("EUR"));
        catalog.object("util-random", "Random with a seed, before and after a gaussian", randoms());
        catalog.object("util-simple-time-zone", "SimpleTimeZone, with its optional data",
                new SimpleTimeZone(3600000, "Test/Zone", Calendar.MARCH, -1, Calendar.SUNDAY,
                        7200000, Calendar.OCTOBER, -1, Calendar.SUNDAY, 7200000));
        catalog.object("util-time-zone", "the TimeZone of GMT", TimeZone.getTimeZone("GMT"));
        catalog.object("util-calendar", "GregorianCalendar in a zone of fixed offset", calendar());
        catalog.object("util-event", "EventObject, whose source is transient",
                new EventObject("source"));
        catalog.object("util-class-objects", "Class objects of two classes not serializable",
                new Class<?>[] {OptionalInt.class, StringJoiner.class});
    }

    private static Object sqlDates() {
        Timestamp timestamp = new Timestamp(1795305600000L);
        timestamp.setNanos(123456789);
        return new Date[] {timestamp, new java.sql.Date(0), new java.sql.Time(0)};
    }

    private static Object randoms() {
        Random used = new Random(42);
        used.nextGaussian();
        return new Random[] {new Random(42), used};
    }

    private static Object calendar() {
        GregorianCalendar calendar = new GregorianCalendar(new SimpleTimeZone(0, "Fixed"),
                Locale.ROOT);
        calendar.setTimeInMillis(1795305600000L);
        calendar.get(Calendar.YEAR);
        return calendar;
    }

    private static void concurrent(Catalog catalog) {
        catalog.object("atomic-scalars", "AtomicBoolean, AtomicInteger and AtomicLong",
                new Object[] {new AtomicBoolean(true), new AtomicInteger(-1), new AtomicLong(7)});
        AtomicReference<Object> reference = new AtomicReference<>();
        reference.set(reference);
        catalog.object("atomic-reference", "AtomicReference to itself", reference);
        catalog.object("atomic-arrays", "AtomicIntegerArray and AtomicReferenceArray",
                new Object[] {new AtomicIntegerArray(new int[] {1, 2}),
                    new AtomicReferenceArray<>(new String[] {"a", null})});
        LongAdder adder = new LongAdder();
        adder.add(5);
        catalog.object("atomic-adder", "LongAdder, through a serial proxy", adder);
        DoubleAccumulator accumulator = new DoubleAccumulator(
                (java.util.function.DoubleBinaryOperator & java.io.Serializable) Double::max, 1.5);
        accumulator.accumulate(2.5);
        catalog.object("atomic-accumulator", "DoubleAccumulator with a method reference",
                accumulator);
        catalog.object("lock-reentrant", "ReentrantLock, fair and not",
                new Object[] {new ReentrantLock(), new ReentrantLock(true)});
        catalog.object("lock-read-write", "ReentrantReadWriteLock with its two halves",
                new ReentrantReadWriteLock());
        catalog.object("lock-semaphore", "Semaphore", new Semaphore(3));
    }

    @SuppressWarnings("deprecation") // the constructors of URL, since JDK 20
    private static void net(Catalog catalog) {
        catalog.object("net-uri", "URI", URI.create("http://user@127.0.0.1:8080/a/b?q=1#f"));
        catalog.add("net-url", "URL", out -> out.writeObject(
                new URL("http", "127.0.0.1", 8080, "/path?query#ref")));
        catalog.add("net-inet4", "Inet4Address with a name", out -> out.writeObject(
                InetAddress.getByAddress("host.invalid", new byte[] {127, 0, 0, 1})));
        catalog.add("net-inet6", "Inet6Address", out -> out.writeObject(
                InetAddress.getByAddress("six.invalid", new byte[] {0x20, 1, 0xD, (byte) 0xB8, 0, 0,
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
        catalog.add("net-socket-address", "InetSocketAddress, resolved and not",
                LibraryStreams::socketAddresses);
        catalog.object("net-file", "File, with the separator as data", new File("some/file"));
    }

    private static void socketAddresses(java.io.ObjectOutputStream out)
            throws UnknownHostException, java.io.IOException {
        InetAddress address = Inet4Address.getByAddress("h.invalid", new byte[] {10, 0, 0, 1});
        out.writeObject(new InetSocketAddress(address, 80));
        out.writeObject(InetSocketAddress.createUnresolved("later.invalid", 443));
    }

    @SuppressWarnings("removal") // permissions are deprecated with the security manager
    private static void permissions(Catalog catalog) {
        catalog.object("perm-file", "FilePermission",
                new FilePermission("/tmp/file", "read,write"));
        catalog.object("perm-property", "PropertyPermission",
                new PropertyPermission("user.home", "read"));
        catalog.object("perm-runtime", "RuntimePermission", new RuntimePermission("exitVM"));
        catalog.object("perm-unresolved", "UnresolvedPermission without certificates",
                new UnresolvedPermission("absent.Permission", "name", "actions", null));
        Permissions permissions = new Permissions();
        permissions.add(new PropertyPermission("user.dir", "read"));
        catalog.object("perm-collection", "Permissions, by putFields, read-only",
                readOnly(permissions));
        catalog.object("perm-socket", "SocketPermission of an address",
                new SocketPermission("127.0.0.1:80", "connect"));
        catalog.add("key-public", "an RSA public key, as a KeyRep", out -> {
            BigInteger modulus = BigInteger.ONE.shiftLeft(1023).setBit(777).setBit(0);
            out.writeObject(KeyFactory.getInstance("RSA").generatePublic(
                    new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537))));
        });
        catalog.object("key-principal", "X500Principal", new X500Principal("CN=Test, O=Sluice"));
    }

    private static Permissions readOnly(Permissions permissions) {
        permissions.setReadOnly();
        return permissions;
    }

    private static void desktop(Catalog catalog) {
        catalog.object("awt-point", "java.awt.Point", new Point(1, -2));
        catalog.object("awt-rectangle", "java.awt.Rectangle", new Rectangle(1, 2, 3, 4));
        catalog.object("awt-point2d", "Point2D.Double and Point2D.Float", new Point2D[] {
            new Point2D.Double(0.5, -0.0), new Point2D.Float(1.5f, Float.NaN)});
        Path2D path = new Path2D.Double();
        path.moveTo(0, 0);
        path.lineTo(1.5, 2.5);
        path.quadTo(1, 2, 3, 4);
        path.closePath();
        catalog.object("awt-path", "Path2D.Double, all of it custom data", path);
        PropertyChangeSupport support = new PropertyChangeSupport("source");
        catalog.object("beans-change-support", "PropertyChangeSupport, ended by null", support);
    }

    private static void naming(Catalog catalog) {
        catalog.add("naming-composite", "CompositeName: all custom data", out ->
                out.writeObject(new CompositeName("a/b/c")));
        catalog.add("naming-ldap", "LdapName: all custom data", out ->
                out.writeObject(new LdapName("CN=Test,O=Sluice")));
        catalog.add("naming-object-name", "ObjectName of management", out ->
                out.writeObject(new ObjectName("domain:type=Test,name=one")));
    }
}
