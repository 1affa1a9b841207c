/* xalloc.h : small allocations that abort when memory is out. Sizes that come from outside are
 * checked against a cap first and go through malloc, so that they can fail. */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);             /* aborts on n * size overflow */
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);                     /* NULL gives NULL */
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *xmemdup(const void *p, size_t n);

/* Makes room for one more element in a doubling array: GROW(items, n, cap). */
#define GROW(items, n, cap)                                                        \
    do {                                                                           \
        if ((n) == (cap)) {                                                        \
            (cap) = (cap) ? (cap) * 2 : 8;                                         \
            (items) = xreallocarray((items), (cap), sizeof *(items));              \
        }                                                                          \
    } while (0)

#endif
