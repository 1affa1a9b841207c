#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/apps_inner.h"
#include "base/words.h"
#include "base/xalloc.h"

#define FITS 0.45 /* below it, nothing is found: better no application than a wrong one */

/* What people call the registered categories of the Desktop Menu Specification, and the type of
 * file whose default program is meant when several are of the kind. mime_only: the category is
 * wide, and an application is of the kind only if it opens that type. */
static const struct kind {
    const char *category, *mime;
    bool mime_only;
    const char *spoken;
} kinds[] = {
    { "Archiving", "application/zip", false, "archive manager;archiver;archive;zip program;" },
    { "Calculator", NULL, false, "calculator;pocket calculator;" },
    { "Calendar", "text/calendar", false, "calendar;" },
    { "Chat", NULL, false, "chat;chat client;" },
    { "Clock", NULL, false, "clock;alarm clock;" },
    { "ContactManagement", "text/vcard", false, "contacts;address book;" },
    { "Dictionary", NULL, false, "dictionary;" },
    { "DiscBurning", NULL, false, "disc burner;cd burner;" },
    { "Email", "x-scheme-handler/mailto", false,
      "email;e mail;mail;mail client;email client;mail program;mailer;mail reader;" },
    { "FileManager", "inode/directory", false,
      "file manager;files;file browser;file explorer;explorer;folders;" },
    { "IDE", NULL, false, "ide;development environment;code editor;" },
    { "InstantMessaging", NULL, false, "messenger;instant messenger;messaging;" },
    { "Monitor", NULL, false, "system monitor;task manager;process viewer;" },
    { "PackageManager", NULL, false, "package manager;software center;software;app store;" },
    { "Player", "audio/mpeg", true, "music player;audio player;media player;player;music;" },
    { "Player", "video/mp4", true, "video player;movie player;media player;player;video;" },
    { "Presentation", "application/vnd.oasis.opendocument.presentation", false,
      "presentation;presentations;presentation program;slides;slide show;" },
    { "RasterGraphics", "image/png", false,
      "image editor;picture editor;photo editor;paint;paint program;drawing program;" },
    { "Settings", NULL, false, "settings;preferences;control panel;control center;" },
    { "Spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", false,
      "spreadsheet;spreadsheets;spreadsheet program;spreadsheet editor;" },
    { "TerminalEmulator", NULL, false,
      "terminal;terminal emulator;console;command line;command prompt;shell;" },
    { "TextEditor", "text/plain", false, "text editor;editor;notepad;note pad;texteditor;" },
    { "VectorGraphics", "image/svg+xml", false, "vector editor;vector graphics editor;" },
    { "Viewer", "image/png", true, "image viewer;picture viewer;photo viewer;pictures;photos;" },
    { "Viewer", "application/pdf", true, "pdf viewer;document viewer;pdf reader;" },
    { "WebBrowser", "x-scheme-handler/http", false,
      "web browser;browser;internet browser;internet;web;" },
    { "WordProcessor", "application/vnd.oasis.opendocument.text", false,
      "word processor;document editor;word;" },
};

/* What was asked and an application's folded texts, so that each is folded once. */
struct names {
    char *name, *name_en, *generic, *stem, *command, *klass, *categories, *keywords;
    bool plain; /* the command has no arguments: it is this application and not a part of one */
};

/* The last part of a reverse-domain id, or all of another: "mousepad" of org.xfce.mousepad. */
static char *id_stem(const char *id, bool whole)
{
    size_t n = strlen(id);
    const char *dot;

    if (n > 8 && strcmp(id + n - 8, ".desktop") == 0)
        n -= 8;
    dot = whole ? NULL : memrchr(id, '.', n);
    /* "python3.11" is no reverse domain: those have two dots. */
    if (dot && memchr(id, '.', (size_t)(dot - id)))
        return xstrndup(dot + 1, n - (size_t)(dot + 1 - id));
    return xstrndup(id, n);
}

static char *fold_free(char *text, bool camel)
{
    char *folded = words_fold(text, camel);

    free(text);
    return folded;
}

