#include "engine.h"
#include "sluice/json.h"
bool sluice_gate_object(struct sluice_engine *engine, uint32_t d){(void)engine;(void)d;return true;}
bool sluice_gate_array(struct sluice_engine *engine, uint32_t d){(void)engine;(void)d;return true;}
bool sluice_gate_enum(struct sluice_engine *engine, uint32_t d,uint32_t n){(void)engine;(void)d;(void)n;return true;}
bool sluice_gate_class(struct sluice_engine *engine, uint32_t d){(void)engine;(void)d;return true;}
void sluice_gate_level(struct sluice_engine *engine, const struct sluice_descriptor *l){(void)engine;(void)l;}
bool sluice_gate_field_dropped(const struct sluice_engine *engine){(void)engine;return false;}
bool sluice_gate_construct(struct sluice_engine *engine, uint32_t *s){(void)engine;*s=0;return true;}
bool sluice_gate_elements(struct sluice_engine *engine){(void)engine;return true;}
bool sluice_gate_reference(struct sluice_engine *engine, uint32_t h,uint32_t o, uint32_t*s){(void)engine;(void)h;(void)o;(void)s;return true;}
const struct sluice_class_model *sluice_layout_model(const struct sluice_engine *engine, const struct sluice_descriptor *level){(void)engine;(void)level;return 0;}
SLUICE_API enum sluice_reason sluice_policy_create(const struct sluice_class_model *m, size_t c, const struct sluice_allocator *a, struct sluice_policy **out, struct sluice_policy_error *e){(void)m;(void)c;(void)a;(void)e;*out=NULL;return SLUICE_BAD_ARGUMENT;}
void sluice_policy_free(struct sluice_policy *p){(void)p;}
enum sluice_reason sluice_graph_json(const struct sluice_graph *g,const struct sluice_allocator *a,sluice_write_fn w,void *c){(void)g;(void)a;(void)w;(void)c;return SLUICE_BAD_ARGUMENT;}
enum sluice_reason sluice_graph_compact(const struct sluice_graph *g,const struct sluice_allocator *a,sluice_write_fn w,void *c){(void)g;(void)a;(void)w;(void)c;return SLUICE_BAD_ARGUMENT;}
