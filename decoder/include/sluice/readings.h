/* Readings: what objects of well-known classes mean, whatever fields they are written with.
 *
 * Each takes a value of a graph and gives a view of what it means: no copy, no allocation, nothing
 * that changes; valid until the graph is freed. The groups of sluice/classes.h say which classes a
 * policy must have. A class of your own that extends one of them is read like it.
 *
 *     SLUICE_GET_OK          the view is filled in
 *     SLUICE_GET_NULL        the value is null
 *     SLUICE_GET_WRONG_TYPE  it is something else
 *
 *     struct sluice_container_view list;
 *     if (sluice_as_container(graph, value, &list) == SLUICE_GET_OK) {
 *         for (uint32_t i = 0; i < list.count; i++) {
 *             use(sluice_container_item(graph, &list, i));
 *         }
 *     } */
#ifndef SLUICE_READINGS_H
#define SLUICE_READINGS_H

#include "sluice/graph.h"

/* --- numbers ---------------------------------------------------------------------------------- */

/** A boxed value, or what an atomic variable holds. */
struct sluice_boxed {
    char type;       /* B C D F I J S Z, as in a field's signature */
    int64_t integer; /* all but D and F; a boolean is 0 or 1 */
    double floating; /* D and F */
};

/** java.lang.Integer and the like, AtomicInteger, AtomicLong, AtomicBoolean. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_boxed(const struct sluice_graph *graph,
                                                            struct sluice_value value,
                                                            struct sluice_boxed *out);

struct sluice_big_integer {
    int sign;                      /* -1, 0 or 1 */
    struct sluice_bytes magnitude; /* big endian, without leading zeros; empty for 0 */
};

/** java.math.BigInteger. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_big_integer(const struct sluice_graph *graph,
                                                                  struct sluice_value value,
                                                                  struct sluice_big_integer *out);

struct sluice_big_decimal {
    struct sluice_big_integer unscaled;
    int32_t
        scale; /* the number is unscaled * 10^-scale; beware of expanding it: a scale of 2^31 takes
                      a dozen bytes to write */
};

/** java.math.BigDecimal. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_big_decimal(const struct sluice_graph *graph,
                                                                  struct sluice_value value,
                                                                  struct sluice_big_decimal *out);

/** java.util.BitSet. */
struct sluice_bits {
    struct sluice_bytes words; /* 8 bytes each, big endian; the lowest bits come first, and the last
                                  word is not 0 */
    uint64_t length;           /* 1 + the highest bit that is set; 0 if none is */
};

SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_bits(const struct sluice_graph *graph,
                                                           struct sluice_value value,
                                                           struct sluice_bits *out);

/** Is this bit set? False beyond the end. */
SLUICE_API bool sluice_bit_at(const struct sluice_bits *bits, uint64_t index);

/* --- dates and times -------------------------------------------------------------------------- */

/** java.util.Date, java.sql.Date, Time and Timestamp, and a Calendar's point in time. */
struct sluice_date {
    int64_t millis; /* since 1970-01-01T00:00Z */
    int32_t nanos;  /* of the second, 0..999999999: a timestamp's own, else those of `millis` */
};

SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_date(const struct sluice_graph *graph,
                                                           struct sluice_value value,
                                                           struct sluice_date *out);

/** The classes of java.time, and the members of struct sluice_time that each has. */
enum sluice_time_kind {
    SLUICE_TIME_DURATION = 1,       /* seconds, nano */
    SLUICE_TIME_INSTANT,            /* seconds since 1970-01-01T00:00Z, nano */
    SLUICE_TIME_LOCAL_DATE,         /* year, month, day */
    SLUICE_TIME_LOCAL_TIME,         /* hour, minute, second, nano */
    SLUICE_TIME_LOCAL_DATE_TIME,    /* both */
    SLUICE_TIME_ZONED_DATE_TIME,    /* both, offset, zone (empty: the offset is the zone) */
    SLUICE_TIME_ZONE_REGION,        /* zone */
    SLUICE_TIME_ZONE_OFFSET,        /* offset */
    SLUICE_TIME_OFFSET_TIME,        /* hour, minute, second, nano, offset */
    SLUICE_TIME_OFFSET_DATE_TIME,   /* date, time, offset */
    SLUICE_TIME_YEAR,               /* year */
    SLUICE_TIME_YEAR_MONTH,         /* year, month */
    SLUICE_TIME_MONTH_DAY,          /* month, day */
    SLUICE_TIME_PERIOD,             /* year, month, day: amounts of any sign */
    SLUICE_TIME_CHRONOLOGY,         /* zone: its name, such as "ISO" */
    SLUICE_TIME_JAPANESE_DATE,      /* year (of the common calendar), month, day */
    SLUICE_TIME_JAPANESE_ERA,       /* day: the era's number */
    SLUICE_TIME_MINGUO_DATE,        /* year (of its own calendar), month, day */
    SLUICE_TIME_THAI_BUDDHIST_DATE, /* the same */
    SLUICE_TIME_CHRONO_PERIOD       /* zone: the chronology's name; year, month, day: amounts */
};

struct sluice_time {
    enum sluice_time_kind kind;
    int64_t seconds;
    int32_t nano; /* of the second */
    int32_t year;
    int32_t month;
    int32_t day;
    int32_t hour;
    int32_t minute;
    int32_t second;
    int32_t offset; /* seconds east of Greenwich */
    struct sluice_bytes
        zone; /* ASCII, such as "Europe/Paris": its syntax is checked, nothing else */
};

