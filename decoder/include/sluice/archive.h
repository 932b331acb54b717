/* Signed and sealed code archives (JAR files): whose code is this, and is all of it theirs?
 *
 * Rules: SEC06-J (verify against a certificate that you hold, never one from the archive) and
 * ENV01-J (security-sensitive code in one archive, signed and sealed). An archive is accepted only
 * if it has exactly one reading as a ZIP file, every entry is covered by the manifest and the
 * signature file, and the signature is that of a pinned certificate. Whatever fails around a
 * signature is fatal, and so is its absence: there is no "unsigned but fine".
 *
 * The order of the checks is fixed, so that an archive with several faults has one reason:
 * ZIP structure, names, which files of META-INF/ there are, sizes; block and certificate; signature
 * file and manifest; each entry's bytes; policy; the set.
 *
 * This library needs zlib and libcrypto; reading streams (sluice/decode.h) needs neither. */
#ifndef SLUICE_ARCHIVE_H
#define SLUICE_ARCHIVE_H

#include "sluice/base.h"
#include "sluice/memory.h"

/* X(member, number, stable name, sentence). Numbers and names are never changed or reused. */
#define SLUICE_ARCHIVE_REASONS(X)                                                                  \
    X(OK, 0, "ok", "accepted")                                                                     \
    /* 100..199: the ZIP structure has no reading, or more than one */                             \
    X(ZIP_NOEOCD, 100, "zip-noeocd", "no end record: not a ZIP file, or cut off")                  \
    X(ZIP_EOCD_NOT_LAST, 101, "zip-eocd-not-last", "bytes after the end record")                   \
    X(ZIP_EOCD_AMBIG, 102, "zip-eocd-ambig", "more than one end record that could be meant")       \
    X(ZIP_COMMENT, 103, "zip-comment", "a comment on the archive or on an entry")                  \
    X(ZIP_MULTIDISK, 104, "zip-multidisk", "disk numbers other than 0")                            \
    X(ZIP_COUNT, 105, "zip-count", "the end record counts other than the directory holds")         \
    X(ZIP_CDSIZE, 106, "zip-cdsize", "the directory's size is not what the end record says")       \
    X(ZIP_CDOFF, 107, "zip-cdoff", "the directory is not where the end record says")               \
    X(ZIP_CENSIG, 108, "zip-censig", "a directory record that is none, or is cut off")             \
    X(ZIP_LOCSIG, 109, "zip-locsig", "no local header where the directory says")                   \
    X(ZIP_PREFIX, 110, "zip-prefix", "bytes before the first entry")                               \
    X(ZIP_GAP, 111, "zip-gap", "bytes between two entries, or before the directory")               \
    X(ZIP_HIDDEN_LOC, 112, "zip-hidden-loc", "an entry that the directory does not name")          \
    X(ZIP_OVERLAP, 113, "zip-overlap", "two entries that share bytes")                             \
    X(ZIP_ORDER, 114, "zip-order", "the directory is in another order than the entries")           \
    X(ZIP_LOC_CEN_NAME, 115, "zip-loc-cen-name", "local header and directory differ in the name")  \
    X(ZIP_LOC_CEN_METHOD, 116, "zip-loc-cen-method",                                               \
      "local header and directory differ in the method")                                           \
    X(ZIP_LOC_CEN_SIZE, 117, "zip-loc-cen-size", "local header and directory differ in a size")    \
    X(ZIP_LOC_CEN_CRC, 118, "zip-loc-cen-crc", "local header and directory differ in the CRC")     \
    X(ZIP_LOC_CEN_FIELD, 119, "zip-loc-cen-field",                                                 \
      "local header and directory differ in version, flags or time")                               \
    X(ZIP_EXTRA, 120, "zip-extra", "an extra field that is not allowed, or not well formed")       \
    X(ZIP_ZIP64, 121, "zip-zip64", "a ZIP64 extension")                                            \
    X(ZIP_UPATH, 122, "zip-upath", "a second name or comment in a Unicode extra field")            \
    X(ZIP_DD, 123, "zip-dd", "a data descriptor that is missing or does not agree")                \
    X(ZIP_DD_STORED, 124, "zip-dd-stored", "a data descriptor behind stored bytes")                \
    X(ZIP_ENC, 125, "zip-enc", "an encrypted entry")                                               \
    X(ZIP_FLAGS, 126, "zip-flags", "a flag that is not allowed")                                   \
    X(ZIP_METHOD, 127, "zip-method", "a method other than stored and deflated")                    \
    X(ZIP_USIZE, 128, "zip-usize", "an entry that is not of the size the directory says")          \
    X(ZIP_CRC, 129, "zip-crc", "an entry whose CRC is not what the directory says")                \
    X(ZIP_DEFLATE, 130, "zip-deflate", "compressed bytes that are malformed or cut off")           \
    X(ZIP_DEFLATE_TRAIL, 131, "zip-deflate-trail", "bytes after the end of the compressed data")   \
    X(ZIP_DUPNAME, 132, "zip-dupname", "two entries of one name")                                  \
    X(ZIP_DUPNAME_CASE, 133, "zip-dupname-case", "two names that differ in case only")             \
    X(ZIP_FILEDIR_CONFLICT, 134, "zip-filedir-conflict", "a file that is another's directory")     \
    X(ZIP_DIRDATA, 135, "zip-dirdata", "a directory that has bytes")                               \
    X(ZIP_MODE_SYMLINK, 136, "zip-mode-symlink",                                                   \
      "a symbolic link or device, or a mode that contradicts the name")                            \
    X(ZIP_VERSION, 137, "zip-version", "an entry that asks for a newer reader than it needs")      \
    X(ZIP_NAME_EMPTY, 140, "zip-name-empty", "an empty name")                                      \
    X(ZIP_NAME_UTF8, 141, "zip-name-utf8", "a name that is not UTF-8, or does not say so")         \
    X(ZIP_NAME_NUL, 142, "zip-name-nul", "a name with a NUL")                                      \
    X(ZIP_NAME_CTRL, 143, "zip-name-ctrl", "a name with a control character")                      \
    X(ZIP_NAME_BACKSLASH, 144, "zip-name-backslash", "a name with a backslash")                    \
    X(ZIP_NAME_ABS, 145, "zip-name-abs", "a name that begins with a slash")                        \
    X(ZIP_NAME_DRIVE, 146, "zip-name-drive", "a name with a colon")                                \
    X(ZIP_NAME_DOTDOT, 147, "zip-name-dotdot", "a name with a segment ..")                         \
    X(ZIP_NAME_DOT, 148, "zip-name-dot", "a name with a segment .")                                \
    X(ZIP_NAME_DBLSLASH, 149, "zip-name-dblslash", "a name with an empty segment")                 \
    X(ZIP_NAME_HOST, 150, "zip-name-host", "a name with a segment that ends in a dot or space")    \
    X(ZIP_NAME_FORM, 151, "zip-name-form",                                                         \
      "a name that is not in composed form (NFC), or not surely so")                               \
    /* 200..299: manifest, signature file, and which entries they cover */                         \
    X(JAR_UNSIGNED, 200, "jar-unsigned", "no signature")                                           \
    X(JAR_NO_MANIFEST, 201, "jar-no-manifest", "no META-INF/MANIFEST.MF")                          \
    X(JAR_NO_SF, 202, "jar-no-sf", "a signature block without its signature file")                 \
    X(JAR_NO_BLOCK, 203, "jar-no-block", "a signature file without its block")                     \
    X(JAR_MULTI_SIG, 204, "jar-multi-sig", "more than one signature")                              \
    X(JAR_STRAY_SIG, 205, "jar-stray-sig", "a signature-related file that no signature covers")    \
    X(JAR_META_CASE, 206, "jar-meta-case", "a file of META-INF/ whose name is not upper case")     \
    X(JAR_ORDER, 207, "jar-order", "manifest, signature file and block are not in front")          \
    X(JAR_MF_SYNTAX, 208, "jar-mf-syntax", "malformed manifest or signature file")                 \
    X(JAR_MF_LINE, 209, "jar-mf-line", "a line of more than 72 bytes")                             \
    X(JAR_MF_DUP_SECTION, 210, "jar-mf-dup-section", "two sections of one name")                   \
    X(JAR_MF_DUP_ATTR, 211, "jar-mf-dup-attr", "an attribute twice in one section")                \
    X(JAR_MAGIC, 212, "jar-magic", "a Magic attribute: the entry asks for another verifier")       \
    X(JAR_NAME, 213, "jar-name", "a section for a name that no entry can have")                    \
    X(JAR_SF_VERSION, 214, "jar-sf-version", "a Signature-Version that is absent or not 1.0")      \
    X(JAR_SF_DIGEST_MAIN_MISSING, 215, "jar-sf-digest-main-missing",                               \
      "the signature file has no digest of the main attributes")                                   \
    X(JAR_SF_MAIN_MISMATCH, 216, "jar-sf-main-mismatch",                                           \
      "the main attributes are not those that were signed")                                        \
    X(JAR_SF_MANIFEST_MISMATCH, 217, "jar-sf-manifest-mismatch",                                   \
      "the manifest is not the one that was signed as a whole")                                    \
    X(JAR_SF_SECTION_MISMATCH, 218, "jar-sf-section-mismatch",                                     \
      "a section of the manifest is not the one that was signed")                                  \
    X(JAR_ENTRY_NOT_IN_MF, 219, "jar-entry-not-in-mf", "an entry that the manifest does not name") \
    X(JAR_ENTRY_NOT_IN_SF, 220, "jar-entry-not-in-sf",                                             \
      "an entry that the signature file does not name")                                            \
    X(JAR_ENTRY_MISSING, 221, "jar-entry-missing", "the manifest names an entry that is absent")   \
    X(JAR_ENTRY_DIGEST, 222, "jar-entry-digest", "an entry whose bytes are not those signed")      \
    X(JAR_NO_DIGEST, 223, "jar-no-digest", "an entry without a digest that is known")              \
    X(JAR_WEAK_DIGEST, 224, "jar-weak-digest", "nothing but digests that are not approved")        \
    X(JAR_DIGEST_CONFLICT, 225, "jar-digest-conflict",                                             \
      "a digest beside an approved one does not agree")                                            \
    X(JAR_DIGEST_UNKNOWN, 226, "jar-digest-unknown", "a digest of an unknown kind")                \
    /* 300..349: the signature block and the signer's certificate */                               \
    X(CMS_PARSE, 300, "cms-parse", "the block is no CMS signed data")                              \
    X(CMS_NOT_DER, 301, "cms-not-der", "the block is not in distinguished encoding (DER)")         \
    X(CMS_TRAILING, 302, "cms-trailing", "bytes after the block's structure")                      \
    X(CMS_EMBEDDED, 303, "cms-embedded", "the block carries the signed content itself")            \
    X(CMS_NSIGNERS, 304, "cms-nsigners", "not exactly one signer in the block")                    \
    X(CMS_SID, 305, "cms-sid", "the signer is not named by issuer and serial number")              \
    X(CMS_ATTRS, 306, "cms-attrs", "signed attributes that are missing, repeated or wrong")        \
    X(CMS_EXT, 307, "cms-ext", "the block's file name does not fit its key")                       \
    X(CMS_SIG_BAD, 308, "cms-sig-bad", "the signature does not verify")                            \
    X(CMS_SIGNER_UNKNOWN, 309, "cms-signer-unknown", "the signer is not a pinned certificate")     \
    X(CMS_CERT_EXPIRED, 310, "cms-cert-expired", "the signer's certificate has expired")           \
    X(CMS_CERT_NOTYET, 311, "cms-cert-notyet", "the signer's certificate is not valid yet")        \
    X(CMS_KU, 312, "cms-ku", "the certificate's key usage does not allow signatures")              \
    X(CMS_EKU, 313, "cms-eku", "the certificate's extended usage is not code signing")             \
    X(CMS_WEAK_SIG, 314, "cms-weak-sig", "a signature algorithm that is not approved")             \
    X(CMS_WEAK_KEY, 315, "cms-weak-key", "a key that is too short, or of a kind not approved")     \
    X(CMS_CERT, 316, "cms-cert", "the pinned certificate is not usable")                           \
    X(CMS_NO_CERTIFICATE, 317, "cms-no-certificate", "the block lacks the signer's certificate")   \
    X(CMS_OTHER_CERTIFICATE, 318, "cms-other-certificate",                                         \
      "the block carries a certificate that is not of the signer's chain")                         \
    /* These five: the signer's certificate has expired, and its timestamp does not help. */       \
    X(CMS_TIMESTAMP, 319, "cms-timestamp",                                                         \
      "the certificate has expired, and its timestamp is malformed or does not verify")            \
    X(CMS_TIMESTAMP_UNKNOWN, 320, "cms-timestamp-unknown",                                         \
      "the certificate has expired, and its timestamp is by nobody who is trusted")                \
    X(CMS_TIMESTAMP_EXPIRED, 321, "cms-timestamp-expired",                                         \
      "the certificate has expired, and the timestamper's certificate is not valid, either")       \
    X(CMS_TIMESTAMP_TIME, 322, "cms-timestamp-time",                                               \
      "the certificate has expired, and the timestamp is of a time when it was not valid")         \
    X(CMS_TIMESTAMP_WEAK, 323, "cms-timestamp-weak",                                               \
      "the certificate has expired, and its timestamp has algorithms that are not approved")       \
    /* 350..399: policy, sealing, and the set */                                                   \
    X(POLICY_MIXED_SIGNERS, 350, "policy-mixed-signers", "archives of different signers")          \
    X(POLICY_MULTIRELEASE, 351, "policy-multirelease", "classes that depend on the Java version")  \
    X(POLICY_INDEX_LIST, 352, "policy-index-list", "an index of other archives")                   \
    X(POLICY_CLASSPATH, 353, "policy-classpath", "a Class-Path that pulls in other archives")      \
    X(POLICY_AGENT, 354, "policy-agent", "an agent that may change all classes")                   \
    X(POLICY_ATTRIBUTE, 355, "policy-attribute", "an attribute that opens modules or native code") \
    X(POLICY_UNSEALED, 356, "policy-unsealed", "a package with classes that is not sealed")        \
    X(POLICY_UNSEAL_OVERRIDE, 357, "policy-unseal-override", "a section that takes a seal away")   \
    X(POLICY_SPLIT_PACKAGE, 358, "policy-split-package", "a package in more than one archive")     \
    X(POLICY_SENSITIVE_SPREAD, 359, "policy-sensitive-spread",                                     \
      "a group of security-sensitive packages in more than one archive")                           \
    X(POLICY_LOAD_ORDER, 360, "policy-load-order",                                                 \
      "an archive that is not trusted stands before one whose packages it holds")                  \
    X(POLICY_CODEBASE_HASH, 361, "policy-codebase-hash",                                           \
      "a codebase whose digest is wrong or weak")                                                  \
    X(POLICY_CODEBASE_NOHASH, 362, "policy-codebase-nohash", "a codebase without a digest")        \
    X(POLICY_DLPERM, 363, "policy-dlperm", "no grant for this codebase and signer")                \
    X(POLICY_CLASS_FILE, 364, "policy-class-file", "a class file that is malformed")               \
    X(POLICY_CLASS_PACKAGE, 365, "policy-class-package", "a class that is not what its path says") \
    X(POLICY_GROUP_DEPENDENCY, 366, "policy-group-dependency",                                     \
      "security-sensitive groups that depend on each other")                                       \
    X(POLICY_SENSITIVE_ABSENT, 367, "policy-sensitive-absent",                                     \
      "a security-sensitive package that no archive holds")                                        \
    /* 400..429: a limit was reached; the verdict names it */                                      \
    X(ZIP_LIMIT, 400, "zip-limit", "the archive exceeds a limit")                                  \
    X(ZIP_BOMB_RATIO, 401, "zip-bomb-ratio", "an entry that expands too far")                      \
    X(JAR_SIZE_LIMIT, 402, "jar-size-limit", "manifest or signature exceed a limit")               \
    X(CMS_LIMIT, 403, "cms-limit", "the block's structure exceeds a limit")                        \
    X(LIMIT_HEAP, 404, "limit-heap", "the run would hold too much memory")                         \
    X(LIMIT_SET, 405, "limit-set", "the set exceeds a limit")                                      \
    /* 430..449: the environment failed */                                                         \
    X(OUT_OF_MEMORY, 430, "archive-out-of-memory", "an allocator returned no memory")              \
    X(BAD_ARGUMENT, 431, "archive-bad-argument", "an unusable argument")                           \
    X(CRYPTO_FAILED, 432, "archive-crypto-failed", "the cryptographic library failed")             \
    X(CHANGED, 433, "archive-changed", "the bytes changed after they were verified")               \
    /* 450..469: the trust store */                                                                \
    X(TRUST_PARSE, 450, "trust-parse", "neither PEM nor a PKCS#12 store that can be read")         \
    X(TRUST_PASSWORD, 451, "trust-password", "the store's password is wrong")                      \
    X(TRUST_EMPTY, 452, "trust-empty", "a store without certificates")                             \
    X(TRUST_ALIAS, 453, "trust-alias", "an alias that is missing, too long or taken")              \
    X(TRUST_LIMIT, 454, "trust-limit", "a store that is too large")

