/* java.math. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_math = {NULL, 0};
