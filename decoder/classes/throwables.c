/* Throwable, stack traces, common exceptions. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_throwables = {NULL, 0};
