#include "base/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"

/* XDG Base Directory: a relative path in these variables is to be ignored. */
static const char *absolute(const char *variable)
{
    const char *value = getenv(variable);

    return value && *value == '/' ? value : NULL;
}

static char *under_home(const char *variable, const char *otherwise)
{
    const char *base = absolute(variable);
    const char *home = absolute("HOME");

    if (base)
        return xasprintf("%s/agentd", base);
    return xasprintf("%s/%s/agentd", home ? home : "", otherwise);
}

char *paths_config_dir(void)
{
    return under_home("XDG_CONFIG_HOME", ".config");
}

char *paths_state_dir(void)
{
    return under_home("XDG_STATE_HOME", ".local/state");
}

char *paths_runtime_dir(struct err *err)
{
    const char *base = absolute("XDG_RUNTIME_DIR");
    char *dir = base ? path_join(base, "agentd") : xasprintf("/tmp/agentd-%ld", (long)getuid());
    struct stat st;

    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        err_set(err, ERR_IO, "cannot make the folder '%s': %s", dir, strerror(errno));
        goto fail;
    }
    /* In /tmp anybody may have made it first: lstat, so that a link does not count either. */
    if (lstat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        err_set(err, ERR_IO, "'%s' is no folder", dir);
        goto fail;
    }
    if (st.st_uid != getuid()) {
        err_set(err, ERR_DENIED, "'%s' belongs to user %ld, not to %ld", dir, (long)st.st_uid,
                (long)getuid());
        goto fail;
    }
    if ((st.st_mode & 0777) != 0700 && chmod(dir, 0700) != 0) {
        err_set(err, ERR_IO, "cannot make '%s' private: %s", dir, strerror(errno));
        goto fail;
    }
    return dir;

fail:
    free(dir);
    return NULL;
}

/* The folder of this program, up to three levels: build/bin/agentd lies beside build/../scripts.
 * configure.ac next to it tells a source tree from a folder that happens to hold the same names. */
static char *beside_program(const char *relative)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    for (int up = 0; up < 4; up++) {
        char *slash = strrchr(exe, '/'), *mark, *path;
        bool tree;
        if (!slash || slash == exe)
            return NULL;
        *slash = '\0';
        mark = path_join(exe, "configure.ac");
        path = path_join(exe, relative);
        tree = file_exists(mark) && file_exists(path);
        free(mark);
        if (tree)
            return path;
        free(path);
    }
    return NULL;
}

char *paths_data(const char *relative, struct err *err)
{
    const char *data = absolute("AGENTD_DATA");
    char *path;

    if (data) {
        path = path_join(data, relative);
        if (file_exists(path))
            return path;
        err_set(err, ERR_NOT_FOUND, "'%s' is not there ($AGENTD_DATA is '%s')", path, data);
        free(path);
        return NULL;
    }
    path = beside_program(relative);
    if (path)
        return path;
    path = path_join(AGENTD_DATADIR, relative);
    if (file_exists(path))
        return path;
    err_set(err, ERR_NOT_FOUND, "'%s' is neither in the tree of this program nor in '%s'", relative,
            AGENTD_DATADIR);
    free(path);
    return NULL;
}
