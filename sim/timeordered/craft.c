/* Makes texts, and damages them: what is in them, the oracle says. */
#include "craft.h"

#include <string.h>

#include "kernel/random.h"
#include "tape/ops.h"

/* A place of a pattern: the characters that may stand there. */
typedef struct place {
    const char *letters;
    size_t count;
} place;

/* The place at *at, which then is the next one's; no letters: the pattern ends. */
static place next_place(const idsim_time_form *form, size_t *at)
{
    const char *pattern = form->pattern + *at;
    const char *end = pattern[0] == '[' ? strchr(pattern, ']') : NULL;
    if (pattern[0] == '\0' || pattern[0] == '+') {
        return (place){"", 0};
    }
    if (end != NULL) {
        *at += (size_t)(end - pattern) + 1;
        return (place){pattern + 1, (size_t)(end - pattern) - 1};
    }
    (*at)++;
    return pattern[0] == '*' ? (place){form->alphabet, strlen(form->alphabet)}
                             : (place){pattern, 1};
}

/* Fills a text with one of the letters of each place: the first, the last, or by number. */
static void fill(const idsim_time_form *form, uint32_t how, uint64_t number, idsim_time_text *text)
{
    size_t at = 0;
    size_t size = 0;
    uint64_t state = number;
    for (place p = next_place(form, &at); p.count > 0 && size + 1 < IDSIM_TIME_TEXT_SIZE;
         p = next_place(form, &at)) {
        size_t which = (size_t)(sim_splitmix(&state) % p.count);
        which = how == SIM_CRAFT_SMALLEST ? 0 : which;
        which = how == SIM_CRAFT_LARGEST ? p.count - 1 : which;
        text->text[size++] = p.letters[which];
    }
    text->text[size] = '\0';
}

void sim_time_compose(const idsim_time_form *form, uint64_t number, idsim_time_text *text)
{
    fill(form, SIM_CRAFT_INTACT, number, text);
}

static void change_case(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'a' && *text <= 'z') {
            *text = (char)(*text - 'a' + 'A');
        } else if (*text >= 'A' && *text <= 'Z') {
            *text = (char)(*text - 'A' + 'a');
        }
    }
}

/* Every character becomes a digit: the version, the variant and what separates are gone. */
static void forget_kind(const idsim_time_form *form, char *text)
{
    size_t at = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        const bool is_digit = form->pattern[at] == '*' || form->pattern[at] == '+';
        if (next_place(form, &at).count > 0 && !is_digit) {
            text[i] = form->alphabet[0];
        }
    }
}

/* The highest digit in front, if any digit may stand there. */
static void enlarge(const idsim_time_form *form, char *text)
{
    const size_t count = strlen(form->alphabet);
    for (size_t i = 0; i < 3 && text[i] != '\0'; i++) {
        text[i] = form->alphabet[count - 1];
    }
}

void sim_time_damage(const idsim_time_form *form, uint32_t how, uint64_t number,
                     idsim_time_text *text)
{
    static const char foreign[] = "!~_ .uU";
    static const char confused[] = "iIlLoO";
    const size_t size = strlen(text->text);
    if (size == 0) {
        return;
    }
    switch (how) {
    case SIM_CRAFT_OTHER_CASE:
        change_case(text->text);
        break;
    case SIM_CRAFT_SHORT:
        text->text[size - 1] = '\0';
        break;
    case SIM_CRAFT_LONG:
        if (size + 1 < IDSIM_TIME_TEXT_SIZE) {
            text->text[size] = form->alphabet[0];
            text->text[size + 1] = '\0';
        }
        break;
    case SIM_CRAFT_FOREIGN:
        text->text[number % size] = foreign[number / size % (sizeof foreign - 1)];
        break;
    case SIM_CRAFT_CONFUSED:
        text->text[number % size] = confused[number / size % (sizeof confused - 1)];
        break;
    case SIM_CRAFT_LARGE:
        enlarge(form, text->text);
        break;
    case SIM_CRAFT_OTHER_KIND:
        forget_kind(form, text->text);
        break;
    case SIM_CRAFT_SMALLEST:
    case SIM_CRAFT_LARGEST:
        fill(form, how, number, text);
        break;
    default:
        break;
    }
}
