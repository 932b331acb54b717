/* Throwable and its stack trace. */
#include "classes_internal.h"
#include "sluice/get_arg.h"
#include "sluice/readings.h"

/* Whatever list holds them, the suppressed exceptions are exceptions. The object itself cannot be
 * among them: it does not exist yet. */
static bool check_throwable(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_value list;
    struct sluice_container_view view;
    (void)context;
    const struct sluice_graph *graph = sluice_get_graph(argument);
    if (sluice_get_value(argument, "suppressedExceptions", &list) == SLUICE_GET_NULL) {
        return true; /* before Java 7, or suppression is off */
    }
    if (sluice_as_container(graph, list, &view) != SLUICE_GET_OK) {
        return false;
    }
    const uint32_t count = view.is_repeated && view.count > 1 ? 1 : view.count;
    sluice_count_looked_at(argument, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_value item = sluice_container_item(graph, &view, i);
        if (!sluice_value_is(graph, item, "java.lang.Throwable")) {
            return false;
        }
    }
    return true;
}

#define STRING "Ljava/lang/String;"

static const struct sluice_class_model models[] = {
    {
        CLASS("java.lang.StackTraceElement", 6992337162326171013),
        /* Of the line -2 means a native method, and any negative number that it is not known. The
           fields that need not be there came with Java 9. */
        FIELDS(NEEDED("declaringClass", STRING), NEEDED("methodName", STRING),
               NEEDED("fileName", STRING), NEEDED("lineNumber", "I"), OPTIONAL("format", "B"),
               OPTIONAL("classLoaderName", STRING), OPTIONAL("moduleName", STRING),
               OPTIONAL("moduleVersion", STRING)),
        CHECKS(NOT_NULL("declaringClass"), NOT_NULL("methodName")),
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        CLASS("java.lang.Throwable", -3042686055658047285),
        .is_mutable = true,
        FIELDS(NEEDED("detailMessage", STRING),
               {.name = "cause",
                .signature = "Ljava/lang/Throwable;",
                .required = true,
                .self_is_null = true},
               NEEDED("stackTrace", "[Ljava/lang/StackTraceElement;"),
               OPTIONAL("suppressedExceptions", "Ljava/util/List;")),
        CHECKS(ELEMENTS("stackTrace", "java.lang.StackTraceElement")),
        .check = check_throwable,
    },
};
SLUICE_CLASSES(throwables, models);
