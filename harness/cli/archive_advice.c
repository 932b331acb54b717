#include "harness/cli/archive_advice.h"

#include <stddef.h>

#define ALLOW(word) "if it is meant: --policy FILE with allow: [" word "]"

static const struct {
    enum sluice_archive_reason reason;
    const char *text;
} table[] = {
    {SLUICE_ARCHIVE_ZIP_NOEOCD, "get the archive again: it is cut off, or is no ZIP file"},
    {SLUICE_ARCHIVE_ZIP_COMMENT, ALLOW("comment") ", which entries cannot have"},
    {SLUICE_ARCHIVE_ZIP_ZIP64,
     "have the archive written without ZIP64: below 4 GiB and 65,535 entries none is needed"},
    {SLUICE_ARCHIVE_ZIP_EXTRA,
     "have the archive written and signed by jar and jarsigner; times and owners pass with "
     "--policy FILE and allow: [time_fields]"},
    {SLUICE_ARCHIVE_ZIP_ENC, "have the archive written without encryption: readers cannot open it"},
    {SLUICE_ARCHIVE_ZIP_DUPNAME_CASE, ALLOW("case_twins")},
    {SLUICE_ARCHIVE_JAR_UNSIGNED, "have it signed (jarsigner), or do not use it"},
    {SLUICE_ARCHIVE_JAR_NO_MANIFEST, "have it signed (jarsigner), or do not use it"},
    {SLUICE_ARCHIVE_JAR_MULTI_SIG,
     "say which one counts: --signature NAME, as in META-INF/NAME.SF; the others then count for "
     "nothing"},
    {SLUICE_ARCHIVE_JAR_META_CASE, ALLOW("metadata_case")},
    {SLUICE_ARCHIVE_JAR_ORDER, ALLOW("metadata_anywhere")},
    {SLUICE_ARCHIVE_JAR_MF_LINE, ALLOW("long_lines") ", which takes up to 512 bytes"},
    {SLUICE_ARCHIVE_JAR_SF_DIGEST_MAIN_MISSING,
     "have it signed again: a signature without that digest leaves Main-Class and the like open"},
    {SLUICE_ARCHIVE_JAR_SF_MANIFEST_MISMATCH,
     "do not use it, unless it was signed with jarsigner -sectionsonly: then have it signed again, "
     "without; or " ALLOW("sections_only")},
    {SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_MF,
     "do not use it: the entry was added after the archive was signed; or have it signed again"},
    {SLUICE_ARCHIVE_JAR_ENTRY_MISSING,
     "do not use it: an entry was taken out after the archive was signed"},
    {SLUICE_ARCHIVE_JAR_ENTRY_DIGEST,
     "do not use it: the entry was changed after the archive was signed"},
    {SLUICE_ARCHIVE_JAR_WEAK_DIGEST,
     "have it signed again with SHA-256 or better; if you must: --policy FILE with digests: [..]"},
    {SLUICE_ARCHIVE_JAR_DIGEST_UNKNOWN, ALLOW("unknown_digests") ", which ignores them"},
    {SLUICE_ARCHIVE_CMS_EMBEDDED, "have it signed again, without jarsigner -internalsf"},
    {SLUICE_ARCHIVE_CMS_NSIGNERS, "have it signed again, by one signer alone"},
    {SLUICE_ARCHIVE_CMS_SID, ALLOW("key_identifier")},
    {SLUICE_ARCHIVE_CMS_EXT, ALLOW("block_name")},
    {SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN,
     "do not use it, unless you get the signer's own certificate from somebody you trust and give it "
     "with --trust; keytool -printcert -jarfile shows what the archive says of itself"},
    {SLUICE_ARCHIVE_CMS_CERT_EXPIRED,
     "get a newer archive; if a timestamp shows that it was signed in time, say whose stamps you "
     "trust: --timestamper FILE"},
    {SLUICE_ARCHIVE_CMS_CERT_NOTYET, "look at the machine's clock, or use --at"},
    {SLUICE_ARCHIVE_CMS_KU, "the signer needs another certificate: one for digital signatures"},
    {SLUICE_ARCHIVE_CMS_EKU, "the signer needs another certificate: one for code signing"},
    {SLUICE_ARCHIVE_CMS_WEAK_SIG,
     "have it signed again with SHA-256 or better; if you must: --policy FILE with digests: [..]"},
    {SLUICE_ARCHIVE_CMS_WEAK_KEY,
     "the signer needs a stronger key; if you must: --policy FILE with bits: {rsa: .., dsa: .., ec: "
     "..}"},
    {SLUICE_ARCHIVE_CMS_NO_CERTIFICATE, ALLOW("no_certificate")},
    {SLUICE_ARCHIVE_CMS_OTHER_CERTIFICATE, ALLOW("other_certificates")},
    {SLUICE_ARCHIVE_CMS_TIMESTAMP_UNKNOWN,
     "if you trust the authority above the timestamper, give its certificate with --timestamper"},
    {SLUICE_ARCHIVE_CMS_TIMESTAMP_EXPIRED, ALLOW("old_timestamps")},
    {SLUICE_ARCHIVE_POLICY_MULTIRELEASE, ALLOW("multi_release")},
    {SLUICE_ARCHIVE_POLICY_INDEX_LIST, ALLOW("index_list")},
    {SLUICE_ARCHIVE_POLICY_CLASSPATH,
     "verify what it names, too, and allow it: --policy FILE with allow: [class_path]"},
    {SLUICE_ARCHIVE_POLICY_AGENT, ALLOW("agent")},
    {SLUICE_ARCHIVE_POLICY_ATTRIBUTE, ALLOW("module_attributes")},
    {SLUICE_ARCHIVE_POLICY_MIXED_SIGNERS, ALLOW("mixed_signers")},
    {SLUICE_ARCHIVE_POLICY_UNSEALED,
     "add `Sealed: true` to the manifest, or to its section of the package, whose name ends in a "
     "slash, and sign again"},
    {SLUICE_ARCHIVE_POLICY_UNSEAL_OVERRIDE, ALLOW("unseal_override")},
    {SLUICE_ARCHIVE_POLICY_SPLIT_PACKAGE,
     "put the package into one archive; if it holds nothing sensitive: --policy FILE with allow: "
     "[split_packages]"},
    {SLUICE_ARCHIVE_POLICY_LOAD_ORDER,
     "do not use any of them: the archive in front replaces classes of those behind it"},
    {SLUICE_ARCHIVE_POLICY_DLPERM, "grant it in the policy: grants: [{codebase: .., signer: ..}]"},
};

/* For all others, what their range has in common. */
static const char *advise_range(enum sluice_archive_range range)
{
    switch (range) {
    case SLUICE_ARCHIVE_RANGE_ZIP:
        return "do not use it: readers may see different things in it; have it written anew, and "
               "signed again";
    case SLUICE_ARCHIVE_RANGE_JAR:
        return "do not use it: it is not as it was signed; get it again from the signer";
    case SLUICE_ARCHIVE_RANGE_CMS:
        return "do not use it: the signature does not stand; get it again from the signer";
    case SLUICE_ARCHIVE_RANGE_POLICY:
        return "do not use it, or change what the policy asks for";
    case SLUICE_ARCHIVE_RANGE_LIMIT:
        return "if it is meant, raise the limit: --policy FILE with limits: {NAME: NUMBER}";
    case SLUICE_ARCHIVE_RANGE_NONE:
    case SLUICE_ARCHIVE_RANGE_ENVIRONMENT:
    case SLUICE_ARCHIVE_RANGE_TRUST:
        break;
    }
    return "";
}

const char *sluice_archive_advice(enum sluice_archive_reason reason)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].reason == reason) {
            return table[i].text;
        }
    }
    return advise_range(sluice_archive_reason_range(reason));
}
