#include "class_program.h"

static void add_u16(struct sluice_text *out, size_t value)
{
    const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    sluice_text_add(out, bytes, sizeof bytes);
}

static void add_constant(struct sluice_text *out, struct sluice_bytes text)
{
    sluice_text_add(out, "\1", 1);
    add_u16(out, text.length);
    if (text.length > 0) {
        sluice_text_add(out, text.data, text.length);
    }
}

void sluice_class_make(struct sluice_text *out, struct sluice_bytes name,
                       struct sluice_bytes mention)
{
    static const char object[] = "java/lang/Object";
    sluice_text_add(out, "\xCA\xFE\xBA\xBE\0\0\0\x3D", 8);
    add_u16(out, 8);
    add_constant(out, name);
    sluice_text_add(out, "\7\0\1", 3);
    add_constant(out, (struct sluice_bytes){(const uint8_t *)object, sizeof object - 1});
    sluice_text_add(out, "\7\0\3", 3);
    sluice_text_add(out, "\5\0\0\0\0\0\0\0\1", 9); /* a long, which takes two places */
    add_constant(out, mention);
    add_u16(out, 0x21);
    add_u16(out, 2);
    add_u16(out, 4);
    sluice_text_add(out, "\0\0\0\0\0\0\0\0", 8);
}
