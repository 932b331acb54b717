#include "harness/fuzz/archive/words.h"

/* A literal, which may hold NULs. */
#define WORD(literal)                                                                              \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }
#define HUNDRED                                                                                    \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiii"   \
    "jjjjjjjjjj"

static const struct sluice_bytes names[] = {
    WORD("trusted/Main.class"),
    WORD("trusted/Helper.class"),
    WORD("trusted/deep/Inner.class"),
    WORD("other/Util.class"),
    WORD("other/More.class"),
    WORD("shared/Other.class"),
    WORD("companion/Foe.class"),
    WORD("trusted/"),
    WORD("other/"),
    WORD("META-INF/"),
    WORD("data.txt"),
    WORD("empty"),
    WORD("a b/c d.txt"),
    WORD("META-INF/services/x.Y"),
    WORD("META-INF/LICENSE"),
    WORD("META-INF/sub/X.SF"),
    WORD("META-INF/sub/X.RSA"),
    WORD("META-INF/sub/SIG-X"),
    WORD("META-INF/SIG-X.CLASS"),
    WORD("META-INF/SIG-LONG.EXTENSION"),
    WORD("META-INF/EC"),
    WORD("META-INF/SF"),
    WORD("x.SF"),
    WORD("META-INF.SF"),
    WORD("\xC3\xA4.txt"),
    WORD("\xE6\x97\xA5/\xE6\x9C\xAC.txt"),
    WORD("\xF0\x9F\x98\x80"),
    WORD(HUNDRED),
    WORD(HUNDRED "/" HUNDRED ".class"),
    WORD("module-info.txt"),
    WORD("a.class.txt"),
    WORD("package/info"),
};

static const struct sluice_bytes bad_names[] = {
    WORD(""),
    WORD("trusted/Evil.class"),
    WORD("Top.class"),
    WORD("../evil.txt"),
    WORD("a/../../evil.txt"),
    WORD("/etc/evil.txt"),
    WORD("..\\evil.txt"),
    WORD("C:/evil.txt"),
    WORD("./data.txt"),
    WORD("a//b"),
    WORD("a/./b"),
    WORD("a."),
    WORD("a /b"),
    WORD("trusted/Main.class\0.txt"),
    WORD("a\nb"),
    WORD("a\x7F"),
    WORD("\xC0\xAF"),
    WORD("\xFF"),
    WORD("\xED\xA0\x80"),
    WORD("\xF4\x90\x80\x80"),
    WORD("\xC2\x85"),
    WORD("\xE2\x80\xA8"),
    WORD("a\xCC\x88.txt"),
    WORD("Trusted/main.class"),
    WORD("DATA.TXT"),
    WORD("trusted"),
    WORD("trusted/Main.class/x"),
    WORD("data.txt/"),
    WORD("META-INF/MANIFEST.MF"),
    WORD("META-INF/manifest.mf"),
    WORD("meta-inf/MANIFEST.MF"),
    WORD("META-INF/SIGNER.SF"),
    WORD("META-INF/OTHER.SF"),
    WORD("META-INF/SIGNER.RSA"),
    WORD("META-INF/SIGNER.DSA"),
    WORD("META-INF/EVIL.EC"),
    WORD("META-INF/evil.ec"),
    WORD("META-INF/SIG-EVIL"),
    WORD("META-INF/SIG-X.CLS"),
    WORD("META-INF/sig-x"),
    WORD("META-INF/INDEX.LIST"),
    WORD("META-INF/versions/9/trusted/Main.class"),
    WORD("META-\xC4\xB1NF/X.SF"),
    WORD("META-INF/X.\xC5\xBF"
         "F"),
    WORD("META-INF/\xC5\xBFIG-X"),
    WORD("META-INF/MAN\xC4\xB1"
         "FEST.MF"),
};

static const struct sluice_bytes main_lines[] = {
    WORD("Created-By: 17.0.15 (Somebody)"),
    WORD("Built-By: me"),
    WORD("X-Tab: a\tb"),
    WORD("X-Umlaut: \xC3\xA4"),
    WORD("X-Empty: "),
    WORD("X-Folded: one\r\n  two\r\n  three"),
    WORD("Multi-Release: false"),
    WORD("Implementation-Title: x"),
    WORD("A-1_b: c"),
    WORD("X-Long: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"),
};

static const struct sluice_bytes bad_main_lines[] = {
    WORD("Class-Path: evil.jar"),
    WORD("class-path: evil.jar"),
    WORD("Launcher-Agent-Class: Evil"),
    WORD("Premain-Class: Evil"),
    WORD("Agent-Class: Evil"),
    WORD("Add-Opens: java.base/java.lang"),
    WORD("Add-Exports: java.base/java.lang"),
    WORD("Enable-Native-Access: ALL-UNNAMED"),
    WORD("Multi-Release: true"),
    WORD("Multi-Release: TRUE"),
    WORD("Sealed: false"),
    WORD("Sealed: true"),
    WORD("sealed: true"),
    WORD("Magic: x"),
    WORD("Name: x"),
    WORD("Manifest-Version: 1.0"),
    WORD("manifest-version: 1.0"),
    WORD("no colon"),
    WORD("No-Space:x"),
    WORD(" space first"),
    WORD("-X: y"),
    WORD("X\xC3\xA4: y"),
    WORD("X: \x01"),
    WORD("X: \xFF"),
    WORD("X-Longer: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"),
    WORD(HUNDRED ": x"),
    WORD("SHA-256-Digest: AAAA"),
};