enum sluice_archive_reason {
#define X(member, number, name, text) SLUICE_ARCHIVE_##member = (number),
    SLUICE_ARCHIVE_REASONS(X)
#undef X
};

/** What a reason speaks of. */
enum sluice_archive_range {
    SLUICE_ARCHIVE_RANGE_NONE,
    SLUICE_ARCHIVE_RANGE_ZIP,
    SLUICE_ARCHIVE_RANGE_JAR,
    SLUICE_ARCHIVE_RANGE_CMS,
    SLUICE_ARCHIVE_RANGE_POLICY,
    SLUICE_ARCHIVE_RANGE_LIMIT,
    SLUICE_ARCHIVE_RANGE_ENVIRONMENT,
    SLUICE_ARCHIVE_RANGE_TRUST
};

/** The stable name of a reason ("zip-loc-cen-name"); never NULL. */
SLUICE_API const char *sluice_archive_reason_name(enum sluice_archive_reason reason);

/** One sentence for people; never NULL. */
SLUICE_API const char *sluice_archive_reason_text(enum sluice_archive_reason reason);

/** Its range, by its number. */
SLUICE_API enum sluice_archive_range sluice_archive_reason_range(enum sluice_archive_reason reason);

/** The Java exception that stands for it ("ZipException", "SecurityException"...); "" for OK. */
SLUICE_API const char *sluice_archive_reason_java(enum sluice_archive_reason reason);

