#include "sluice/error.h"
#include "sluice/observer.h"

const char *sluice_reason_name(enum sluice_reason reason)
{
    switch (reason) {
#define X(member, number, java, name, text)                                                        \
    case SLUICE_##member:                                                                          \
        return name;
        SLUICE_REASONS(X)
#undef X
    }
    return "unknown-reason";
}

const char *sluice_reason_text(enum sluice_reason reason)
{
    switch (reason) {
#define X(member, number, java, name, text)                                                        \
    case SLUICE_##member:                                                                          \
        return text;
        SLUICE_REASONS(X)
#undef X
    }
    return "unknown reason";
}

enum sluice_java_class sluice_reason_java_class(enum sluice_reason reason)
{
    switch (reason) {
#define X(member, number, java, name, text)                                                        \
    case SLUICE_##member:                                                                          \
        return SLUICE_JAVA_##java;
        SLUICE_REASONS(X)
#undef X
    }
    return SLUICE_JAVA_NONE;
}

const char *sluice_java_class_name(enum sluice_java_class java)
{
    switch (java) {
#define X(member, name)                                                                            \
    case SLUICE_JAVA_##member:                                                                     \
        return name;
        SLUICE_JAVA_CLASSES(X)
#undef X
    }
    return "";
}

const char *sluice_event_name(enum sluice_event_type type)
{
    switch (type) {
#define X(member, name)                                                                            \
    case SLUICE_EVENT_##member:                                                                    \
        return name;
        SLUICE_EVENTS(X)
#undef X
    }
    return "unknown-event";
}
