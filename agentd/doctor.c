#include "agentd/doctor.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <xcb/xcb.h>

#include "base/apps.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/desktop_env.h"
#include "vision/windows.h"

static void add(json_t *list, const char *name, bool ok, const char *detail, const char *mend)
{
    json_array_append_new(list, json_pack("{s:s, s:b, s:o, s:s}", "name", name, "ok", ok, "detail",
                                          js_text(detail), "mend", ok ? "" : mend));
}

static bool has_extension(xcb_connection_t *c, const char *name)
{
    xcb_query_extension_cookie_t cookie =
        xcb_query_extension(c, (uint16_t)strlen(name), name);
    xcb_query_extension_reply_t *reply = xcb_query_extension_reply(c, cookie, NULL);
    bool present = reply && reply->present;
    free(reply);
    return present;
}

static void check_extensions(json_t *list, xcb_connection_t *c)
{
    static const struct { const char *name, *label, *lost; } rows[] = {
        { "XTEST", "pointer and keys (XTEST)", "nothing can be clicked or typed without it" },
        { "MIT-SHM", "fast pictures (MIT-SHM)", "pictures are taken more slowly without it" },
        { "DAMAGE", "noticing changes (DAMAGE)", "changes are found by comparing pictures" },
        { "RANDR", "monitors (RANDR)", "all monitors look like one" },
        { "XFIXES", "cursor (XFIXES)", "the cursor's picture is not known" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool ok = has_extension(c, rows[i].name);
        char *mend = xasprintf("%s; start the X server with it enabled", rows[i].lost);
        add(list, rows[i].label, ok, ok ? "present" : "missing on this X server", mend);
        free(mend);
    }
    if (has_extension(c, "XWAYLAND"))
        add(list, "session type", false, "this is XWayland, not an X11 desktop",
            "log in to an X11 session");
    else
        add(list, "session type", true, "X11", "");
}

static void check_manager(json_t *list, xcb_connection_t *c)
{
    struct err err;
    xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(c)).data;
    struct windows *w = windows_read(c, screen->root, &err);
    char *detail = w ? xasprintf("%zu windows", w->n) : xstrdup(err.msg);
    add(list, "windows", w != NULL, detail, "start a window manager that speaks EWMH");
    free(detail);
    windows_unref(w);
}

static void check_display(json_t *list, const char *display)
{
    xcb_connection_t *c = xcb_connect(display, NULL);
    char *detail = xasprintf("'%s'", display ? display : "(DISPLAY is not set)");
    bool ok = !xcb_connection_has_error(c);
    add(list, "display", ok, detail,
        "set DISPLAY (and XAUTHORITY) to those of your desktop, or use --display");
    free(detail);
    if (ok) {
        check_extensions(list, c);
        check_manager(list, c);
    }
    xcb_disconnect(c);
}

static void check_accessibility(json_t *list, const char *display)
{
    size_t n;
    char **env = desktop_env(display, &n);
    const char *bus = env_get(env, "DBUS_SESSION_BUS_ADDRESS");
    bool ok = bus && strncmp(bus, "disabled", 8) != 0;
    add(list, "accessibility (AT-SPI)", ok, ok ? "session bus found" : "the desktop has no session bus",
        "names of widgets are read from pixels only; install at-spi2-core and start the desktop "
        "with a D-Bus session");
    string_list_free(env, n);
}

static void check_ocr(json_t *list)
{
    static const char *const places[] = { "/usr/share/tesseract-ocr/5/tessdata/eng.traineddata",
                                          "/usr/share/tessdata/eng.traineddata" };
    const char *prefix = getenv("TESSDATA_PREFIX");
    char *own = prefix ? path_join(prefix, "eng.traineddata") : NULL;
    const char *found = own && file_exists(own) ? own : NULL;
    for (size_t i = 0; !found && i < 2; i++)
        if (file_exists(places[i]))
            found = places[i];
    add(list, "text recognition (OCR data)", found != NULL, found ? found : "no English data found",
        "apt install tesseract-ocr-eng");
    free(own);
}

static void check_folder(json_t *list, const char *name, char *path)
{
    struct err err;
    bool ok = folder_make(path, 0700, &err) == 0 && access(path, W_OK) == 0;
    char *mend = xasprintf("make '%s' writable for you", path);
    add(list, name, ok, path, mend);
    free(mend);
    free(path);
}

static void check_files(json_t *list)
{
    struct err err;
    char *scripts = paths_data("scripts/planner/init.lua", &err);
    add(list, "shipped scripts", scripts != NULL, scripts ? scripts : err.msg,
        "install agentd whole, or set AGENTD_DATA to the source tree");
    free(scripts);
    check_folder(list, "state folder", paths_state_dir());
    char *runtime = paths_runtime_dir(&err);
    if (runtime)
        check_folder(list, "socket folder", runtime);
    else
        add(list, "socket folder", false, err.msg, "set XDG_RUNTIME_DIR to a folder of your own");
    struct apps *apps = apps_load();
    char *detail = xasprintf("%zu applications", apps_count(apps));
    add(list, "desktop entries", apps_count(apps) > 0, detail,
        "install applications with desktop entries, or check XDG_DATA_DIRS");
    free(detail);
    apps_free(apps);
}

static void check_fonts(json_t *list)
{
    bool ok = file_exists("/usr/share/fonts/truetype") || file_exists("/usr/share/fonts");
    add(list, "fonts", ok, ok ? "/usr/share/fonts" : "none", "apt install fonts-dejavu-core");
}

json_t *doctor_checks(const char *display)
{
    json_t *list = json_array();
    if (!display)
        display = getenv("DISPLAY");
    check_display(list, display);
    if (display)
        check_accessibility(list, display);
    check_ocr(list);
    check_fonts(list);
    check_files(list);
    return list;
}

int doctor_tool(int argc, char **argv)
{
    bool json = false;
    const char *display = NULL;
    int missing = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            json = true;
        } else if (strcmp(argv[i], "--display") == 0 && i + 1 < argc) {
            display = argv[++i];
        } else {
            fputs("usage: agentd --tool doctor [--display :N] [--json]\n", stderr);
            return 2;
        }
    }
    json_t *list = doctor_checks(display);
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row) {
        bool ok = js_bool(row, "ok", false);
        missing += !ok;
        if (json)
            continue;
        printf("%-7s %-30s %s\n", ok ? "ok" : "MISSING", js_str(row, "name"), js_str(row, "detail"));
        if (!ok)
            printf("        %s\n", js_str(row, "mend"));
    }
    if (json) {
        char *text = js_dump(list);
        printf("{\"checks\":%s}\n", text);
        free(text);
    }
    json_decref(list);
    return missing ? 1 : 0;
}