/* X(member, default, unit and meaning) */
#define SLUICE_ARCHIVE_LIMITS(X)                                                                   \
    X(archive_bytes, 512 * 1048576ULL, "bytes of one archive")                                     \
    X(entries, 65534, "entries of one archive")                                                    \
    X(name_bytes, 1024, "bytes of one name")                                                       \
    X(entry_bytes, 512 * 1048576ULL, "bytes of one entry, expanded")                               \
    X(total_bytes, 2048 * 1048576ULL, "bytes of all entries of one archive, expanded")             \
    X(ratio, 200, "expanded bytes for one compressed byte, in entries beyond ratio_floor")         \
    X(ratio_floor, 1048576, "expanded bytes up to which no ratio is asked for")                    \
    X(manifest_bytes, 8 * 1048576ULL, "bytes of the manifest, and of the signature file")          \
    X(sections, 65536, "sections of the manifest, and of the signature file")                      \
    X(attributes, 256, "attributes of one section")                                                \
    X(block_bytes, 65536, "bytes of the signature block")                                          \
    X(block_depth, 32, "nesting of the block's structure")                                         \
    X(block_elements, 4096, "elements of the block's structure")                                   \
    X(block_certificates, 16, "certificates in the block")                                         \
    X(archives, 1024, "archives of one set")                                                       \
    X(packages, 16384, "packages of one set that hold classes")                                    \
    X(heap, 32 * 1048576ULL, "bytes of memory held at one time, without libcrypto's")

