#include "vision/atspi_node.h"

#include <atspi/atspi-constants.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/frame.h"
#include "vision/screen.h"

#define NEAR 3       /* pixels that an origin may be off */
#define LINE_TALL 48 /* pixels: an editable text that does not say how many lines it has */

static bool near_to(int32_t a, int32_t b)
{
    return abs(a - b) <= NEAR;
}

/* The same place, but for a border or a shadow that the one counts and the other does not. */
static bool around(const struct srect *out, const struct srect *in)
{
    int32_t left = in->x - out->x, top = in->y - out->y;
    int32_t right = out->x + out->w - in->x - in->w, bottom = out->y + out->h - in->y - in->h;
    return left >= -1 && top >= -1 && right >= -1 && bottom >= -1 && left + right <= 80 &&
           top + bottom <= 120 && abs(left - right) <= NEAR;
}

/* Some toolkits give the window with the manager's frame, others without. */
static bool at_origin(const struct node *n, const struct window *x)
{
    return (near_to(n->box.x, x->box.x) && near_to(n->box.y, x->box.y)) ||
           (near_to(n->box.x, x->frame.x) && near_to(n->box.y, x->frame.y)) ||
           around(&n->box, &x->box);
}

static bool of_size(const struct node *n, const struct window *x)
{
    return (near_to(n->box.w, x->box.w) && near_to(n->box.h, x->box.h)) ||
           (near_to(n->box.w, x->frame.w) && near_to(n->box.h, x->frame.h));
}

/* How well a top-level accessible fits a window; 0: not at all. */
static int fit(const struct walk *w, const struct node *n, const struct window *x)
{
    uint32_t pid = w->peers->items[w->apps[n->app].peer].pid;
    if (x->pid && pid && x->pid != pid)
        return 0;
    int score = n->name && *n->name && strcmp(n->name, x->title) == 0 ? 4 : 0;
    score += of_size(n, x) ? 2 : 0;
    score += at_origin(n, x) ? 3 : 0;
    return score;
}

static bool taken(const struct walk *w, uint32_t index, int32_t window)
{
    for (uint32_t i = 0; i < w->n; i++)
        if (i != index && w->nodes[i].depth == 1 && w->nodes[i].window == window)
            return true;
    return false;
}

void top_match(struct walk *w, uint32_t index)
{
    struct node *n = &w->nodes[index];
    uint32_t pid = w->peers->items[w->apps[n->app].peer].pid;
    int best = 0;
    size_t of_program = 0, only = 0;
    for (size_t i = 0; i < w->windows_n; i++) {
        int score = fit(w, n, &w->windows[i]);
        if (w->windows[i].pid == pid && w->windows[i].managed) {
            of_program++;
            only = i;
        }
        if (score > best && !taken(w, index, (int32_t)i)) {
            best = score;
            n->window = (int32_t)i;
        }
    }
    if (n->window < 0 && of_program == 1 && !taken(w, index, (int32_t)only))
        n->window = (int32_t)only;
    if (n->window < 0)
        return;
    n->relative = !at_origin(n, &w->windows[n->window]);
}

/* A node's box on the screen. */
static struct srect on_screen(const struct walk *w, const struct node *n)
{
    const struct node *top = &w->nodes[n->top];
    struct srect box = n->box;
    if (top->relative) {
        const struct srect *x = &w->windows[top->window].box;
        /* The toolkit's own shadow and border are outside its coordinates, alike on both sides. */
        int32_t border = (x->w - top->inner_box.w) / 2;
        box.x += x->x + (border > 0 ? border : 0);
        box.y += x->y + (border > 0 ? border : 0);
    }
    return box;
}

/* What is as large as that which holds it must lie where that lies: where it does not, the program has
 * counted from the wrong origin (LibreOffice forgets its menu bar), for all within as well. */
static struct spoint shift_of(const struct node *n, const struct node *outer, struct spoint shift)
{
    bool both = n->have & HAVE_BOX && outer->have & HAVE_BOX && n->depth > 2;
    if (both && n->box.w == outer->box.w && n->box.h == outer->box.h && n->box.w >= 200 &&
        n->box.h >= 200) {
        shift.x += outer->box.x - n->box.x;
        shift.y += outer->box.y - n->box.y;
    }
    return shift;
}

/* Within a bar or a panel that has no size there is nothing to see. */
static bool is_flat(const struct node *n)
{
    bool bar = n->role == ATSPI_ROLE_MENU_BAR || n->role == ATSPI_ROLE_TOOL_BAR ||
               n->role == ATSPI_ROLE_PANEL || n->role == ATSPI_ROLE_FILLER;
    return n->have & HAVE_BOX && n->depth >= 2 && bar && (n->box.w <= 0 || n->box.h <= 0);
}

/* The topmost of the program's windows at the middle of a box: menus are windows of their own. */
static const struct window *window_of(const struct walk *w, const struct node *n,
                                      const struct srect *box)
{
    const struct window *own = &w->windows[w->nodes[n->top].window];
    for (size_t i = w->windows_n; i-- > 0;) {
        const struct window *x = &w->windows[i];
        if (x->pid == own->pid && srect_holds(&x->box, box->x + box->w / 2, box->y + box->h / 2))
            return x;
    }
    return NULL;
}