static struct names names_of(const struct app *app)
{
    struct names n = {
        .name = words_fold(app->name, false),
        .name_en = words_fold(app->name_en, false),
        .generic = words_fold(app->generic, false),
        .stem = fold_free(id_stem(app->id, false), true),
        .klass = words_fold(app->wm_class, false),
        .categories = words_fold(app->categories, true),
        .keywords = words_fold(app->keywords, false),
    };

    n.command = fold_free(apps_command(app, &n.plain), false);
    return n;
}

static void names_release(struct names *n)
{
    char *all[] = { n->name,    n->name_en, n->generic,    n->stem,
                    n->command, n->klass,   n->categories, n->keywords };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

static bool is_of(const struct app *app, const struct kind *kind)
{
    return apps_in_list(app->categories, kind->category) &&
           (!kind->mime_only || apps_in_list(app->mime, kind->mime));
}

/* Is any item of "a;b;" these words? */
static bool said(const char *list, const char *words)
{
    bool found = false;

    while (*list && !found) {
        size_t n = strcspn(list, ";");
        char *item = fold_free(xstrndup(list, n), false);
        found = item[1] && words_same_letters(item, words);
        free(item);
        list += n + (list[n] == ';');
    }
    return found;
}

static bool same(const char *a, const char *b)
{
    return a[1] && words_same_letters(a, b);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* By what it is called: the name in the menu, the id, the command, the window's class. */
static double by_name(const struct names *n, const char *words)
{
    if (strcmp(n->name, words) == 0 || strcmp(n->name_en, words) == 0)
        return 1.0;
    if (same(n->name, words) || same(n->name_en, words) || same(n->stem, words))
        return 0.98;
    if (same(n->command, words))
        return n->plain ? 0.97 : 0.7;
    if (same(n->klass, words))
        return 0.95;
    return 0;
}

/* By what it is: kind, GenericName, keyword, category. */
static double by_kind(const struct app *app, const struct names *n, const char *words)
{
    double score = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_of(app, &kinds[i]) && said(kinds[i].spoken, words))
            score = 0.88;
    if (same(n->generic, words))
        score = larger(score, 0.88);
    if (said(app->keywords, words))
        score = larger(score, 0.78);
    if (said(app->categories, words))
        score = larger(score, 0.6);
    return score;
}

/* By some of the words: all that were said must be among its names, or all of its name among what
 * was said, and the rest be what it is ("the mousepad editor"). */
static double by_parts(const struct names *n, const char *words)
{
    size_t said_n = words_count(words), name_n = words_count(n->name);
    size_t in_name = words_common(words, n->name);
    char *calls = xasprintf("%s%s%s%s", n->name, n->name_en, n->stem, n->command);
    char *is = xasprintf("%s%s%s%s", calls, n->generic, n->keywords, n->categories);
    double score = 0;

    if (said_n && in_name == said_n)
        score = 0.65 + 0.2 * (double)in_name / (double)name_n;
    else if (said_n && words_common(words, is) == said_n)
        score = words_common(words, calls) ? 0.68 : 0.5;
    if (name_n && words_common(n->name, words) == name_n && words_common(words, is) == said_n)
        score = larger(score, 0.84);
    free(calls);
    free(is);
    return score;
}

/* By a beginning or with a slip of the finger; one word of four letters or more. */
static double nearly(const struct names *n, const char *words)
{
    const char *const targets[] = { n->name, n->name_en, n->stem, n->command };
    size_t len = strlen(words);
    double score = 0;

    for (size_t i = 0; i < sizeof targets / sizeof *targets && len >= 6; i++) {
        if (strncmp(targets[i], words, len - 1) == 0)
            score = larger(score, 0.55);
        if (len >= 7 && targets[i][1] && words_typos(targets[i], words) == 1)
            score = larger(score, 0.5);
        if (len >= 11 && words_typos(targets[i], words) == 2)
            score = larger(score, 0.46);
    }
    return score;
}

static double match(const struct app *app, const char *words)
{
    struct names n = names_of(app);
    double score = by_name(&n, words);

    if (score < 0.9)
        score = larger(score, by_kind(app, &n, words));
    if (score < 0.85)
        score = larger(score, by_parts(&n, words));
    if (score < 0.5)
        score = larger(score, nearly(&n, words));
    names_release(&n);
    return score;
}

static bool is_id(const struct app *app, const char *words)
{
    char *whole = id_stem(app->id, true);
    bool same_id = strcasecmp(words, app->id) == 0 || strcasecmp(words, whole) == 0;

    free(whole);
    return same_id;
}

double apps_match(const struct apps *a, const struct app *app, const char *words)
{
    char *folded = words_fold(words, false), *bare = words_bare(folded);
    double score = 0;

    (void)a;
    if (is_id(app, words))
        score = 1.0;
    else if (bare[0] && bare[1])
        score = larger(match(app, folded), match(app, bare));
    free(folded);
    free(bare);
    return score;
}

/* The program that x-terminal-emulator stands for, where a system has Debian's alternatives. */
static bool is_chosen_terminal(const struct app *app)
{
    bool plain, chosen = false;
    char *real = apps_in_list(app->categories, "TerminalEmulator")
                     ? realpath("/usr/bin/x-terminal-emulator", NULL)
                     : NULL;

    if (real) {
        char *command = apps_command(app, &plain);
        const char *base = strrchr(real, '/');
        chosen = base && strcmp(base + 1, command) == 0;
        free(command);
        free(real);
    }
    return chosen;
}

/* What decides among those that fit alike: the person's default, a window of its own, an entry for
 * the program and not for a part of it, the plainer name. Too little to beat a better fit. */
static double preference(const struct apps *a, const struct app *app)
{
    double extra = (app->terminal ? -0.1 : 0) - 0.0001 * (double)strlen(app->name);
    bool plain;

    free(apps_command(app, &plain));
    if (!plain)
        extra -= 0.005;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (is_of(app, &kinds[i]) && kinds[i].mime && apps_for_mime(a, kinds[i].mime) == app)
            return extra + 0.06;
    }
    return extra + (is_chosen_terminal(app) ? 0.06 : 0);
}