/** All limits; a run may reach one but not exceed it. 0 means the default, never "unlimited". */
struct sluice_archive_limits {
#define X(member, normal, text) uint64_t member;
    SLUICE_ARCHIVE_LIMITS(X)
#undef X
};

/** Number of limits; the name of the i-th, NULL out of range; a member by name, NULL if none. */
SLUICE_API size_t sluice_archive_limit_count(void);
SLUICE_API const char *sluice_archive_limit_name(size_t index);
SLUICE_API uint64_t *sluice_archive_limit_by_name(struct sluice_archive_limits *limits,
                                                  const char *name);

/* How memory grows, within the limit `heap`: what is held at one time, libcrypto's memory aside, is never more than
 * SLUICE_ARCHIVE_HEAP_SUM bytes, and SLUICE_ARCHIVE_HEAP_FACTOR for each byte of all archives of the set and of what
 * the files of their META-INF/ expand to (BOUND-HEAP). The sum is what inflates and reads classes, once a run. */
enum { SLUICE_ARCHIVE_HEAP_SUM = 384 * 1024, SLUICE_ARCHIVE_HEAP_FACTOR = 16 };

/* What a profile may decide either way. X(member, meaning when true). All false is the strict
 * profile. What would give an archive a second reading has no switch: more than one signature or
 * signer, an embedded signature file, names that are not canonical, ZIP64, gaps, another order. */
