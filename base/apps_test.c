#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/apps.h"
#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"

#define ENTRY(name, more) "[Desktop Entry]\nType=Application\nName=" name "\n" more

/* Two data folders: the user's and the system's; what they hold is no list of real programs. */
static const struct {
    const char *path, *text;
} tree[] = {
    { "sys/applications/scribble.desktop",
      ENTRY("Scribble", "GenericName=Text Editor\nExec=scribble %U\nMimeType=text/plain;\n"
                        "Categories=Utility;TextEditor;\nKeywords=notes;plain text;\n") },
    { "sys/applications/aaa.desktop",
      ENTRY("Aardvark", "GenericName=Text Editor\nExec=aaa %F\nMimeType=text/plain;\n"
                        "Categories=Utility;TextEditor;\n") },
    { "sys/applications/edln.desktop",
      ENTRY("Edln", "GenericName=Text Editor\nExec=edln %F\nTerminal=true\nMimeType=text/plain;\n"
                    "Categories=Utility;TextEditor;\n") },
    { "sys/applications/org.example.Scribble-settings.desktop",
      ENTRY("Scribble Preferences", "Exec=scribble --preferences\nCategories=Settings;\n") },
    { "sys/applications/org.example.Sums.desktop",
      ENTRY("Calculator", "Name[de]=Taschenrechner\nExec=example-sums\n"
                          "Categories=Utility;Calculator;\nKeywords=arithmetic;\n") },
    { "sys/applications/folders.desktop",
      ENTRY("Filing Cabinet", "GenericName=File Manager\nExec=env A=1 /usr/bin/filing %U\n"
                              "Categories=System;FileManager;\nMimeType=inode/directory;\n") },
    { "sys/applications/tty.desktop",
      ENTRY("GlassTTY", "Exec=glasstty\nStartupWMClass=GlassTTY\n"
                        "Categories=System;TerminalEmulator;\n") },
    { "sys/applications/surf.desktop",
      ENTRY("Surfer Web Browser", "GenericName=Web Browser\nExec=/opt/surf/surfer %U\n"
                                  "Categories=Network;WebBrowser;\n"
                                  "MimeType=text/html;x-scheme-handler/http;\n") },
    { "sys/applications/bigoffice.desktop",
      ENTRY("BigOffice", "Exec=bigoffice %U\nCategories=Office;\n") },
    { "sys/applications/bigoffice-sheets.desktop",
      ENTRY("BigOffice Sheets", "GenericName=Spreadsheet\nExec=bigoffice --sheets %U\n"
                                "StartupWMClass=bigoffice-sheets\n"
                                "Categories=Office;Spreadsheet;\n") },
    { "sys/applications/handler.desktop",
      ENTRY("Handler", "Exec=handler %u\nNoDisplay=true\nMimeType=x-scheme-handler/odd;\n") },
    { "sys/applications/gone.desktop", ENTRY("Gone", "Exec=gone\n") },
    { "user/applications/gone.desktop", "[Desktop Entry]\nHidden=true\n" },
    { "sys/applications/try.desktop", ENTRY("Try", "Exec=try\nTryExec=/no/such/program\n") },
    { "sys/applications/link.desktop", "[Desktop Entry]\nType=Link\nName=Link\nURL=http://x\n" },
    { "sys/applications/kde/deep.desktop", ENTRY("Deep", "Exec=deep\nOnlyShowIn=KDE;\n") },
    { "sys/applications/broken.desktop", "\xFF\xFE no entry = at all\n[Desktop" },
    { "user/applications/mimeapps.list",
      "[Default Applications]\ntext/plain=missing.desktop;scribble.desktop;\n" },
};

struct fixture {
    char *dir, *was[4];
    struct apps *apps;
};
static const char *const variables[] = { "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME",
                                         "XDG_CONFIG_DIRS" };

static struct fixture set_up(void)
{
    struct fixture f = { .dir = xstrdup("/tmp/agentd-apps-XXXXXX") };
    const char *const names[] = { "user", "sys", "config", "etc" };
    struct err err = { 0 };

    assert_non_null(mkdtemp(f.dir));
    for (size_t i = 0; i < 4; i++) {
        char *path = path_join(f.dir, names[i]);
        f.was[i] = xstrdup(getenv(variables[i]));
        setenv(variables[i], path, 1);
        free(path);
    }
    for (size_t i = 0; i < sizeof tree / sizeof *tree; i++) {
        char *path = path_join(f.dir, tree[i].path), *slash = strrchr(path, '/');
        *slash = '\0';
        assert_int_equal(folder_make(path, 0700, &err), 0);
        *slash = '/';
        assert_int_equal(file_write(path, tree[i].text, strlen(tree[i].text), 0600, &err), 0);
        free(path);
    }
    f.apps = apps_load();
    return f;
}

