/* The idsim command as a program of its own, for tests: see the header. */
#include "support_idsim.h"

#include <sys/wait.h>
#include <unistd.h>

const char tape_text[] = "idalloc-tape 1\n"
                         "world nodes=2 slots=1 write-ahead=0x1 cluster-size=5 seed=7\n"
                         "start 0\n"
                         "open 0 0 0\n"
                         "generate 0 0 3\n"
                         "take 0 0\n";

char *slurp(FILE *file)
{
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

void split(char *line, char *argv[ARGUMENTS_MAX + 1])
{
    static char name[] = "idsim";
    size_t count = 0;
    argv[count++] = name;
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS_MAX);
        argv[count++] = word;
    }
    argv[count] = NULL;
}

pid_t start(const char *command, FILE *in, int out, FILE *err)
{
    char line[512];
    char *argv[ARGUMENTS_MAX + 1];
    assert_true(strlen(command) < sizeof line);
    (void)snprintf(line, sizeof line, "%s", command);
    split(line, argv);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if ((in != NULL && dup2(fileno(in), STDIN_FILENO) < 0) || dup2(out, STDOUT_FILENO) < 0 ||
            dup2(fileno(err), STDERR_FILENO) < 0) {
            _exit(126);
        }
        (void)execv(IDSIM_PATH, argv);
        _exit(127);
    }
    return pid;
}

int finish(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

running run_begin(const char *command, FILE *in)
{
    running r = {.out = tmpfile(), .err = tmpfile()};
    assert_non_null(r.out);
    assert_non_null(r.err);
    r.pid = start(command, in, fileno(r.out), r.err);
    return r;
}

ended run_end(running *r)
{
    int status = finish(r->pid);
    return (ended){status, slurp(r->out), slurp(r->err)};
}

ended run(const char *command)
{
    running r = run_begin(command, NULL);
    return run_end(&r);
}

ended run_with_text(const char *command, const char *text, size_t size)
{
    FILE *in = tmpfile();
    assert_non_null(in);
    assert_int_equal(fwrite(text, 1, size, in), size);
    rewind(in);
    running r = run_begin(command, in);
    (void)fclose(in);
    return run_end(&r);
}

void discard(ended *r)
{
    free(r->out);
    free(r->err);
}

void expect(const char *command, int status, const char *in_out, const char *in_err)
{
    ended r = run(command);
    if (r.status != status) {
        fail_msg("idsim %s: status %d, wanted %d\n%s%s", command, r.status, status, r.out, r.err);
    }
    if (in_out != NULL && strstr(r.out, in_out) == NULL) {
        fail_msg("idsim %s: no '%s' in the output\n%s", command, in_out, r.out);
    }
    if (in_err != NULL && strstr(r.err, in_err) == NULL) {
        fail_msg("idsim %s: no '%s' in the errors\n%s", command, in_err, r.err);
    }
    discard(&r);
}

json_t *run_json(const char *command, int *status)
{
    json_error_t error;
    ended r = run(command);
    json_t *json = json_loads(r.out, 0, &error);
    if (json == NULL) {
        fail_msg("idsim %s: line %d: %s\n%s\n%s", command, error.line, error.text, r.out, r.err);
    }
    *status = r.status;
    discard(&r);
    return json;
}

json_t *load_json(const char *name)
{
    json_error_t error;
    json_t *json = json_load_file(name, 0, &error);
    if (json == NULL) {
        fail_msg("%s: %s", name, error.text);
    }
    return json;
}

void drop_times(json_t *document)
{
    (void)json_object_del(document, "command_line");
    (void)json_object_del(document, "started");
    (void)json_object_del(document, "seconds");
    (void)json_object_del(document, "ops_per_second");
    (void)json_object_del(document, "jobs");
}

const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

int run_idsim_tests(const struct CMUnitTest *tests, size_t count)
{
    (void)unsetenv("NO_COLOR");
    directory_enter();
    int failures = run_named_tests(tests, count);
    return directory_leave() ? failures : failures + 1;
}