#define SLUICE_ARCHIVE_SWITCHES(X)                                                                 \
    X(allow_comment, "a comment on the archive, if it holds no signature of a ZIP structure")      \
    X(allow_time_fields, "extra fields that tell times and owners (5455, 7875, 000A, 5855, 7855)") \
    X(allow_case_twins, "names that differ in case only, as shortened class names do")             \
    X(allow_metadata_case, "META-INF/, manifest and signature in other than upper case")           \
    X(allow_metadata_anywhere, "manifest and signature behind other entries")                      \
    X(allow_long_lines, "manifest lines beyond 72 bytes, as the JDK does up to 512")               \
    X(allow_open_section, "a last section without the empty line that ends it")                    \
    X(allow_name_case, "`name:` in other than the usual case")                                     \
    X(allow_no_version, "a manifest without Manifest-Version")                                     \
    X(allow_unknown_digests, "digests of unknown kinds beside approved ones; they are ignored")    \
    X(allow_sections_only, "no digest of the whole manifest, if all its sections have theirs")     \
    X(allow_block_name, "a block whose extension is not that of its key")                          \
    X(allow_key_identifier, "a signer named by key identifier")                                    \
    X(allow_no_certificate, "a block without certificates")                                        \
    X(allow_other_certificates, "certificates in the block that are not of the signer's chain")    \
    X(allow_old_timestamps, "timestampers whose certificate was valid then, if not now")           \
    X(allow_class_path, "a signed Class-Path")                                                     \
    X(allow_index_list, "a signed META-INF/INDEX.LIST")                                            \
    X(allow_multi_release, "signed classes under META-INF/versions/")                              \
    X(allow_agent, "signed Launcher-Agent-Class, Premain-Class, Agent-Class")                      \
    X(allow_module_attributes, "signed Add-Opens, Add-Exports, Enable-Native-Access")              \
    X(allow_unseal_override, "`Sealed: false` for packages that need no seal")                     \
    X(allow_split_packages, "packages in several archives, if they need no seal")                  \
    X(allow_mixed_signers, "several pinned signers in one set")                                    \
    X(demand_crlf, "refuse line ends other than CR LF")                                            \
    X(demand_usage, "refuse certificates that do not state their usage")                           \
    X(demand_signed_attributes, "refuse blocks without signed attributes")

