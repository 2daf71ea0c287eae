/*
 * Completion scripts. The commands, their options and which of these take a file come from the
 * help; the names are this build's. Both scripts have the same tables in their shell's own syntax.
 */
#include "completion.h"

#include <string.h>

#include "explore/scope.h"
#include "helptext.h"
#include "invariants.h"
#include "scenario/builtin.h"

/* --- Names. --- */

typedef const char *(*name_at)(size_t index);

static const char *scenario_name(size_t index)
{
    return index < sim_scenario_count() ? sim_scenario_at(index)->name : NULL;
}

static const char *scope_name(size_t index)
{
    return index < sim_scope_count() ? sim_scope_at(index)->name : NULL;
}

static const char *invariant_name(size_t index)
{
    return index < SIM_INVARIANT_COUNT ? sim_invariant_name((sim_invariant)index) : NULL;
}

/* The possible values of a word: some words, one of a list of names, or a file. */
typedef struct words {
    const char *of;    /* an option or a command: what follows it */
    const char *fixed; /* NULL: none */
    name_at names;     /* likewise */
    bool files;
} words;

static const words values[] = {
    {"--scenario", NULL, scenario_name, false},
    {"--invariant", NULL, invariant_name, false},
    {"--alphabet", NULL, scope_name, false},
    {"--begin", "empty connected sessions up", NULL, false},
    {"--to", "text binary", NULL, false},
    {"--form", "hex d64 base64url shortcode", NULL, false},
    {"--layout", "noah twitter sonyflake hazelcast discord instagram mastodon cockroach linkedin",
     NULL, false},
    {"--uuid-version", "1 6 7", NULL, false},
    {"--completion", "bash zsh", NULL, false},
};

static const words arguments[] = {
    {"run", NULL, scenario_name, true},
    {"sweep", NULL, scenario_name, true},
    {"replay", NULL, scenario_name, true},
    {"shrink", NULL, scenario_name, true},
    {"tape", "convert show form", NULL, true},
    {"scenario", "show check draw", scenario_name, true},
    {"economics", NULL, scenario_name, true},
    {"list", "scenarios ops invariants faults marks", NULL, false},
    {"explore", NULL, scope_name, false},
    {"guest", "check serve", NULL, false},
    {"id", "snowflake korder uuid ulid ksuid decode encode compare", NULL, false},
};

static void print_words(FILE *out, const words *list)
{
    const char *gap = "";
    if (list->fixed != NULL) {
        (void)fprintf(out, "%s", list->fixed);
        gap = " ";
    }
    for (size_t i = 0; list->names != NULL && list->names(i) != NULL; i++) {
        (void)fprintf(out, "%s%s", gap, list->names(i));
        gap = " ";
    }
}

/* Lines "NAME) words='...' files=1 ;;" of a case, which are the same in both shells. */
static void print_cases(FILE *out, const words *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "    %s) words='", list[i].of);
        print_words(out, &list[i]);
        (void)fprintf(out, "'%s ;;\n", list[i].files ? " files=1" : "");
    }
}

/* --- Options. --- */

static bool is_file(const char *value)
{
    return strcmp(value, "TAPE") == 0 || strcmp(value, "FILE") == 0 || strcmp(value, "DIR") == 0;
}

static bool is_known_value(const char *option)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].of, option) == 0) {
            return true;
        }
    }
    return false;
}

typedef void (*with_option)(FILE *out, const sim_help_option *option, const char *text);

static void each_option(FILE *out, const sim_command *command, with_option print)
{
    sim_help help = sim_help_read(command);
    sim_help_part part;
    sim_help_option option;
    while (sim_help_next(&help, &part)) {
        if (sim_help_option_of(&part, &option)) {
            print(out, &option, part.text);
        }
    }
}

static bool has_option(const sim_command *command, const char *name)
{
    sim_help help = sim_help_read(command);
    sim_help_part part;
    sim_help_option option;
    while (sim_help_next(&help, &part)) {
        if (sim_help_option_of(&part, &option) && strcmp(option.name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether one of the first commands has it. */
static bool is_seen(const sim_command *const *all, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && !has_option(all[i], name)) {
        i++;
    }
    return i < count;
}

/* The cases of all options that take a value. A name means the same in every command. */
static void print_value_cases(FILE *out, const sim_command *const *all, size_t count)
{
    print_cases(out, values, sizeof values / sizeof values[0]);
    for (size_t i = 0; i < count; i++) {
        sim_help help = sim_help_read(all[i]);
        sim_help_part part;
        sim_help_option option;
        while (sim_help_next(&help, &part)) {
            if (!sim_help_option_of(&part, &option) || option.value[0] == '\0' ||
                is_known_value(option.name) || is_seen(all, i, option.name)) {
                continue;
            }
            char letter[] = {'|', '-', option.letter, '\0'};
            (void)fprintf(out, "    %s%s)%s ;;\n", option.name, option.letter != 0 ? letter : "",
                          is_file(option.value) ? " files=1" : "");
        }
    }
}

static void print_option_word(FILE *out, const sim_help_option *option, const char *text)
{
    (void)text;
    (void)fprintf(out, "%s ", option->name);
    if (option->letter != 0) {
        (void)fprintf(out, "-%c ", option->letter);
    }
}

static void print_option_cases(FILE *out, const sim_command *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "    %s) options='", all[i]->name);
        each_option(out, all[i], print_option_word);
        (void)fprintf(out, "--help' ;;\n");
    }
    (void)fprintf(out, "    help) options='--man --completion --help' ;;\n");
}

static void print_command_words(FILE *out, const sim_command *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "%s ", all[i]->name);
    }
    (void)fprintf(out, "help");
}

