/* Queues of java.util.concurrent. Those that block write their locks too, which a reader of the JDK
 * needs. */
#include "classes_internal.h"
#include "sluice/get_arg.h"

#define CONCURRENT "java.util.concurrent."
#define LOCK_TYPE "Ljava/util/concurrent/locks/ReentrantLock;"
#define CONDITION_TYPE "Ljava/util/concurrent/locks/Condition;"
#define LOCKED NEEDED("lock", LOCK_TYPE), NEEDED("notEmpty", CONDITION_TYPE)
#define ELEMENTS_TO_NULL LAYOUT(BOTH, OBJECTS_TO_NULL("elements")), CONTAINER(OTHER, "elements")

static bool is_empty(const struct sluice_get_arg *argument, int64_t index)
{
    struct sluice_value value;
    return sluice_get_element(argument, "items", (uint64_t)index, &value) == SLUICE_GET_NULL;
}

/* The elements stand in a ring, `count` places from takeIndex on. As in the JDK only the ends are looked
 * at: the array may be shared, and the places between are read one by one in any case. */
static bool check_ring(const struct sluice_get_arg *argument, void *context)
{
    int64_t count;
    int64_t take;
    int64_t put;
    uint64_t length;
    (void)context;
    if (sluice_get_integer(argument, "count", &count) != SLUICE_GET_OK ||
        sluice_get_integer(argument, "takeIndex", &take) != SLUICE_GET_OK ||
        sluice_get_integer(argument, "putIndex", &put) != SLUICE_GET_OK ||
        sluice_get_size(argument, "items", &length) != SLUICE_GET_OK || length == 0) {
        return false;
    }
    const int64_t size = (int64_t)length;
    if (count < 0 || count > size || take < 0 || take >= size || put != (take + count) % size) {
        return false;
    }
    return (count == size || is_empty(argument, put)) &&
           (count == 0 ||
            (!is_empty(argument, take) && !is_empty(argument, (put + size - 1) % size)));
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
