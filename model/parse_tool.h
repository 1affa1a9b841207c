/* parse_tool.h : `agentd --tool parse`: what a dialect makes of an output, for people and for check.py. */
#ifndef MODEL_PARSE_TOOL_H
#define MODEL_PARSE_TOOL_H

struct json_t;

/* argv[0] is "parse". Reads standard input, writes one JSON line a vector to standard output. Status: 0; 1
 * when a single output could not be parsed; 2 for wrong usage. */
int parse_tool(int argc, char **argv);
/* A vector as the dialects' page has it → {"id"?,"actions","thought"?} or {"id"?,"error","detail"}. New. */
struct json_t *parse_vector(const struct json_t *vector);

#endif
