#include "base/test.h"

#include <stdio.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/keys.h"
#include "base/strbuf.h"

/* The chord as "a+b+c", "missing" or "bad". */
static const char *chord(const char *text)
{
    static char out[256];
    struct chord c;
    enum key_parse parsed = chord_parse(text, strlen(text), &c);
    if (parsed != KEY_OK)
        return parsed == KEY_MISSING ? "missing" : "bad";
    size_t at = 0;
    for (size_t i = 0; i < c.n; i++)
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%s", i ? "+" : "", c.keys[i]);
    chord_release(&c);
    return out;
}

static void check(const char *text, const char *expected)
{
    const char *got = chord(text);
    if (strcmp(got, expected) != 0)
        fail_msg("'%s' gives '%s', expected '%s'", text, got, expected);
}

TEST("every spelling of a modifier is that modifier")
{
    static const char *const spellings[][2] = {
        { "ctrl", "ctrl control ctrl_l ctrl_r control_l control_r ctrlleft ctrlright controlleft "
                  "controlright lcontrol rcontrol lctrl rctrl Control_L CTRL ConTrol" },
        { "alt", "alt alt_l alt_r altleft altright lalt ralt lmenu rmenu option optionleft "
                 "optionright opt ALT Alt_L" },
        { "shift", "shift shift_l shift_r shiftleft shiftright lshift rshift Shift_R" },
        { "super", "super super_l super_r win windows winleft winright lwin rwin meta meta_l "
                   "meta_r cmd command Super_L CMD" },
    };
    for (size_t i = 0; i < 4; i++) {
        char list[512];
        snprintf(list, sizeof list, "%s", spellings[i][1]);
        for (char *word = strtok(list, " "); word; word = strtok(NULL, " "))
            check(word, spellings[i][0]);
    }
}