/** Digests and signature hashes, as bits. */
enum sluice_archive_digest {
    SLUICE_DIGEST_MD5 = 1,
    SLUICE_DIGEST_SHA1 = 2,
    SLUICE_DIGEST_SHA224 = 4,
    SLUICE_DIGEST_SHA256 = 8,
    SLUICE_DIGEST_SHA384 = 16,
    SLUICE_DIGEST_SHA512 = 32,
    SLUICE_DIGEST_SHA3_256 = 64,
    SLUICE_DIGEST_SHA3_384 = 128,
    SLUICE_DIGEST_SHA3_512 = 256
};

/** Which packages must be sealed. */
enum sluice_archive_seal {
    SLUICE_SEAL_ALL,       /* every package that holds a class */
    SLUICE_SEAL_SENSITIVE, /* those of the groups */
    SLUICE_SEAL_NONE
};

/**
 * Security-sensitive code that belongs together (ENV01-J). One group: all its packages are in one
 * archive and sealed. Several groups (ENV01-J-EX0): each in one archive and in sealed packages of
 * its own, and no class of one depends on a class of another, directly or by way of other classes of
 * the set. Dependencies are what the constant pools name.
 */
struct sluice_archive_group {
    const char *name;
    const char *const *packages; /* "com.example.trusted"; "" is the unnamed package */
    size_t package_count;
};

/** Leave to load a codebase: all three must fit. NULL members do not ask. */
struct sluice_archive_grant {
    const char *codebase;    /* the URL, exactly as given with the archive */
    const char *signer;      /* SHA-256 of the certificate, lower-case hexadecimal */
    const char *archive_sha; /* SHA-256 of the archive, lower-case hexadecimal */
};

struct sluice_trust;

/** What is demanded of archives. Plain data that the caller owns; all zero but `now` is strict. */
struct sluice_archive_policy {
    int64_t now; /* seconds since 1970, UTC; there is no other clock */
    struct sluice_archive_limits limits;
    /* Who may say that a signature is older than the end of its certificate: timestampers (RFC 3161),
       or authorities above them. NULL: the clock alone decides. It must outlive the run. */
    const struct sluice_trust *timestampers;
    /* Which signature counts, where there are several: the name of its file without ".SF". Those of
       others then are not looked at, nor are they signed. NULL: there must be exactly one. */
    const char *signature;
    const char *const *pinned; /* aliases of the store that may sign; none: all of the store */
    size_t pinned_count;
    uint32_t digests;      /* approved ones; 0: SHA-256, SHA-384, SHA-512, SHA3-256, -384, -512 */
    uint32_t min_rsa_bits; /* 0: 2048 */
    uint32_t min_dsa_bits; /* 0: 2048 */
    uint32_t min_ec_bits;  /* 0: 256 */
    enum sluice_archive_seal seal;
    const struct sluice_archive_group *groups;
    size_t group_count;
    const struct sluice_archive_grant *grants; /* asked for when an archive has a codebase */
    size_t grant_count;
#define X(member, text) bool member;
    SLUICE_ARCHIVE_SWITCHES(X)
#undef X
};

/**
 * Makes a policy that demands signatures alone (SEC06-J), for signed archives as they are in use:
 * nothing is asked of seals, and what cannot give an archive a second reading is allowed (a plain
 * comment, times in extra fields, signed classes for Java versions, several pinned signers in one
 * set). A package in two archives is refused all the same. All but `now` is set.
 */
SLUICE_API void sluice_archive_policy_signed(struct sluice_archive_policy *policy);

/** Number of switches; the name of the i-th, NULL out of range; a member by name, NULL if none. */
SLUICE_API size_t sluice_archive_switch_count(void);
SLUICE_API const char *sluice_archive_switch_name(size_t index);
SLUICE_API bool *sluice_archive_switch_by_name(struct sluice_archive_policy *policy,
                                               const char *name);

