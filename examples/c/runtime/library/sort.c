/* qsort, by heapsort: no recursion, no memory, never slow. */
#include <stdlib.h>

static void swap(char *left, char *right, size_t size)
{
    for (; size != 0; size--, left++, right++) {
        char byte = *left;

        *left = *right;
        *right = byte;
    }
}

/* Lets the element at `root` sink until no child, at 2 root + 1 and 2 root + 2, is greater. */
static void sink(char *array, size_t root, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    size_t child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && compare(array + child * size, array + (child + 1) * size) < 0)
            child++;
        if (compare(array + root * size, array + child * size) >= 0)
            return;
        swap(array + root * size, array + child * size, size);
        root = child;
    }
}

void qsort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    for (size_t root = count / 2; root-- > 0;)
        sink(array, root, count, size, compare);
    for (size_t last = count; last-- > 1;) {
        swap(array, (char *)array + last * size, size);
        sink(array, 0, last, size, compare);
    }
}
