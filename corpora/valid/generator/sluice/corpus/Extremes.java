package sluice.corpus;

/** The values of the primitive types that readers get wrong. */
final class Extremes {
    static final byte[] BYTES = {Byte.MIN_VALUE, -1, 0, 1, Byte.MAX_VALUE};
    static final short[] SHORTS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};
    static final char[] CHARS = {0, 'A', 0x7F, 0x80, 0xD800, 0xDFFF, 0xFFFF};
    static final int[] INTS = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE};
    static final long[] LONGS = {Long.MIN_VALUE, -1, 0, 1, 1L << 53, Long.MAX_VALUE};
    static final boolean[] BOOLEANS = {true, false, true};

    /** The two last are NaN with a payload, of which the writer makes the one NaN. */
    static final float[] FLOATS = {0.0f, -0.0f, 1.5f, Float.MIN_VALUE, Float.MIN_NORMAL,
        Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
        Float.NaN, Float.intBitsToFloat(0x7FC12345), Float.intBitsToFloat(0xFFC00001)};
    static final double[] DOUBLES = {0.0, -0.0, 1.5, Double.MIN_VALUE, Double.MIN_NORMAL,
        Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.NaN, Double.longBitsToDouble(0x7FF8123456789ABCL),
        Double.longBitsToDouble(0xFFF8000000000001L)};

    private Extremes() {
    }
}
