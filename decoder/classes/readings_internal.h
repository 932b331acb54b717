/* What the readings share. */
#ifndef SLUICE_CLASSES_READINGS_INTERNAL_H
#define SLUICE_CLASSES_READINGS_INTERNAL_H

#include "sluice/readings.h"

/* What a getter that cannot read a value answers. */
static inline enum sluice_get sluice_not_read(const struct sluice_graph *graph,
                                              struct sluice_value value)
{
    return sluice_value_kind(graph, value) == SLUICE_VALUE_NULL ? SLUICE_GET_NULL
                                                                : SLUICE_GET_WRONG_TYPE;
}

/* The value of an object field; null if there is none. */
static inline struct sluice_value sluice_object_in(const struct sluice_graph *graph,
                                                   struct sluice_value object, const char *field)
{
    struct sluice_value value = {0};
    return sluice_value_field(graph, object, field, &value) == SLUICE_GET_OK
               ? value
               : (struct sluice_value){0};
}

/* The text of a string field; without data if it is null or absent. */
struct sluice_bytes sluice_text_field(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *field);

#endif
