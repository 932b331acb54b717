/* Queues of java.util.concurrent. Those that block write their locks too, which a reader of the JDK
 * needs. */
#include "classes_internal.h"
#include "sluice/get_arg.h"

#define CONCURRENT "java.util.concurrent."
#define LOCK_TYPE "Ljava/util/concurrent/locks/ReentrantLock;"
#define CONDITION_TYPE "Ljava/util/concurrent/locks/Condition;"
#define LOCKED NEEDED("lock", LOCK_TYPE), NEEDED("notEmpty", CONDITION_TYPE)
#define ELEMENTS_TO_NULL LAYOUT(BOTH, OBJECTS_TO_NULL("elements")), CONTAINER(OTHER, "elements")

/* The elements stand in a ring: `count` places from takeIndex on, and no others. */
static bool check_ring(const struct sluice_get_arg *argument, void *context)
{
    int64_t count;
    int64_t take;
    int64_t put;
    uint64_t size;
    (void)context;
    if (sluice_get_integer(argument, "count", &count) != SLUICE_GET_OK ||
        sluice_get_integer(argument, "takeIndex", &take) != SLUICE_GET_OK ||
        sluice_get_integer(argument, "putIndex", &put) != SLUICE_GET_OK ||
        sluice_get_size(argument, "items", &size) != SLUICE_GET_OK || size == 0 || count < 0 ||
        take < 0 || (uint64_t)count > size || (uint64_t)take >= size ||
        put != (int64_t)(((uint64_t)take + (uint64_t)count) % size)) {
        return false;
    }
    for (uint64_t i = 0; i < size; i++) {
        struct sluice_value value;
        const bool is_used = (i + size - (uint64_t)take) % size < (uint64_t)count;
        if (sluice_get_element(argument, "items", i, &value) !=
            (is_used ? SLUICE_GET_OK : SLUICE_GET_NULL)) {
            return false;
        }
    }
    return true;
}

static const struct sluice_class_model models[] = {
    {
        CLASS(CONCURRENT "ConcurrentLinkedQueue", 196745693267521676),
        IMPLEMENTS("java.util.Queue"),
        .is_mutable = true,
        ELEMENTS_TO_NULL,
    },
    {
        CLASS(CONCURRENT "ConcurrentLinkedDeque", 876323262645176354),
        IMPLEMENTS("java.util.Deque"),
        .is_mutable = true,
        ELEMENTS_TO_NULL,
    },
    {
        CLASS(CONCURRENT "LinkedTransferQueue", -3223113410248163686),
        IMPLEMENTS(CONCURRENT "TransferQueue"),
        .is_mutable = true,
        ELEMENTS_TO_NULL,
    },
    {
        /* The count in the stream is not used: it may have changed while the elements were written. */
        CLASS(CONCURRENT "LinkedBlockingQueue", -6903933977591709194),
        IMPLEMENTS(CONCURRENT "BlockingQueue"),
        .is_mutable = true,
        FIELDS(NEEDED("capacity", "I"),
               NEEDED("count", "Ljava/util/concurrent/atomic/AtomicInteger;"),
               NEEDED("notEmpty", CONDITION_TYPE), NEEDED("notFull", CONDITION_TYPE),
               NEEDED("putLock", LOCK_TYPE), NEEDED("takeLock", LOCK_TYPE)),
        ELEMENTS_TO_NULL,
        CHECKS(RANGE("capacity", 1, INFINITY), NOT_NULL("count"), NOT_NULL("notEmpty"),
               NOT_NULL("notFull"), NOT_NULL("putLock"), NOT_NULL("takeLock"),
               RELATION(SIZE_OF("elements"), LESS_EQUAL, FIELD("capacity"))),
    },
    {
        CLASS(CONCURRENT "LinkedBlockingDeque", -387911632671998426),
        IMPLEMENTS(CONCURRENT "BlockingDeque"),
        .is_mutable = true,
        FIELDS(NEEDED("capacity", "I"), LOCKED, NEEDED("notFull", CONDITION_TYPE)),
        ELEMENTS_TO_NULL,
        CHECKS(RANGE("capacity", 1, INFINITY), NOT_NULL("lock"), NOT_NULL("notEmpty"),
               NOT_NULL("notFull"), RELATION(SIZE_OF("elements"), LESS_EQUAL, FIELD("capacity"))),
    },
    {
        CLASS(CONCURRENT "ArrayBlockingQueue", -817911632652898426),
        IMPLEMENTS(CONCURRENT "BlockingQueue"),
        .is_mutable = true,
        FIELDS(NEEDED("items", "[Ljava/lang/Object;"), NEEDED("takeIndex", "I"),
               NEEDED("putIndex", "I"), NEEDED("count", "I"), LOCKED,
               NEEDED("notFull", CONDITION_TYPE)),
        CHECKS(NOT_NULL("items"), NOT_NULL("lock"), NOT_NULL("notEmpty"), NOT_NULL("notFull")),
        .check = check_ring,
    },
    {
        /* Its elements stand in a PriorityQueue. */
        CLASS(CONCURRENT "PriorityBlockingQueue", 5595510919245408276),
        IMPLEMENTS(CONCURRENT "BlockingQueue"),
        .is_mutable = true,
        FIELDS(NEEDED("q", "Ljava/util/PriorityQueue;"), LOCKED),
        CHECKS(NOT_NULL("q"), NOT_NULL("lock"), NOT_NULL("notEmpty")),
        CONTAINER(OTHER, "q"),
    },
};
SLUICE_CLASSES(queues, models);
