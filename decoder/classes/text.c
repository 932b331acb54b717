/* StringBuilder and StringBuffer: the array on the wire is as long as the builder's capacity, and only
 * its first `count` chars are text. And Pattern, which is text too. */
#include "classes_internal.h"

#define BUILDER(class_name, number)                                                                \
    CLASS(class_name, number), IMPLEMENTS("java.lang.Comparable", "java.lang.CharSequence"),       \
        .is_mutable = true,                                                                        \
        CHECKS(NOT_NULL("value"), TYPE("value", "[C"), RANGE("count", 0, INFINITY),                \
               RELATION(FIELD("count"), LESS_EQUAL, SIZE_OF("value")))

/* Those of Java 7, after which there were no more. */
enum { ALL_FLAGS = 0x1FF };

static const struct sluice_class_model models[] = {
    {
        BUILDER("java.lang.StringBuilder", 4383685877147921099),
        LAYOUT(BOTH, PRIMITIVE('I', "count"), OBJECT("value")),
    },
    {
        BUILDER("java.lang.StringBuffer", 3388685877147921107),
        /* `shared` is written for readers of older versions and means nothing. */
        FIELDS(NEEDED("count", "I"), NEEDED("value", "[C")),
    },
    {
        /* Never compiled: what it costs to run is the affair of whoever runs it. */
        CLASS("java.util.regex.Pattern", 5073258162644648461),
        FIELDS(NEEDED("pattern", "Ljava/lang/String;"), NEEDED("flags", "I")),
        CHECKS(NOT_NULL("pattern"), RANGE("flags", 0, ALL_FLAGS)),
    },
};
SLUICE_CLASSES(text, models);
