#include "agentctl/out.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/js.h"
#include "base/utf8.h"

#define WIDTH 100u

void out_text(FILE *f, const char *text, const char *indent)
{
    size_t len = strlen(text), n;

    for (size_t i = 0; i < len; i += n) {
        uint32_t c;
        n = utf8_decode(text + i, len - i, &c);
        if (n == 0) {
            n = 1;
            fputs("\xEF\xBF\xBD", f);
        } else if (c == '\n') {
            fprintf(f, "\n%s", indent);
        } else if (c == '\t') {
            fputc('\t', f);
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            fputs("\xEF\xBF\xBD", f); /* C0, DEL and C1: escape sequences start with these */
        } else {
            fwrite(text + i, 1, n, f);
        }
    }
}

void out_json(const json_t *value)
{
    char *text = js_dump(value);

    puts(text ? text : "null");
    free(text);
}

void out_json_pretty(const json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);

    out_text(stdout, text ? text : "null", "");
    putchar('\n');
    free(text);
}

void out_time(const char *iso, char out[20])
{
    struct tm tm = { 0 };
    time_t at;

    snprintf(out, 20, "-");
    if (!iso || !strptime(iso, "%Y-%m-%dT%H:%M:%S", &tm))
        return;
    at = timegm(&tm);
    if (localtime_r(&at, &tm))
        strftime(out, 20, "%Y-%m-%d %H:%M", &tm);
}

void out_bytes(int64_t bytes, char out[16])
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
    double v = (double)bytes;
    size_t u = 0;

    for (; v >= 1000 && u < 4; u++)
        v /= 1000;
    snprintf(out, 16, u ? "%.1f %s" : "%.0f %s", v, units[u]);
}

unsigned int out_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long n = columns ? strtol(columns, NULL, 10) : 0;

    if (n >= 20 && n <= 10000)
        return (unsigned int)n;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return WIDTH;
}
