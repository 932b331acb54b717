/* java.time. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_time = {NULL, 0};
