/* words.h : a person's words and a program's names in one comparable form: lower case, letters and
 * digits, one space between words and at both ends: "LibreOffice – Calc" is " libreoffice calc ". */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* New. camel: a capital after a small letter starts a word ("TextEditor": " text editor "). */
char *words_fold(const char *text, bool camel);
/* Takes and gives folded text: without "the", "my", … in front and "app", "window", … behind, as
 * long as something is left. New. */
char *words_bare(const char *folded);
bool words_has(const char *folded, const char *word, size_t len); /* a word of it, without spaces */
size_t words_count(const char *folded);
/* Words of a (folded) that are also in b (folded). */
size_t words_common(const char *a, const char *b);
/* The same letters, spaces aside: "text pad" and "textpad". */
bool words_same_letters(const char *a, const char *b);
/* Insertions, deletions, replacements and swaps of neighbours between a and b, spaces aside, in
 * bytes; above 2: 3. Texts over 64 bytes: 3. */
unsigned int words_typos(const char *a, const char *b);

#endif
