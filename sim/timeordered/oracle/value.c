/* Reads and writes texts by their form. */
#include "value.h"

#include <string.h>

#define BITS (SIM_TIME_LIMBS * 32u)

/* The characters that a place of a pattern accepts. */
typedef struct accepted {
    const char *letters;
    size_t count;
} accepted;

/* Those at the place where pattern points, and where the next place begins. */
static accepted place_at(const idsim_time_form *form, const char *pattern, const char **next)
{
    const char *end = *pattern == '[' ? strchr(pattern, ']') : NULL;
    if (end != NULL) {
        *next = end + 1;
        return (accepted){pattern + 1, (size_t)(end - pattern) - 1};
    }
    *next = pattern + 1;
    return *pattern == '*' ? (accepted){form->alphabet, strlen(form->alphabet)}
                           : (accepted){pattern, 1};
}

static char other_case(char letter)
{
    if (letter >= 'a' && letter <= 'z') {
        return (char)(letter - 'a' + 'A');
    }
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool is_in(const accepted *place, char letter)
{
    return letter != '\0' && memchr(place->letters, letter, place->count) != NULL;
}

/* The letter that a place takes for one of a text; NUL: none. */
static char taken(const accepted *place, char letter, bool folded)
{
    if (is_in(place, letter)) {
        return letter;
    }
    return folded && is_in(place, other_case(letter)) ? other_case(letter) : '\0';
}

/* number * base + digit. */
static void push(sim_time_number *number, uint32_t base, uint32_t digit)
{
    uint64_t carry = digit;
    for (unsigned i = 0; i < SIM_TIME_LIMBS; i++) {
        carry += (uint64_t)number->limbs[i] * base;
        number->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static void push_letter(const idsim_time_form *form, char letter, sim_time_number *number)
{
    const char *digit = strchr(form->alphabet, letter);
    if (digit != NULL) {
        push(number, (uint32_t)strlen(form->alphabet), (uint32_t)(digit - form->alphabet));
    }
}

/* A number without a pattern: digits, of which only a lone one is zero in front. */
static bool match_digits(const idsim_time_form *form, const char *text, sim_time_number *number)
{
    const size_t size = strlen(text);
    bool right = size > 0 && (text[0] != form->alphabet[0] || size == 1);
    for (size_t i = 0; right && i < size; i++) {
        right = strchr(form->alphabet, text[i]) != NULL;
        push_letter(form, text[i], number);
    }
    return right;
}

bool sim_time_match(const idsim_time_form *form, const char *text, bool folded,
                    sim_time_number *number, idsim_time_text *canonical)
{
    idsim_time_text out = {""};
    const char *pattern = form->pattern;
    accepted place = {"", 0};
    *number = (sim_time_number){{0}};
    if (form->pattern[0] == '\0') {
        return match_digits(form, text, number);
    }
    size_t i = 0;
    for (; text[i] != '\0' && i + 1 < IDSIM_TIME_TEXT_SIZE; i++) {
        const char *next = pattern;
        if (*pattern == '\0') {
            return false;
        }
        const accepted here = *pattern == '+' ? place : place_at(form, pattern, &next);
        out.text[i] = taken(&here, text[i], folded);
        if (out.text[i] == '\0') {
            return false;
        }
        push_letter(form, out.text[i], number);
        place = here;
        pattern = next;
    }
    if (canonical != NULL) {
        *canonical = out;
    }
    return text[i] == '\0' && (*pattern == '\0' || *pattern == '+');
}

bool sim_time_fits(const sim_time_number *number, uint32_t bits)
{
    for (uint32_t i = bits; i < BITS; i++) {
        if ((number->limbs[i / 32] >> i % 32 & 1u) != 0) {
            return false;
        }
    }
    return true;
}

uint64_t sim_time_part(const sim_time_number *number, uint32_t shift, uint32_t count)
{
    uint64_t part = 0;
    for (uint32_t i = 0; i < count && shift + i < BITS; i++) {
        const uint32_t at = shift + i;
        part |= (uint64_t)(number->limbs[at / 32] >> at % 32 & 1u) << i;
    }
    return part;
}

/* number / base, and the rest. */
static uint32_t pop(sim_time_number *number, uint32_t base)
{
    uint64_t rest = 0;
    for (unsigned i = SIM_TIME_LIMBS; i-- > 0;) {
        rest = rest << 32 | number->limbs[i];
        number->limbs[i] = (uint32_t)(rest / base);
        rest %= base;
    }
    return (uint32_t)rest;
}

/* Whether a place holds a digit, and not what separates them. */
static bool holds_digit(const idsim_time_form *form, const accepted *place)
{
    return place->count > 0 && strchr(form->alphabet, place->letters[0]) != NULL;
}

static void write_digits(const idsim_time_form *form, sim_time_number number, idsim_time_text *text)
{
    char digits[IDSIM_TIME_TEXT_SIZE];
    size_t count = 0;
    do {
        digits[count++] = form->alphabet[pop(&number, (uint32_t)strlen(form->alphabet))];
    } while (!sim_time_fits(&number, 0) && count + 1 < IDSIM_TIME_TEXT_SIZE);
    for (size_t i = 0; i < count; i++) {
        text->text[i] = digits[count - 1 - i];
    }
    text->text[count] = '\0';
}

void sim_time_write(const idsim_time_form *form, const sim_time_number *number,
                    idsim_time_text *text)
{
    accepted places[IDSIM_TIME_TEXT_SIZE];
    sim_time_number left = *number;
    size_t count = 0;
    if (form->pattern[0] == '\0') {
        write_digits(form, left, text);
        return;
    }
    for (const char *at = form->pattern; *at != '\0' && count + 1 < IDSIM_TIME_TEXT_SIZE; count++) {
        places[count] = place_at(form, at, &at);
    }
    text->text[count] = '\0';
    while (count-- > 0) {
        text->text[count] = holds_digit(form, &places[count])
                                ? form->alphabet[pop(&left, (uint32_t)strlen(form->alphabet))]
                                : places[count].letters[0];
    }
}
