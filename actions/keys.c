#include "actions/keys.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "base/utf8.h"
#include "base/xalloc.h"

#define NAME_MAX_LEN 31 /* longer than every known name; X's longest keysym names fit too */

struct alias {
    const char *alias; /* lower case, without '_' */
    const char *name;
};

/* Sorted by alias: a test says so. */
static const struct alias aliases[] = {
    { "alt", "alt" },
    { "altgr", "ISO_Level3_Shift" },
    { "altl", "alt" },
    { "altleft", "alt" },
    { "altr", "alt" },
    { "altright", "alt" },
    { "apostrophe", "apostrophe" },
    { "apps", "Menu" },
    { "arrowdown", "Down" },
    { "arrowleft", "Left" },
    { "arrowright", "Right" },
    { "arrowup", "Up" },
    { "asterisk", "asterisk" },
    { "at", "at" },
    { "backquote", "grave" },
    { "backslash", "backslash" },
    { "backspace", "BackSpace" },
    { "bksp", "BackSpace" },
    { "bracketleft", "bracketleft" },
    { "bracketright", "bracketright" },
    { "capslock", "Caps_Lock" },
    { "cmd", "super" },
    { "colon", "colon" },
    { "comma", "comma" },
    { "command", "super" },
    { "contextmenu", "Menu" },
    { "control", "ctrl" },
    { "controll", "ctrl" },
    { "controlleft", "ctrl" },
    { "controlr", "ctrl" },
    { "controlright", "ctrl" },
    { "ctrl", "ctrl" },
    { "ctrll", "ctrl" },
    { "ctrlleft", "ctrl" },
    { "ctrlr", "ctrl" },
    { "ctrlright", "ctrl" },
    { "del", "Delete" },
    { "delete", "Delete" },
    { "dot", "period" },
    { "down", "Down" },
    { "downarrow", "Down" },
    { "end", "End" },
    { "enter", "Return" },
    { "equal", "equal" },
    { "equals", "equal" },
    { "esc", "Escape" },
    { "escape", "Escape" },
    { "exclam", "exclam" },
    { "grave", "grave" },
    { "home", "Home" },
    { "insert", "Insert" },
    { "isolevel3shift", "ISO_Level3_Shift" },
    { "kpenter", "KP_Enter" },
    { "lalt", "alt" },
    { "lcontrol", "ctrl" },
    { "lctrl", "ctrl" },
    { "left", "Left" },
    { "leftarrow", "Left" },
    { "lmenu", "alt" },
    { "lshift", "shift" },
    { "lwin", "super" },
    { "menu", "Menu" },
    { "meta", "super" },
    { "metal", "super" },
    { "metar", "super" },
    { "minus", "minus" },
    { "mute", "XF86AudioMute" },
    { "next", "Page_Down" },
    { "numbersign", "numbersign" },
    { "numlock", "Num_Lock" },
    { "numpadenter", "KP_Enter" },
    { "opt", "alt" },
    { "option", "alt" },
    { "optionleft", "alt" },
    { "optionright", "alt" },
    { "pagedown", "Page_Down" },
    { "pageup", "Page_Up" },
    { "pause", "Pause" },
    { "period", "period" },
    { "pgdn", "Page_Down" },
    { "pgdown", "Page_Down" },
    { "pgup", "Page_Up" },
    { "plus", "plus" },
    { "print", "Print" },
    { "printscreen", "Print" },
    { "prior", "Page_Up" },
    { "prtsc", "Print" },
    { "prtscr", "Print" },
    { "question", "question" },
    { "quote", "apostrophe" },
    { "ralt", "alt" },
    { "rcontrol", "ctrl" },
    { "rctrl", "ctrl" },
    { "ret", "Return" },
    { "return", "Return" },
    { "right", "Right" },
    { "rightarrow", "Right" },
    { "rmenu", "alt" },
    { "rshift", "shift" },
    { "rwin", "super" },
    { "scrolllock", "Scroll_Lock" },
    { "semicolon", "semicolon" },
    { "shift", "shift" },
    { "shiftl", "shift" },
    { "shiftleft", "shift" },
    { "shiftr", "shift" },
    { "shiftright", "shift" },
    { "slash", "slash" },
    { "space", "space" },
    { "spacebar", "space" },
    { "super", "super" },
    { "superl", "super" },
    { "superr", "super" },
    { "tab", "Tab" },
    { "underscore", "underscore" },
    { "up", "Up" },
    { "uparrow", "Up" },
    { "volumedown", "XF86AudioLowerVolume" },
    { "volumemute", "XF86AudioMute" },
    { "volumeup", "XF86AudioRaiseVolume" },
    { "win", "super" },
    { "windows", "super" },
    { "winleft", "super" },
    { "winright", "super" },
};

