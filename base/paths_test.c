#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/xalloc.h"

/* The environment is the process's: each test puts back what it changed. */
static char *set(const char *name, const char *value)
{
    char *was = xstrdup(getenv(name));

    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
    return was;
}

static void back(const char *name, char *was)
{
    free(set(name, was));
    free(was);
}

TEST("folders follow XDG, and relative values there are ignored")
{
    char *home = set("HOME", "/home/x"), *config = set("XDG_CONFIG_HOME", "/cfg");
    char *states = set("XDG_STATE_HOME", "relative"), *dir;

    dir = paths_config_dir();
    assert_string_equal(dir, "/cfg/agentd");
    free(dir);
    dir = paths_state_dir();
    assert_string_equal(dir, "/home/x/.local/state/agentd");
    free(dir);
    back("HOME", home);
    back("XDG_CONFIG_HOME", config);
    back("XDG_STATE_HOME", states);
}

TEST("the runtime folder is made private, and one that was put in the way is refused")
{
    struct err err = { 0 };
    char base[] = "/tmp/agentd-paths-XXXXXX";
    char *was, *dir, *inside;
    struct stat st;

    assert_non_null(mkdtemp(base));
    was = set("XDG_RUNTIME_DIR", base);
    inside = path_join(base, "agentd");
    assert_int_equal(mkdir(inside, 0755), 0);
    dir = paths_runtime_dir(&err);
    assert_string_equal(dir, inside);
    assert_int_equal(stat(dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(rmdir(inside), 0);
    assert_int_equal(symlink("/tmp", inside), 0);
    assert_null(paths_runtime_dir(&err));
    assert_int_equal(err.code, ERR_IO);
    free(dir);
    free(inside);
    back("XDG_RUNTIME_DIR", was);
    assert_int_equal(folder_remove(base, &err), 0);
}

TEST("without XDG_RUNTIME_DIR the runtime folder is the user's own in /tmp")
{
    struct err err = { 0 };
    char *was = set("XDG_RUNTIME_DIR", NULL), *dir = paths_runtime_dir(&err);
    char *wanted = xasprintf("/tmp/agentd-%ld", (long)getuid());

    assert_non_null(dir);
    assert_string_equal(dir, wanted);
    free(wanted);
    free(dir);
    back("XDG_RUNTIME_DIR", was);
}

TEST("shipped data is found from the build tree, or in AGENTD_DATA alone when that is set")
{
    struct err err = { 0 };
    char *was = set("AGENTD_DATA", NULL), *path = paths_data("scripts", &err);

    if (!path)
        fail_msg("%s", err.msg);
    free(path);
    assert_null(paths_data("no/such/thing", &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, "no/such/thing"));
    free(set("AGENTD_DATA", "/nowhere"));
    assert_null(paths_data("scripts", &err));
    assert_non_null(strstr(err.msg, "/nowhere"));
    back("AGENTD_DATA", was);
}
