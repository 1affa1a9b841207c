/* history.h : the turns so far: what was shown, answered, and what came of it. Prefix-stable: pictures go
 * in blocks, texts stay. */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include <stddef.h>

struct history;

struct turn {
    char *report;        /* what the turn before did, told with this turn's picture; NULL at first */
    void *picture;       /* NULL once evicted */
    size_t picture_len;
    const char *mime;
    char *output;        /* the model's own answer, unchanged */
};

struct history *history_new(void);
/* Copies all. */
void history_add(struct history *h, const char *report, const void *picture, size_t len,
                 const char *mime, const char *output);
size_t history_count(const struct history *h);
const struct turn *history_at(const struct history *h, size_t i);
/* First turn whose picture may be sent when at most `max` pictures go, evicting in blocks of `block`, so
 * that the request's prefix changes rarely. */
size_t history_first_picture(const struct history *h, size_t max, size_t block);
void history_free(struct history *h);

#endif
