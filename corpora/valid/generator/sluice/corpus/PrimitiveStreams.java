package sluice.corpus;

import java.io.ObjectOutputStream;

/** Streams of primitive values and blocks, at the top level. */
final class PrimitiveStreams {
    private PrimitiveStreams() {
    }

    static void declare(Catalog catalog) {
        catalog.add("block-none", "a stream with a header and nothing else", out -> { });
        // one-byte and four-byte headers meet at 255; the writer's buffer holds 1024
        int[] sizes = {1, 2, 254, 255, 256, 257, 511, 1023, 1024, 1025, 1278, 1279, 1280, 2048,
            2049, 3000, 5000};
        for (int size : sizes) {
            catalog.add("block-bytes-" + size, size + " bytes of primitive data in one write",
                    out -> out.write(pattern(size)));
        }
        catalog.add("block-bytes-one-by-one", "300 bytes written one at a time", out -> {
            for (int i = 0; i < 300; i++) {
                out.write(i);
            }
        });
        catalog.add("block-flushed", "five blocks, each ended by a flush", out -> {
            for (int i = 0; i < 5; i++) {
                out.writeShort(i);
                out.flush();
            }
        });
        for (int offset = 1020; offset <= 1024; offset++) {
            int lead = offset;
            catalog.add("block-long-after-" + lead, "a long that begins at byte " + lead
                    + " of the writer's 1024 byte buffer", out -> {
                        out.write(pattern(lead));
                        out.writeLong(0x0102030405060708L);
                    });
        }
        values(catalog);
        mixed(catalog);
    }

    private static void values(Catalog catalog) {
        catalog.add("data-bytes", "extreme values of byte", out -> {
            for (int value : new int[] {-128, -1, 0, 1, 127}) {
                out.writeByte(value);
            }
        });
        catalog.add("data-shorts", "extreme values of short", out -> {
            for (int value : new int[] {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE}) {
                out.writeShort(value);
            }
        });
        catalog.add("data-chars", "extreme values of char", out -> {
            for (int value : new int[] {0, 'a', 0xD800, 0xFFFF}) {
                out.writeChar(value);
            }
        });
        catalog.add("data-ints", "extreme values of int", out -> {
            for (int value : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
                out.writeInt(value);
            }
        });
        catalog.add("data-longs", "extreme values of long", out -> {
            for (long value : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
                out.writeLong(value);
            }
        });
        catalog.add("data-floats", "extreme values of float", out -> {
            for (float value : Extremes.FLOATS) {
                out.writeFloat(value);
            }
        });
        catalog.add("data-doubles", "extreme values of double", out -> {
            for (double value : Extremes.DOUBLES) {
                out.writeDouble(value);
            }
        });
        catalog.add("data-booleans", "both values of boolean", out -> {
            out.writeBoolean(true);
            out.writeBoolean(false);
        });
        catalog.add("data-utf", "writeUTF: the length and the string, in a block", out -> {
            out.writeUTF("");
            out.writeUTF("plain");
            out.writeUTF("\0 \u00E9 \u20AC \uD83D\uDE00");
        });
        catalog.add("data-utf-65535", "writeUTF of the longest string it takes",
                out -> out.writeUTF("u".repeat(65535)));
        catalog.add("data-utf-over-blocks", "writeUTF whose characters lie across two blocks",
                out -> {
                    out.write(pattern(1019));
                    out.writeUTF("\u20AC\u20AC\u20AC");
                });
        catalog.add("data-bytes-and-chars", "writeBytes and writeChars", out -> {
            out.writeBytes("bytes");
            out.writeChars("chars \u20AC");
        });
        catalog.add("data-looks-like-codes", "data made of all the type codes", out -> {
            for (int code = 0x70; code <= 0x7E; code++) {
                out.writeByte(code);
            }
        });
    }

    private static void mixed(Catalog catalog) {
        catalog.add("top-data-then-object", "a block, then a string", out -> {
            out.writeInt(7);
            out.writeObject("after");
        });
        catalog.add("top-object-then-data", "a string, then a block", out -> {
            out.writeObject("before");
            out.writeInt(7);
        });
        catalog.add("top-alternating", "blocks and objects in turn", out -> {
            for (int i = 0; i < 6; i++) {
                out.writeInt(i);
                out.writeObject("object " + i);
            }
        });
        catalog.add("top-null", "a null", out -> out.writeObject(null));
        catalog.add("top-nulls-and-data", "nulls with data around them", out -> {
            out.writeByte(1);
            out.writeObject(null);
            out.writeObject(null);
            out.writeByte(2);
            out.writeObject(null);
            out.writeByte(3);
        });
        catalog.add("top-large-data-between", "1500 bytes between two objects", out -> {
            out.writeObject("one");
            out.write(pattern(1500));
            out.writeObject("two");
        });
        catalog.add("top-many-objects", "100 boxed integers at the top level", out -> {
            for (int i = 0; i < 100; i++) {
                out.writeObject(i);
            }
        });
        boxed(catalog);
    }

    private static void boxed(Catalog catalog) {
        catalog.add("boxed-byte", "java.lang.Byte",
                out -> each(out, Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE));
        catalog.add("boxed-short", "java.lang.Short",
                out -> each(out, Short.MIN_VALUE, (short) 0, Short.MAX_VALUE));
        catalog.add("boxed-integer", "java.lang.Integer",
                out -> each(out, Integer.MIN_VALUE, 0, Integer.MAX_VALUE));
        catalog.add("boxed-long", "java.lang.Long",
                out -> each(out, Long.MIN_VALUE, 0L, Long.MAX_VALUE));
        catalog.add("boxed-float", "java.lang.Float", out -> {
            for (float value : Extremes.FLOATS) {
                out.writeObject(value);
            }
        });
        catalog.add("boxed-double", "java.lang.Double", out -> {
            for (double value : Extremes.DOUBLES) {
                out.writeObject(value);
            }
        });
        catalog.add("boxed-character", "java.lang.Character",
                out -> each(out, '\0', 'a', '\uD800', '\uFFFF'));
        catalog.add("boxed-boolean", "java.lang.Boolean, the first one again by reference",
                out -> each(out, true, false, true));
    }

    private static void each(ObjectOutputStream out, Object... values) throws Exception {
        for (Object value : values) {
            out.writeObject(value);
        }
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        return bytes;
    }
}
