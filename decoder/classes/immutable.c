/* Immutable collections, wrappers, singletons, empties. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_immutable = {NULL, 0};
