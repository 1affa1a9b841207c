/* atspi_node.h : what the files of the walk share. */
#ifndef VISION_ATSPI_NODE_H
#define VISION_ATSPI_NODE_H

#include "vision/atspi_walk.h"

enum want {
    WANT_APPS, WANT_PID,                       /* of an application */
    WANT_ROLE, WANT_STATE, WANT_NAME, WANT_BOX, WANT_INNER_BOX, WANT_COUNT, WANT_CHILDREN, /* of a node */
    WANT_DESCRIPTION, WANT_RELATIONS, WANT_LENGTH, WANT_TEXT, WANT_VALUE, WANT_MIN, WANT_MAX,
    WANT_CELL_AT, WANT_CELL_INDEX, WANT_ROW, WANT_COLUMNS, WANT_CELL, WANT_N
};

enum { HAVE_ROLE = 1, HAVE_STATE = 2, HAVE_NAME = 4, HAVE_BOX = 8, HAVE_INNER_BOX = 16 };

#define NO_NODE UINT32_MAX

struct node {
    char *path;
    uint32_t app, parent, top;  /* indices; top: the node of its window, itself for one */
    uint32_t depth;             /* 0 the application, 1 a window */
    uint32_t role;
    uint64_t states;
    char *name, *description, *value;
    char *label;                /* path of the node that labels this one */
    double min, max;
    struct srect box;           /* as answered: screen, or the window's own where top is relative */
    struct srect inner_box;     /* of a window: in its own coordinates */
    uint32_t have;
    bool opened;                /* its children and texts have been asked for */
    bool gone;                  /* an error came instead of an answer */
    /* Windows only. */
    int32_t window;             /* index into windows, -1: none of those shown */
    bool relative;
    /* Tables only: the rows in sight. */
    int32_t row_min, row_max, columns;
    uint32_t probes;            /* answers outstanding before the rows are known */
};

struct app { char *bus; size_t peer; uint32_t in_flight; bool heard; bool opened; };

struct request {
    struct walk *walk;
    enum want want;
    uint32_t index;             /* of a node, or of an application for WANT_PID */
    int32_t a, b;               /* arguments: a point, a row and a column, a length */
    DBusPendingCall *pending;
    struct request *next, *prev;
};

struct walk {
    DBusConnection *c;
    struct peers *peers;
    struct window *windows; size_t windows_n;
    bool popup;                 /* a menu or the like is shown */
    int64_t began_us;
    struct app *apps; size_t apps_n, apps_cap;
    struct node *nodes; size_t n, cap;
    struct request *queue, *queue_end;  /* waiting to be sent */
    struct request *sent;               /* unanswered */
    uint32_t in_flight;
};

void walk_want(struct walk *w, enum want want, uint32_t index, int32_t a, int32_t b);
/* New node, or NO_NODE past the cap; asks its role and state. */
uint32_t walk_add(struct walk *w, uint32_t parent, const char *bus, const char *path);
bool node_shown(const struct walk *w, const struct node *n);

/* atspi_table.c : only the rows in sight of large tables. */
void table_begin(struct walk *w, uint32_t index);
void table_answer(struct walk *w, const struct request *r, DBusMessage *reply); /* NULL: an error */

/* atspi_hints.c */
void top_match(struct walk *w, uint32_t index);

#endif
