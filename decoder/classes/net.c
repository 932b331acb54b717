/* URI and URL, as text only. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_net = {NULL, 0};