const struct app *apps_find(const struct apps *a, const char *words, double *score)
{
    const struct app *best = NULL;
    double best_rank = 0, best_score = 0;

    for (size_t i = 0; i < a->n; i++) {
        const struct app *app = &a->items[i];
        double fit, rank;
        if (app->hidden && !is_id(app, words))
            continue;
        fit = apps_match(a, app, words);
        if (fit < FITS)
            continue;
        rank = fit + (fit < 0.95 ? preference(a, app) : 0);
        if (rank > best_rank) {
            best = app;
            best_rank = rank;
            best_score = fit;
        }
    }
    if (score)
        *score = best_score;
    return best;
}

/* How surely a window with this class comes from app; 0: it does not. The class (the second part)
 * names the program better than the instance, which may be a script's interpreter. */
static int window_rank(const struct app *app, const char *text)
{
    bool plain;
    char *whole, *stem, *command;
    int rank = 0;

    if (!text || !*text)
        return 0;
    whole = id_stem(app->id, true);
    stem = id_stem(app->id, false);
    command = apps_command(app, &plain);
    if (strcasecmp(app->wm_class, text) == 0)
        rank = 10;
    else if (strcasecmp(whole, text) == 0)
        rank = 9;
    else if (strcasecmp(stem, text) == 0)
        rank = 8;
    else if (strcasecmp(command, text) == 0)
        rank = plain ? 7 : 5;
    else if (strcasecmp(app->name_en, text) == 0 || strcasecmp(app->name, text) == 0)
        rank = 4;
    free(whole);
    free(stem);
    free(command);
    return rank;
}

const struct app *apps_for_window(const struct apps *a, const char *instance, const char *klass)
{
    const struct app *best = NULL;
    int best_rank = 0;

    for (size_t i = 0; i < a->n; i++) {
        const struct app *app = &a->items[i];
        int by_class = window_rank(app, klass), by_instance = window_rank(app, instance);
        /* Both count: two entries of one class may be told apart by the instance. */
        int rank = by_class * 100 + by_instance * 4 + (app->hidden ? 0 : 2) +
                   (app->terminal ? 0 : 1);
        if ((by_class || by_instance) && rank > best_rank) {
            best = app;
            best_rank = rank;
        }
    }
    return best;
}