static void tear_down(struct fixture *f)
{
    struct err err = { 0 };

    apps_free(f->apps);
    assert_int_equal(folder_remove(f->dir, &err), 0);
    for (size_t i = 0; i < 4; i++) {
        if (f->was[i])
            setenv(variables[i], f->was[i], 1);
        else
            unsetenv(variables[i]);
        free(f->was[i]);
    }
    free(f->dir);
}

TEST("a person's words find the application that is meant, and nothing else finds one")
{
    static const struct {
        const char *words, *id; /* id NULL: nothing */
    } cases[] = {
        { "text editor", "scribble" },          { "the text editor", "scribble" },
        { "Text Editor", "scribble" },          { "an editor", "scribble" },
        { "Scribble", "scribble" },             { "scribble", "scribble" },
        { "the Scribble app", "scribble" },     { "scribble text editor", "scribble" },
        { "scribbel", "scribble" },             { "Aardvark", "aaa" },
        { "aaa", "aaa" },                       { "Edln", "edln" },
        { "calculator", "org.example.Sums" },   { "the calculator", "org.example.Sums" },
        { "Taschenrechner", NULL },             { "arithmetic", "org.example.Sums" },
        { "org.example.Sums", "org.example.Sums" },
        { "org.example.Sums.desktop", "org.example.Sums" },
        { "example-sums", "org.example.Sums" }, { "file manager", "folders" },
        { "files", "folders" },                 { "the file browser", "folders" },
        { "filing", "folders" },                { "filing cabinet", "folders" },
        { "terminal", "tty" },                  { "a terminal window", "tty" },
        { "terminal emulator", "tty" },         { "glass tty", "tty" },
        { "web browser", "surf" },              { "the browser", "surf" },
        { "Surfer", "surf" },                   { "surfer browser", "surf" },
        { "bigoffice", "bigoffice" },           { "Big Office", "bigoffice" },
        { "bigoffice sheets", "bigoffice-sheets" },
        { "sheets", "bigoffice-sheets" },       { "spreadsheet", "bigoffice-sheets" },
        { "scribble preferences", "org.example.Scribble-settings" },
        { "plain text", "scribble" },           { "BigOffice Slides", NULL },
        { "handler", "handler" },               { "the odd handler", NULL },
        { "gone", NULL },                       { "try", NULL },
        { "link", NULL },                       { "frobnicator", NULL },
        { "the", NULL },                        { "", NULL },
        { "  ", NULL },                         { "email client", NULL },
        { "deep", NULL },                       { "kde-deep.desktop", "kde-deep" },
    };
    struct fixture f = set_up();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double score = -1;
        const struct app *app = apps_find(f.apps, cases[i].words, &score);
        char *wanted = cases[i].id ? xasprintf("%s.desktop", cases[i].id) : NULL;
        if (!app != !wanted || (app && strcmp(app->id, wanted) != 0))
            fail_msg("'%s' finds %s, wanted %s", cases[i].words, app ? app->id : "nothing",
                     wanted ? wanted : "nothing");
        assert_int_equal(score > 0, app != NULL);
        assert_true(score <= 1);
        free(wanted);
    }
    tear_down(&f);
}

TEST("the person's default wins among editors, wherever it stands in the alphabet")
{
    struct fixture f = set_up();
    const struct app *app = apps_for_mime(f.apps, "text/plain");

    assert_string_equal(app->id, "scribble.desktop");
    assert_ptr_equal(apps_for_mime(f.apps, "text/x-csrc"), app);
    assert_ptr_equal(apps_find(f.apps, "editor", NULL), app);
    assert_string_equal(apps_for_mime(f.apps, "inode/directory")->id, "folders.desktop");
    assert_string_equal(apps_for_mime(f.apps, "x-scheme-handler/odd")->id, "handler.desktop");
    assert_null(apps_for_mime(f.apps, "image/x-none"));
    tear_down(&f);
}

