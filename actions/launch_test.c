#include "base/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions/launch.h"
#include "actions/mime.h"
#include "actions/spawn.h"
#include "base/apps.h"
#include "base/err.h"
#include "base/files.h"
#include "tests/rig/xvfb.h"

static void write_text(const char *path, const char *text, unsigned int mode)
{
    struct err err;
    if (file_write(path, text, strlen(text), mode, &err) < 0)
        fail_msg("%s", err.msg);
}

/* A data folder with types, applications that write their arguments down, and a HOME. */
struct home { char dir[64]; char out[128]; char *env[8]; };

static struct home home_new(void)
{
    struct err err;
    struct home h = { .dir = "/tmp/agentd-launch-XXXXXX" };
    char path[256];
    assert_non_null(mkdtemp(h.dir));
    snprintf(h.out, sizeof h.out, "%s/out", h.dir);
    static const char *const dirs[] = { "share/applications", "share/mime", "bin", "home/Documents" };
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", h.dir, dirs[i]);
        assert_int_equal(folder_make(path, 0755, &err), 0);
    }
    return h;
}

static void home_end(struct home *h)
{
    struct err err;
    folder_remove(h->dir, &err);
}

TEST("a file's type follows its name, the longest pattern first, whatever its case")
{
    struct home h = home_new();
    char path[256];
    snprintf(path, sizeof path, "%s/share/mime/globs2", h.dir);
    write_text(path, "# c\n50:application/gzip:*.gz\n50:application/x-compressed-tar:*.tar.gz\n"
                     "50:text/x-c++src:*.C:cs\n50:text/x-csrc:*.c\n50:text/x-makefile:makefile\n"
                     "80:text/x-python:*.py\n", 0644);
    snprintf(path, sizeof path, "%s/share/mime/subclasses", h.dir);
    write_text(path, "text/x-python application/x-executable\nimage/svg+xml application/xml\n"
                     "application/xml text/plain\n", 0644);
    snprintf(path, sizeof path, "%s/share", h.dir);
    struct mime *m = mime_load(path);
    static const char *const cases[][2] = {
        { "a.tar.gz", "application/x-compressed-tar" }, { "a.GZ", "application/gzip" },
        { "x.C", "text/x-c++src" }, { "x.c", "text/x-csrc" }, { "Makefile", "text/x-makefile" },
        { "b.py", "text/x-python" },
    };
    for (size_t i = 0; i < 6; i++) {
        char *type = mime_of_name(m, cases[i][0]);
        assert_non_null(type);
        assert_string_equal(type, cases[i][1]);
        free(type);
    }
    assert_null(mime_of_name(m, "nothing"));
    size_t n;
    char **parents = mime_parents(m, "image/svg+xml", &n);
    assert_int_equal(n, 3);
    assert_string_equal(parents[2], "text/plain");
    string_list_free(parents, n);
    char *type = mime_of_file(m, h.dir);
    assert_string_equal(type, "inode/directory");
    free(type);
    snprintf(path, sizeof path, "%s/note", h.dir);
    write_text(path, "plain wörds", 0644);
    type = mime_of_file(m, path);
    assert_string_equal(type, "text/plain");
    free(type);
    mime_free(m);
    home_end(&h);
}

static bool has_come(void *data)
{
    return file_exists(data);
}

TEST("what is started has a session of its own, no descriptors of ours, and is nobody's child here")
{
    struct home h = home_new();
    struct err err;
    char script[256], *argv[] = { script, NULL };
    char path[64], out[160], *env[] = { path, out, NULL };
    snprintf(script, sizeof script, "%s/bin/tell", h.dir);
    snprintf(path, sizeof path, "PATH=/usr/bin:/bin");
    snprintf(out, sizeof out, "OUT=%s", h.out);
    write_text(script, "#!/bin/sh\n{ echo $(ps -o sid= -p $$) $$; pwd; for i in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && echo open $i; done; "
                       "readlink /proc/$$/fd/0; echo end; } > $OUT.part\n"
                       "mv $OUT.part $OUT\n", 0755);
    int leak = dup(1);
    pid_t pid = spawn_detached(argv, env, h.dir, &err);
    close(leak);
    assert_true(pid > 0);
    assert_true(xvfb_wait(has_come, h.out, 5000));
    char *text = file_read(h.out, 4096, NULL, &err);
    int sid, self;
    char dir[64];
    assert_int_equal(sscanf(text, "%d %d\n%63s", &sid, &self, dir), 3);
    assert_int_equal(self, pid);
    assert_int_not_equal(sid, getsid(0));
    assert_string_equal(dir, h.dir);
    assert_null(strstr(text, "open"));
    assert_non_null(strstr(text, "/dev/null\nend\n"));
    free(text);
    home_end(&h);
}

