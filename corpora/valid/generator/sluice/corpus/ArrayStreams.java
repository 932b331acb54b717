package sluice.corpus;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.concurrent.TimeUnit;

/** Arrays of every component type. */
final class ArrayStreams {
    private ArrayStreams() {
    }

    static void declare(Catalog catalog) {
        primitives(catalog);
        dimensions(catalog);
        objects(catalog);
        wide(catalog);
    }

    private static void primitives(Catalog catalog) {
        catalog.object("array-byte-empty", "byte[0]", new byte[0]);
        catalog.object("array-short-empty", "short[0]", new short[0]);
        catalog.object("array-char-empty", "char[0]", new char[0]);
        catalog.object("array-int-empty", "int[0]", new int[0]);
        catalog.object("array-long-empty", "long[0]", new long[0]);
        catalog.object("array-float-empty", "float[0]", new float[0]);
        catalog.object("array-double-empty", "double[0]", new double[0]);
        catalog.object("array-boolean-empty", "boolean[0]", new boolean[0]);
        catalog.object("array-byte", "byte[] of extreme values", Extremes.BYTES);
        catalog.object("array-short", "short[] of extreme values", Extremes.SHORTS);
        catalog.object("array-char", "char[] of extreme values", Extremes.CHARS);
        catalog.object("array-int", "int[] of extreme values", Extremes.INTS);
        catalog.object("array-long", "long[] of extreme values", Extremes.LONGS);
        catalog.object("array-float", "float[] of extreme values", Extremes.FLOATS);
        catalog.object("array-double", "double[] of extreme values", Extremes.DOUBLES);
        catalog.object("array-boolean", "boolean[]", Extremes.BOOLEANS);
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        catalog.object("array-byte-all-values", "byte[] with all 256 values", all);
        catalog.object("array-byte-70000", "byte[] longer than 64 KiB", new byte[70000]);
        catalog.object("array-all-kinds", "an array of each primitive type in one Object[]",
                new Object[] {Extremes.BYTES, Extremes.SHORTS, Extremes.CHARS, Extremes.INTS,
                    Extremes.LONGS, Extremes.FLOATS, Extremes.DOUBLES, Extremes.BOOLEANS});
    }

    private static void dimensions(Catalog catalog) {
        catalog.object("array-int-2d", "int[2][3]", new int[][] {{1, 2, 3}, {4, 5, 6}});
        catalog.object("array-int-ragged", "int[][] with a null and an empty row",
                new int[][] {{1}, null, {}, {2, 3}});
        catalog.object("array-int-2d-shared-row", "int[][] with one row twice", sharedRows());
        catalog.object("array-byte-2d", "byte[][]", new byte[][] {{1, 2}, {}, {-1}});
        catalog.object("array-long-3d", "long[2][2][2]",
                new long[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
        catalog.object("array-string-2d", "String[][]",
                new String[][] {{"a", "b"}, {"b", null}, {}});
        catalog.object("array-double-5d", "double[1][1][1][1][2]",
                new double[][][][][] {{{{{-0.0, Double.NaN}}}}});
        catalog.object("array-object-2d-empty", "Object[0][]", new Object[0][]);
        catalog.object("array-mixed-depth", "Object[] that holds Object[][] and int[]",
                new Object[] {new Object[][] {{"x"}, null}, new int[] {1}, new Object[0]});
    }

    private static int[][] sharedRows() {
        int[] row = {7, 8};
        return new int[][] {row, row, {7, 8}};
    }

    private static void objects(Catalog catalog) {
        catalog.object("array-object-empty", "Object[0]", new Object[0]);
        catalog.object("array-object-nulls", "Object[] of nulls", new Object[5]);
        catalog.object("array-object-mixed", "Object[] of many kinds",
                new Object[] {1, "two", 3.0, '4', null, new int[] {5}, true, 7L, (short) 8});
        catalog.object("array-integer", "Integer[]", new Integer[] {1, null, -1});
        catalog.object("array-number", "Number[] of several classes",
                new Number[] {1, 2L, 3.0f, 4.0, (byte) 5, (short) 6, BigInteger.TEN});
        catalog.object("array-interface", "Comparable[]: an array of an interface",
                new Comparable<?>[] {"a", 1, 'c'});
        catalog.object("array-serializable", "Serializable[]", new Serializable[] {"a", null, 2});
        catalog.object("array-char-sequence-empty", "CharSequence[0]", new CharSequence[0]);
        catalog.object("array-enum", "an array of an enum",
                new TimeUnit[] {TimeUnit.DAYS, null, TimeUnit.HOURS, TimeUnit.DAYS});
        catalog.object("array-enum-as-object", "enum constants in an Object[]",
                new Object[] {TimeUnit.DAYS, TimeUnit.DAYS, "DAYS"});
        catalog.object("array-runnable-nulls", "an array of an interface that is not serializable",
                new Runnable[3]);
        Object[] self = new Object[2];
        self[0] = self;
        catalog.object("array-self", "an array that holds itself", self);
        Object[] left = new Object[1];
        Object[] right = {left};
        left[0] = right;
        catalog.object("array-two-cycle", "two arrays that hold each other", left);
        catalog.add("array-same-twice", "one array written twice", out -> {
            int[] shared = {1, 2};
            out.writeObject(shared);
            out.writeObject(shared);
        });
        catalog.add("array-descriptor-shared", "two int[] that share a descriptor", out -> {
            out.writeObject(new int[] {1});
            out.writeObject(new int[] {2});
        });
    }

    private static void wide(Catalog catalog) {
        catalog.object("array-wide-nulls", "Object[10000] of nulls", new Object[10000]);
        Object[] same = new Object[10000];
        java.util.Arrays.fill(same, "shared");
        catalog.object("array-wide-references", "Object[10000] of one string", same);
        int[] ints = new int[10000];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = i * 65537;
        }
        catalog.object("array-wide-ints", "int[10000]", ints);
        Integer[] boxed = new Integer[2000];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = i * 3 + 1000;
        }
        catalog.object("array-wide-boxed", "Integer[2000], all different", boxed);
        boolean[] flags = new boolean[3000];
        for (int i = 0; i < flags.length; i += 3) {
            flags[i] = true;
        }
        catalog.object("array-wide-booleans", "boolean[3000]", flags);
        double[] doubles = new double[1500];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = i / 8.0;
        }
        catalog.object("array-wide-doubles", "double[1500]", doubles);
    }
}
