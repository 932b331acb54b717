#include "old_store.h"
#include "digest.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

/* A context of its own: what it is allowed is allowed to nothing else. libcrypto 3.0 itself does not outlive memory that
 * fails while it makes one, be it the provider's; all that comes behind it may fail. */
struct old {
    OSSL_LIB_CTX *context;
    OSSL_PROVIDER *usual;
    OSSL_PROVIDER *legacy;
    PKCS12 *store;
    EVP_PKEY *key;
    X509 *first;
    STACK_OF(X509) * others;
};

static void close_old(struct old *old)
{
    sk_X509_pop_free(old->others, X509_free);
    X509_free(old->first);
    EVP_PKEY_free(old->key);
    PKCS12_free(old->store);
    if (old->legacy != NULL) {
        (void)OSSL_PROVIDER_unload(old->legacy);
    }
    if (old->usual != NULL) {
        (void)OSSL_PROVIDER_unload(old->usual);
    }
    OSSL_LIB_CTX_free(old->context);
}

static bool open_old(struct old *old, struct sluice_bytes bytes, const char *password)
{
    BIO *text = BIO_new_mem_buf(bytes.data, (int)bytes.length);
    old->context = OSSL_LIB_CTX_new();
    if (text != NULL && old->context != NULL) {
        old->usual = OSSL_PROVIDER_load(old->context, "default");
        old->legacy = OSSL_PROVIDER_load(old->context, "legacy");
    }
    if (old->usual != NULL && old->legacy != NULL) {
        old->store = PKCS12_init_ex(NID_pkcs7_data, old->context, NULL);
    }
    /* What it is read into says in which context. */
    const bool opened = old->store != NULL && d2i_PKCS12_bio(text, &old->store) != NULL &&
                        PKCS12_parse(old->store, password, &old->key, &old->first, &old->others) ==
                            1;
    BIO_free(text);
    return opened;
}

/* The same certificate in the usual context, with its alias. */
static X509 *copy_of(X509 *certificate)
{
    unsigned char *bytes = NULL;
    const int length = i2d_X509(certificate, &bytes);
    const unsigned char *at = bytes;
    X509 *copy = length <= 0 ? NULL : d2i_X509(NULL, &at, length);
    OPENSSL_free(bytes);
    int alias_length = 0;
    const unsigned char *alias = X509_alias_get0(certificate, &alias_length);
    if (copy != NULL && alias != NULL && X509_alias_set1(copy, alias, alias_length) != 1) {
        X509_free(copy);
        copy = NULL;
    }
    return copy;
}

static bool copy_all(STACK_OF(X509) * from, STACK_OF(X509) * to)
{
    for (int i = 0; i < sk_X509_num(from); i++) {
        X509 *copy = copy_of(sk_X509_value(from, i));
        if (copy == NULL || sk_X509_push(to, copy) == 0) {
            X509_free(copy);
            return false;
        }
    }
    return true;
}

enum sluice_archive_reason sluice_old_store_read(struct sluice_bytes bytes, const char *password,
                                                 X509 **first, STACK_OF(X509) * *others)
{
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    struct old old = {0};
    bool read = open_old(&old, bytes, password);
    *first = read && old.first != NULL ? copy_of(old.first) : NULL;
    *others = read ? sk_X509_new_null() : NULL;
    read = read && *others != NULL && (*first != NULL) == (old.first != NULL) &&
           copy_all(old.others, *others);
    if (!read) {
        reason = sluice_crypto_reason(SLUICE_ARCHIVE_TRUST_PARSE);
        X509_free(*first);
        sk_X509_pop_free(*others, X509_free);
        *first = NULL;
        *others = NULL;
    }
    close_old(&old);
    ERR_clear_error();
    return reason;
}
