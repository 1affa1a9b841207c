#include "vision/atspi_walk.h"

#include <atspi/atspi-constants.h>

#include "vision/screen.h"

static const struct { uint32_t atspi; enum role role; } roles[] = {
    { ATSPI_ROLE_ALERT, ROLE_DIALOG },
    { ATSPI_ROLE_AUTOCOMPLETE, ROLE_COMBO },
    { ATSPI_ROLE_CAPTION, ROLE_TEXT },
    { ATSPI_ROLE_CHECK_BOX, ROLE_CHECK },
    { ATSPI_ROLE_CHECK_MENU_ITEM, ROLE_MENUITEM },
    { ATSPI_ROLE_COLOR_CHOOSER, ROLE_DIALOG },
    { ATSPI_ROLE_COLUMN_HEADER, ROLE_HEADER },
    { ATSPI_ROLE_COMBO_BOX, ROLE_COMBO },
    { ATSPI_ROLE_DATE_EDITOR, ROLE_FIELD },
    { ATSPI_ROLE_DESKTOP_ICON, ROLE_ICON },
    { ATSPI_ROLE_DIAL, ROLE_SLIDER },
    { ATSPI_ROLE_DIALOG, ROLE_DIALOG },
    { ATSPI_ROLE_DOCUMENT_TEXT, ROLE_TEXTAREA },
    { ATSPI_ROLE_EDITBAR, ROLE_FIELD },
    { ATSPI_ROLE_ENTRY, ROLE_FIELD },
    { ATSPI_ROLE_FILE_CHOOSER, ROLE_DIALOG },
    { ATSPI_ROLE_FONT_CHOOSER, ROLE_DIALOG },
    { ATSPI_ROLE_FRAME, ROLE_WINDOW },
    { ATSPI_ROLE_HEADING, ROLE_TEXT },
    { ATSPI_ROLE_ICON, ROLE_ICON },
    { ATSPI_ROLE_IMAGE, ROLE_IMAGE },
    { ATSPI_ROLE_LABEL, ROLE_TEXT },
    { ATSPI_ROLE_LEVEL_BAR, ROLE_PROGRESS },
    { ATSPI_ROLE_LINK, ROLE_LINK },
    { ATSPI_ROLE_LIST, ROLE_LIST },
    { ATSPI_ROLE_LIST_BOX, ROLE_LIST },
    { ATSPI_ROLE_LIST_ITEM, ROLE_ITEM },
    { ATSPI_ROLE_MENU, ROLE_MENU },
    { ATSPI_ROLE_MENU_ITEM, ROLE_MENUITEM },
    { ATSPI_ROLE_PAGE_TAB, ROLE_TAB },
    { ATSPI_ROLE_PARAGRAPH, ROLE_TEXT },
    { ATSPI_ROLE_PASSWORD_TEXT, ROLE_FIELD },
    { ATSPI_ROLE_PROGRESS_BAR, ROLE_PROGRESS },
    { ATSPI_ROLE_PUSH_BUTTON, ROLE_BUTTON },
    { ATSPI_ROLE_PUSH_BUTTON_MENU, ROLE_BUTTON },
    { ATSPI_ROLE_RADIO_BUTTON, ROLE_RADIO },
    { ATSPI_ROLE_RADIO_MENU_ITEM, ROLE_MENUITEM },
    { ATSPI_ROLE_ROW_HEADER, ROLE_HEADER },
    { ATSPI_ROLE_SCROLL_BAR, ROLE_SCROLLBAR },
    { ATSPI_ROLE_SLIDER, ROLE_SLIDER },
    { ATSPI_ROLE_SPIN_BUTTON, ROLE_SPIN },
    { ATSPI_ROLE_STATIC, ROLE_TEXT },
    { ATSPI_ROLE_TABLE_CELL, ROLE_CELL },
    { ATSPI_ROLE_TABLE_COLUMN_HEADER, ROLE_HEADER },
    { ATSPI_ROLE_TABLE_ROW, ROLE_ITEM },
    { ATSPI_ROLE_TABLE_ROW_HEADER, ROLE_HEADER },
    { ATSPI_ROLE_TEAROFF_MENU_ITEM, ROLE_MENUITEM },
    { ATSPI_ROLE_TERMINAL, ROLE_TEXTAREA },
    { ATSPI_ROLE_TOGGLE_BUTTON, ROLE_TOGGLE },
    { ATSPI_ROLE_TREE_ITEM, ROLE_TREEITEM },
    { ATSPI_ROLE_WINDOW, ROLE_WINDOW },
};

static bool has(uint64_t states, int state)
{
    return states >> state & 1;
}

