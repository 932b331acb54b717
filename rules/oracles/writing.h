/* What the oracles of OUT-1, OUT-2 and OUT-3 share: a stream that is written again. Private to rules/oracles. */
#ifndef SLUICE_RULES_ORACLES_WRITING_H
#define SLUICE_RULES_ORACLES_WRITING_H

#include "rules/case.h"

/* The answer of the whole run; seen->run has that of the reading. */
static inline const struct sluice_answer *sluice_whole_answer(const struct sluice_case *seen)
{
    return &seen->set->run->answer;
}

/* True if the bytes can be read in two ways, of which a reader of what is written may take the other one:
 * what it answers then says nothing of the writer. */
static inline bool sluice_has_two_readings(const struct sluice_case *seen)
{
    return seen->map.has_two_readings || seen->written.has_two_readings;
}

/* True, after saying so, if there is no written stream to judge. */
bool sluice_nothing_written(const struct sluice_case *seen, struct sluice_judged *out);

/* True if the writer has reset the stream where nobody had asked for it: it may write once more what it had
 * written. Not all that was read need be written. */
bool sluice_resets_on_its_own(const struct sluice_case *seen);

/* --- containers, by what the library says of their classes ----------------------------------------- */

/* True if objects of the class can be changed after they were read, and have an immutable counterpart. */
bool sluice_is_mutable_container(const struct sluice_map_descriptor *descriptor);

/* True if a type string, such as "Ljava/util/List;", is one that the container fits, and that all others
 * of its sort fit too. */
bool sluice_takes_any_like(const uint8_t *type, size_t length,
                           const struct sluice_map_descriptor *container);

/* What an immutable container is to those who look at it, as bits: a list, a set, a map, in an order or not. 0: it is none.
 * `tag`: what java.util.CollSer says. */
unsigned sluice_immutable_kind(const struct sluice_map_descriptor *class, int64_t tag);

/* What java.util.CollSer says that it is: its field of that name; -1 if that is not all there. */
int64_t sluice_immutable_tag(const struct sluice_stream_map *map, const uint8_t *bytes,
                             uint32_t handle);

/* True if more sets without an order are written than there are objects that one may stand for, or more such maps: an order
 * is lost then that somebody had put the elements in. `handle`: of the last of them. */
bool sluice_loses_order(const struct sluice_case *seen, uint32_t *handle);

/* True if a type string is one of the library that takes no container of that kind: its reader casts it in vain. False
 * where nobody knows. */
bool sluice_takes_none_of(const uint8_t *type, size_t length, unsigned kind);

/* Handle of the first immutable container that is written to a place which takes none of its kind, and was not read in one
 * like that; SLUICE_MAP_NONE if all are well placed. */
uint32_t sluice_find_misplaced(const struct sluice_case *seen);

/* True for the views that Collections.unmodifiableList and its like give. */
bool sluice_is_unmodifiable_view(const struct sluice_map_descriptor *descriptor);

/* The first block of the custom data of an object, whatever its class is annotated with; NULL without one. */
const struct sluice_map_mark *sluice_first_block(const struct sluice_stream_map *map,
                                                 uint32_t handle);

/* False when a container does not hold what its class says, such as fewer elements than it claims: its class
 * refuses it or passes over the rest, and no other container is the same. What it has them in must be its own:
 * it stands there, and nobody else refers to it. */
bool sluice_has_own_form(const struct sluice_stream_map *map, const uint8_t *bytes,
                         uint32_t handle);

/* False when what it has its elements in is not of the class that the field takes, such as a list in the place
 * of a map: its class refuses it. True for containers that have their elements in their data. */
bool sluice_has_fitting_part(const struct sluice_stream_map *map, uint32_t handle);

/* An int field of a class of the object, by its name; -1 if there is none. The numbers stand before the
 * object fields, or before `behind` where there are none of those. `level`: the index of the class. */
int64_t sluice_int_field(const struct sluice_stream_map *map, const uint8_t *bytes, uint32_t handle,
                         uint32_t level, uint64_t behind, const char *name);

/* True for the classes of containers that have elements in their custom data; the others have them in a
 * field. */
bool sluice_may_hold_elements(const struct sluice_map_descriptor *class);

/* True for the field of such a class that holds its elements. */
bool sluice_holds_elements_in(const struct sluice_map_descriptor *class,
                              const struct sluice_map_field *field);

/* True for a field of `class`, above a container or that itself, of which nothing is left when another
 * container is written. */
bool sluice_is_foreign_field(const struct sluice_map_descriptor *container,
                             const struct sluice_map_descriptor *class,
                             const struct sluice_map_field *field);

/* True if a value in the custom data of such a class is one of the elements: the class reads it as what may
 * be anything. What else stands there, or in data of another form, nobody reads, or nobody knows as what. */
bool sluice_is_element(const struct sluice_stream_map *map, const uint8_t *bytes,
                       const struct sluice_map_edge *edge);

#endif