/** A value of java.time or java.time.chrono. Members that its kind does not have are 0. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_time(const struct sluice_graph *graph,
                                                           struct sluice_value value,
                                                           struct sluice_time *out);

/* --- text ------------------------------------------------------------------------------------- */

struct sluice_characters {
    struct sluice_bytes bytes;
    bool is_utf16; /* big-endian UTF-16; else modified UTF-8 */
};

/**
 * What is one text: a String, StringBuilder, StringBuffer, the string of a URI, the path of a File,
 * the code of a Currency, the source of a Pattern. Nothing is opened, resolved, looked up or compiled.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_text(const struct sluice_graph *graph,
                                                           struct sluice_value value,
                                                           struct sluice_characters *out);

/** java.net.URL. What the URL does not have is empty. Modified UTF-8. */
struct sluice_url {
    struct sluice_bytes protocol;
    struct sluice_bytes
        authority; /* with user information and port; agrees with `host` and `port` */
    struct sluice_bytes host;
    struct sluice_bytes file; /* with the query */
    struct sluice_bytes ref;
    int32_t port; /* -1: none */
};

SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_as_url(const struct sluice_graph *graph, struct sluice_value value, struct sluice_url *out);

/** java.util.Locale. What it does not have is empty. Modified UTF-8. */
struct sluice_locale {
    struct sluice_bytes language;
    struct sluice_bytes script;
    struct sluice_bytes country;
    struct sluice_bytes variant;
    struct sluice_bytes extensions;
};

SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_locale(const struct sluice_graph *graph,
                                                             struct sluice_value value,
                                                             struct sluice_locale *out);

/** java.util.UUID, in the order in which it is printed. */
struct sluice_uuid {
    uint8_t bytes[16];
};

SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_uuid(const struct sluice_graph *graph,
                                                           struct sluice_value value,
                                                           struct sluice_uuid *out);

/* --- exceptions ------------------------------------------------------------------------------- */

/** A Throwable. Follow causes in a loop, not by recursion: the sender decides how many there are. */
struct sluice_throwable {
    struct sluice_bytes class_name;
    struct sluice_bytes message;    /* modified UTF-8; data is NULL if there is none */
    struct sluice_value cause;      /* null if there is none, or it is not known */
    struct sluice_value suppressed; /* for sluice_as_container(), or null */
    struct sluice_value frames;
    uint32_t frame_count;
};

/** One frame. Modified UTF-8; data is NULL for what is not known. */
struct sluice_stack_frame {
    struct sluice_bytes class_name;
    struct sluice_bytes method;
    struct sluice_bytes file;
    struct sluice_bytes module;
    int32_t line; /* -2: a native method; other negative numbers: not known */
};

SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_throwable(const struct sluice_graph *graph,
                                                                struct sluice_value value,
                                                                struct sluice_throwable *out);

/** The i-th frame, innermost first; SLUICE_GET_ABSENT past the end. */
SLUICE_API SLUICE_NODISCARD enum sluice_get
sluice_throwable_frame(const struct sluice_graph *graph, const struct sluice_throwable *throwable,
                       uint32_t index, struct sluice_stack_frame *out);

/* --- containers ------------------------------------------------------------------------------- */

/** What a container is by its behavior. */
enum sluice_container_kind {
    SLUICE_CONTAINER_IS_LIST, /* lists, queues and what else has elements in order */
    SLUICE_CONTAINER_IS_SET,  /* no element twice */
    SLUICE_CONTAINER_IS_MAP   /* keys, none of them twice, and values */
};

/**
 * What a list, set, map or queue holds, through wrappers (unmodifiable, synchronized, checked ...):
 * whoever gets it need not know which class it was. Members from `holder` on are not for you.
 */
struct sluice_container_view {
    enum sluice_container_kind kind;
    uint32_t count;   /* elements, or pairs of key and value */
    bool is_repeated; /* all elements are one and the same object (Collections.nCopies), so that
                         `count` cost the sender nothing: do not loop over it */
    bool is_sorted;   /* it keeps an order: natural, if there is no comparator */
    struct sluice_value comparator; /* null if there is none; it is never called */
    struct sluice_value holder;
    struct sluice_value extra;
    const char *items;
    uint8_t stride;
    uint8_t access;
};

/** At most so many wrappers around one another are looked through; more are SLUICE_GET_WRONG_TYPE. */
enum { SLUICE_WRAPPERS_MAX = 16 };

/** Also arrays of objects, as lists. Time bounded by the wrappers. */
SLUICE_API SLUICE_NODISCARD enum sluice_get sluice_as_container(const struct sluice_graph *graph,
                                                                struct sluice_value value,
                                                                struct sluice_container_view *out);

/** The i-th element, or key of a map, in the order of the stream; null past the end. */
SLUICE_API struct sluice_value sluice_container_item(const struct sluice_graph *graph,
                                                     const struct sluice_container_view *container,
                                                     uint32_t index);

/** The value of a map's i-th key; null past the end, and for other containers. */
SLUICE_API struct sluice_value
sluice_container_mapped(const struct sluice_graph *graph,
                        const struct sluice_container_view *container, uint32_t index);

#endif
