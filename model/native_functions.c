/* native_functions.c : agentd's own functions, as the model is told about them. */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "base/js.h"
#include "base/strbuf.h"
#include "model/native_ask.h"

#define XY "\"x\":{\"type\":\"number\"},\"y\":{\"type\":\"number\"}"
#define MODIFIERS \
    "\"modifiers\":{\"type\":\"array\",\"items\":{\"enum\":[\"ctrl\",\"alt\",\"shift\",\"super\"]}}"
#define BUTTON "\"button\":{\"enum\":[\"left\",\"middle\",\"right\",\"back\",\"forward\"]}"
#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
#define WHOLE(name, min, max) \
    "\"" name "\":{\"type\":\"integer\",\"minimum\":" #min ",\"maximum\":" #max "}"
#define NONE ""

static const struct { const char *name, *doc, *properties, *required; } functions[] = {
    { "click", "Press and release a mouse button at x, y (0 to 1000 of the picture's width and "
      "height); without x and y where the pointer is. count 2 is a double click.",
      XY "," BUTTON "," WHOLE("count", 1, 3) "," MODIFIERS, NONE },
    { "move", "Move the pointer there, without a click.", XY "," MODIFIERS, "\"x\",\"y\"" },
    { "drag", "Press at the first point, move along the path, release at the last.",
      "\"path\":{\"type\":\"array\",\"minItems\":2,\"items\":{\"type\":\"array\",\"items\":"
      "{\"type\":\"number\"},\"minItems\":2,\"maxItems\":2}}," BUTTON "," MODIFIERS, "\"path\"" },
    { "button_down", "Press a mouse button and keep it down.", XY "," BUTTON, NONE },
    { "button_up", "Let a mouse button go.", XY "," BUTTON, NONE },
    { "scroll", "Turn the wheel by notches: dy down (negative: up), dx right.",
      XY "," WHOLE("dx", -100, 100) "," WHOLE("dy", -100, 100) "," MODIFIERS, NONE },
    { "type", "Type text where the focus is, exactly; a newline is Return.", TEXT("text"),
      "\"text\"" },
    { "key", "Press a key or a chord: \"Return\", \"ctrl+s\", \"Page_Down\"; count times.",
      TEXT("keys") "," WHOLE("count", 1, 100), "\"keys\"" },
    { "hold_key", "Hold a key or chord for ms milliseconds.",
      TEXT("keys") "," WHOLE("ms", 0, 300000), "\"keys\",\"ms\"" },
    { "key_down", "Press one key and keep it down.", TEXT("key"), "\"key\"" },
    { "key_up", "Let one key go.", TEXT("key"), "\"key\"" },
    { "wait", "Wait for ms milliseconds, when something is still loading.",
      WHOLE("ms", 0, 300000), "\"ms\"" },
    { "screenshot", "Look again without doing anything.", NONE, NONE },
    { "zoom", "Look closer at a part of the screen: box [x0, y0, x1, y1].",
      "\"box\":{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":4,\"maxItems\":4}",
      "\"box\"" },
    { "open", "Open an application by name, a file or a URL.", TEXT("target"), "\"target\"" },
    { "back", "Back in the front window's history.", NONE, NONE },
    { "forward", "Forward in the front window's history.", NONE, NONE },
    { "finish", "End the task: done, or failed and why; text is the answer for the person.",
      "\"status\":{\"enum\":[\"done\",\"failed\"]}," TEXT("text"), "\"status\",\"text\"" },
    { "ask", "Ask the person when something is missing, ambiguous or needs consent.",
      TEXT("text"), "\"text\"" },
};

static json_t *function_new(const char *name, const char *doc, json_t *parameters)
{
    json_t *function = json_object();
    json_object_set_new(function, "name", js_text(name));
    json_object_set_new(function, "description", js_text(doc ? doc : ""));
    json_object_set_new(function, "parameters", parameters);
    json_t *tool = json_object();
    json_object_set_new(tool, "type", json_string("function"));
    json_object_set_new(tool, "function", function);
    return tool;
}

static json_t *own_parameters(const char *properties, const char *required)
{
    struct strbuf b = STRBUF_INIT;
    strbuf_addf(&b, "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s]}", properties,
                required);
    json_t *schema = json_loadb(b.s, b.len, 0, NULL);
    assert(schema);
    strbuf_release(&b);
    return schema;
}

static bool is_own(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return true;
    return false;
}

/* A tool without parameters may come with none, or with Lua's empty table. */
static json_t *tool_parameters(const json_t *params)
{
    if (json_is_object(params) && js_str(params, "type"))
        return json_deep_copy(params);
    json_t *schema = json_object();
    json_object_set_new(schema, "type", json_string("object"));
    json_object_set_new(schema, "properties",
                        json_is_object(params) ? json_deep_copy(params) : json_object());
    return schema;
}

struct json_t *native_functions(const struct json_t *tools)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        json_array_append_new(list, function_new(functions[i].name, functions[i].doc,
                                                 own_parameters(functions[i].properties,
                                                                functions[i].required)));
    for (size_t i = 0; i < json_array_size(tools); i++) {
        const json_t *tool = json_array_get(tools, i);
        const char *name = js_str(tool, "name");
        if (name && !is_own(name) && !js_str(tool, "error"))
            json_array_append_new(list, function_new(name, js_str(tool, "doc"),
                                                     tool_parameters(js_get(tool, "params"))));
    }
    return list;
}
