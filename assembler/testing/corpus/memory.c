/* The functions that gcc calls for structures and arrays, which a C library would have. */
void *memcpy(void *to, const void *from, unsigned long n)
{
    char *t = to;
    for (const char *f = from; n > 0; n--) *t++ = *f++;
    return to;
}
void *memset(void *to, int value, unsigned long n)
{
    for (char *t = to; n > 0; n--) *t++ = (char)value;
    return to;
}
