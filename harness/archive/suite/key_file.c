#define _POSIX_C_SOURCE 200809L

#include "harness/archive/suite/key_file.h"

#include <fcntl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whatever is longer is no key of a case. */
enum { MOST = 16384 };

static EVP_PKEY *decode(const char *text, size_t length)
{
    unsigned char der[MOST];
    const unsigned char *at = der;
    if (length == 0 || length > MOST || length % 4 != 0) {
        return NULL;
    }
    const int made = EVP_DecodeBlock(der, (const unsigned char *)text, (int)length);
    return made < 0 ? NULL : d2i_AutoPrivateKey(NULL, &at, made);
}

EVP_PKEY *sluice_key_file_find(const struct sluice_text *file, const char *name, const char *kind)
{
    struct sluice_text head = {0};
    sluice_text_format(&head, "%s %s ", name, kind);
    const char *line = sluice_text_get(file);
    EVP_PKEY *found = NULL;
    while (found == NULL && !head.failed && *line != '\0') {
        const size_t length = strcspn(line, "\n");
        if (length > head.length && memcmp(line, head.data, head.length) == 0) {
            found = decode(line + head.length, length - head.length);
        }
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    sluice_text_free(&head);
    return found;
}

void sluice_key_file_add(struct sluice_text *file, const char *name, const char *kind,
                         const EVP_PKEY *key)
{
    unsigned char text[MOST];
    unsigned char *der = NULL;
    const int length = i2d_PrivateKey(key, &der);
    if (length > 0 && length < MOST / 2) {
        (void)EVP_EncodeBlock(text, der, length);
        sluice_text_format(file, "%s %s %s\n", name, kind, (const char *)text);
    }
    OPENSSL_free(der);
}

void sluice_key_file_read(const char *path, struct sluice_text *file)
{
    char piece[4096];
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return;
    }
    size_t got = fread(piece, 1, sizeof piece, in);
    while (got > 0) {
        sluice_text_add(file, piece, got);
        got = fread(piece, 1, sizeof piece, in);
    }
    (void)fclose(in);
}

void sluice_key_file_write(const char *path, const struct sluice_text *file)
{
    struct sluice_text name = {0};
    sluice_text_format(&name, "%s.%ld", path, (long)getpid());
    const int out = file->failed || name.failed
                        ? -1
                        : open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out >= 0) {
        const bool written = write(out, sluice_text_get(file), file->length) ==
                             (ssize_t)file->length;
        if (close(out) != 0 || !written || rename(name.data, path) != 0) {
            (void)unlink(name.data);
        }
    }
    sluice_text_free(&name);
}
