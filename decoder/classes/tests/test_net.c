/* The syntax of URIs and of the parts of URLs: what java.net takes is taken. */
#include "decoder/classes/net_syntax.h"
#include "decoder/stream/tests/support.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sluice_bytes bytes_of(const char *text)
{
    return (struct sluice_bytes){(const uint8_t *)text, strlen(text)};
}

/* As java.net.URI of JDK 17 has it. */
static const char *const uris[] = {
    "",
    "#",
    "?",
    "a:b",
    "///",
    "//h",
    "//h:",
    "//h:x",
    "//h:80",
    "//[::1]",
    "a:[x]",
    "?[x]",
    "#[x]",
    "%41",
    "\xC3\xA9",
    "\xED\xA0\x80", /* half of a pair */
    "http://a@b@c/",
    "//a_b/",
    "a/b:c",
    "a:b:c",
    "mailto:[",
    "x:?",
    "x:?q",
    "//u@[::1]:8",
    "//[fe80::1%eth0]",
    "//@",
    "//:80",
    "//h:80x",
    "//%41",
    "a+b:c",
    "http://user@127.0.0.1:8080/a/b?q=1#f",
};

static const char *const no_uris[] = {
    "a:",           "//",         "//[::1]x", "//[zz]", "//[::1", "//u[::1]",
    "//[::1]:x",    "//[::1%]e]", "/[x]",     "#a#b",   "%4",     "%zz",
    "a b",          "\xC2\xA0", /* a blank */
    "\xE2\x80\x89",             /* a thin one */
    "\xC2\x85",                 /* a control character */
    "a\nb",         "\xC0\xAF", /* a slash in two bytes */
    "1a:b",         ":a",         "//h/%zz",  "^",      "a\\b",   "{",
    "x:#f",         "a_b:c",      "//[v1.x]", "|",      "//h^/",  "?q^",
};

static void test_uris(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uris); i++) {
        if (!sluice_is_uri(bytes_of(uris[i]))) {
            fail_msg("%s is a URI", uris[i]);
        }
    }
    for (size_t i = 0; i < COUNT(no_uris); i++) {
        if (sluice_is_uri(bytes_of(no_uris[i]))) {
            fail_msg("%s is no URI", no_uris[i]);
        }
    }
}

static const struct {
    const char *authority;
    const char *host;
    int64_t port;
    bool agree;
} authorities[] = {
    {"h", "h", -1, true},
    {"h:", "h", -1, true},
    {"h:80", "h", 80, true},
    {"h:080", "h", 80, true},
    {"u:p@h:80", "h", 80, true},
    {"", "", -1, true},
    {"user@", "", -1, true},
    {":80", "", 80, true},
    {"[::1]:80", "[::1]", 80, true},
    {"a@b@c", "", -1, true},
    {"h:99999", "h", 99999, true},
    {"h:80", "h", 81, false},
    {"h:80", "h", -1, false},
    {"h", "h", 80, false},
    {"h:x", "h", -1, false},
    {"h:99999999999999999999", "h", 99999, false},
    {"good.example@evil.example", "good.example", -1, false},
    {"evil.example", "good.example", -1, false},
    {"good.example.evil", "good.example", -1, false},
    {"good", "good.example", -1, false},
    {"H", "h", -1, false},
    {"a@b@c", "c", -1, false},
    {"a@b@c/", "", -1, false},
    {"a/b@h", "h", -1, false},
    {"a\\@h", "h", -1, false},
};

static void test_authorities(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(authorities); i++) {
        if (sluice_is_authority(bytes_of(authorities[i].authority), bytes_of(authorities[i].host),
                                authorities[i].port) != authorities[i].agree) {
            fail_msg("%s, %s, %lld: should%s agree", authorities[i].authority, authorities[i].host,
                     (long long)authorities[i].port, authorities[i].agree ? "" : " not");
        }
    }
}

static void test_hosts_and_schemes(void **state)
{
    static const char *const hosts[] = {"", "h", "[::1]", "a_b", "h%41", "\xC3\xA4.example"};
    static const char *const no_hosts[] = {"a b", "a/b",  "a?b",  "a#b",
                                           "a@b", "a\\b", "\x7F", "\xC0\xAE"};
    static const char *const schemes[] = {"http", "a", "a+b-c.1", "HTTP"};
    static const char *const no_schemes[] = {"", "1a", "a_b", "ht tp", "a:", "\xC3\xA4"};
    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        assert_true(sluice_is_host(bytes_of(hosts[i])));
    }
    for (size_t i = 0; i < COUNT(no_hosts); i++) {
        assert_false(sluice_is_host(bytes_of(no_hosts[i])));
    }
    for (size_t i = 0; i < COUNT(schemes); i++) {
        assert_true(sluice_is_scheme(bytes_of(schemes[i])));
    }
    for (size_t i = 0; i < COUNT(no_schemes); i++) {
        assert_false(sluice_is_scheme(bytes_of(no_schemes[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uris),
        cmocka_unit_test(test_authorities),
        cmocka_unit_test(test_hosts_and_schemes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
