#include "class_program.h"

static void add_u16(struct sluice_text *text, size_t value)
{
    const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    sluice_text_add(text, bytes, sizeof bytes);
}

static void add_constant(struct sluice_text *text, struct sluice_bytes constant)
{
    sluice_text_add(text, "\1", 1);
    add_u16(text, constant.length);
    sluice_text_add(text, constant.data, constant.length);
}

void sluice_class_assemble(const struct sluice_class_program *program, struct sluice_text *out)
{
    static const struct sluice_bytes object = {(const uint8_t *)"java/lang/Object", 16};
    sluice_text_add(out, "\xCA\xFE\xBA\xBE\0\0", 6);
    add_u16(out, program->version == 0 ? SLUICE_CLASS_VERSION : program->version);
    /* Places of constants begin at 1, and a long takes two of them. */
    add_u16(out, 7 + program->mention_count);
    add_constant(out, program->name);
    sluice_text_add(out, "\7\0\1", 3);
    add_constant(out, object);
    sluice_text_add(out, "\7\0\3", 3);
    sluice_text_add(out, "\5\0\0\0\0\0\0\0\1", 9);
    for (size_t i = 0; i < program->mention_count; i++) {
        add_constant(out, program->mentions[i]);
    }
    add_u16(out, 0x21); /* public, and as classes are since Java 1.1 */
    add_u16(out, 2);
    add_u16(out, 4);
    sluice_text_add(out, "\0\0\0\0\0\0\0\0", 8); /* nothing else */
}

void sluice_class_make(struct sluice_text *out, struct sluice_bytes name,
                       struct sluice_bytes mention)
{
    const struct sluice_class_program program = {
        .name = name, .mentions = &mention, .mention_count = 1};
    sluice_class_assemble(&program, out);
}
