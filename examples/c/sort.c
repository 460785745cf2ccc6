/* Sorts the same numbers in three ways, and checks that each result is in order and that all are equal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers that look random, the same in every run (xorshift by Marsaglia). */
static unsigned int next_number(void)
{
    static unsigned int state = 2463534242u;

    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void quick_sort(int *numbers, int count)
{
    int left = 0, right = count - 1, pivot;

    if (count < 2)
        return;
    pivot = numbers[count / 2];
    while (left <= right) {
        while (numbers[left] < pivot)
            left++;
        while (numbers[right] > pivot)
            right--;
        if (left <= right) {
            int number = numbers[left];

            numbers[left++] = numbers[right];
            numbers[right--] = number;
        }
    }
    quick_sort(numbers, right + 1);
    quick_sort(numbers + left, count - left);
}

static void merge_sort(int *numbers, int count, int *spare)
{
    int half = count / 2, left = 0, right = half;

    if (count < 2)
        return;
    merge_sort(numbers, half, spare);
    merge_sort(numbers + half, count - half, spare);
    memcpy(spare, numbers, (size_t)count * sizeof *numbers);
    for (int i = 0; i < count; i++)
        numbers[i] = right == count || (left < half && spare[left] <= spare[right]) ? spare[left++] : spare[right++];
}

static int compare(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;

    return (a > b) - (a < b);
}

static int is_sorted(const int *numbers, int count)
{
    for (int i = 1; i < count; i++)
        if (numbers[i - 1] > numbers[i])
            return 0;
    return 1;
}

/* A sum in which each number's place counts. */
static unsigned int checksum(const int *numbers, int count)
{
    unsigned int sum = 0;

    for (int i = 0; i < count; i++)
        sum = sum * 31 + (unsigned int)numbers[i];
    return sum;
}

static int report(const char *name, const int *numbers, int count)
{
    int sorted = is_sorted(numbers, count);

    printf("%-10s %08x %s\n", name, checksum(numbers, count), sorted ? "sorted" : "NOT SORTED");
    return sorted;
}

/* The boot argument is how many numbers to sort (5000 without one). */
int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 5000;
    size_t size = (size_t)count * sizeof(int);
    int *given = malloc(size), *numbers = malloc(size), *spare = malloc(size);
    int right = 1;

    if (given == NULL || numbers == NULL || spare == NULL) {
        printf("no memory for %d numbers\n", count);
        return 1;
    }
    for (int i = 0; i < count; i++)
        given[i] = (int)next_number();
    quick_sort(memcpy(numbers, given, size), count);
    right &= report("quick sort", numbers, count);
    merge_sort(memcpy(numbers, given, size), count, spare);
    right &= report("merge sort", numbers, count);
    qsort(memcpy(numbers, given, size), (size_t)count, sizeof *numbers, compare);
    right &= report("qsort", numbers, count);
    return right ? 0 : 1;
}
