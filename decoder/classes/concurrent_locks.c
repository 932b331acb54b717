/* The locks that collections of java.util.concurrent write: nobody holds them once they are read. */
#include "classes_internal.h"

#define LOCKS "java.util.concurrent.locks."
#define SYNCHRONIZER "Ljava/util/concurrent/locks/AbstractQueuedSynchronizer;"

static const struct sluice_class_model models[] = {
    {
        CLASS(LOCKS "ReentrantLock", 7373984872572414699),
        IMPLEMENTS(LOCKS "Lock"),
        .is_mutable = true,
        FIELDS(NEEDED("sync", "Ljava/util/concurrent/locks/ReentrantLock$Sync;")),
        CHECKS(NOT_NULL("sync")),
    },
    {ABSTRACT(LOCKS "AbstractOwnableSynchronizer", 3737899427754241961)},
    {
        ABSTRACT(LOCKS "AbstractQueuedSynchronizer", 7373984972572414691),
        .parent = LOCKS "AbstractOwnableSynchronizer",
        .is_mutable = true,
    },
    {
        CLASS(LOCKS "AbstractQueuedSynchronizer$ConditionObject", 1173984872572414699),
        IMPLEMENTS(LOCKS "Condition"),
        .is_mutable = true,
        FIELDS(NEEDED("this$0", SYNCHRONIZER)),
        CHECKS(NOT_NULL("this$0")),
    },
    {
        ABSTRACT(LOCKS "ReentrantLock$Sync", -5179523762034025860),
        .parent = LOCKS "AbstractQueuedSynchronizer",
        .is_mutable = true,
    },
    {
        CLASS(LOCKS "ReentrantLock$NonfairSync", 7316153563782823691),
        .parent = LOCKS "ReentrantLock$Sync",
        .is_mutable = true,
    },
    {
        CLASS(LOCKS "ReentrantLock$FairSync", -3000897897090466540),
        .parent = LOCKS "ReentrantLock$Sync",
        .is_mutable = true,
    },
};
SLUICE_CLASSES(locks, models);
