/* Bytes and strings, one byte at a time. gcc calls memcpy, memmove, memset and memcmp on its own, too. */
#include <string.h>

void *memcpy(void *target, const void *source, size_t size)
{
    char *to = target;
    const char *from = source;

    while (size-- != 0)
        *to++ = *from++;
    return target;
}

void *memmove(void *target, const void *source, size_t size)
{
    char *to = target;
    const char *from = source;

    if (to <= from)
        return memcpy(target, source, size);
    while (size-- != 0)
        to[size] = from[size];
    return target;
}

void *memset(void *target, int byte, size_t size)
{
    char *to = target;

    while (size-- != 0)
        *to++ = (char)byte;
    return target;
}

int memcmp(const void *left, const void *right, size_t size)
{
    const unsigned char *a = left, *b = right;

    for (; size != 0; size--, a++, b++)
        if (*a != *b)
            return *a - *b;
    return 0;
}

void *memchr(const void *memory, int byte, size_t size)
{
    const unsigned char *at = memory;

    for (; size != 0; size--, at++)
        if (*at == (unsigned char)byte)
            return (void *)at;
    return NULL;
}

size_t strlen(const char *text)
{
    const char *end = text;

    while (*end != '\0')
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *left, const char *right)
{
    return strncmp(left, right, (size_t)-1);
}

int strncmp(const char *left, const char *right, size_t size)
{
    for (; size != 0; size--, left++, right++)
        if (*left != *right || *left == '\0')
            return (unsigned char)*left - (unsigned char)*right;
    return 0;
}

char *strcpy(char *target, const char *source)
{
    return memcpy(target, source, strlen(source) + 1);
}

char *strncpy(char *target, const char *source, size_t size)
{
    size_t length = 0;

    while (length < size && source[length] != '\0')
        length++;
    memcpy(target, source, length);
    memset(target + length, '\0', size - length);
    return target;
}

char *strcat(char *target, const char *source)
{
    strcpy(target + strlen(target), source);
    return target;
}

char *strchr(const char *text, int character)
{
    return memchr(text, character, strlen(text) + 1);
}

char *strrchr(const char *text, int character)
{
    for (const char *at = text + strlen(text);; at--) {
        if (*at == (char)character)
            return (char *)at;
        if (at == text)
            return NULL;
    }
}

char *strstr(const char *text, const char *wanted)
{
    for (size_t length = strlen(wanted);; text++) {
        if (strncmp(text, wanted, length) == 0)
            return (char *)text;
        if (*text == '\0')
            return NULL;
    }
}
