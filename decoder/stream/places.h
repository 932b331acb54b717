/* Where the fields of a class stand in the data of one of its descriptors. Found once a descriptor (bind.c).
 *
 * A place is 1 + the offset among the primitive bytes of the level, or 1 + the index among its references;
 * 0: the stream does not have the field.
 *
 * A table has a place for each field of the class and takes as much memory as the class is large, so it is for
 * descriptors that declare about as many fields. One that declares fewer has a list of those that it declares:
 * else each of many short descriptors of a large class would hold far more than it has brought (BOUND-HEAP), and
 * each of many short objects would cost more than it has brought (BOUND-STEPS). */
#ifndef SLUICE_STREAM_PLACES_H
#define SLUICE_STREAM_PLACES_H

#include "store.h"

/* Words of a list for each field. */
enum { SLUICE_PLACES_PAIR = 2 };

/* Room for the places of the `field_count` fields of a class; all are 0. NULL when memory is refused. */
SLUICE_NODISCARD struct sluice_words_node *
sluice_places_new(struct sluice_store *store, struct sluice_heap *heap,
                  struct sluice_descriptor *level, size_t field_count);

/* Where the place of a field goes, which must then be set; NULL if it is set. */
uint32_t *sluice_places_add(struct sluice_words_node *places, uint32_t field);

/* The place of a field in a list. */
uint32_t sluice_places_search(const struct sluice_words_node *places, uint32_t field);

/* True for a list: a field and its place, and so on, ascending. False for a table. */
static inline bool sluice_places_are_list(const struct sluice_words_node *places)
{
    return places->node.small != 0;
}

static inline uint32_t sluice_place_in(const struct sluice_words_node *places, uint32_t field)
{
    return sluice_places_are_list(places) ? sluice_places_search(places, field)
                                          : sluice_node_words(places)[field];
}

/* The place of a field of the level's class. */
static inline uint32_t sluice_place_of(const struct sluice_store *store,
                                       const struct sluice_descriptor *level, uint32_t field)
{
    return level->places != 0 ? sluice_place_in(sluice_store_at(store, level->places), field) : 0;
}

#endif
