#include "harness/fuzz/archive/usual_texts.h"

#include "harness/fuzz/archive/program.h"

/* As `scripts/corpus golden` holds them to be: accepted. */
static const char manifest[] = "Manifest-Version: 1.0\r\n"
                               "Main-Class: trusted.Main\r\n"
                               "Sealed: true\r\n"
                               "\r\n"
                               "Name: trusted/Main.class\r\n"
                               "SHA-256-Digest: RlWK0XAzSmYjWGZ0Ar0Zfznd9nBYK7WmXyh0hAoqHww=\r\n"
                               "\r\n"
                               "Name: trusted/Helper.class\r\n"
                               "SHA-256-Digest: py5uObItn8xIGSnnS71nCyWOfC/Mj3LrFuBDzrq+t8Q=\r\n"
                               "\r\n"
                               "Name: other/Util.class\r\n"
                               "SHA-256-Digest: PfoVqBnG3L/N9kK0p1IxZQCAtrgsvw/DZRwu57OtPAU=\r\n"
                               "\r\n"
                               "Name: data.txt\r\n"
                               "SHA-256-Digest: WqA/lsd1NleRZvuhR5KWJsw6l5YOmUBXqdgCcac20Q8=\r\n"
                               "\r\n";

static const char signature_file[] =
    "Signature-Version: 1.0\r\n"
    "SHA-256-Digest-Manifest-Main-Attributes: FSlzdQVOs7G382kWNuo2jQ8NHXLfcw0\r\n"
    " lNmWmWxTipGg=\r\n"
    "SHA-256-Digest-Manifest: 2qb5b2LWF0s0jrj0dtrNyYX3PhH71Wnp8gaCzCuvhTA=\r\n"
    "\r\n"
    "Name: trusted/Main.class\r\n"
    "SHA-256-Digest: 9f0kAzGSu7n9Lp4bWBSLPxlMs4jXNKKrG5y4f71fDwc=\r\n"
    "\r\n"
    "Name: trusted/Helper.class\r\n"
    "SHA-256-Digest: RmtzkQJ6vPdMSxuSErSO3zwSY8WrziS1wr9HJ6oyj0o=\r\n"
    "\r\n"
    "Name: other/Util.class\r\n"
    "SHA-256-Digest: +aVuom3MsW3MKq+2+6e9b6oCjql68pfIEzo1MKQwM8k=\r\n"
    "\r\n"
    "Name: data.txt\r\n"
    "SHA-256-Digest: AxmZFm9xAdKSPT1GVML9OGp6etmMNVKnyL+LnbBXElA=\r\n"
    "\r\n";

uint32_t sluice_text_switches(uint8_t head)
{
    static const enum sluice_program_switch switches[] = {
        SLUICE_SWITCH_allow_long_lines,      SLUICE_SWITCH_allow_open_section,
        SLUICE_SWITCH_allow_name_case,       SLUICE_SWITCH_allow_no_version,
        SLUICE_SWITCH_allow_unknown_digests, SLUICE_SWITCH_demand_crlf,
        SLUICE_SWITCH_allow_unseal_override,
    };
    uint32_t bits = 0;
    for (unsigned i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        bits |= ((uint32_t)head >> (i + 1) & 1U) << switches[i];
    }
    return bits;
}

struct sluice_bytes sluice_usual_manifest(void)
{
    return (struct sluice_bytes){(const uint8_t *)manifest, sizeof manifest - 1};
}

struct sluice_bytes sluice_usual_signature_file(void)
{
    return (struct sluice_bytes){(const uint8_t *)signature_file, sizeof signature_file - 1};
}
