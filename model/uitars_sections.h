/* uitars_sections.h : where the thoughts and the calls stand in an UI-TARS answer. */
#ifndef MODEL_UITARS_SECTIONS_H
#define MODEL_UITARS_SECTIONS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "model/scan.h"

enum section { SECTION_NONE, SECTION_THOUGHT, SECTION_SUMMARY, SECTION_REFLECTION, SECTION_ACTION };

/* The header at the cursor; SECTION_NONE: none. The cursor moves past it and its colon. */
enum section section_header(struct scan *c);
/* Moves to the first header, seed block or answer tag that begins a line at or after the cursor's line
 * start, or to the end. */
void section_next(struct scan *c);
/* Skips white space, fences and the tags that may stand around calls; separators `;` and `,` too when
 * between. */
void section_skip(struct scan *c, bool between);
/* Adds the text s[from..to) as one section's thought: trimmed, without the tags after it. */
void section_thought(struct strbuf *b, const char *s, size_t from, size_t to);
/* The last inline `Action:`, white space before it: the cursor is put behind it, *at on it. */
bool section_inline(struct scan *c, size_t *at);

#endif