/* Names in which a blank or a hyphen may stand between the two words. */
static const char *const two_words[][2] = {
    { "page", "up" },      { "page", "down" },    { "caps", "lock" },   { "num", "lock" },
    { "scroll", "lock" },  { "print", "screen" }, { "arrow", "up" },    { "arrow", "down" },
    { "arrow", "left" },   { "arrow", "right" },  { "up", "arrow" },    { "down", "arrow" },
    { "left", "arrow" },   { "right", "arrow" },  { "volume", "up" },   { "volume", "down" },
    { "volume", "mute" },
};

/* ASCII punctuation by X keysym name, from '!' on; letters and digits stand for themselves. */
static const struct { char c; const char *name; } punctuation[] = {
    { ' ', "space" },       { '\n', "Return" },     { '\r', "Return" },      { '\t', "Tab" },
    { '+', "plus" },        { '-', "minus" },       { '=', "equal" },        { ',', "comma" },
    { '.', "period" },      { '/', "slash" },       { '\\', "backslash" },   { ';', "semicolon" },
    { ':', "colon" },       { '\'', "apostrophe" }, { '"', "quotedbl" },     { '`', "grave" },
    { '[', "bracketleft" }, { ']', "bracketright" }, { '{', "braceleft" },   { '}', "braceright" },
    { '(', "parenleft" },   { ')', "parenright" },  { '<', "less" },         { '>', "greater" },
    { '!', "exclam" },      { '@', "at" },          { '#', "numbersign" },   { '$', "dollar" },
    { '%', "percent" },     { '^', "asciicircum" }, { '&', "ampersand" },    { '*', "asterisk" },
    { '_', "underscore" },  { '|', "bar" },         { '?', "question" },     { '~', "asciitilde" },
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim(const char **s, size_t *len)
{
    while (*len && is_blank(**s)) {
        (*s)++;
        (*len)--;
    }
    while (*len && is_blank((*s)[*len - 1]))
        (*len)--;
}

static void copy_name(char out[32], const char *name)
{
    snprintf(out, 32, "%s", name);
}

static bool one_character(const char *s, size_t len, char out[32])
{
    uint32_t cp;
    if (!len || utf8_decode(s, len, &cp) != len)
        return false;
    for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; i++)
        if (cp == (unsigned char)punctuation[i].c) {
            copy_name(out, punctuation[i].name);
            return true;
        }
    if (cp < 0x80 && isalnum((int)cp))
        snprintf(out, 32, "%c", tolower((int)cp));
    else
        snprintf(out, 32, "U%04X", cp);
    return true;
}

/* Lower case, without '_', and with the separator of the two-word names taken out; false: it holds
 * what no name holds. */