const char *atspi_role_name(uint32_t role, uint64_t states)
{
    enum role ours = ROLE_GROUP;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (roles[i].atspi == role)
            ours = roles[i].role;
    if (role == ATSPI_ROLE_TEXT || role == ATSPI_ROLE_DOCUMENT_FRAME)
        ours = has(states, ATSPI_STATE_SINGLE_LINE) ? ROLE_FIELD
               : has(states, ATSPI_STATE_EDITABLE) || has(states, ATSPI_STATE_MULTI_LINE)
                   ? ROLE_TEXTAREA : ROLE_TEXT;
    if (ours == ROLE_FIELD && has(states, ATSPI_STATE_MULTI_LINE))
        ours = ROLE_TEXTAREA;
    return role_name(ours);
}

uint32_t atspi_states(uint32_t role, uint64_t states)
{
    static const struct { int atspi; uint32_t ours; } map[] = {
        { ATSPI_STATE_FOCUSED, STATE_FOCUSED },       { ATSPI_STATE_CHECKED, STATE_CHECKED },
        { ATSPI_STATE_PRESSED, STATE_CHECKED },       { ATSPI_STATE_SELECTED, STATE_SELECTED },
        { ATSPI_STATE_EXPANDED, STATE_EXPANDED },     { ATSPI_STATE_COLLAPSED, STATE_COLLAPSED },
        { ATSPI_STATE_EDITABLE, STATE_EDITABLE },     { ATSPI_STATE_FOCUSABLE, STATE_FOCUSABLE },
        { ATSPI_STATE_INDETERMINATE, STATE_MIXED },
    };
    uint32_t ours = role == ATSPI_ROLE_PASSWORD_TEXT ? STATE_SECRET : 0;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (has(states, map[i].atspi))
            ours |= map[i].ours;
    /* Some say enabled, some sensitive; labels of some toolkits say neither. */
    if (!has(states, ATSPI_STATE_SENSITIVE) && !has(states, ATSPI_STATE_ENABLED))
        ours |= STATE_DISABLED;
    if (has(states, ATSPI_STATE_EXPANDABLE) && !has(states, ATSPI_STATE_EXPANDED))
        ours |= STATE_COLLAPSED;
    return ours;
}

static bool is_one_of(uint32_t role, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == role)
            return true;
    return false;
}
#define IS(role, ...)                                                              \
    is_one_of(role, (const uint32_t[]){ __VA_ARGS__ },                             \
              sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

bool atspi_is_leaf(uint32_t role)
{
    return IS(role, ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_CHECK_BOX, ATSPI_ROLE_RADIO_BUTTON,
              ATSPI_ROLE_PASSWORD_TEXT, ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_SLIDER,
              ATSPI_ROLE_SCROLL_BAR, ATSPI_ROLE_PROGRESS_BAR, ATSPI_ROLE_SEPARATOR, ATSPI_ROLE_IMAGE,
              ATSPI_ROLE_TERMINAL, ATSPI_ROLE_STATIC, ATSPI_ROLE_TOGGLE_BUTTON);
}

bool atspi_is_long(uint32_t role, uint64_t states)
{
    return has(states, ATSPI_STATE_MANAGES_DESCENDANTS) ||
           IS(role, ATSPI_ROLE_TABLE, ATSPI_ROLE_TREE_TABLE, ATSPI_ROLE_TREE, ATSPI_ROLE_LIST,
              ATSPI_ROLE_LIST_BOX, ATSPI_ROLE_LAYERED_PANE, ATSPI_ROLE_DOCUMENT_SPREADSHEET);
}

bool atspi_has_text(uint32_t role, uint64_t states)
{
    if (has(states, ATSPI_STATE_EDITABLE))
        return !IS(role, ATSPI_ROLE_PASSWORD_TEXT, ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_TABLE_CELL);
    return IS(role, ATSPI_ROLE_ENTRY, ATSPI_ROLE_TEXT, ATSPI_ROLE_TERMINAL, ATSPI_ROLE_PARAGRAPH);
}

bool atspi_has_value(uint32_t role)
{
    return IS(role, ATSPI_ROLE_SLIDER, ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_PROGRESS_BAR, ATSPI_ROLE_DIAL,
              ATSPI_ROLE_LEVEL_BAR, ATSPI_ROLE_SCROLL_BAR);
}

bool atspi_wants_label(uint32_t role)
{
    return IS(role, ATSPI_ROLE_ENTRY, ATSPI_ROLE_TEXT, ATSPI_ROLE_PASSWORD_TEXT, ATSPI_ROLE_COMBO_BOX,
              ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_SLIDER, ATSPI_ROLE_LIST, ATSPI_ROLE_TREE_TABLE,
              ATSPI_ROLE_TABLE);
}

bool atspi_wants_tip(uint32_t role)
{
    return IS(role, ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_ENTRY,
              ATSPI_ROLE_PASSWORD_TEXT, ATSPI_ROLE_ICON, ATSPI_ROLE_IMAGE, ATSPI_ROLE_MENU,
              ATSPI_ROLE_LINK);
}
