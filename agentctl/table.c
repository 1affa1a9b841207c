#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "agentctl/out.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define COLUMNS_MAX 12
#define GAP 2u
#define SHRINK_MIN 8u

struct table {
    size_t columns;
    bool shrinks[COLUMNS_MAX], right[COLUMNS_MAX];
    char **cells; /* row after row; the titles are the first row */
    size_t n, cap;
};

/* Columns on a terminal; main has set a UTF-8 locale for wcwidth. */
static unsigned int width_of(uint32_t c)
{
    int w = wcwidth((wchar_t)c);

    return w < 0 ? 1 : (unsigned int)w;
}

static unsigned int text_width(const char *text)
{
    size_t len = strlen(text), n;
    unsigned int width = 0;

    for (size_t i = 0; i < len; i += n) {
        uint32_t c = 0;
        n = utf8_decode(text + i, len - i, &c);
        n = n ? n : 1;
        width += width_of(c);
    }
    return width;
}

/* One line, valid and printable. */
static char *clean(const char *text)
{
    struct strbuf out = STRBUF_INIT;
    size_t len = strlen(text), n;

    for (size_t i = 0; i < len; i += n) {
        uint32_t c;
        n = utf8_decode(text + i, len - i, &c);
        if (n == 0 || (c < 0x20 && c != '\n' && c != '\t' && c != '\r') ||
            (c >= 0x7F && c < 0xA0)) {
            strbuf_adds(&out, "\xEF\xBF\xBD");
            n = n ? n : 1;
        } else if (c < 0x20) {
            strbuf_addch(&out, ' ');
        } else {
            strbuf_add(&out, text + i, n);
        }
    }
    return strbuf_detach(&out);
}

struct table *table_new(const char *const *titles, size_t columns)
{
    struct table *t = xcalloc(1, sizeof *t);

    t->columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
    for (size_t i = 0; i < t->columns; i++)
        table_cell(t, titles[i]);
    return t;
}

void table_shrinks(struct table *t, size_t column)
{
    t->shrinks[column] = true;
}

void table_right(struct table *t, size_t column)
{
    t->right[column] = true;
}

void table_cell(struct table *t, const char *text)
{
    GROW(t->cells, t->n, t->cap);
    t->cells[t->n++] = clean(text ? text : "");
}

void table_cellf(struct table *t, const char *fmt, ...)
{
    va_list args, again;
    char *text;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    text = xmalloc((size_t)(len < 0 ? 0 : len) + 1);
    vsnprintf(text, (size_t)(len < 0 ? 0 : len) + 1, fmt, again);
    va_end(again);
    table_cell(t, len < 0 ? "" : text);
    free(text);
}

/* The widest of the columns that may shrink gives way first. */
static void fit(const struct table *t, unsigned int *widths)
{
    unsigned int total = 0, limit = out_width();

    for (size_t c = 0; c < t->columns; c++)
        total += widths[c] + (c ? GAP : 0);
    while (total > limit) {
        size_t widest = COLUMNS_MAX;
        for (size_t c = 0; c < t->columns; c++)
            if (t->shrinks[c] && widths[c] > SHRINK_MIN &&
                (widest == COLUMNS_MAX || widths[c] > widths[widest]))
                widest = c;
        if (widest == COLUMNS_MAX)
            return;
        widths[widest]--;
        total--;
    }
}

static void print_cell(const char *text, unsigned int width, bool right, bool last)
{
    unsigned int own = text_width(text), used = 0;
    size_t len = strlen(text), n;

    if (own <= width) {
        if (right)
            printf("%*s", (int)(width - own), "");
        fputs(text, stdout);
        if (!right && !last)
            printf("%*s", (int)(width - own), "");
        return;
    }
    for (size_t i = 0; i < len; i += n) {
        uint32_t c = 0;
        n = utf8_decode(text + i, len - i, &c);
        if (used + width_of(c) + 1 > width)
            break;
        used += width_of(c);
        fwrite(text + i, 1, n, stdout);
    }
    printf("…%*s", last ? 0 : (int)(width - used - 1), "");
}

/* Nothing is put behind the last cell that holds something. */
static void print_row(const struct table *t, char *const *cells, const unsigned int *widths)
{
    size_t last = t->columns - 1;

    while (last > 0 && !*cells[last])
        last--;
    for (size_t c = 0; c <= last; c++) {
        print_cell(cells[c], widths[c], t->right[c], c == last);
        if (c < last)
            printf("%*s", (int)GAP, "");
    }
    putchar('\n');
}

void table_print(struct table *t)
{
    unsigned int widths[COLUMNS_MAX] = { 0 };

    for (size_t i = 0; i < t->n; i++) {
        unsigned int w = text_width(t->cells[i]);
        if (w > widths[i % t->columns])
            widths[i % t->columns] = w;
    }
    fit(t, widths);
    for (size_t row = 0; row + t->columns <= t->n; row += t->columns)
        print_row(t, t->cells + row, widths);
    for (size_t i = 0; i < t->n; i++)
        free(t->cells[i]);
    free(t->cells);
    free(t);
}