static const struct sluice_bytes sections[] = {
    WORD("Name: trusted/\r\nSealed: true"),
    WORD("Name: other/\r\nSealed: TRUE"),
    WORD("Name: trusted/\r\nX: y"),
    WORD("Name: nowhere/\r\nSealed: true"),
    WORD("Name: nowhere/\r\nSHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("Name: tru\r\n sted/\r\nSealed: true"),
};

static const struct sluice_bytes bad_sections[] = {
    WORD("Name: trusted/\r\nSealed: false"),
    WORD("Name: other/\r\nSealed: False"),
    WORD("Name: trusted/\r\nSealed: true "),
    WORD("Name: trusted/\r\nSealed: "),
    WORD("Name: trusted/deep/\r\nSealed: false"),
    WORD("Name: trusted\r\nSealed: true"),
    WORD("Name: nowhere\r\nSHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("Name: nowhere/\r\nSHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="),
    WORD("Name: nowhere/\r\nSHA-256-Digest: 57DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("Name: trusted/Main.class\r\nX: y"),
    WORD("Name: META-INF/MANIFEST.MF\r\nX: y"),
    WORD(
        "Name: META-INF/SIGNER.SF\r\nSHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("Name: ../x/\r\nX: y"),
    WORD("Name: a//\r\nX: y"),
    WORD("name: trusted/\r\nSealed: true"),
    WORD("X: y\r\nName: trusted/"),
    WORD("Name: trusted/\r\nMagic: x"),
    WORD("Name: trusted/\r\nX: y\r\nx: z"),
    WORD(""),
};

static const struct sluice_bytes lines[] = {
    WORD("SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("SHA-256-Digest: *-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("MD5-Digest: 1B2M2Y8AsgTpgAmY7PhCfg=="),
    WORD("SHA1-Digest: 2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    WORD("Own-Digest: AAAA"),
    WORD("SHA-256-Digest-de: AAAA"),
    WORD("SHA-256-Digest-Manifest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    WORD("Signature-Version: 2.0"),
    WORD("Signature-Version: 1.0"),
    WORD("signature-version: 1.0"),
    WORD("X-Android-APK-Signed: 2"),
    WORD("Magic: x"),
    WORD("Name: trusted/Evil.class"),
    WORD("Name: trusted/"),
    WORD("Sealed: false"),
    WORD("Sealed: true"),
    WORD("Class-Path: evil.jar"),
    WORD("# comment"),
    WORD(""),
    WORD(" fold"),
    WORD("X: \0"),
    WORD("X: y"),
    WORD(HUNDRED HUNDRED HUNDRED ": x"),
    WORD("X: " HUNDRED),
};

static const struct sluice_bytes pieces[] = {
    WORD("\0\0\0\0"),
    WORD("#!/bin/sh\n"),
    WORD("dex\n035\0"),
    WORD("PK\3\4"),
    WORD("PK\1\2"),
    WORD("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    WORD("PK\6\7\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"),
    WORD("PK\7\10"),
    WORD("\xFE\xCA\0\0"),
    WORD("\xFE\xCA\1\0x"),
    WORD("\xFE\xCA\0\0\xFE\xCA\0\0"),
    WORD("\1\0\x10\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"),
    WORD("\x75\x70\6\0\1\0\0\0\0x"),
    WORD("\x75\x63\6\0\1\0\0\0\0x"),
    WORD("UT\5\0\1\0\0\0\0"),
    WORD("ux\13\0\1\4\0\0\0\0\4\0\0\0\0"),
    WORD("\x0A\0\x20\0\0\0\0\0\1\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    WORD("\x99\x99\0\0"),
    WORD("\3\0"),
    WORD("\1\0\0\xFF\xFF"),
    WORD("\0\0\0\xFF\xFF\3\0"),
    WORD("\2\0"),
    WORD("\x4B\4\0"),
    WORD("a comment"),
    WORD("APK Sig Block 42"),
    WORD("trusted/Nain.class"),
    WORD("x"),
    WORD(""),
};

#define LIST(array)                                                                                \
    {                                                                                              \
        (array), sizeof(array) / sizeof((array)[0])                                                \
    }

enum { MARK = 4 }; /* bytes that structures and extra fields begin with */

struct sluice_bytes sluice_word(struct sluice_random *random, enum sluice_word_list list)
{
    static const struct {
        const struct sluice_bytes *words;
        size_t count;
    } lists[SLUICE_WORD_LISTS] = {
        LIST(names),    LIST(bad_names),    LIST(main_lines), LIST(bad_main_lines),
        LIST(sections), LIST(bad_sections), LIST(lines),      LIST(pieces),
    };
    struct sluice_bytes word =
        lists[list].words[sluice_random_below(random, (uint32_t)lists[list].count)];
    if (list == SLUICE_WORDS_PIECES && word.length > 1 && sluice_random_one_in(random, 4)) {
        const uint32_t most = word.length <= MARK ? (uint32_t)word.length - 1 : MARK;
        word.length = 1 + sluice_random_below(random, most);
    }
    return word;
}
