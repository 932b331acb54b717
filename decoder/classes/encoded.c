/* Keys, certificates and names of principals: bytes, which nobody parses here. What they stand for is
 * made by whoever asks for it. */
#include "classes_internal.h"

#define STRING "Ljava/lang/String;"
#define ENCODED(class_name, number)                                                                \
    CLASS(class_name, number), FIELDS(NEEDED("data", "[B"), NEEDED("type", STRING)),               \
        CHECKS(NOT_NULL("data"), NOT_NULL("type")), .equality = SLUICE_EQUAL_FIELDS

static const struct sluice_class_model models[] = {
    {
        CLASS("java.security.KeyRep", -4757683898830641853),
        FIELDS(NEEDED("algorithm", STRING), NEEDED("encoded", "[B"), NEEDED("format", STRING),
               NEEDED("type", "Ljava/security/KeyRep$Type;")),
        CHECKS(NOT_NULL("algorithm"), NOT_NULL("encoded"), NOT_NULL("format"), NOT_NULL("type")),
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {ENUM("java.security.KeyRep$Type", "SECRET", "PUBLIC", "PRIVATE")},
    {ENCODED("java.security.cert.Certificate$CertificateRep", -8563758940495660020)},
    {ENCODED("java.security.cert.CertPath$CertPathRep", 3015633072427920915)},
    {
        CLASS("javax.security.auth.x500.X500Principal", -500463348111345721),
        IMPLEMENTS("java.security.Principal"),
        LAYOUT(BOTH, OBJECT("encoded")),
        CHECKS(NOT_NULL("encoded"), TYPE("encoded", "[B")),
    },
};
SLUICE_CLASSES(encoded, models);
