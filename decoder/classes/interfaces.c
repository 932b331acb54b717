/* Interfaces that fields are declared with, and java.lang.Number. An interface lists all that it
 * extends, however far up. */
#include "classes_internal.h"

#define ITERABLE "java.lang.Iterable"
#define COLLECTION "java.util.Collection", ITERABLE
#define SEQUENCED "java.util.SequencedCollection", COLLECTION
#define SET "java.util.Set"
#define SORTED_SET "java.util.SortedSet", SET, "java.util.SequencedSet"
#define QUEUE "java.util.Queue"
#define DEQUE "java.util.Deque", QUEUE
#define BLOCKING_QUEUE "java.util.concurrent.BlockingQueue", QUEUE
#define MAP "java.util.Map"
#define SEQUENCED_MAP "java.util.SequencedMap", MAP
#define SORTED_MAP "java.util.SortedMap", SEQUENCED_MAP

static const struct sluice_class_model models[] = {
    {ABSTRACT("java.lang.Number", -8742448824652078965)},
    {INTERFACE("java.lang.CharSequence")},
    {INTERFACE("java.lang.Cloneable")},
    {INTERFACE("java.lang.Comparable")},
    {INTERFACE(ITERABLE)},
    {INTERFACE("java.util.Comparator")},
    {INTERFACE("java.util.RandomAccess")},
    {INTERFACE("java.util.Collection"), IMPLEMENTS(ITERABLE)},
    {INTERFACE("java.util.SequencedCollection"), IMPLEMENTS(COLLECTION)},
    {INTERFACE("java.util.List"), IMPLEMENTS(SEQUENCED)},
    {INTERFACE("java.util.Set"), IMPLEMENTS(COLLECTION)},
    {INTERFACE("java.util.SequencedSet"), IMPLEMENTS(SET, SEQUENCED)},
    {INTERFACE("java.util.SortedSet"), IMPLEMENTS(SET, "java.util.SequencedSet", SEQUENCED)},
    {INTERFACE("java.util.NavigableSet"), IMPLEMENTS(SORTED_SET, SEQUENCED)},
    {INTERFACE("java.util.Queue"), IMPLEMENTS(COLLECTION)},
    {INTERFACE("java.util.Deque"), IMPLEMENTS(QUEUE, SEQUENCED)},
    {INTERFACE("java.util.Map")},
    {INTERFACE("java.util.Map$Entry")},
    {INTERFACE("java.util.SequencedMap"), IMPLEMENTS(MAP)},
    {INTERFACE("java.util.SortedMap"), IMPLEMENTS(SEQUENCED_MAP)},
    {INTERFACE("java.util.NavigableMap"), IMPLEMENTS(SORTED_MAP)},
    {INTERFACE("java.util.concurrent.BlockingQueue"), IMPLEMENTS(QUEUE, COLLECTION)},
    {INTERFACE("java.util.concurrent.BlockingDeque"),
     IMPLEMENTS(BLOCKING_QUEUE, "java.util.Deque", SEQUENCED)},
    {INTERFACE("java.util.concurrent.TransferQueue"), IMPLEMENTS(BLOCKING_QUEUE, COLLECTION)},
    {INTERFACE("java.util.concurrent.ConcurrentMap"), IMPLEMENTS(MAP)},
    {INTERFACE("java.util.concurrent.ConcurrentNavigableMap"),
     IMPLEMENTS("java.util.concurrent.ConcurrentMap", "java.util.NavigableMap", SORTED_MAP)},
    {INTERFACE("java.util.concurrent.locks.Condition")},
    {INTERFACE("java.util.concurrent.locks.Lock")},
};
SLUICE_CLASSES(interfaces, models);
