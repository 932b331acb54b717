/* How the tables of exceptions are written. */
#ifndef SLUICE_CLASSES_EXCEPTIONS_H
#define SLUICE_CLASSES_EXCEPTIONS_H

#include "classes_internal.h"

#define THROWABLE(class_name, number, superclass)                                                  \
    CLASS(class_name, number), .parent = (superclass), .is_mutable = true
#define LANG(name, number, superclass) THROWABLE("java.lang." name, number, "java.lang." superclass)
#define ABSTRACT_THROWABLE(class_name, number, superclass)                                         \
    ABSTRACT(class_name, number), .parent = (superclass)
#define STRING "Ljava/lang/String;"
#define CAUSE "Ljava/lang/Throwable;"
/* Whoever unwraps it relies on what it wraps. */
#define WRAPS_IO CHECKS(NOT_NULL("cause"), TYPE("cause", "java.io.IOException"))

#endif