TEST("a removed association does not open a file, a terminal program only when nothing else does")
{
    struct fixture f = set_up();
    struct err err = { 0 };
    char *path = path_join(f.dir, "config/mimeapps.list"), *dir = path_join(f.dir, "config");
    const char *list = "[Removed Associations]\ntext/plain=aaa.desktop;\n"
                       "[Default Applications]\ntext/plain=nothing.desktop;\n";
    char *user = path_join(f.dir, "user/applications/mimeapps.list");

    assert_int_equal(folder_make(dir, 0700, &err), 0);
    assert_int_equal(file_write(path, list, strlen(list), 0600, &err), 0);
    assert_int_equal(unlink(user), 0);
    apps_free(f.apps);
    f.apps = apps_load();
    assert_string_equal(apps_for_mime(f.apps, "text/plain")->id, "scribble.desktop");
    free(path);
    free(dir);
    free(user);
    tear_down(&f);
}

TEST("names are read in the user's language and still found in English")
{
    char *lang = xstrdup(getenv("LC_ALL"));
    struct fixture f;

    setenv("LC_ALL", "de_AT.UTF-8", 1);
    f = set_up();
    assert_string_equal(apps_find(f.apps, "Taschenrechner", NULL)->name, "Taschenrechner");
    assert_string_equal(apps_find(f.apps, "calculator", NULL)->name_en, "Calculator");
    tear_down(&f);
    if (lang)
        setenv("LC_ALL", lang, 1);
    else
        unsetenv("LC_ALL");
    free(lang);
}

TEST("a window's class leads to its entry")
{
    static const struct {
        const char *instance, *klass, *id;
    } cases[] = {
        { "glasstty", "GlassTTY", "tty" },
        { "scribble", "Scribble", "scribble" },
        { "SCRIBBLE", NULL, "scribble" },
        { "bigoffice", "bigoffice-sheets", "bigoffice-sheets" },
        { "bigoffice", "BigOffice", "bigoffice" },
        { "filing", "Filing", "folders" },
        { "example-sums", "org.example.Sums", "org.example.Sums" },
        { "x", "Sums", "org.example.Sums" },
        { "surfer", NULL, "surf" },
        { "unknown", "Unknown", NULL },
        { "", "", NULL },
        { NULL, NULL, NULL },
    };
    struct fixture f = set_up();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct app *app = apps_for_window(f.apps, cases[i].instance, cases[i].klass);
        char *wanted = cases[i].id ? xasprintf("%s.desktop", cases[i].id) : NULL;
        if (!app != !wanted || (app && strcmp(app->id, wanted) != 0))
            fail_msg("case %zu finds %s, wanted %s", i, app ? app->id : "nothing",
                     wanted ? wanted : "nothing");
        free(wanted);
    }
    tear_down(&f);
}

TEST("words match the application that they name and no other")
{
    struct fixture f = set_up();
    const struct app *editor = apps_find(f.apps, "Scribble", NULL);

    assert_true(apps_match(f.apps, editor, "scribble") > 0.9);
    assert_true(apps_match(f.apps, editor, "text editor") > 0.8);
    assert_true(apps_match(f.apps, editor, "calculator") < 0.3);
    assert_true(apps_match(f.apps, editor, "") < 0.01);
    tear_down(&f);
}

static void assert_argv(const char *exec, const char *file, const char *joined)
{
    struct app app = { .id = (char *)"org.x.y.desktop", .path = (char *)"/a/b.desktop",
                       .name = (char *)"The App", .icon = (char *)"pic", .exec = (char *)exec };
    char line[400] = "", **argv;
    size_t n;

    argv = app_argv(&app, file, &n);
    for (size_t i = 0; i < n; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s<%s>", i ? " " : "", argv[i]);
    assert_null(argv[n]);
    assert_string_equal(line, joined);
    string_list_free(argv, n);
}

TEST("an Exec line becomes arguments, quotes and field codes included")
{
    assert_argv("prog %U", NULL, "<prog>");
    assert_argv("prog %U", "/x y", "<prog> </x y>");
    assert_argv("prog %f", "file:///x%20y", "<prog> </x y>");
    assert_argv("prog %u", "http://a/b%20c", "<prog> <http://a/b%20c>");
    assert_argv("prog --new", "/f", "<prog> <--new> </f>");
    assert_argv("prog \"a \\\"b\\\" %f\" c", NULL, "<prog> <a \"b\" %f> <c>");
    assert_argv("prog --file=%f", "/f", "<prog> <--file=/f>");
    assert_argv("prog %i %c %k %% %d", NULL, "<prog> <--icon> <pic> <The App> </a/b.desktop> <%>");
    assert_argv("", NULL, "<gapplication> <launch> <org.x.y>");
    assert_argv("prog \"open quote", NULL, "<prog> <open quote>");
}