enum { SLUICE_ARCHIVE_NAME_SIZE = 256, SLUICE_ARCHIVE_HASH_SIZE = 32, SLUICE_ALIAS_SIZE = 128 };

/** Everything known about the end of a run. Plain data, filled on success too. */
struct sluice_archive_verdict {
    enum sluice_archive_reason reason; /* SLUICE_ARCHIVE_OK, or the first refusal */
    const char *at;    /* the element concerned ("end record", "signed attributes"); static text */
    const char *limit; /* the limit that was reached; NULL for any other reason */
    char entry
        [SLUICE_ARCHIVE_NAME_SIZE]; /* printable ASCII, others as \xHH; may be cut; "" if none */
    uint64_t offset; /* bytes: where what failed begins in the archive, or in the entry */
    uint64_t length; /* bytes: how long it is */
    bool in_entry;   /* offset and length count in the expanded bytes of `entry` */
    size_t archive;  /* which one of a set */
    char alias[SLUICE_ALIAS_SIZE]; /* of the signer in the store; "" until the signature verified */
    int64_t stamped; /* seconds since 1970: when, by a timestamp that was needed; or 0 */
    uint8_t
        signer[SLUICE_ARCHIVE_HASH_SIZE]; /* SHA-256 of the signer's certificate; 0 until then */
    uint8_t
        sha256[SLUICE_ARCHIVE_HASH_SIZE]; /* of the archive; 0 when it is too large to look at */
    uint64_t steps;                       /* units of work */
    uint64_t peak_heap;                   /* bytes: most that was held at one time */
    uint64_t allocations;                 /* calls of the allocator */
    uint64_t entries;                     /* that the directory holds */
    uint64_t inflated;                    /* bytes that were expanded */
};

/* The checks, in the order in which they are made. X(member, stable name) */
#define SLUICE_ARCHIVE_CHECKS(X)                                                                   \
    X(END_RECORD, "end-record")                                                                    \
    X(DIRECTORY, "directory")                                                                      \
    X(LOCAL_HEADER, "local-header")                                                                \
    X(DESCRIPTOR, "descriptor")                                                                    \
    X(NAME, "name")                                                                                \
    X(UNIQUE_NAMES, "unique-names")                                                                \
    X(METADATA, "metadata")                                                                        \
    X(SIZES, "sizes")                                                                              \
    X(BLOCK, "block")                                                                              \
    X(SIGNER, "signer")                                                                            \
    X(SIGNATURE, "signature")                                                                      \
    X(SIGNATURE_FILE, "signature-file")                                                            \
    X(MANIFEST, "manifest")                                                                        \
    X(MAIN_DIGEST, "main-digest")                                                                  \
    X(SECTION_DIGEST, "section-digest")                                                            \
    X(MANIFEST_DIGEST, "manifest-digest")                                                          \
    X(COVERAGE, "coverage")                                                                        \
    X(ENTRY, "entry")                                                                              \
    X(CLASS, "class")                                                                              \
    X(ATTRIBUTES, "attributes")                                                                    \
    X(SEALING, "sealing")                                                                          \
    X(CODEBASE, "codebase")                                                                        \
    X(SET, "set")

enum sluice_archive_check {
#define X(member, name) SLUICE_ARCHIVE_CHECK_##member,
    SLUICE_ARCHIVE_CHECKS(X)
#undef X
};

/** The stable name of a check ("local-header"); never NULL. */
SLUICE_API const char *sluice_archive_check_name(enum sluice_archive_check check);

/** A check that was made: passed, or failed, which ends the run. Valid during the callback only. */
struct sluice_archive_event {
    enum sluice_archive_check check;
    enum sluice_archive_reason reason; /* SLUICE_ARCHIVE_OK: passed */
    size_t archive;
    struct sluice_bytes entry; /* its name as it stands in the archive; empty if none */
    uint64_t offset;           /* the bytes that were checked, in the archive or in the entry */
    uint64_t length;
    bool in_entry;
};

/** Sees each check. The callback must not call back into the run. */
struct sluice_archive_observer {
    void (*on_check)(void *context, const struct sluice_archive_event *event);
    void *context;
};

/* --- trust store: certificates that were obtained securely beforehand, with aliases ------------ */

enum { SLUICE_TRUST_MAX_BYTES = 1048576, SLUICE_TRUST_MAX_CERTIFICATES = 256 };

/** An empty store, or NULL without memory. allocator NULL: malloc and free. It must outlive it. */
SLUICE_API SLUICE_NODISCARD struct sluice_trust *
sluice_trust_new(const struct sluice_allocator *allocator);

