/* URI, URL and addresses, as text and numbers only: never opened, never resolved. */
#include "classes_internal.h"
#include "net_syntax.h"
#include "sluice/get_arg.h"

static bool check_uri(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes text;
    (void)context;
    return sluice_get_string(argument, "string", &text) == SLUICE_GET_OK && sluice_is_uri(text);
}

/* An absent text is an empty one. */
static struct sluice_bytes get_part(const struct sluice_get_arg *argument, const char *field)
{
    struct sluice_bytes part;
    return sluice_get_string(argument, field, &part) == SLUICE_GET_OK
               ? part
               : (struct sluice_bytes){(const uint8_t *)"", 0};
}

/* The host that a program asks for and the authority that it prints name the same place, and the file
 * does not go on with the host's name. */
static bool check_url(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_value value;
    int64_t port;
    (void)context;
    const struct sluice_bytes host = get_part(argument, "host");
    const struct sluice_bytes authority = get_part(argument, "authority");
    const struct sluice_bytes file = get_part(argument, "file");
    if (!sluice_is_scheme(get_part(argument, "protocol")) || !sluice_is_host(host) ||
        (authority.length > 0 && file.length > 0 && file.data[0] != '/' && file.data[0] != '?') ||
        sluice_get_integer(argument, "port", &port) != SLUICE_GET_OK) {
        return false;
    }
    /* Without an authority one is made of host and port. */
    return sluice_get_value(argument, "authority", &value) == SLUICE_GET_NULL ||
           sluice_is_authority(authority, host, port);
}

static bool check_host_name(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_is_host(get_part(argument, "hostName"));
}

/* A host's name that is not looked up yet, or an address. */
static bool check_socket_address(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_value address;
    (void)context;
    const struct sluice_bytes name = get_part(argument, "hostname");
    return sluice_is_host(name) &&
           (sluice_get_value(argument, "addr", &address) == SLUICE_GET_OK || name.length > 0);
}

/* As a name it stands for an IPv4 address; one of IPv6 is of a class of its own. */
static const char *address_stands_for(const struct sluice_graph *graph, struct sluice_value object)
{
    (void)graph;
    (void)object;
    return "java.net.Inet4Address";
}

#define ADDRESS "Ljava/net/InetAddress;"
#define STRING "Ljava/lang/String;"

static const struct sluice_class_model models[] = {
    {
        CLASS("java.net.URI", -6052424284110960213),
        IMPLEMENTS("java.lang.Comparable"),
        FIELDS(NEEDED("string", STRING)),
        CHECKS(NOT_NULL("string")),
        .check = check_uri,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        /* `hashCode` is written and means nothing. */
        CLASS("java.net.URL", -7627629688361524110),
        FIELDS(NEEDED("protocol", STRING), NEEDED("host", STRING), NEEDED("port", "I"),
               NEEDED("authority", STRING), NEEDED("file", STRING), NEEDED("ref", STRING)),
        CHECKS(NOT_NULL("protocol"), NOT_NULL("file"), RANGE("port", -1, INFINITY)),
        .check = check_url,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        /* Two with one address and unlike names are equal for Java: no equality is declared. */
        CLASS("java.net.InetAddress", 3286316764910316507),
        FIELDS(NEEDED("address", "I"), NEEDED("family", "I"), NEEDED("hostName", STRING)),
        CHECKS(RANGE("family", 1, 2)),
        .check = check_host_name,
        .stands_for = address_stands_for,
    },
    {ABSTRACT("java.net.Inet4Address", 3286316764910316507), .parent = "java.net.InetAddress"},
    {
        /* The address stands here, and not in the superclass. */
        CLASS("java.net.Inet6Address", 6880410070516793377),
        .parent = "java.net.InetAddress",
        FIELDS(NEEDED("ipaddress", "[B"), NEEDED("scope_id", "I"), NEEDED("scope_id_set", "Z"),
               NEEDED("scope_ifname_set", "Z"), NEEDED("ifname", STRING)),
        CHECKS(NOT_NULL("ipaddress"), SIZE("ipaddress", 16, 16)),
    },
    {ABSTRACT("java.net.SocketAddress", 5215720748342549866)},
    {
        CLASS("java.net.InetSocketAddress", 5076001401234631237),
        .parent = "java.net.SocketAddress",
        FIELDS(NEEDED("addr", ADDRESS), NEEDED("hostname", STRING), NEEDED("port", "I")),
        CHECKS(RANGE("port", 0, 65535)),
        .check = check_socket_address,
    },
};
SLUICE_CLASSES(net, models);
