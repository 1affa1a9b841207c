#include "agentd/folders.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "vision/desktop_env.h"

#define USER_DIRS_MAX 65536

/* One line of user-dirs.dirs: XDG_DOCUMENTS_DIR="$HOME/Documents" */
static void read_line(json_t *folders, const char *line, const char *home)
{
    static const struct { const char *variable, *key; } rows[] = {
        { "XDG_DESKTOP_DIR", "desktop" }, { "XDG_DOCUMENTS_DIR", "documents" },
        { "XDG_DOWNLOAD_DIR", "downloads" }, { "XDG_MUSIC_DIR", "music" },
        { "XDG_PICTURES_DIR", "pictures" }, { "XDG_VIDEOS_DIR", "videos" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].variable);
        if (strncmp(line, rows[i].variable, n) != 0 || strncmp(line + n, "=\"", 2) != 0)
            continue;
        const char *value = line + n + 2;
        const char *end = strchr(value, '"');
        bool in_home = strncmp(value, "$HOME/", 6) == 0;
        if (!end || (!in_home && *value != '/'))
            return;
        char *rest = xstrndup(value + (in_home ? 6 : 0), (size_t)(end - value - (in_home ? 6 : 0)));
        char *path = in_home ? path_join(home, rest) : xstrdup(rest);
        json_object_set_new(folders, rows[i].key, js_text(path));
        free(path);
        free(rest);
    }
}

static void add_default(json_t *folders, const char *key, const char *name, const char *home)
{
    char *path = path_join(home, name);
    if (!js_get(folders, key) && file_exists(path))
        json_object_set_new(folders, key, js_text(path));
    free(path);
}

json_t *desktop_folders(struct agentd *d)
{
    struct err err;
    size_t n = 0;
    char **env = desktop_env(d->display, &n);
    const char *home = env_get(env, "HOME");
    const char *config = env_get(env, "XDG_CONFIG_HOME");
    json_t *folders = json_object();
    if (home) {
        char *folder = config && *config == '/' ? xstrdup(config) : path_join(home, ".config");
        char *path = path_join(folder, "user-dirs.dirs");
        char *text = file_read(path, USER_DIRS_MAX, NULL, &err);
        json_object_set_new(folders, "home", js_text(home));
        char *at = NULL;
        for (char *line = text ? strtok_r(text, "\n", &at) : NULL; line;
             line = strtok_r(NULL, "\n", &at))
            read_line(folders, line + strspn(line, " \t"), home);
        add_default(folders, "desktop", "Desktop", home);
        add_default(folders, "documents", "Documents", home);
        add_default(folders, "downloads", "Downloads", home);
        add_default(folders, "pictures", "Pictures", home);
        free(text);
        free(path);
        free(folder);
    }
    string_list_free(env, n);
    return folders;
}
