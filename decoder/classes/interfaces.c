/* Interfaces and abstract classes that fields are declared with, and that have no data. An interface
 * lists all that it extends, however far up. */
#include "classes_internal.h"

static const struct sluice_class_model models[] = {
    {ABSTRACT("java.lang.Number", -8742448824652078965)},
    {INTERFACE("java.util.Comparator")},
};
SLUICE_CLASSES(interfaces, models);
