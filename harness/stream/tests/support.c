#include "harness/stream/tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sluice_program *try_load(const char *yaml, struct sluice_yaml_error *error)
{
    struct sluice_yaml *document = NULL;
    struct sluice_program *program = NULL;

    if (sluice_yaml_parse(yaml, strlen(yaml), "case", &document, error)) {
        (void)!sluice_program_load(sluice_yaml_root(document), &program, error);
    }
    sluice_yaml_free(document);
    return program;
}

struct sluice_program *load(const char *yaml)
{
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    struct sluice_program *program = try_load(yaml, &error);

    if (program == NULL) {
        fail_msg("%s\n%s", sluice_yaml_error_text(&error, text), yaml);
    }
    return program;
}

struct sluice_assembly assemble(const struct sluice_program *program)
{
    struct sluice_assembly_options options = {.max_rows = 1000};
    struct sluice_yaml_error error = {0};
    struct sluice_assembly assembly;
    char text[SLUICE_YAML_ERROR_TEXT];

    if (!sluice_assemble(program, &options, &assembly, &error)) {
        fail_msg("%s", sluice_yaml_error_text(&error, text));
    }
    return assembly;
}

static char *hex_of(const uint8_t *bytes, size_t length)
{
    char *hex = malloc(2 * length + 1);

    assert_non_null(hex);
    for (size_t i = 0; i < length; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02X", (unsigned)bytes[i]);
    }
    hex[2 * length] = '\0';
    return hex;
}

void expect_bytes(const char *yaml, const char *hex)
{
    struct sluice_program *program = load(yaml);
    struct sluice_assembly assembly = assemble(program);
    char *actual = hex_of(assembly.bytes, assembly.length);
    char *expected = malloc(strlen(hex) + 9);
    size_t used = 8;

    assert_non_null(expected);
    memcpy(expected, "ACED0005", 8);
    for (; *hex != '\0'; hex++) {
        if (*hex != ' ') {
            expected[used++] = *hex;
        }
    }
    expected[used] = '\0';
    if (strcmp(actual, expected) != 0) {
        fail_msg("%s\n  gives    %s\n  expected %s", yaml, actual, expected);
    }
    expect_fixpoint(program);
    expect_round_trip(assembly.bytes, assembly.length, true);
    free(actual);
    free(expected);
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}

void expect_error(const char *yaml, const char *message)
{
    struct sluice_yaml_error error = {0};
    struct sluice_program *program = try_load(yaml, &error);
    struct sluice_assembly assembly;
    char text[SLUICE_YAML_ERROR_TEXT];

    if (program != NULL) {
        assert_false(sluice_assemble(program, NULL, &assembly, &error));
        assert_null(assembly.bytes);
        sluice_program_free(program);
    }
    assert_true(error.set);
    assert_string_equal(sluice_yaml_error_text(&error, text), message);
}

void expect_fixpoint(const struct sluice_program *program)
{
    struct sluice_text text = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_program *again = NULL;
    char message[SLUICE_YAML_ERROR_TEXT];

    assert_true(sluice_program_print(program, &text));
    if (!sluice_yaml_parse(text.data, text.length, "printed", &document, &error) ||
        !sluice_program_load(sluice_yaml_get(sluice_yaml_root(document), "stream"), &again,
                             &error)) {
        fail_msg("%s\n%.4000s", sluice_yaml_error_text(&error, message), text.data);
    }
    if (!sluice_program_equal(program, again)) {
        fail_msg("another program comes back from\n%.4000s", text.data);
    }
    sluice_yaml_free(document);
    sluice_program_free(again);
    sluice_text_free(&text);
}

void expect_round_trip(const uint8_t *bytes, size_t length, bool with_yaml)
{
    struct sluice_program *program = sluice_disassemble(bytes, length);
    struct sluice_assembly assembly;

    assert_non_null(program);
    assembly = assemble(program);
    if (assembly.length != length || (length > 0 && memcmp(assembly.bytes, bytes, length) != 0)) {
        size_t shown = length < 300 ? length : 300;
        char *before = hex_of(bytes, shown);

        print_error("%s\n", before);
        free(before);
        fail_msg("%zu bytes become %zu other ones", length, assembly.length);
    }
    if (with_yaml) {
        expect_fixpoint(program);
    }
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
}