static bool plain_name(const char *s, size_t len, char out[NAME_MAX_LEN + 1])
{
    size_t n = 0, split = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '_')
            continue;
        if (is_blank(s[i]) || s[i] == '-') {
            bool blank_run = i && is_blank(s[i]) && is_blank(s[i - 1]);
            if (!n || (split && !blank_run))
                return false;
            split = n;
            continue;
        }
        if (!isalnum((unsigned char)s[i]) || n == NAME_MAX_LEN)
            return false;
        out[n++] = (char)tolower((unsigned char)s[i]);
    }
    out[n] = '\0';
    if (!split)
        return n > 0;
    for (size_t i = 0; i < sizeof two_words / sizeof *two_words; i++)
        if (strlen(two_words[i][0]) == split && memcmp(two_words[i][0], out, split) == 0 &&
            strcmp(two_words[i][1], out + split) == 0)
            return true;
    return false;
}

static int by_alias(const void *key, const void *row)
{
    return strcmp(key, ((const struct alias *)row)->alias);
}

/* F1 … F24; 0 for anything else. */
static int function_key(const char *plain)
{
    if (plain[0] != 'f' || plain[1] < '1' || plain[1] > '9')
        return 0;
    int n = plain[1] - '0';
    if (plain[2]) {
        if (!isdigit((unsigned char)plain[2]) || plain[3])
            return 0;
        n = n * 10 + (plain[2] - '0');
    }
    return n <= 24 ? n : 0;
}

/* KP_… and XF86… stand as they are, so they must be X's own names. */
static bool raw_keysym(const char *s, size_t len, char out[32])
{
    if (len > NAME_MAX_LEN || !((len > 3 && memcmp(s, "KP_", 3) == 0) ||
                                (len > 4 && memcmp(s, "XF86", 4) == 0)))
        return false;
    memcpy(out, s, len);
    out[len] = '\0';
    return strlen(out) == len && xkb_keysym_from_name(out, XKB_KEYSYM_NO_FLAGS) != XKB_KEY_NoSymbol;
}

static bool known_name(const char *s, size_t len, char out[32])
{
    if (raw_keysym(s, len, out))
        return true;
    char plain[NAME_MAX_LEN + 1];
    if (!plain_name(s, len, plain))
        return false;
    int f = function_key(plain);
    if (f) {
        snprintf(out, 32, "F%d", f);
        return true;
    }
    const struct alias *row = bsearch(plain, aliases, sizeof aliases / sizeof *aliases,
                                      sizeof *aliases, by_alias);
    if (!row || !row->name)
        return false;
    copy_name(out, row->name);
    return true;
}

enum key_parse key_parse_name(const char *name, size_t len, char out[32])
{
    if (one_character(name, len, out))
        return KEY_OK;
    trim(&name, &len);
    if (!len)
        return KEY_MISSING;
    return one_character(name, len, out) || known_name(name, len, out) ? KEY_OK : KEY_BAD;
}

bool key_is_canonical(const char *name)
{
    char out[32];
    size_t len = strlen(name);
    if (key_parse_name(name, len, out) == KEY_OK)
        return strcmp(out, name) == 0;
    for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; i++)
        if (strcmp(name, punctuation[i].name) == 0)
            return true;
    if (name[0] != 'U' || len < 5 || len > 7)
        return false;
    for (size_t i = 1; i < len; i++)
        if (!isdigit((unsigned char)name[i]) && !(name[i] >= 'A' && name[i] <= 'F'))
            return false;
    return true;
}

unsigned int key_modifier(const char *name)
{
    static const char *const names[] = { "ctrl", "alt", "shift", "super" };
    for (unsigned int i = 0; i < 4; i++)
        if (strcmp(names[i], name) == 0)
            return 1u << i;
    return 0;
}

uint32_t key_keysym(const char *name)
{
    static const uint32_t left[] = { XKB_KEY_Control_L, XKB_KEY_Alt_L, XKB_KEY_Shift_L,
                                     XKB_KEY_Super_L };
    unsigned int modifier = key_modifier(name);
    if (modifier)
        return left[__builtin_ctz(modifier)];
    return xkb_keysym_from_name(name, XKB_KEYSYM_NO_FLAGS);
}
