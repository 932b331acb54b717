/* What is known of a timestamp by whoever made it. */
#include "harness/archive/facts.h"
#include "harness/archive/stamping.h"

#include <openssl/x509v3.h>
#include <string.h>

/* It says of the signature what a timestamp says, and by whom. */
static bool is_whole(const struct sluice_timestamp_plan *plan)
{
    return plan->stamped.data == NULL && !plan->no_binding && !plan->no_certificate &&
           !plan->as_data && !plan->twice;
}

static bool is_approved(const char *name, const struct sluice_archive_policy *policy)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } digests[] = {{"MD5", SLUICE_DIGEST_MD5},
                   {"SHA1", SLUICE_DIGEST_SHA1},
                   {"SHA256", SLUICE_DIGEST_SHA256},
                   {"SHA384", SLUICE_DIGEST_SHA384},
                   {"SHA512", SLUICE_DIGEST_SHA512}};
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        if (strcmp(digests[i].name, name == NULL ? "SHA256" : name) == 0) {
            return (sluice_fact_approved(policy) & digests[i].bit) != 0;
        }
    }
    return false;
}

/* Timestamps are all that the certificate is for, and it says that this matters. */
static bool is_for_timestamps(const X509 *certificate)
{
    int critical = 0;
    EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, NULL);
    const bool is_so = uses != NULL && critical == 1 && sk_ASN1_OBJECT_num(uses) == 1 &&
                       OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, 0)) == NID_time_stamp;
    EXTENDED_KEY_USAGE_free(uses);
    return is_so;
}

static bool is_valid(const X509 *certificate, int64_t at)
{
    return ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), (time_t)at) <= 0 &&
           ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), (time_t)at) >= 0;
}

/* Who stamps, or who is above him, is trusted; on the way there all are valid. */
static bool is_trusted(const struct sluice_identity *by, const struct sluice_made_trust *trust,
                       int64_t at)
{
    for (; by != NULL && is_valid(by->certificate, at); by = by->issuer) {
        for (size_t i = 0; i < trust->timestamper_count; i++) {
            if (X509_cmp(by->certificate, trust->timestampers[i]->certificate) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool sluice_fact_is_stamped(const struct sluice_made_archive *made,
                            const struct sluice_made_trust *trust)
{
    const struct sluice_timestamp_plan *plan = made->plan->timestamp;
    const struct sluice_archive_policy *policy = trust->policy;
    return plan != NULL && is_whole(plan) && plan->at <= policy->now &&
           is_valid(made->signer->certificate, plan->at) &&
           is_valid(plan->by->certificate, plan->at) && is_approved(plan->imprint, policy) &&
           is_approved(plan->digest, policy) && is_for_timestamps(plan->by->certificate) &&
           sluice_fact_is_strong(plan->by->key, policy) &&
           is_trusted(plan->by, trust, policy->allow_old_timestamps ? plan->at : policy->now);
}