/* The tables of both scripts, by $command and $previous. */
static void print_tables(FILE *out, const sim_command *const *all, size_t count)
{
    (void)fprintf(out, "  case $command in\n");
    print_option_cases(out, all, count);
    (void)fprintf(out, "  esac\n  case $previous in\n");
    print_value_cases(out, all, count);
    (void)fprintf(out, "    *) value=0 ;;\n  esac\n"
                       "  if [ $value = 0 ]; then\n    case $command in\n");
    print_cases(out, arguments, sizeof arguments / sizeof arguments[0]);
    (void)fprintf(out, "    help) words='");
    print_command_words(out, all, count);
    (void)fprintf(out, "' ;;\n    esac\n  fi\n");
}

/* --- The shells. --- */

static void print_bash(FILE *out, const sim_command *const *all, size_t count)
{
    (void)fputs("# Completion of idsim for bash, made by \"idsim help --completion bash\".\n"
                "_idsim()\n{\n"
                "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                "  local command=${COMP_WORDS[1]} options= words= files=0 value=1 before=\n"
                "  COMPREPLY=()\n"
                "  # bash takes --option=value apart.\n"
                "  if [ \"$current\" = = ]; then\n    current=\n"
                "  elif [ \"$previous\" = = ]; then\n    previous=${COMP_WORDS[COMP_CWORD-2]}\n"
                "  fi\n"
                "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "    COMPREPLY=($(compgen -W '",
                out);
    print_command_words(out, all, count);
    (void)fputs(" --help --version' -- \"$current\"))\n    return\n  fi\n", out);
    print_tables(out, all, count);
    (void)fputs("  # The last of several names between commas.\n"
                "  case $current in *,*) before=${current%,*}, ;; esac\n"
                "  case $value$current in\n"
                "    0-*) words=$options files=0 ;;\n"
                "  esac\n"
                "  COMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"${current##*,}\"))\n"
                "  if [ $files = 1 ]; then\n"
                "    local file\n"
                "    compopt -o filenames 2>/dev/null\n"
                "    while IFS= read -r file; do\n"
                "      COMPREPLY+=(\"$file\")\n"
                "    done < <(compgen -f -- \"$current\")\n"
                "  fi\n"
                "}\n"
                "complete -F _idsim idsim\n",
                out);
}

/* A word and its meaning, in zsh's quotes: 'word:meaning'. */
static void print_described(FILE *out, const char *name, const char *text)
{
    (void)fprintf(out, "      '%s:", name);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
    }
    (void)fputs("'\n", out);
}

static void print_described_option(FILE *out, const sim_help_option *option, const char *text)
{
    print_described(out, option->name, text);
}

static void print_zsh(FILE *out, const sim_command *const *all, size_t count)
{
    (void)fputs("#compdef idsim\n"
                "# Completion of idsim for zsh, made by \"idsim help --completion zsh\".\n"
                "_idsim()\n{\n"
                "  local command=$words[2] previous=$words[CURRENT-1] current=$words[CURRENT]\n"
                "  local options= files=0 value=1\n"
                "  local -a described\n"
                "  if (( CURRENT == 2 )); then\n    described=(\n",
                out);
    for (size_t i = 0; i < count; i++) {
        print_described(out, all[i]->name, all[i]->sentence);
    }
    (void)fputs("      'help:print the help of a command'\n"
                "    )\n    _describe command described\n    return\n  fi\n"
                "  case $command in\n",
                out);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, "    %s) described=(\n", all[i]->name);
        each_option(out, all[i], print_described_option);
        (void)fprintf(out, "      '--help:print the options and examples'\n      ) ;;\n");
    }
    (void)fputs("    help) described=(\n"
                "      '--man:print a man page'\n"
                "      '--completion:print a completion script'\n"
                "      ) ;;\n",
                out);
    (void)fputs("  esac\n  local words=\n", out);
    print_tables(out, all, count);
    (void)fputs("  if [[ $value = 0 && $current = -* ]]; then\n"
                "    _describe option described\n"
                "    return\n  fi\n"
                "  # The last of several names between commas.\n"
                "  compset -P '*,'\n"
                "  compadd -- ${=words}\n"
                "  if [[ $files = 1 ]]; then\n    _files\n  fi\n"
                "}\n"
                "_idsim \"$@\"\n",
                out);
}

const sim_shell *sim_shell_find(const char *name)
{
    static const sim_shell shells[] = {{"bash", print_bash}, {"zsh", print_zsh}};
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(name, shells[i].name) == 0) {
            return &shells[i];
        }
    }
    return NULL;
}
