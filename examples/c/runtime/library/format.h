/* The parts of printf: what a conversion says, and how the parts put characters. */
#ifndef FORMAT_H
#define FORMAT_H

#include <stddef.h>

/* Where the characters go: into a text with room for `room` of them, or to the console if there is no text. */
struct sink {
    char *text;
    size_t room;
    int count;
};

/* One conversion: what stands between the percent sign and its letter. */
struct conversion {
    int left, zeros, alternate;
    char plus; /* what stands for a plus: '+', ' ' or nothing */
    int width;
    int precision; /* -1: none */
    char length; /* 'H' is hh, 'L' is ll */
    char letter;
};

/* format.c: a field is the prefix (sign or 0x), then zeros, then the body, filled up to the width. */
void format_put(struct sink *sink, char character);
void format_field(struct sink *sink, const struct conversion *conversion, const char *prefix, int zeros,
               const char *body, int length);

/* How many zeros fill the field, if the conversion asks for them and nothing forbids them. */
int format_zeros(const struct conversion *conversion, const char *prefix, int length);

/* The prefix of a number with a sign. */
const char *format_sign(const struct conversion *conversion, int negative);

/* One conversion each. */
void format_text(struct sink *sink, const struct conversion *conversion, const char *text);
void format_integer(struct sink *sink, const struct conversion *conversion, const char *prefix, unsigned long long value);
void format_double(struct sink *sink, const struct conversion *conversion, double value);

#endif
