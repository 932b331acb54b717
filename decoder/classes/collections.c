/* The collections of java.util. */
#include "classes_internal.h"

static const struct sluice_class_model models[] = {
    {
        CLASS("java.util.ArrayList", 8683452581122892189),
        IMPLEMENTS("java.util.List", "java.util.RandomAccess"),
        .is_mutable = true,
        FIELDS(NEEDED("size", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "capacity"), OBJECTS("elements", NULL)),
        CHECKS(RELATION(SIZE_OF("elements"), EQUAL, FIELD("size"))),
        CONTAINER(LIST, "elements"),
    },
};
SLUICE_CLASSES(collections, models);
