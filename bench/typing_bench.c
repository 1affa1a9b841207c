/* Types its standard input into whatever has the focus on a display, as one action. What bench/run times
 * beside `xdotool type`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/hands_rig.h"
#include "base/strbuf.h"

int main(int argc, char **argv)
{
    struct strbuf text = STRBUF_INIT;
    char buf[65536];
    size_t n;
    if (argc != 2) {
        fprintf(stderr, "usage: typing_bench DISPLAY <TEXT\n");
        return 2;
    }
    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0)
        strbuf_add(&text, buf, n);
    struct hands_rig *r = hands_rig_new("xtest", argv[1]);
    enum err_code code = hands_rig_type(r, text.s);
    if (code != ERR_NONE)
        fprintf(stderr, "typing_bench: %s\n", hands_rig_said(r));
    hands_rig_free(r);
    strbuf_release(&text);
    return code == ERR_NONE ? 0 : 1;
}
