/* The boxed types. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_boxes = {NULL, 0};
