package sluice.corpus;

import java.util.ArrayList;
import java.util.List;

/** Strings: modified UTF-8, and lengths on both sides of 65535 encoded bytes. */
final class StringStreams {
    private StringStreams() {
    }

    static void declare(Catalog catalog) {
        catalog.object("string-empty", "the empty string", "");
        catalog.add("string-empty-twice", "two empty strings that are not the same object", out -> {
            out.writeObject(new String(new char[0]));
            out.writeObject(new String(new char[0]));
        });
        catalog.object("string-ascii", "all printable ASCII characters", ascii());
        catalog.object("string-json-special", "what JSON escapes: quote, backslash, controls",
                "\" \\ \b \f \n \r \t / \u007F \u001F");
        catalog.object("string-nul", "NUL in the encoding of two bytes", "a\0b\0");
        catalog.object("string-width-boundaries", "the first and last of each encoded width",
                "\u0001\u007F\u0080\u07FF\u0800\uFFFF");
        catalog.object("string-latin1", "characters of Latin-1", "\u00A0\u00E9\u00FF");
        catalog.object("string-bmp", "Greek, Chinese and the euro",
                "\u03B1\u03C9 \u4E2D\u6587 \u20AC");
        catalog.object("string-pair", "a supplementary character as a surrogate pair",
                "\uD83D\uDE00");
        catalog.object("string-last-pair", "U+10FFFF", "\uDBFF\uDFFF");
        catalog.object("string-lone-high", "a high surrogate alone", "x\uD800y");
        catalog.object("string-lone-low", "a low surrogate alone", "x\uDC00y");
        catalog.object("string-reversed-pair", "a low surrogate before a high one", "\uDE00\uD83D");
        catalog.object("string-high-at-end", "a string that ends in a high surrogate", "end\uDBFF");
        catalog.object("string-bom", "a byte order mark, which is kept", "\uFEFFtext\uFFFE");
        catalog.object("string-separators", "line and paragraph separator", "\u2028\u2029\u0085");
        for (int size : new int[] {1023, 1024, 1025}) {
            // the writer copies through a buffer of 1024 bytes
            catalog.object("string-euro-at-" + size, "a three byte character at byte " + size,
                    "s".repeat(size - 1) + "\u20AC" + "t");
        }
        catalog.object("string-4096", "4096 characters", "0123456789abcdef".repeat(256));
        long65535(catalog);
        positions(catalog);
    }

    private static void long65535(Catalog catalog) {
        catalog.object("string-65535", "65535 bytes: the longest TC_STRING", "s".repeat(65535));
        catalog.object("string-65536", "65536 bytes: the shortest TC_LONGSTRING",
                "l".repeat(65536));
        catalog.object("string-65535-wide", "21845 characters of three bytes: 65535",
                "\u20AC".repeat(21845));
        catalog.object("string-65536-wide", "65535 characters of 65536 bytes: TC_LONGSTRING",
                "\u00E9" + "w".repeat(65534));
        catalog.add("string-long-shared", "a long string in an array twice and once more", out -> {
            String text = "\0" + "n".repeat(65535);
            out.writeObject(new Object[] {text, text});
            out.writeObject(text);
        });
    }

    private static void positions(Catalog catalog) {
        catalog.object("string-array", "a String[] with a null and one string twice",
                new String[] {"a", null, "b", "a"});
        catalog.add("string-equal-not-same", "equal strings that are different objects", out -> {
            out.writeObject(new String("same"));
            out.writeObject(new String("same"));
        });
        catalog.add("string-hundred", "a hundred short strings at the top level", out -> {
            for (int i = 0; i < 100; i++) {
                out.writeObject("string number " + i);
            }
        });
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            words.add("w".repeat(i));
        }
        catalog.object("string-growing", "strings of 0 to 39 characters in a list", words);
    }

    private static String ascii() {
        StringBuilder text = new StringBuilder();
        for (char c = 0x20; c < 0x7F; c++) {
            text.append(c);
        }
        return text.toString();
    }
}