static const char *label_of(const struct walk *w, const struct node *n)
{
    if (n->name && *n->name)
        return n->name;
    for (size_t i = 0; n->label && i < w->n; i++)
        if (w->nodes[i].app == n->app && strcmp(w->nodes[i].path, n->label) == 0)
            return w->nodes[i].name ? w->nodes[i].name : "";
    return "";
}

static bool is_hint(const struct walk *w, const struct node *n)
{
    uint32_t need = HAVE_ROLE | HAVE_STATE | HAVE_NAME | HAVE_BOX;
    if (n->depth < 2 || n->gone || (n->have & need) != need || !node_shown(w, n))
        return false;
    if (w->nodes[n->top].window < 0 || n->box.w <= 0 || n->box.h <= 0)
        return false;
    enum role role = role_from_name(atspi_role_name(n->role, n->states));
    return role != ROLE_GROUP && role != ROLE_WINDOW;
}

/* Where AT-SPI's role leaves it open. */
static const char *role_of(const struct walk *w, const struct node *n)
{
    bool lone = !(n->states >> ATSPI_STATE_SINGLE_LINE & 1) && !(n->states >> ATSPI_STATE_MULTI_LINE & 1);
    if (n->role == ATSPI_ROLE_MENU_ITEM && w->nodes[n->parent].role == ATSPI_ROLE_MENU_BAR)
        return role_name(ROLE_MENU);
    if (n->role == ATSPI_ROLE_TEXT && n->states >> ATSPI_STATE_EDITABLE & 1 && lone &&
        n->box.h <= LINE_TALL && !(n->value && strchr(n->value, '\n')))
        return role_name(ROLE_FIELD);
    return atspi_role_name(n->role, n->states);
}

/* "_Done Done": GTK 4 gives a caption with its mnemonic and without; "GtkEntry": the name of a class.
 * twice: it may give one without a mnemonic twice, too. */
static const char *without_noise(const char *s, bool twice)
{
    const char *blank = strchr(s, ' ');
    if (strncmp(s, "Gtk", 3) == 0 && s[3] >= 'A' && s[3] <= 'Z' && !blank)
        return "";
    for (; blank; blank = strchr(blank + 1, ' ')) {
        const char *a = s, *b = blank + 1;
        bool marked = twice;
        for (; a < blank; a++) {
            if (*a == '_' && *a != *b)
                marked = true;
            else if (*a != *b++)
                break;
        }
        if (a == blank && marked && !*b)
            return blank + 1;
    }
    return s;
}

/* Without the blanks that some programs put round their captions. New. */
static char *trimmed(const char *s, bool twice)
{
    size_t n;
    s = s ? s + strspn(s, " \t\n") : "";
    s = without_noise(s, twice);
    for (n = strlen(s); n > 0 && strchr(" \t\n", s[n - 1]); n--)
        ;
    return xstrndup(s, n);
}

static void fill_hint(const struct walk *w, const struct node *n, const struct window *window,
                      struct hint *h)
{
    bool secret = n->role == ATSPI_ROLE_PASSWORD_TEXT;
    *h = (struct hint){
        .role = xstrdup(role_of(w, n)),
        .name = trimmed(label_of(w, n), w->nodes[n->top].relative),
        .description = trimmed(n->description, false),
        .value = secret ? NULL : xstrdup(n->value),
        .min = n->min, .max = n->max,
        .states = atspi_states(n->role, n->states),
        .window = window->id, .parent = -1, .unsure = w->nodes[n->top].relative,
    };
}

struct trail { int32_t hint; struct spoint shift; bool hidden; }; /* from a node's parents */

struct hints *walk_hints(const struct walk *w)
{
    struct hints *hints = xcalloc(1, sizeof *hints);
    struct trail *trail = xcalloc(w->n + 1, sizeof *trail);
    size_t cap = 0;
    for (size_t i = 0; i < w->n; i++) { /* parents come before their children */
        const struct node *n = &w->nodes[i];
        trail[i] = n->depth >= 2 ? trail[n->parent] : (struct trail){ .hint = -1 };
        if (n->depth >= 2) {
            trail[i].shift = shift_of(n, &w->nodes[n->parent], trail[i].shift);
            trail[i].hidden |= is_flat(&w->nodes[n->parent]);
        }
        if (trail[i].hidden || !is_hint(w, n))
            continue;
        struct srect box = on_screen(w, n);
        box.x += trail[i].shift.x;
        box.y += trail[i].shift.y;
        const struct window *window = window_of(w, n, &box);
        if (!window)
            continue;
        GROW(hints->items, hints->n, cap);
        fill_hint(w, n, window, &hints->items[hints->n]);
        hints->items[hints->n].box = box;
        hints->items[hints->n].parent = trail[i].hint;
        trail[i].hint = (int32_t)hints->n++;
    }
    free(trail);
    return hints;
}

void hints_free(struct hints *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->n; i++) {
        free(h->items[i].role);
        free(h->items[i].name);
        free(h->items[i].description);
        free(h->items[i].value);
    }
    free(h->items);
    free(h);
}
