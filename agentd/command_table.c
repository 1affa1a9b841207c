/* The rows. A command is a row here, a function in its group's file, and a line in the header. */
#include "agentd/command.h"

#define OBJECT(properties, required)                                                             \
    "{\"type\":\"object\",\"properties\":{" properties "},\"required\":[" required "],"          \
    "\"additionalProperties\":false}"
#define RESULT(properties)                                                                       \
    "{\"type\":\"object\",\"properties\":{" properties "},\"additionalProperties\":true}"
#define NOTHING OBJECT("", "")
#define EMPTY RESULT("")

#define P(name, type, doc) "\"" name "\":{\"type\":\"" type "\",\"description\":\"" doc "\"}"
#define TEXT(name, max, doc)                                                                     \
    "\"" name "\":{\"type\":\"string\",\"maxLength\":" max ",\"description\":\"" doc "\"}"
#define NUMBER(name, min, max, doc)                                                              \
    "\"" name "\":{\"type\":\"integer\",\"minimum\":" min ",\"maximum\":" max                     \
    ",\"description\":\"" doc "\"}"
#define BOX(name, doc)                                                                           \
    "\"" name "\":{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"minimum\":-32768,"         \
    "\"maximum\":32767},\"minItems\":4,"                                                         \
    "\"maxItems\":4,\"description\":\"" doc "\"}"
/* An object whose keys something else checks: an action, a tool's arguments. */
#define ANY_OBJECT(name, doc)                                                                    \
    "\"" name "\":{\"type\":\"object\",\"additionalProperties\":true,\"description\":\"" doc "\"}"
#define LIST(name, type, doc)                                                                    \
    "\"" name "\":{\"type\":\"array\",\"items\":{\"type\":\"" type "\"},\"description\":\"" doc "\"}"

#define ID TEXT("id", "20", "the task, t and a number")
#define ONE_ID OBJECT(ID, "\"id\"")
#define MAYBE_ID OBJECT(TEXT("id", "20", "the task; absent: the running one"), "")
#define WINDOW_ID NUMBER("id", "1", "4294967295", "the window, from screen.windows")
#define ONE_WINDOW OBJECT(WINDOW_ID, "\"id\"")
#define TASK                                                                                     \
    RESULT(P("id", "string", "t and a number") "," P("task", "string", "what was asked") ","      \
           P("state", "string", "a state of the session") ","                                   \
           P("outcome", "integer", "exit code 0 to 6, null before the end") ","                 \
           P("answer", "string", "what the agent said at the end") ","                          \
           P("steps", "integer", "steps so far") "," P("journal", "string", "its folder") ","       \
           P("cursor", "integer", "events.subscribe since it gives all events of the task"))
#define PICTURE                                                                                  \
    RESULT(P("width", "integer", "pixels") "," P("height", "integer", "pixels") ","               \
           P("mime", "string", "image/png or image/jpeg") "," P("data", "string", "base64"))

