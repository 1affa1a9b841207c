#include "agentctl/verbs.h"

#include <string.h>

#include "agentctl/ctl.h"

const struct verb verbs[] = {
    { "run", "[--wait] [--max-steps N] [--timeout S] [--model NAME] TASK…",
      "Gives a task in plain language",
      "  --wait         show each step on standard error, print the answer last on standard\n"
      "                 output, exit with the outcome; Ctrl-C stops the task\n"
      "  --max-steps N  steps that it may take (1 to 1000)\n"
      "  --timeout S    seconds that it may take\n"
      "  --model NAME   a model of the configuration, or embedded\n"
      "  --json         print {\"id\"}; with --wait the whole task at the end\n\n"
      "TASK may be \"-\": it is read from standard input. Without --wait the task's id is\n"
      "printed and the task goes on by itself.\n\n"
      "  agentctl run --wait 'Open the text editor and type \"Hello\"'\n",
      verb_run, false },
    { "status", "", "What the daemon is doing", "", verb_status, false },
    { "stop", "[ID]", "Stops at once: nothing more is typed or clicked, all is let go",
      "Without ID: the running task.\n", verb_stop, false },
    { "pause", "[ID]", "Holds a task before its next action", "Without ID: the running task.\n",
      verb_pause, false },
    { "resume", "[ID]", "Goes on with a paused task, after a new look at the screen",
      "Without ID: the paused task.\n", verb_resume, false },
    { "tasks", "[--limit N]", "Lists tasks, newest first", "  --limit N  at most so many (20)\n",
      verb_tasks, false },
    { "show", "ID", "Shows a task and its steps", "", verb_show, false },
    { "wait", "ID", "Waits for a task's end; prints its answer, exits with its outcome", "",
      verb_wait, false },
    { "cancel", "ID…", "Takes tasks out of the queue, or stops them when they run", "",
      verb_cancel, false },
    { "say", "ID TEXT…", "Answers a question of the agent, or gives it a hint",
      "TEXT may be \"-\": it is read from standard input.\n", verb_say, false },
    { "approve", "ID", "Says yes to the action that waits for a person", "", verb_approve, false },
    { "deny", "[--reason TEXT] ID", "Says no to the action that waits; the task ends as denied",
      "  --reason TEXT  told to the model and written to the journal\n", verb_deny, false },
    { "screenshot", "[-o FILE] [--window ID] [--box X,Y,W,H] [--max-width N]",
      "Takes a picture of the screen, a window or a box",
      "  -o FILE        where to; .jpg gives a JPEG, all else a PNG; \"-\" or nothing is\n"
      "                 standard output, when that is no terminal\n"
      "  --window ID    only this window (see `agentctl windows`)\n"
      "  --box X,Y,W,H  only this box, in screen pixels\n"
      "  --max-width N  scaled down to it\n",
      verb_screenshot, false },
    { "elements", "[--window ID] [--marks FILE]", "Lists what is on the screen",
      "  --window ID   only what is in this window\n"
      "  --marks FILE  also writes a PNG of the screen with the elements numbered\n"
      "  --json        the whole value: windows, elements, lines of text\n",
      verb_elements, false },
    { "windows", "", "Lists the top-level windows, bottom to top", "", verb_windows, false },
    { "act", "[--expect window|change|none] ACTION", "Does one canonical action",
      "ACTION is a JSON object, or \"-\" for one on standard input. Prints the verdict, how long\n"
      "the screen took to settle and what changed. Fails when something was expected (--expect,\n"
      "or \"expect\" in the object) and nothing happened.\n\n"
      "  agentctl act '{\"action\":\"click\",\"x\":40,\"y\":12,\"button\":\"left\",\"count\":1}'\n"
      "  agentctl act '{\"action\":\"key\",\"chord\":[\"ctrl\",\"s\"],\"expect\":\"window\"}'\n",
      verb_act, false },
    { "type", "FILE|-", "Types a file or standard input exactly, where the keyboard's focus is",
      "A newline is Return, a tab is Tab.\n", verb_type, false },
    { "open", "TARGET…", "Opens an application, a file or a URL",
      "TARGET is a name (\"Mousepad\"), a description (\"text editor\"), a path or a URL.\n",
      verb_open, false },
    { "journal",
      "list | show [--after N] ID | verify ID… | prune [--days N] [--megabytes N] | delete ID…",
      "Reads, checks and clears the records of tasks",
      "  list    the journals that are kept\n"
      "  show    the lines of one; --json gives them whole; --after N those behind line N\n"
      "  verify  checks every line, the chain of hashes and each picture\n"
      "  prune   removes the oldest: beyond --days, beyond --megabytes in all; without\n"
      "          either, as configured\n"
      "  delete  removes the journal of a task that has ended\n\n"
      "show and verify take a folder in the place of ID, and need no daemon for it.\n",
      verb_journal, false },
    { "web", "", "Prints a login link for the browser console, good once, for five minutes", "",
      verb_web, false },
    { "tool", "list | call NAME [ARGUMENTS]", "Lists the tools, or calls one",
      "ARGUMENTS is a JSON object, or \"-\" for one on standard input.\n\n"
      "  agentctl tool call window_title\n",
      verb_tool, false },
    { "events", "[--since CURSOR] [--topics PREFIX,…]", "Follows what happens, as JSON lines",
      "  --since CURSOR    from behind that event on, over restarts too; otherwise from now on\n"
      "  --topics PREFIX,… only those, as in task.,step.\n",
      verb_events, false },
    { "call", "COMMAND [PARAMETERS]", "Calls any command of the daemon's protocol",
      "`agentctl call commands` lists them. PARAMETERS is a JSON object, or \"-\".\n\n"
      "  agentctl call window.focus '{\"id\":14680071}'\n",
      verb_call, false },
    { "doctor", "", "Checks display, extensions, fonts, OCR data and permissions; says what to mend",
      "Works without a daemon too. Fails when something is lacking.\n", verb_doctor, false },
    { "parse", "--dialect NAME --screen WxH --image WxH | --vectors",
      "Parses a model's output on standard input, as agentd does (agentd --tool parse)",
      "  --vectors  standard input is a file of test vectors, one JSON object a line\n",
      verb_parse, true },
    { "policy", "test FILE JOURNAL",
      "Says what a policy would have ruled in an old journal (agentd --tool policy)",
      "FILE is the policy's Lua file, JOURNAL the folder of a task's journal.\n",
      verb_policy, true },
    { "shutdown", "", "Stops the running task and ends the daemon", "", verb_shutdown, false },
    { "help", "[VERB]", "Says what there is, or more about one verb", "", verb_help, false },
};
const unsigned int verbs_n = sizeof verbs / sizeof *verbs;

const struct verb *verb_find(const char *name)
{
    for (unsigned int i = 0; i < verbs_n; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}