/** Frees a store; NULL is allowed. */
SLUICE_API void sluice_trust_free(struct sluice_trust *trust);

/**
 * Adds the certificates of a PEM text: the first as `alias`, others as "alias-2"... Keys and text
 * between the certificates are passed over. All or nothing.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_archive_reason
sluice_trust_add_pem(struct sluice_trust *trust, const char *alias, const void *bytes,
                     size_t length);

/**
 * Adds the certificates of a PKCS#12 store under their own aliases (in lower case, as keytool has
 * them); private keys in it are dropped. A certificate without an alias, as those above an entry
 * with a key, is left out unless it is the only one, which then is "1". All or nothing.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_archive_reason
sluice_trust_add_pkcs12(struct sluice_trust *trust, const void *bytes, size_t length,
                        const char *password);

/** Number of certificates; the i-th's alias and SHA-256, NULL out of range. */
SLUICE_API size_t sluice_trust_count(const struct sluice_trust *trust);
SLUICE_API const char *sluice_trust_alias(const struct sluice_trust *trust, size_t index);
SLUICE_API const uint8_t *sluice_trust_sha256(const struct sluice_trust *trust, size_t index);

/* --- verifying, and reading what was verified --------------------------------------------------- */

/** One archive of a set. The bytes must stay unchanged until the run, or its result, is over. */
struct sluice_archive_input {
    const void *bytes;
    size_t length;
    const char *codebase; /* the URL that it came from, which then must carry a digest; or NULL */
};

/**
 * Verifies one archive. True if it is accepted; `verdict` says why not. allocator and observer may
 * be NULL.
 */
SLUICE_API SLUICE_NODISCARD bool sluice_archive_verify(
    const void *bytes, size_t length, const struct sluice_trust *trust,
    const struct sluice_archive_policy *policy, const struct sluice_allocator *allocator,
    const struct sluice_archive_observer *observer, struct sluice_archive_verdict *verdict);

/**
 * Verifies all archives of a class path, in load order, before any of them is used, then what holds
 * for the set. True if all are accepted. `verdicts` has one member for each archive, or is NULL;
 * `verdict` is that of the set: the first refusal, or policy-load-order when an archive that was
 * refused stands before one of the others and holds classes of its packages.
 */
SLUICE_API SLUICE_NODISCARD bool sluice_archive_set_verify(
    const struct sluice_archive_input *inputs, size_t count, const struct sluice_trust *trust,
    const struct sluice_archive_policy *policy, const struct sluice_allocator *allocator,
    const struct sluice_archive_observer *observer, struct sluice_archive_verdict *verdicts,
    struct sluice_archive_verdict *verdict);

/** A set that was accepted: the only way to the bytes of entries. */
struct sluice_archive_set;

/** As sluice_archive_set_verify(), but keeps the result. NULL if anything was refused. */
SLUICE_API SLUICE_NODISCARD struct sluice_archive_set *sluice_archive_set_open(
    const struct sluice_archive_input *inputs, size_t count, const struct sluice_trust *trust,
    const struct sluice_archive_policy *policy, const struct sluice_allocator *allocator,
    const struct sluice_archive_observer *observer, struct sluice_archive_verdict *verdicts,
    struct sluice_archive_verdict *verdict);

/** Frees a set; NULL is allowed. The allocator must still stand. */
SLUICE_API void sluice_archive_set_free(struct sluice_archive_set *set);

/** A verified entry. `name` points into the archive. */
struct sluice_archive_entry {
    struct sluice_bytes name;
    uint64_t size; /* bytes, expanded */
    bool directory;
    uint8_t sha256[SLUICE_ARCHIVE_HASH_SIZE]; /* of the expanded bytes */
};

/** Entries of the archive-th archive, in its order; manifest and signature are among them. */
SLUICE_API size_t sluice_archive_entry_count(const struct sluice_archive_set *set, size_t archive);

/** True and `*entry` when there is such an entry. */
SLUICE_API SLUICE_NODISCARD bool sluice_archive_entry(const struct sluice_archive_set *set,
                                                      size_t archive, size_t index,
                                                      struct sluice_archive_entry *entry);

/** The index of an entry by its exact name, or SIZE_MAX. */
SLUICE_API size_t sluice_archive_find(const struct sluice_archive_set *set, size_t archive,
                                      const char *name);

/**
 * Writes the bytes of an entry to `buffer`, which has room for `capacity`, at least its size. They
 * are compared once more with what was verified, before the call returns: should the archive have
 * changed since, the buffer is wiped and the reason is archive-changed.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_archive_reason
sluice_archive_read(const struct sluice_archive_set *set, size_t archive, size_t index,
                    void *buffer, size_t capacity);

#endif