const struct command commands[] = {
    { "app.list", "Installed applications that a person can start.", NOTHING,
      RESULT(LIST("apps", "object", "id, name, generic, categories, keywords")), RANK_VIEWER,
      cmd_app_list },
    { "app.open", "Opens an application, a file or a URL, by desktop entry.",
      OBJECT(TEXT("target", "4096", "a name, a description, a path or a URL"), "\"target\""),
      RESULT(P("what", "string", "what was started") "," P("pid", "integer", "its process")),
      RANK_OPERATOR, cmd_app_open },
    { "clipboard.get", "The text of the clipboard.", NOTHING, RESULT(P("text", "string", "")),
      RANK_VIEWER, cmd_clipboard_get },
    { "clipboard.set", "Puts text on the clipboard.",
      OBJECT(TEXT("text", "1048576", "UTF-8"), "\"text\""), EMPTY, RANK_OPERATOR,
      cmd_clipboard_set },
    { "commands", "All commands, with their schemas.", NOTHING,
      RESULT(LIST("commands", "object", "name, doc, rank, params, result")), RANK_VIEWER,
      cmd_commands },
    { "doctor", "Checks display, extensions, OCR data, fonts and permissions.", NOTHING,
      RESULT(LIST("checks", "object", "name, ok, detail, mend")), RANK_VIEWER, cmd_doctor },
    { "events.subscribe", "Events follow as notifications named event. One subscription a client.",
      OBJECT(NUMBER("since", "0", "9007199254740991", "the last cursor seen; absent: from now on")
             "," LIST("topics", "string", "prefixes; absent: all"), ""),
      RESULT(P("cursor", "integer", "of the last event so far")), RANK_VIEWER, cmd_events_subscribe },
    { "input.act", "Does one canonical action by a person's hand, waits until the screen is at rest.",
      OBJECT(ANY_OBJECT("action", "see docs/actions.md"), "\"action\""),
      RESULT(P("verdict", "string", "confirmed, unknown or no effect") ","
             LIST("changed", "array", "boxes x, y, w, h") ","
             P("windows", "object", "opened, closed, retitled, focused") ","
             P("settle_ms", "integer", "until the last change") "," P("text", "string", "in words")),
      RANK_OPERATOR, cmd_input_act },
    { "input.type", "Types text exactly; a newline is Return, a tab is Tab.",
      OBJECT(TEXT("text", "2097152", "UTF-8"), "\"text\""),
      RESULT(P("characters", "integer", "typed")), RANK_OPERATOR, cmd_input_type },
    { "journal.blob", "One picture of a journal.",
      OBJECT(ID "," TEXT("hash", "64", "SHA-256"), "\"id\",\"hash\""),
      RESULT(P("data", "string", "base64")), RANK_VIEWER, cmd_journal_blob },
    { "journal.delete", "Deletes the journal of an ended task.", ONE_ID, EMPTY, RANK_ADMIN,
      cmd_journal_delete },
    { "journal.list", "The journals that are kept.", NOTHING,
      RESULT(LIST("journals", "object", "id, task, outcome, started, bytes, path")), RANK_VIEWER,
      cmd_journal_list },
    { "journal.prune", "Deletes the oldest journals, down to an age and a size.",
      OBJECT(NUMBER("days", "0", "36500", "keep younger ones; absent: as configured") ","
             NUMBER("megabytes", "0", "1000000000", "keep at most; absent: as configured"), ""),
      RESULT(LIST("removed", "string", "ids")), RANK_ADMIN, cmd_journal_prune },
    { "journal.show", "The lines of a journal.",
      OBJECT(ID "," NUMBER("after", "0", "9007199254740991", "lines after this number"), "\"id\""),
      RESULT(LIST("lines", "object", "n, at, kind, body")), RANK_VIEWER, cmd_journal_show },
    { "journal.verify", "Checks every line and picture of a journal.", ONE_ID,
      RESULT(P("lines", "integer", "that hold")), RANK_VIEWER, cmd_journal_verify },
    { "screen.elements", "What is on the screen: windows, elements with stable ids, text lines.",
      NOTHING, RESULT(LIST("elements", "object", "id, role, name, box, …")), RANK_VIEWER,
      cmd_screen_elements },
    { "screen.marks", "The screen with its elements numbered.",
      OBJECT(NUMBER("window", "1", "4294967295", "only this window"), ""), PICTURE, RANK_VIEWER,
      cmd_screen_marks },
    { "screen.shot", "A picture of the screen, a window or a box.",
      OBJECT(NUMBER("window", "1", "4294967295", "only this window") ","
             BOX("box", "x, y, w, h in screen pixels") ","
             "\"format\":{\"enum\":[\"png\",\"jpeg\"],\"description\":\"png where absent\"},"
             NUMBER("max_width", "16", "16384", "scaled down to it"), ""),
      PICTURE, RANK_VIEWER, cmd_screen_shot },
    { "screen.watch", "Live pictures as binary messages (WebSocket only), when something changed.",
      OBJECT(P("on", "boolean", "") "," NUMBER("max_width", "16", "16384", "scaled down to it"),
             "\"on\""),
      EMPTY, RANK_VIEWER, cmd_screen_watch },
    { "screen.windows", "The top-level windows, bottom to top.", NOTHING,
      RESULT(LIST("windows", "object", "id, title, class, type, box, active, …")), RANK_VIEWER,
      cmd_screen_windows },
    { "shutdown", "Stops the running task and ends the daemon.", NOTHING, EMPTY, RANK_ADMIN,
      cmd_shutdown },
    { "status", "The daemon's state.", NOTHING,
      RESULT(P("version", "string", "") "," P("pid", "integer", "") "," P("display", "string", "")
             "," P("state", "string", "idle, running, paused or stopped") ","
             P("queued", "integer", "tasks that wait") "," P("model", "string", "") ","
             LIST("lacks", "string", "what is missing, in sentences") ","
             P("uptime_s", "integer", "")),
      RANK_VIEWER, cmd_status },
    { "task.approve", "Says yes to the action that waits for it.", MAYBE_ID, EMPTY, RANK_OPERATOR,
      cmd_task_approve },
    { "task.cancel", "Takes a task out of the queue, or stops it when it runs.", ONE_ID, TASK,
      RANK_OPERATOR, cmd_task_cancel },
    { "task.deny", "Says no to the action that waits; the task ends as denied.",
      OBJECT(TEXT("id", "20", "the task; absent: the running one") ","
             TEXT("reason", "1000", "told to the model"), ""),
      EMPTY, RANK_OPERATOR,
      cmd_task_deny },
    { "task.list", "Tasks, newest first.",
      OBJECT(NUMBER("limit", "1", "1000", "100 where absent"), ""),
      RESULT(LIST("tasks", "object", "as task.show has them")), RANK_VIEWER, cmd_task_list },
    { "task.pause", "Holds the task before its next action.", MAYBE_ID, TASK, RANK_OPERATOR,
      cmd_task_pause },
    { "task.resume",
      "Goes on with a paused task, which looks again first; after a stop: with the queue.",
      MAYBE_ID, TASK, RANK_OPERATOR, cmd_task_resume },
    { "task.say", "Answers a question of the agent, or gives it a hint.",
      OBJECT(ID "," TEXT("text", "100000", ""), "\"id\",\"text\""), EMPTY, RANK_OPERATOR,
      cmd_task_say },
    { "task.show", "One task and its steps.", ONE_ID,
      RESULT(P("task", "object", "") "," LIST("steps", "object", "n, thought, actions")),
      RANK_VIEWER, cmd_task_show },
    { "task.start", "Queues a task.",
      OBJECT("\"task\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1048576,"
             "\"description\":\"in plain language\"},"
             NUMBER("max_steps", "1", "1000", "as configured where absent") ","
             NUMBER("timeout_s", "1", "604800", "as configured where absent") ","
             TEXT("model", "100", "a model of the configuration"), "\"task\""),
      RESULT(P("id", "string", "")), RANK_OPERATOR, cmd_task_start },
    { "task.stop", "Emergency stop: nothing more is injected, everything held is let go.", MAYBE_ID,
      RESULT(LIST("stopped", "string", "ids")), RANK_OPERATOR, cmd_task_stop },
    { "task.wait", "The task, once it has ended.", ONE_ID, TASK, RANK_VIEWER, cmd_task_wait },
    { "tool.call", "Calls a tool.",
      OBJECT(TEXT("name", "100", "") "," ANY_OBJECT("arguments", "as its schema has them"),
             "\"name\""),
      EMPTY, RANK_OPERATOR, cmd_tool_call },
    { "tool.list", "The tools that models, people and scripts may call.", NOTHING,
      RESULT(LIST("tools", "object", "name, doc, params, result, effect, file")), RANK_VIEWER,
      cmd_tool_list },
    { "web.link", "A login link for the browser, good once and for five minutes.", NOTHING,
      RESULT(P("url", "string", "")), RANK_ADMIN, cmd_web_link },
    { "window.close", "Asks a window to close, as its close button does.", ONE_WINDOW, EMPTY,
      RANK_OPERATOR, cmd_window_close },
    { "window.focus", "Raises a window and gives it the keyboard.", ONE_WINDOW, EMPTY, RANK_OPERATOR,
      cmd_window_focus },
    { "window.maximise", "Maximises a window.", ONE_WINDOW, EMPTY, RANK_OPERATOR,
      cmd_window_maximise },
    { "window.minimise", "Minimises a window.", ONE_WINDOW, EMPTY, RANK_OPERATOR,
      cmd_window_minimise },
    { "window.move", "Moves and sizes a window.",
      OBJECT(WINDOW_ID "," BOX("box", "x, y, w, h of the client area"), "\"id\",\"box\""), EMPTY,
      RANK_OPERATOR, cmd_window_move },
    { "window.restore", "Undoes maximised or minimised.", ONE_WINDOW, EMPTY, RANK_OPERATOR,
      cmd_window_restore },
};
const size_t commands_n = sizeof commands / sizeof *commands;
