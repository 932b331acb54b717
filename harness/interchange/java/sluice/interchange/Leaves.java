package sluice.interchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Random values that hold no others. */
final class Leaves {
    private static final String[] ZONES = {"UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata",
        "GMT+02:00", "Z"};
    private static final String[] CURRENCIES = {"EUR", "USD", "JPY", "CHF", "XAU"};
    private static final String[] TAGS = {"en-US", "de-AT", "zh-Hant-TW", "ja-JP-u-ca-japanese",
        "th-TH-u-nu-thai", "und", "sl-rozaj", "en-x-own"};
    private static final long[] LONGS = {0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 65535,
        65536, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] DOUBLES = {0.0, -0.0, 1, -1, 0.1, Double.NaN, Double.MIN_VALUE,
        Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-300};

    private final Random random;
    private final boolean withTime;

    /** @param withTime false: no java.time, whose data only the class itself can measure in protocol 1 */
    Leaves(Random random, boolean withTime) {
        this.random = random;
        this.withTime = withTime;
    }

    boolean hasTime() {
        return withTime;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[below(choices.length)];
    }

    long integer() {
        return oneIn(3) ? LONGS[below(LONGS.length)]
                : oneIn(2) ? random.nextInt(1000) - 500 : random.nextLong();
    }

    double floating() {
        return oneIn(3) ? DOUBLES[below(DOUBLES.length)]
                : oneIn(2) ? Double.longBitsToDouble(random.nextLong()) : random.nextInt(1000) / 8.0;
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String word() {
        int length = 1 + below(10);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + below(26)));
        }
        return text.toString();
    }

    /** Any string: all forms of modified UTF-8, units that are no characters, lengths around 65,535. */
    String text() {
        if (oneIn(400)) {
            return pick("x".repeat(65535), "y".repeat(65536), "\u00e9".repeat(32767) + "z",
                    "\u00e9".repeat(32768), "\u20ac".repeat(30000));
        }
        if (oneIn(40)) {
            return pick(new String(), "Ljava/lang/String;", "java.util.ArrayList", "\0", "\ud800", "\udc00\ud800",
                    "\uffff\u0001", "[I");
        }
        if (oneIn(3)) {
            return word();
        }
        int length = below(20);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            switch (below(8)) {
                case 0 -> text.append((char) below(0x80));
                case 1 -> text.append((char) (0x80 + below(0x780)));
                case 2 -> text.append((char) (0x800 + below(0xF800)));
                case 3 -> text.appendCodePoint(0x10000 + below(0x100000));
                case 4 -> text.append(pick('\ud800', '\udbff', '\udc00', '\udfff', '\0', '\u007f'));
                default -> text.append((char) (' ' + below(95)));
            }
        }
        return text.toString();
    }

    /** A value whose equals and hashCode go by content. */
    Object key() {
        return switch (below(withTime ? 14 : 12)) {
            case 0, 1, 2, 3 -> text();
            case 4, 5 -> (int) integer();
            case 6 -> integer();
            case 7 -> (char) below(65536);
            case 8 -> pick(Own.Color.values());
            case 9 -> new UUID(random.nextLong(), random.nextLong());
            case 10 -> new Own.Point(below(10), below(10));
            case 11 -> new BigInteger(below(200), random);
            case 12 -> date();
            default -> Duration.ofSeconds(random.nextInt(), below(1_000_000_000));
        };
    }

    /** Of one class that has a natural order; `choice` says of which. */
    Comparable<?> ordered(int choice) {
        return switch (choice % (withTime ? 7 : 5)) {
            case 0, 1 -> text();
            case 2 -> (int) integer();
            case 3 -> integer();
            case 4 -> pick(Own.Many.values());
            case 5 -> date();
            default -> Instant.ofEpochSecond(random.nextInt(), below(1_000_000_000));
        };
    }

    LocalDate date() {
        return oneIn(20) ? pick(LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH)
                : LocalDate.ofEpochDay(below(80000) - 30000);
    }

    LocalTime time() {
        return switch (below(5)) {
            case 0 -> LocalTime.of(below(24), 0);
            case 1 -> LocalTime.of(below(24), below(60));
            case 2 -> LocalTime.of(below(24), below(60), below(60));
            case 3 -> LocalTime.MAX;
            default -> LocalTime.of(below(24), below(60), below(60), below(1_000_000_000));
        };
    }

    ZoneOffset offset() {
        return oneIn(2) ? ZoneOffset.ofHours(below(37) - 18)
                : ZoneOffset.ofTotalSeconds(below(129601) - 64800);
    }

    Object ofTime() {
        LocalDateTime moment = LocalDateTime.of(LocalDate.ofEpochDay(below(80000) - 30000), time());
        return switch (below(16)) {
            case 0 -> date();
            case 1 -> time();
            case 2 -> LocalDateTime.of(date(), time());
            case 3 -> Instant.ofEpochSecond(random.nextInt(), below(1_000_000_000));
            case 4 -> Duration.ofSeconds(random.nextLong(), below(1_000_000_000));
            case 5 -> Period.of(random.nextInt(), below(100), -below(100));
            case 6 -> Year.of(below(4000) - 1000);
            case 7 -> YearMonth.of(below(4000) - 1000, 1 + below(12));
            case 8 -> MonthDay.of(2, 1 + below(29));
            case 9 -> OffsetTime.of(time(), offset());
            case 10 -> OffsetDateTime.of(moment, offset());
            case 11 -> ZonedDateTime.of(moment, ZoneId.of(pick(ZONES)));
            case 12 -> ZoneId.of(pick(ZONES));
            case 13 -> offset();
            case 14 -> pick(DayOfWeek.values());
            default -> pick(Month.values());
        };
    }

    Object box() {
        return switch (below(8)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) integer();
            case 2 -> (char) below(65536);
            case 3 -> (short) integer();
            case 4 -> (int) integer();
            case 5 -> integer();
            case 6 -> (float) floating();
            default -> floating();
        };
    }

    Object number() {
        return switch (below(6)) {
            case 0 -> new BigInteger(below(600), random).negate();
            case 1 -> BigInteger.valueOf(integer());
            case 2 -> new BigDecimal(new BigInteger(below(300), random), below(40) - 20);
            case 3 -> BigDecimal.valueOf(integer(), below(10));
            case 4 -> new MathContext(below(50), pick(RoundingMode.values()));
            default -> pick(RoundingMode.values());
        };
    }

    Object dateOfOld() {
        long millis = (long) random.nextInt() * 1000 + below(1000);
        switch (below(4)) {
            case 0:
                return new java.sql.Date(millis);
            case 1:
                return new java.sql.Time(millis);
            case 2:
                java.sql.Timestamp stamp = new java.sql.Timestamp(millis);
                stamp.setNanos(below(1_000_000_000));
                return stamp;
            default:
                return new Date(integer());
        }
    }

    Object small() {
        switch (below(12)) {
            case 0:
                return new UUID(random.nextLong(), random.nextLong());
            case 1:
                return Locale.forLanguageTag(pick(TAGS));
            case 2:
                return Currency.getInstance(pick(CURRENCIES));
            case 3:
                BitSet bits = new BitSet();
                for (int left = below(20); left > 0; left--) {
                    bits.set(below(300));
                }
                return bits;
            case 4:
                return new AtomicInteger((int) integer());
            case 5:
                return new AtomicLong(integer());
            case 6:
                return new AtomicBoolean(random.nextBoolean());
            case 7:
                return new StringBuilder(text());
            case 8:
                return new StringBuffer(text());
            case 9:
                return URI.create(pick("urn:isbn:0", "http://example.org/a?b=c#d", "a/b", "mailto:x@y",
                        "file:///tmp/" + word()));
            case 10:
                return url("https://example.org:8443/" + word() + "?q=1#top");
            default:
                return pick(TimeUnit.values());
        }
    }

    static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Object primitives() {
        int length = oneIn(3) ? below(3) : below(70);
        switch (below(8)) {
            case 0:
                return bytes(oneIn(20) ? 1000 + below(3000) : length);
            case 1:
                boolean[] booleans = new boolean[length];
                for (int i = 0; i < length; i++) {
                    booleans[i] = random.nextBoolean();
                }
                return booleans;
            case 2:
                char[] chars = new char[length];
                for (int i = 0; i < length; i++) {
                    chars[i] = (char) below(65536);
                }
                return chars;
            case 3:
                short[] shorts = new short[length];
                for (int i = 0; i < length; i++) {
                    shorts[i] = (short) integer();
                }
                return shorts;
            case 4:
                return random.ints(length).toArray();
            case 5:
                return random.longs(length).toArray();
            case 6:
                float[] floats = new float[length];
                for (int i = 0; i < length; i++) {
                    floats[i] = (float) floating();
                }
                return floats;
            default:
                double[] doubles = new double[length];
                for (int i = 0; i < length; i++) {
                    doubles[i] = floating();
                }
                return doubles;
        }
    }

    Object type() {
        return pick(int.class, void.class, String.class, int[].class, String[][].class, Object.class,
                Own.Leaf.class, Own.Color.class, Integer.class, java.util.ArrayList.class);
    }

    Object leaf() {
        switch (below(11)) {
            case 0:
                return null;
            case 1:
            case 2:
            case 3:
                return text();
            case 4:
            case 5:
                return box();
            case 6:
                return number();
            case 7:
                return withTime ? ofTime() : dateOfOld();
            case 8:
                return dateOfOld();
            case 9:
                return small();
            default:
                return oneIn(6) ? type() : pick(pick(Own.Color.values()), pick(Own.Sign.values()),
                        primitives());
        }
    }
}
