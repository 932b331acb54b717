/* The words of the format for what models hold, for who writes them. Private to harness/models; each stands
 * where the word is read. */
#ifndef SLUICE_MODELS_NAMES_H
#define SLUICE_MODELS_NAMES_H

#include "sluice/policy.h"

/** "atomic"; class.c. */
const char *sluice_models_construct_name(enum sluice_construct construct);

/** "both"; class.c. */
const char *sluice_models_form_name(enum sluice_form form);

/** "int" for 'I'; member.c. */
const char *sluice_models_primitive_name(char type);

/** "not-null"; invariant.c. */
const char *sluice_models_check_name(enum sluice_invariant_kind kind);

/** "list"; container.c. */
const char *sluice_models_container_name(enum sluice_container container);

/** In the order of enum sluice_models_code_bit and enum sluice_models_careless_bit, ended by NULL;
 * meaning.c. */
extern const char *const sluice_models_code_names[];
extern const char *const sluice_models_careless_names[];

#endif
