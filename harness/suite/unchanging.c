#include "harness/suite/unchanging.h"

#include <string.h>

/* In the order of strcmp(). */
static const char *const names[] = {
    "java.io.File",
    "java.lang.Boolean",
    "java.lang.Byte",
    "java.lang.Character",
    "java.lang.Double",
    "java.lang.Float",
    "java.lang.Integer",
    "java.lang.Long",
    "java.lang.Short",
    "java.lang.StackTraceElement",
    "java.lang.String$CaseInsensitiveComparator",
    "java.math.BigDecimal",
    "java.math.BigInteger",
    "java.math.MathContext",
    "java.net.Inet6Address",
    "java.net.InetAddress",
    "java.net.InetSocketAddress",
    "java.net.URI",
    "java.net.URL",
    "java.security.KeyRep",
    "java.security.cert.CertPath$CertPathRep",
    "java.security.cert.Certificate$CertificateRep",
    "java.time.Clock$FixedClock",
    "java.time.Clock$OffsetClock",
    "java.time.Clock$SystemClock",
    "java.time.Clock$TickClock",
    "java.time.Ser",
    "java.time.chrono.Ser",
    "java.time.temporal.ValueRange",
    "java.time.temporal.WeekFields",
    "java.util.AbstractMap$SimpleImmutableEntry",
    "java.util.CollSer",
    "java.util.Collections$CopiesList",
    "java.util.Collections$EmptyList",
    "java.util.Collections$EmptyMap",
    "java.util.Collections$EmptySet",
    "java.util.Collections$ReverseComparator",
    "java.util.Collections$ReverseComparator2",
    "java.util.Collections$SingletonList",
    "java.util.Collections$SingletonMap",
    "java.util.Collections$SingletonSet",
    "java.util.Collections$UnmodifiableCollection",
    "java.util.Collections$UnmodifiableList",
    "java.util.Collections$UnmodifiableMap",
    "java.util.Collections$UnmodifiableNavigableMap",
    "java.util.Collections$UnmodifiableNavigableMap$EmptyNavigableMap",
    "java.util.Collections$UnmodifiableNavigableSet",
    "java.util.Collections$UnmodifiableNavigableSet$EmptyNavigableSet",
    "java.util.Collections$UnmodifiableRandomAccessList",
    "java.util.Collections$UnmodifiableSequencedCollection",
    "java.util.Collections$UnmodifiableSequencedMap",
    "java.util.Collections$UnmodifiableSequencedSet",
    "java.util.Collections$UnmodifiableSet",
    "java.util.Collections$UnmodifiableSortedMap",
    "java.util.Collections$UnmodifiableSortedSet",
    "java.util.Comparators$NullComparator",
    "java.util.Currency",
    "java.util.EventObject",
    "java.util.Locale",
    "java.util.UUID",
    "java.util.regex.Pattern",
    "javax.security.auth.x500.X500Principal",
};

bool sluice_never_changes(const char *class_name)
{
    size_t low = 0;
    size_t high = sizeof names / sizeof names[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(class_name, names[middle]);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}
