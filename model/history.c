#include "model/history.h"

#include <stdlib.h>

#include "base/xalloc.h"

/* Pictures kept at most, whatever a request may send: a long task must not eat the memory. They go in
 * one block of half, so that a request of up to that many keeps its prefix. */
#define PICTURES_MAX 64u

struct history {
    struct turn *turns;
    size_t n, cap;
    size_t first_kept; /* turns before it have lost their pictures */
};

struct history *history_new(void)
{
    return xcalloc(1, sizeof(struct history));
}

static void evict(struct history *h)
{
    if (h->n - h->first_kept <= PICTURES_MAX)
        return;
    size_t until = h->first_kept + PICTURES_MAX / 2;
    for (; h->first_kept < until; h->first_kept++) {
        struct turn *t = &h->turns[h->first_kept];
        free(t->picture);
        t->picture = NULL;
        t->picture_len = 0;
    }
}

void history_add(struct history *h, const char *report, const void *picture, size_t len,
                 const char *mime, const char *output)
{
    GROW(h->turns, h->n, h->cap);
    h->turns[h->n++] = (struct turn){
        .report = xstrdup(report),
        .picture = picture ? xmemdup(picture, len) : NULL,
        .picture_len = picture ? len : 0,
        .mime = mime,
        .output = xstrdup(output ? output : ""),
    };
    evict(h);
}

size_t history_count(const struct history *h)
{
    return h->n;
}

const struct turn *history_at(const struct history *h, size_t i)
{
    return i < h->n ? &h->turns[i] : NULL;
}

size_t history_first_picture(const struct history *h, size_t max, size_t block)
{
    if (block == 0)
        block = 1;
    if (block > max + 1)
        block = max + 1;
    size_t first = 0;
    if (h->n > max)
        first = (h->n - max + block - 1) / block * block;
    return first < h->first_kept ? h->first_kept : first;
}

void history_free(struct history *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->n; i++) {
        free(h->turns[i].report);
        free(h->turns[i].picture);
        free(h->turns[i].output);
    }
    free(h->turns);
    free(h);
}
