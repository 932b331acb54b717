#define _POSIX_C_SOURCE 200809L

#include "harness/suite/read_ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* With the thread that loads, as many as there are processors in a small machine. */
enum { THREADS = 3 };

/* A file; whoever reads it has it to itself until `done`. */
struct file {
    char *path;
    struct sluice_yaml *document;
    struct sluice_yaml_error error;
    bool good;
    bool done; /* under the lock */
};

struct sluice_read_ahead {
    pthread_t threads[THREADS];
    size_t thread_count;
    pthread_mutex_t lock;
    pthread_cond_t progress; /* a file is done */
    size_t next;             /* the first file that nobody has begun to read; under the lock */
    size_t count;
    struct file files[];
};

/* --- the threads ------------------------------------------------------------------------------ */

/* The file that is next; NULL: there is none. */
static struct file *claim(struct sluice_read_ahead *ahead)
{
    (void)pthread_mutex_lock(&ahead->lock);
    struct file *file = ahead->next < ahead->count ? &ahead->files[ahead->next++] : NULL;
    (void)pthread_mutex_unlock(&ahead->lock);
    return file;
}

static void *read_files(void *argument)
{
    struct sluice_read_ahead *ahead = argument;
    for (struct file *file = claim(ahead); file != NULL; file = claim(ahead)) {
        file->good = sluice_yaml_load(file->path, &file->document, &file->error);
        (void)pthread_mutex_lock(&ahead->lock);
        file->done = true;
        (void)pthread_cond_signal(&ahead->progress);
        (void)pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

static void start_threads(struct sluice_read_ahead *ahead)
{
    while (ahead->thread_count < THREADS && ahead->thread_count < ahead->count &&
           pthread_create(&ahead->threads[ahead->thread_count], NULL, read_files, ahead) == 0) {
        ahead->thread_count++;
    }
}

/* --- whoever loads ---------------------------------------------------------------------------- */

static bool copy_paths(struct sluice_read_ahead *ahead, const char *const *paths, size_t count)
{
    while (ahead->count < count) {
        struct file *file = &ahead->files[ahead->count];
        file->path = strdup(paths[ahead->count]);
        if (file->path == NULL) {
            return false;
        }
        ahead->count++;
    }
    return true;
}

static void free_files(struct sluice_read_ahead *ahead)
{
    for (size_t i = 0; i < ahead->count; i++) {
        sluice_yaml_free(ahead->files[i].document);
        free(ahead->files[i].path);
    }
    free(ahead);
}

struct sluice_read_ahead *sluice_read_ahead_begin(const char *const *paths, size_t count)
{
    struct sluice_read_ahead *ahead = NULL;
    if (count > 1 && count < SIZE_MAX / sizeof ahead->files[0] - 1) {
        ahead = calloc(1, sizeof *ahead + count * sizeof ahead->files[0]);
    }
    if (ahead == NULL) {
        return NULL;
    }
    if (!copy_paths(ahead, paths, count) || pthread_mutex_init(&ahead->lock, NULL) != 0) {
        free_files(ahead);
        return NULL;
    }
    if (pthread_cond_init(&ahead->progress, NULL) != 0) {
        (void)pthread_mutex_destroy(&ahead->lock);
        free_files(ahead);
        return NULL;
    }
    start_threads(ahead);
    return ahead;
}

/* Waits for a file that somebody has begun to read; NULL: nobody has, and nobody will. */
static struct file *wait_for(struct sluice_read_ahead *ahead, size_t index)
{
    struct file *file = &ahead->files[index];
    (void)pthread_mutex_lock(&ahead->lock);
    const bool begun = index < ahead->next;
    ahead->next = begun ? ahead->next : index + 1;
    while (begun && !file->done) {
        (void)pthread_cond_wait(&ahead->progress, &ahead->lock);
    }
    (void)pthread_mutex_unlock(&ahead->lock);
    return begun ? file : NULL;
}

bool sluice_read_ahead_load(struct sluice_read_ahead *ahead, size_t index, const char *path,
                            struct sluice_yaml **out, struct sluice_yaml_error *error)
{
    const bool is_ahead = ahead != NULL && index < ahead->count &&
                          strcmp(ahead->files[index].path, path) == 0;
    struct file *file = is_ahead ? wait_for(ahead, index) : NULL;
    if (file == NULL) {
        return sluice_yaml_load(path, out, error);
    }
    *out = file->document;
    file->document = NULL;
    return file->good || sluice_yaml_fail_at(error, file->error.file, file->error.line,
                                             file->error.column, "%s", file->error.message);
}

void sluice_read_ahead_end(struct sluice_read_ahead *ahead)
{
    if (ahead == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&ahead->lock);
    ahead->next = ahead->count;
    (void)pthread_mutex_unlock(&ahead->lock);
    for (size_t i = 0; i < ahead->thread_count; i++) {
        (void)pthread_join(ahead->threads[i], NULL);
    }
    (void)pthread_cond_destroy(&ahead->progress);
    (void)pthread_mutex_destroy(&ahead->lock);
    free_files(ahead);
}
