/* out.h : output for people and for programs. What comes from the screen or from a model never
 * reaches the terminal as control characters. */
#ifndef AGENTCTL_OUT_H
#define AGENTCTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json_t;

/* text with control characters and bad bytes replaced; a newline is followed by indent. */
void out_text(FILE *f, const char *text, const char *indent);
void out_json(const struct json_t *value);        /* compact, one line, standard output */
void out_json_pretty(const struct json_t *value); /* indented, for people */
/* An ISO time as local "2026-01-31 12:00"; "-" for NULL. */
void out_time(const char *iso, char out[20]);
void out_bytes(int64_t bytes, char out[16]);      /* "1.5 MB" */
unsigned int out_width(void);                     /* of the terminal, $COLUMNS, or 100 */

/* A table: cells are copied; the columns that may shrink are cut with "…" until a row fits. */
struct table;
struct table *table_new(const char *const *titles, size_t columns);
void table_shrinks(struct table *t, size_t column);
void table_right(struct table *t, size_t column);
void table_cell(struct table *t, const char *text);  /* left to right, row after row; NULL: "" */
void table_cellf(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void table_print(struct table *t);                   /* and frees it */

#endif