TEST("named keys have their X keysym names whatever their case, underscores, blanks")
{
    static const char *const pairs[][2] = {
        { "enter", "Return" }, { "RETURN", "Return" }, { "ret", "Return" },
        { "kpenter", "KP_Enter" }, { "numpadenter", "KP_Enter" }, { "KP_Enter", "KP_Enter" },
        { "esc", "Escape" }, { "Escape", "Escape" }, { "TAB", "Tab" }, { "space", "space" },
        { "spacebar", "space" }, { "backspace", "BackSpace" }, { "bksp", "BackSpace" },
        { "del", "Delete" }, { "Delete", "Delete" }, { "insert", "Insert" }, { "home", "Home" },
        { "END", "End" }, { "pageup", "Page_Up" }, { "pgup", "Page_Up" }, { "prior", "Page_Up" },
        { "page_down", "Page_Down" }, { "pgdn", "Page_Down" }, { "pgdown", "Page_Down" },
        { "next", "Page_Down" }, { "page down", "Page_Down" }, { "page-up", "Page_Up" },
        { "Page  Up", "Page_Up" }, { "up", "Up" }, { "arrowup", "Up" }, { "uparrow", "Up" },
        { "arrow left", "Left" }, { "left arrow", "Left" }, { "right-arrow", "Right" },
        { "ArrowDown", "Down" }, { "f1", "F1" }, { "F24", "F24" }, { "caps lock", "Caps_Lock" },
        { "caps-lock", "Caps_Lock" }, { "CapsLock", "Caps_Lock" }, { "num lock", "Num_Lock" },
        { "scroll_lock", "Scroll_Lock" }, { "scroll lock", "Scroll_Lock" }, { "print", "Print" },
        { "print screen", "Print" }, { "prtsc", "Print" }, { "prtscr", "Print" },
        { "pause", "Pause" }, { "menu", "Menu" }, { "apps", "Menu" }, { "contextmenu", "Menu" },
        { "volumeup", "XF86AudioRaiseVolume" }, { "volume down", "XF86AudioLowerVolume" },
        { "volume-mute", "XF86AudioMute" }, { "mute", "XF86AudioMute" },
        { "altgr", "ISO_Level3_Shift" }, { "ISO_Level3_Shift", "ISO_Level3_Shift" },
        { "plus", "plus" }, { "minus", "minus" }, { "equals", "equal" }, { "equal", "equal" },
        { "comma", "comma" }, { "dot", "period" }, { "period", "period" }, { "slash", "slash" },
        { "backslash", "backslash" }, { "semicolon", "semicolon" }, { "colon", "colon" },
        { "quote", "apostrophe" }, { "apostrophe", "apostrophe" }, { "backquote", "grave" },
        { "grave", "grave" }, { "bracketleft", "bracketleft" }, { "bracketright", "bracketright" },
        { "exclam", "exclam" }, { "at", "at" }, { "numbersign", "numbersign" },
        { "asterisk", "asterisk" }, { "underscore", "underscore" }, { "question", "question" },
        { "KP_Add", "KP_Add" }, { "XF86AudioMute", "XF86AudioMute" }, { "XF86Back", "XF86Back" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        check(pairs[i][0], pairs[i][1]);
}

TEST("one character is its own key")
{
    static const char *const pairs[][2] = {
        { "c", "c" }, { "C", "c" }, { "7", "7" }, { " ", "space" }, { "\n", "Return" },
        { "\r", "Return" }, { "\t", "Tab" }, { "+", "plus" }, { "-", "minus" }, { "=", "equal" },
        { ",", "comma" }, { ".", "period" }, { "/", "slash" }, { "\\", "backslash" },
        { ";", "semicolon" }, { ":", "colon" }, { "'", "apostrophe" }, { "\"", "quotedbl" },
        { "`", "grave" }, { "[", "bracketleft" }, { "]", "bracketright" }, { "{", "braceleft" },
        { "}", "braceright" }, { "(", "parenleft" }, { ")", "parenright" }, { "<", "less" },
        { ">", "greater" }, { "!", "exclam" }, { "@", "at" }, { "#", "numbersign" },
        { "$", "dollar" }, { "%", "percent" }, { "^", "asciicircum" }, { "&", "ampersand" },
        { "*", "asterisk" }, { "_", "underscore" }, { "|", "bar" }, { "?", "question" },
        { "~", "asciitilde" }, { "é", "U00E9" }, { "漢", "U6F22" }, { "😀", "U1F600" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        check(pairs[i][0], pairs[i][1]);
}

TEST("chords are split at +, at blanks, or at hyphens after modifiers")
{
    static const char *const pairs[][2] = {
        { "ctrl+c", "ctrl+c" }, { "ctrl + c", "ctrl+c" }, { "ctrl++", "ctrl+plus" },
        { "ctrl + +", "ctrl+plus" }, { "shift+ctrl+t", "ctrl+shift+t" },
        { "super+shift+s", "shift+super+s" }, { "ctrl+page down", "ctrl+Page_Down" },
        { "ctrl c", "ctrl+c" }, { "v ctrl", "ctrl+v" }, { "ctrl page up", "ctrl+Page_Up" },
        { "page up ctrl", "ctrl+Page_Up" }, { "ctrl l", "ctrl+l" }, { "ctrl-l", "ctrl+l" },
        { "shift r", "shift+r" }, { "alt+l", "alt+l" }, { "ctrl-c", "ctrl+c" },
        { "CTRL_A", "ctrl+a" }, { "ctrl-shift-p", "ctrl+shift+p" }, { "CTRL_SHIFT_T", "ctrl+shift+t" },
        { "ctrl--", "ctrl+minus" }, { "ctrl -", "ctrl+minus" }, { "Control_L", "ctrl" },
        { "ctrl+ctrl+c", "ctrl+c" }, { "win-e", "super+e" }, { "cmd+c", "super+c" },
        { "alt_F4", "alt+F4" }, { "ctrl+alt+Delete", "ctrl+alt+Delete" },
        { "  ctrl+c  ", "ctrl+c" }, { "a+b", "a+b" }, { "b+a", "b+a" }, { "altgr+e", "ISO_Level3_Shift+e" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        check(pairs[i][0], pairs[i][1]);
}

TEST("what is no chord is refused, never guessed")
{
    static const char *const bad[] = { "ctrl+", "+c", "a++b", "++", "ctrl+++", "ctrl foo", "F25", "F0",
                                       "f01", "foo", "ctrl-", "c-ctrl", "caps", "ctrl arrow up",
                                       "KP_Nonsense", "XF86Nonsense", "U00E9", "parenleft",
                                       "eacute", "ctrl+alt-x", "hyper", "\xff", "ab" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check(bad[i], "bad");
    check("", "missing");
    check("   ", "missing");
}

TEST("a list is one chord, and each element is a key first")
{
    struct chord c;
    const char *const items[] = { "+", "Control", "shift" };
    const size_t lens[] = { 1, 7, 5 };
    assert_int_equal(chord_parse_list(items, lens, 3, &c), KEY_OK);
    assert_int_equal(c.n, 3);
    assert_string_equal(c.keys[0], "ctrl");
    assert_string_equal(c.keys[1], "shift");
    assert_string_equal(c.keys[2], "plus");
    chord_release(&c);
    assert_int_equal(chord_parse_list(items, lens, 0, &c), KEY_MISSING);
}

TEST("canonical names are known as such, and each has a keysym")
{
    static const char *const names[] = { "ctrl", "super", "Return", "parenleft", "quotedbl", "a", "U00E9",
                                         "U1F600", "F12", "KP_Add", "ISO_Level3_Shift" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(key_is_canonical(names[i]));
        assert_int_not_equal(key_keysym(names[i]), 0);
    }
    assert_false(key_is_canonical("enter"));
    assert_false(key_is_canonical("A"));
    assert_false(key_is_canonical("U12"));
    assert_int_equal(key_keysym("ctrl"), XKB_KEY_Control_L);
    assert_int_equal(key_keysym("U4E2D"), 0x1004E2D);
    assert_int_equal(key_keysym("nonsense"), 0);
}
