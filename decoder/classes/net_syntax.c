#include "net_syntax.h"

#include <string.h>

#include "characters.h"

static bool is_letter(uint32_t unit)
{
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

static bool is_digit(uint32_t unit)
{
    return unit >= '0' && unit <= '9';
}

static bool is_hex(uint32_t unit)
{
    return is_digit(unit) || (unit >= 'a' && unit <= 'f') || (unit >= 'A' && unit <= 'F');
}

static bool is_in(uint32_t unit, const char *list)
{
    return unit < 0x80 && memchr(list, (int)unit, strlen(list)) != NULL;
}

/* Neither a control character nor a blank of any kind. */
static bool is_visible(uint32_t unit)
{
    switch (unit) {
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
        return false;
    default:
        return (unit > 0x20 && unit < 0x7F) || (unit > 0xA0 && (unit < 0x2000 || unit > 0x200A));
    }
}

/* --- URI -------------------------------------------------------------------------------------- */

#define PATH_CHARACTERS ":@&=+$,;/"
#define AUTHORITY_CHARACTERS ":@&=+$,;"
#define ANY_CHARACTERS PATH_CHARACTERS "?[]"

/* Letters, digits, marks, escapes, visible characters beyond ASCII, and those of `others`. */
static bool consists_of(struct sluice_bytes text, const char *others)
{
    while (text.length > 0) {
        const bool is_ascii = text.data[0] < 0x80;
        uint32_t unit = 0;
        (void)sluice_next_unit(&text, &unit);
        if (is_ascii && unit == '%') {
            if (text.length < 2 || !is_hex(text.data[0]) || !is_hex(text.data[1])) {
                return false;
            }
            text.data += 2;
            text.length -= 2;
        } else if (is_ascii ? !is_letter(unit) && !is_digit(unit) && !is_in(unit, "-_.!~*'()") &&
                                  !is_in(unit, others)
                            : unit < 0x80 || !is_visible(unit)) {
            return false;
        }
    }
    return true;
}

/* Cuts off what stands before the first of the characters in `ends`; false if there is none. */
static bool cut(struct sluice_bytes *rest, const char *ends, struct sluice_bytes *part)
{
    size_t at = 0;
    while (at < rest->length && !is_in(rest->data[at], ends)) {
        at++;
    }
    *part = (struct sluice_bytes){rest->data, at};
    rest->data += at;
    rest->length -= at;
    return rest->length > 0;
}

static void drop_first(struct sluice_bytes *text)
{
    text->data++;
    text->length--;
}

static bool is_all_digits(struct sluice_bytes text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.data[i])) {
            return false;
        }
    }
    return true;
}

/* "[::1%eth0]:80", behind the user information. */
static bool is_literal(struct sluice_bytes text)
{
    struct sluice_bytes scope;
    struct sluice_bytes address;
    size_t colons = 0;
    drop_first(&text);
    if (!cut(&text, "]", &scope)) {
        return false;
    }
    if (cut(&scope, "%", &address)) {
        drop_first(&scope);
    }
    for (size_t i = 0; i < address.length; i++) {
        colons += address.data[i] == ':';
        if (!is_hex(address.data[i]) && !is_in(address.data[i], ":.")) {
            return false;
        }
    }
    drop_first(&text);
    if (text.length > 0 && text.data[0] != ':') {
        return false;
    }
    if (text.length > 0) {
        drop_first(&text);
    }
    return colons >= 2 && is_all_digits(text) && consists_of(scope, "");
}

static bool is_uri_authority(struct sluice_bytes text)
{
    struct sluice_bytes user;
    struct sluice_bytes rest = text;
    if (cut(&rest, "[", &user)) {
        return consists_of(user, "&=+$,;:@") &&
               (user.length == 0 || user.data[user.length - 1] == '@') && is_literal(rest);
    }
    return consists_of(text, AUTHORITY_CHARACTERS);
}

/* Behind the scheme, or a URI without one: [//authority] path [?query]. */
static bool is_hierarchical(struct sluice_bytes rest)
{
    struct sluice_bytes part;
    if (rest.length >= 2 && rest.data[0] == '/' && rest.data[1] == '/') {
        rest.data += 2;
        rest.length -= 2;
        const bool ends = cut(&rest, "/?", &part);
        if (part.length == 0 ? !ends : !is_uri_authority(part)) {
            return false;
        }
    }
    const bool has_query = cut(&rest, "?", &part);
    return consists_of(part, PATH_CHARACTERS) && (!has_query || consists_of(rest, ANY_CHARACTERS));
}

bool sluice_is_scheme(struct sluice_bytes text)
{
    if (text.length == 0 || !is_letter(text.data[0])) {
        return false;
    }
    for (size_t i = 1; i < text.length; i++) {
        if (!is_letter(text.data[i]) && !is_digit(text.data[i]) && !is_in(text.data[i], "+-.")) {
            return false;
        }
    }
    return true;
}

bool sluice_is_uri(struct sluice_bytes text)
{
    struct sluice_bytes body;
    struct sluice_bytes scheme;
    struct sluice_bytes fragment = text;
    if (cut(&fragment, "#", &body)) {
        drop_first(&fragment);
        if (!consists_of(fragment, ANY_CHARACTERS)) {
            return false;
        }
    }
    struct sluice_bytes rest = body;
    if (cut(&rest, ":/?", &scheme) && rest.data[0] == ':') {
        drop_first(&rest);
        if (!sluice_is_scheme(scheme) || rest.length == 0) {
            return false;
        }
        return rest.data[0] == '/' ? is_hierarchical(rest) : consists_of(rest, ANY_CHARACTERS);
    }
    return is_hierarchical(body);
}

/* --- URL -------------------------------------------------------------------------------------- */

static bool is_visible_without(struct sluice_bytes text, const char *banned)
{
    while (text.length > 0) {
        const bool is_ascii = text.data[0] < 0x80;
        uint32_t unit = 0;
        (void)sluice_next_unit(&text, &unit);
        if (!is_visible(unit) || is_ascii != (unit < 0x80) || is_in(unit, banned)) {
            return false;
        }
    }
    return true;
}

bool sluice_is_host(struct sluice_bytes text)
{
    return is_visible_without(text, "/?#@\\");
}

/* Nothing for -1, but a colon may stand there. */
static bool is_port(struct sluice_bytes text, int64_t port)
{
    int64_t number = 0;
    if (text.length == 0) {
        return port == -1;
    }
    if (text.data[0] != ':') {
        return false;
    }
    drop_first(&text);
    if (text.length == 0 || text.length > 10 || !is_all_digits(text)) {
        return text.length == 0 && port == -1;
    }
    for (size_t i = 0; i < text.length; i++) {
        number = number * 10 + (text.data[i] - '0');
    }
    return number == port;
}

bool sluice_is_authority(struct sluice_bytes authority, struct sluice_bytes host, int64_t port)
{
    struct sluice_bytes user;
    struct sluice_bytes rest = authority;
    if (cut(&rest, "@", &user)) {
        drop_first(&rest);
    } else {
        rest = authority;
    }
    if (memchr(rest.data, '@', rest.length) != NULL) {
        /* java.net.URL finds no host in it. */
        return host.length == 0 && port == -1 && is_visible_without(authority, "/?#\\");
    }
    if (!sluice_is_host(user) || rest.length < host.length ||
        memcmp(rest.data, host.data, host.length) != 0) {
        return false;
    }
    rest.data += host.length;
    rest.length -= host.length;
    return is_port(rest, port);
}