TEST("a program that is not there or cannot be run is said so")
{
    struct err err;
    char *argv[] = { (char *)"no-such-program-here", NULL };
    char *env[] = { (char *)"PATH=/usr/bin:/bin", NULL };
    assert_int_equal(spawn_detached(argv, env, "/", &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    struct home h = home_new();
    char script[256];
    snprintf(script, sizeof script, "%s/bin/broken", h.dir);
    write_text(script, "#!/no/such/interpreter\n", 0755);
    argv[0] = script;
    assert_int_equal(spawn_detached(argv, env, "/", &err), -1);
    assert_int_equal(err.code, ERR_IO);
    home_end(&h);
}

/* One application more than there is, on a desktop of its own; the rest of the machine's are there. */
struct world { struct home h; struct xvfb *x; struct apps *apps; };

static void entry(const struct home *h, const char *id, const char *text)
{
    char path[256], full[1024];
    snprintf(path, sizeof path, "%s/share/applications/%s.desktop", h->dir, id);
    snprintf(full, sizeof full, "[Desktop Entry]\nType=Application\nVersion=1.0\nExec=%s/bin/tell %s %s", h->dir,
             h->out, text);
    write_text(path, full, 0644);
}

static struct world world_new(void)
{
    struct world w = { .h = home_new() };
    char path[256];
    snprintf(path, sizeof path, "%s/bin/tell", w.h.dir);
    write_text(path, "#!/bin/sh\nout=$1; shift\nprintf '%s\\n' \"$DISPLAY\" \"$HOME\" \"$@\" > $out.part\nmv $out.part $out\n",
               0755);
    entry(&w.h, "org.test.Zorble", "zorble %U\nName=Zorble\nGenericName=Frobnication Bench\n");
    entry(&w.h, "org.test.Blend", "blend %u\nName=Blend\nMimeType=application/x-blorp;x-scheme-handler/blorp;\n");
    snprintf(path, sizeof path, "%s/share/mime/globs2", w.h.dir);
    write_text(path, "50:application/x-blorp:*.blorp\n", 0644);
    snprintf(path, sizeof path, "%s/home/Documents/Quarter.blorp", w.h.dir);
    write_text(path, "x", 0644);
    snprintf(path, sizeof path, "%s/share", w.h.dir);
    setenv("XDG_DATA_HOME", path, 1);
    snprintf(path, sizeof path, "%s/home", w.h.dir);
    setenv("HOME", path, 1);
    w.x = xvfb_start("320x240x24", NULL);
    assert_non_null(w.x);
    w.apps = apps_load();
    return w;
}

static void world_end(struct world *w)
{
    apps_free(w->apps);
    xvfb_stop(w->x);
    unsetenv("XDG_DATA_HOME");
    home_end(&w->h);
}

static void check_launch(struct world *w, const char *target, const char *words)
{
    struct launched out;
    struct err err;
    char expected[512];
    unlink(w->h.out);
    if (launch_target(w->apps, xvfb_display(w->x), target, &out, &err) < 0)
        fail_msg("%s: %s", target, err.msg);
    assert_true(out.pid > 0);
    assert_true(xvfb_wait(has_come, w->h.out, 5000));
    char *text = file_read(w->h.out, 4096, NULL, &err);
    snprintf(expected, sizeof expected, "%s\n%s/home\n%s", xvfb_display(w->x), w->h.dir, words);
    assert_string_equal(text, expected);
    free(text);
}

TEST("an application, a file, a folder's file and an address each start what they should")
{
    struct world w = world_new();
    char path[256], words[300];
    snprintf(path, sizeof path, "%s/home/Documents/Quarter.blorp", w.h.dir);
    snprintf(words, sizeof words, "blend\n%s\n", path);
    check_launch(&w, "Zorble", "zorble\n");
    check_launch(&w, "frobnication bench", "zorble\n");
    check_launch(&w, "org.test.Zorble.desktop", "zorble\n");
    check_launch(&w, path, words);
    check_launch(&w, "~/Documents/Quarter.blorp", words);
    check_launch(&w, "  quarter.blorp ", words);
    check_launch(&w, "blorp:some/thing", "blend\nblorp:some/thing\n");
    world_end(&w);
}

TEST("what is not there is named")
{
    struct world w = world_new();
    static const char *const targets[] = { "/no/such/file", "~/nope.txt", "qzxv wjkq", "nope.qqq",
                                           "rm -rf /", "$(reboot)", "zzqq://x", "" };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct launched out;
        struct err err;
        if (launch_target(w.apps, xvfb_display(w.x), targets[i], &out, &err) == 0)
            fail_msg("'%s' started %s", targets[i], out.what);
        assert_int_equal(err.code, *targets[i] ? ERR_NOT_FOUND : ERR_INVALID);
        if (*targets[i] && !strstr(err.msg, targets[i]) && !strstr(err.msg, "zzqq"))
            fail_msg("'%s' is not named in '%s'", targets[i], err.msg);
    }
    world_end(&w);
}
