/* The collections of java.util.concurrent. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_concurrent = {NULL, 0};
