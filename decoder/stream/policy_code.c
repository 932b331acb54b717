/* What must hold of the code that a model brings with it: read, check, constructor, destructor. */
#include "policy.h"

/* Objects of the class, or of a subclass, come to be from data of the stream. */
static bool takes_data(enum sluice_construct construct)
{
    return construct == SLUICE_CONSTRUCT_ATOMIC || construct == SLUICE_CONSTRUCT_PERMITTED ||
           construct == SLUICE_CONSTRUCT_ABSTRACT;
}

static const char *read_fault(const struct sluice_class_model *model)
{
    if (model->state_size != 0 && model->read == NULL) {
        return "it has a state_size, but no read that would fill in a state";
    }
    if (model->state_size > SLUICE_STATE_MAX) {
        return "its state_size is larger than SLUICE_STATE_MAX";
    }
    if (model->read == NULL) {
        return NULL;
    }
    if (model->form == SLUICE_FORM_FIELDS) {
        return "its read has nothing to read: the form must be DATA, BOTH or EXTERNAL";
    }
    if (model->layout_count != 0) {
        return "it has both a layout and a read: one of them must go";
    }
    return takes_data(model->construct)
               ? NULL
               : "it has a read, but its objects never take data from the stream";
}

/* Does the class or one above it have a constructor? */
static bool is_constructed(const struct sluice_policy *policy, uint32_t index)
{
    for (uint32_t at = index + 1; at != 0; at = policy->compiled[at - 1].parent) {
        if (policy->models[at - 1].constructor != NULL) {
            return true;
        }
    }
    return false;
}

static const char *instance_fault(const struct sluice_policy *policy, uint32_t index)
{
    const struct sluice_class_model *model = &policy->models[index];
    const uint32_t parent = policy->compiled[index].parent;
    if (parent != 0 && model->instance_size < policy->models[parent - 1].instance_size) {
        return "its instance_size is smaller than its superclass's, which is a part of it";
    }
    if (model->instance_size == 0) {
        return model->constructor != NULL
                   ? "it has a constructor, but no instance_size: there is nothing to fill in"
               : model->destructor != NULL
                   ? "it has a destructor, but no instance_size: there is nothing to destroy"
                   : NULL;
    }
    if (model->instance_size > INT32_MAX) {
        return "its instance_size is larger than 2 GiB";
    }
    if (!takes_data(model->construct) && model->construct != SLUICE_CONSTRUCT_STATELESS) {
        return "it has an instance_size, but its objects are never built";
    }
    return is_constructed(policy, index)
               ? NULL
               : "it has an instance_size, but no constructor, nor has a superclass";
}

const char *sluice_model_code_fault(const struct sluice_policy *policy, uint32_t index)
{
    const char *fault = read_fault(&policy->models[index]);
    return fault != NULL ? fault : instance_fault(policy, index);
}
